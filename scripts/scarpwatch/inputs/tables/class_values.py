"""Values of a column that are classes, as text: rocks, kinds of landslides, codes."""

from __future__ import annotations

import pandas as pd

from scarpwatch.config.common.base import UNSEEN

DOUBTFUL = {
    *(
        "na",
        "n/a",
        "nan",
        "null",
        "<null>",
        "none",
        "nodata",
        "no data",
        "no_data",
        "unknown",
        "-1",
        "0",
        "255",
    ),
    *("-", "--", "?", "n.a.", "n.d.", "nd", "unbekannt", "inconnu", "desconocido", "sin datos", "未知", "无"),
}
"""Names of classes, without case, that often stand for no data."""


def class_text(column: pd.Series) -> pd.Series:
    """Each value as it stands in the config, and missing where it is blank.

    Spaces around it are taken off and those within are one, signs that are not seen are none; 3.0, as whole numbers in a column with gaps are read, is
    3; 010 stays 010.
    """
    if pd.api.types.is_float_dtype(column):
        whole = column.dropna()
        codes = (whole == whole.round()).all() and (whole.abs() < 2**53).all()  # beyond, they are no codes
        column = column.astype("Int64") if codes else column
    text = column.astype("string").str.normalize("NFC").str.replace(UNSEEN, "", regex=True)
    text = text.str.replace(r"\s+", " ", regex=True).str.strip()
    text = text.str.replace(r"^(-?\d+)\.0+$", r"\1", regex=True)
    return text.mask(text == "")


def class_notes(text: pd.Series, what: str) -> list[str]:
    """Sentences on classes that may stand for no data, or be one written twice.

    Parameters
    ----------
    text : Series
        As :func:`class_text` gives it.
    what : what is counted: "rows", "polygons"
    """
    folded = text.str.casefold()
    counts = folded.value_counts()
    notes = [
        f"{word!r} is a class of its own, in {counts[word]:,} of {len(text):,} {what} ({counts[word] / len(text):.1%}); "
        "leave it blank if it stands for no data"
        for word in sorted(DOUBTFUL & set(counts.index))
    ]
    names = text.dropna().drop_duplicates()
    twins = names[names.str.casefold().duplicated(keep=False)].sort_values()
    if not twins.empty:
        notes.append(
            f"classes that differ in capitals alone are classes of their own: {', '.join(twins[:6])}"
        )
    return notes
