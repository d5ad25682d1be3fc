"""Undeclared text encodings of users' files, and Unicode normalisation of their texts.

Of a shapefile a .cpg file beside it, or a code page in the header of its table, says it. Without either GDAL takes ISO 8859-1,
and Chinese names of columns and classes become unreadable; such files are common, since programs on a Chinese
system write GBK and say nothing.
"""

from __future__ import annotations

import codecs
import unicodedata
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from scarpwatch.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

_Frame = TypeVar("_Frame", bound="pd.DataFrame")

_SILENT = {0x00, 0x57}  # code pages of the header that mean "that of the computer it was written on"
_ENTRY = 32  # bytes of the header, and of the description of each column that follows it
_MOST = 4_000_000  # bytes of the table that are looked at


def shapefile_encoding(source: str) -> str | None:
    """The encoding of a shapefile that does not declare it; None if it does, or for another format.

    Parameters
    ----------
    source : the .shp file, also as ``/vsizip/archive.zip/folder/name.shp``
    """
    if not source.lower().endswith(".shp") or _beside(source, ".cpg") is not None:
        return None
    table = _beside(source, ".dbf")
    if table is None or len(table) <= _ENTRY or table[29] not in _SILENT:
        return None
    return guess_encoding(list(_texts(table)))


def text_encoding(path: str | Path) -> str:
    """The encoding of a text file, by a name that Python knows: UTF-8, GB18030, or ISO 8859-1 for what is neither."""
    with open(path, "rb") as file:
        data = file.read(_MOST)
    wide = _wide_encoding(data)
    if wide is not None:
        return wide
    guess = guess_encoding(data.splitlines())
    if guess is None:
        return "utf-8-sig" if data.isascii() else "latin-1"
    return "utf-8-sig" if guess == "UTF-8" else guess


def _wide_encoding(data: bytes) -> str | None:
    """UTF-16 or UTF-32, which spreadsheets call Unicode text; None for encodings in which ASCII is one byte."""
    for mark, name in ((codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32")):
        if data.startswith(mark):
            return name
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    # Without a mark: in a table the separators alone are ASCII, whose other byte is zero.
    even, odd = data[0:2000:2], data[1:2000:2]
    for zeros, others, name in ((odd, even, "utf-16-le"), (even, odd, "utf-16-be")):
        if zeros.count(0) > 0.3 * max(len(zeros), 1) and 0 not in others:
            return name
    return None


def one_form(text: str) -> str:
    """A text in Unicode normalisation form C (letters with accents composed).

    macOS and some GIS write the letter and the accent apart (NFD): the same to the eye, another text to a program.
    """
    return unicodedata.normalize("NFC", text)


def one_form_columns(frame: _Frame, path: str | Path) -> _Frame:
    """A table whose column names are normalised.

    Raises
    ------
    InputError
        If two names become one.
    """
    old = [str(name) for name in frame.columns]
    new = [one_form(name) for name in old]
    if new == old:
        return frame
    twice = sorted({name for name in new if new.count(name) > 1 and old.count(name) < new.count(name)})
    if twice:
        raise InputError(
            path,
            f"it has several columns that look like {', '.join(map(repr, twice))}, their accents written in two ways",
            "Give each column a name of its own.",
        )
    return frame.rename(columns=dict(zip(frame.columns, new, strict=True)))


def guess_encoding(texts: Sequence[bytes]) -> str | None:
    """UTF-8 or GB18030 (of which GBK is a part), where the texts look like it; else None.

    Bytes beyond ASCII that are valid UTF-8 are hardly ever anything else. Chinese in GBK is almost all from
    GB 2312, whose signs are two bytes beyond ASCII each; a letter with an accent in a western encoding is one
    such byte with ASCII beside it.
    """
    beyond = [text for text in texts if not text.isascii()]
    if not beyond:
        return None
    if sum(_is_utf8(text) for text in beyond) >= 0.9 * len(beyond):
        return "UTF-8"
    signs = [
        sign for text in beyond for sign in text.decode("gb18030", errors="replace") if not sign.isascii()
    ]
    return "GB18030" if sum(_common(sign) for sign in signs) >= 0.8 * len(signs) else None


def _texts(table: bytes) -> Iterator[bytes]:
    """Names of columns and values of text columns of a dBASE table."""
    start, length = int.from_bytes(table[8:10], "little"), int.from_bytes(table[10:12], "little")
    columns, place = [], 1  # the first byte of a row tells whether it is deleted
    for entry in range(_ENTRY, start - 1, _ENTRY):
        yield table[entry : entry + 11].split(b"\0")[0]
        width = table[entry + 16]
        if table[entry + 11 : entry + 12] == b"C":
            columns.append(slice(place, place + width))
        place += width
    for row in range(start, len(table) - length + 1, max(length, 1)):
        record = table[row : row + length]
        yield from (record[column].rstrip(b" \0") for column in columns)


def _is_utf8(text: bytes) -> bool:
    try:
        text.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _common(sign: str) -> bool:
    """Whether a sign is one of GB 2312."""
    try:
        return len(sign.encode("gb2312")) == 2
    except UnicodeEncodeError:
        return False


def _beside(source: str, suffix: str) -> bytes | None:
    """The start of the file of the same name with another suffix, in either case; None if there is none."""
    for ending in (suffix, suffix.upper()):
        name = source[:-4] + ending
        if name.startswith("/vsizip/"):
            end = name.lower().index(".zip/") + 4
            with zipfile.ZipFile(name[len("/vsizip/") : end]) as archive:
                if name[end + 1 :] in archive.namelist():
                    with archive.open(name[end + 1 :]) as stream:
                        return stream.read(_MOST)
        elif Path(name).is_file():
            with open(name, "rb") as file:
                return file.read(_MOST)
    return None
