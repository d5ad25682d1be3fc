"""How the letters of a shapefile are coded, where it does not say.

A .cpg file beside it, or a code page in the header of its table, says it. Without either GDAL takes ISO 8859-1,
and Chinese names of columns and classes become unreadable; such files are common, since programs on a Chinese
system write GBK and say nothing.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

_SILENT = {0x00, 0x57}  # code pages of the header that mean "that of the computer it was written on"
_ENTRY = 32  # bytes of the header, and of the description of each column that follows it
_MOST = 4_000_000  # bytes of the table that are looked at


def shapefile_encoding(source: str) -> str | None:
    """The coding of a shapefile that does not say it; None if it says, or for another format.

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
    """The coding of a text file, by a name that Python knows: UTF-8, GB18030, or ISO 8859-1 for what is neither."""
    with open(path, "rb") as file:
        data = file.read(_MOST)
    guess = guess_encoding(data.splitlines())
    if guess is None:
        return "utf-8-sig" if data.isascii() else "latin-1"
    return "utf-8-sig" if guess == "UTF-8" else guess


def guess_encoding(texts: Sequence[bytes]) -> str | None:
    """UTF-8 or GB18030 (of which GBK is a part), where the texts look like it; else None.

    Bytes beyond ASCII that are valid UTF-8 are hardly ever anything else. Chinese in GBK is almost all from
    GB 2312, whose signs are two bytes beyond ASCII each; a letter with an accent in a western coding is one
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
