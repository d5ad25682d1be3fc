"""Tables of text (CSV): every cell as the file writes it, every row as wide as the header.

Numbers are made of the text by whoever knows that a column holds numbers: guessed from the values, `00012` would
become 12, and a class `NA` or `010` something else. Spreadsheets end rows with commas, or before the last column
where that is blank, and files with empty rows; none of it holds a value. A row with more values than the header has names is
refused: nobody can tell which column each value belongs to.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from scarpwatch.errors import InputError
from scarpwatch.inputs.tables.text_encoding import one_form, text_encoding

if TYPE_CHECKING:
    import pandas as pd

MISSING = {"", "na", "n/a", "#n/a", "nan", "-nan", "null", "none", "<na>"}
"""What a cell of a column of numbers or days may say, without case, where there is no value."""


def read_text_table(path: str | Path) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Read a table separated by commas, semicolons or tabs.

    Returns
    -------
    table : DataFrame of text
        Without spaces around names and values; the index is the number of the line in the file. A name may
        stand twice, see :func:`refuse_repeated`.
    notes : sentences: what was left out

    Raises
    ------
    InputError
        If it is no table, a row has more values than the header, or has a value in a column that has no name and
        is blank elsewhere.
    """
    import pandas as pd

    path = Path(path)
    rows = _rows_of(path)
    names = [one_form(name.strip()) for name in rows[0][1]]
    filled = [(line, row) for line, row in rows[1:] if any(cell.strip() for cell in row)]
    empty = sum(bool(row) for _, row in rows[1:]) - len(filled)
    rows = filled
    width = len(names)
    _refuse_long(path, width, rows)
    table = pd.DataFrame(
        [[cell.strip() for cell in row[:width]] + [""] * (width - len(row)) for _, row in rows],
        columns=names,
        index=pd.Index([line for line, _ in rows], dtype="int64"),
        dtype=object,
    )
    nameless = np.array([not name for name in names])
    held = (table.loc[:, nameless] != "").to_numpy(bool)
    # Full, it is a column of its own, such as the row numbers that pandas writes; else a row may have slipped.
    slipped = held & ~held.all(axis=0)
    if slipped.any():
        raise InputError(
            path,
            f"line {table.index[slipped.any(axis=1).argmax()]} has a value in a column without a name, which is blank "
            "elsewhere",
            "Correct the line, or name the column in the first line.",
        )
    notes = _width_notes(width, [len(row) for _, row in rows], empty, int(nameless.sum()))
    return table.loc[:, ~nameless], tuple(notes)


def _rows_of(path: Path) -> list[tuple[int, list[str]]]:
    """The cells of every row with the number of its line; the first names the columns."""
    coding = text_encoding(path)
    cure = "Check it in a text editor, and save it as CSV in UTF-8."
    try:
        with path.open(encoding=coding, newline="") as file:
            lines = list(file)
        first = lines[0] if lines else ""
        said = re.fullmatch(r"\ufeff?\"?sep=(.)\"?\s*", first)  # a line for Excel, before the names
        separator = said[1] if said else max(",;\t", key=first.count)
        rows = _split(path, lines[1 if said else 0 :], separator)
    except (csv.Error, UnicodeError, ValueError) as error:
        raise InputError(path, f"it cannot be read as a table ({error})", cure) from error
    if not rows or not any(cell.strip() for cell in rows[0][1]):
        raise InputError(path, "it cannot be read as a table (its first line names no columns)", cure)
    if any(unicodedata.category(sign) == "Cc" for cell in rows[0][1] for sign in cell.strip()):
        raise InputError(path, "it cannot be read as a table (its first line is no text)", cure)
    return rows


def _width_notes(width: int, widths: list[int], empty: int, nameless: int) -> list[str]:
    """Notes on rows that are longer or shorter than the header, and on what is left out."""
    notes = []
    ended = sum(own > width for own in widths)
    if ended:
        notes.append(f"{ended:,} rows end with separators beyond the last column, which hold nothing")
    short = sum(own < width for own in widths)
    if short:
        notes.append(f"{short:,} rows end before the last column; what they lack is taken to be blank")
    if empty:
        notes.append(f"{empty:,} rows without any value are left out")
    if nameless:
        notes.append(f"{nameless} columns without a name are left out")
    return notes


def _split(path: Path, lines: list[str], separator: str) -> list[tuple[int, list[str]]]:
    """The cells of every row, with the number of its last line.

    Raises
    ------
    InputError
        If a quotation mark opens a cell that no other closes, or that one of a later row does: whole rows would
        become the text of that cell, and be lost without a word.
    csv.Error
    """
    reader = csv.reader(lines, delimiter=separator, skipinitialspace=True)
    rows: list[tuple[int, list[str]]] = []
    start, width = 0, 0
    for row in reader:
        rows.append((reader.line_num, row))
        width = width or len(row)
        spanned = lines[start : reader.line_num]
        # Lines that are whole rows by themselves, if quotation marks mean nothing. Of a text with line breaks the
        # first line ends within the cell; two such lines may hold as many commas as a narrow table has.
        whole = all(line.count(separator) >= width - 1 for line in spanned)
        if whole and len(spanned) > (1 if width > 4 else 2) and width > 1:
            _refuse_quotes(
                path, start, f"and the next ones up to line {reader.line_num} would be lost in its text"
            )
        start = reader.line_num
    try:
        for _ in csv.reader(lines, delimiter=separator, skipinitialspace=True, strict=True):
            pass
    except csv.Error as error:
        if "end of data" in str(error):
            _refuse_quotes(path, rows[-2][0] if len(rows) > 1 else 0, "and no other closes it")
    return rows


def _refuse_quotes(path: Path, before: int, fault: str) -> None:
    raise InputError(
        path,
        f"line {before + 1} has a quotation mark that opens a text, {fault}",
        "Take out quotation marks that stand for themselves (inches, for instance), or write them twice within a text "
        "in quotation marks.",
    )


def refuse_repeated(path: str | Path, columns: list[str], wanted: list[str]) -> None:
    """Refuse a wanted column whose name stands more than once.

    Raises
    ------
    InputError
        Naming the columns.
    """
    twice = [name for name in dict.fromkeys(wanted) if columns.count(name) > 1]
    if twice:
        raise InputError(
            path,
            f"it has several columns of the name {', '.join(map(repr, twice))}, and which is meant cannot be told",
            "Give each column a name of its own.",
        )


def is_blank(column: pd.Series) -> NDArray[np.bool_]:
    """Whether each cell holds no value, in a column of numbers or days of any type."""
    text = column.astype("string").str.strip().str.casefold()
    return (text.isna() | text.isin(MISSING)).to_numpy(bool)


def _refuse_long(path: Path, width: int, rows: list[tuple[int, list[str]]]) -> None:
    """Refuse the first row that has more values than there are names."""
    for line, row in rows:
        if any(cell.strip() for cell in row[width:]):
            cure = "Correct the line; a value that holds a separator stands in quotation marks."
            if all(len(other) == width + 1 for _, other in rows):
                cure = (
                    "If every row begins with its own name or number, as R writes them, name that column in the first "
                    "line too; a value that holds a separator stands in quotation marks."
                )
            raise InputError(
                path,
                f"line {line} has {len(row)} values for the {width} columns that the first line names",
                cure,
            )
