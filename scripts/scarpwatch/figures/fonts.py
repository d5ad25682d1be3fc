"""Letters that the fonts of figures lack: names are the users' own, in any script.

DejaVu Sans, which comes with matplotlib, has Latin, Greek, Cyrillic, Armenian, Georgian, Hebrew and Arabic letters; text
from right to left is set by matplotlib. For all else an installed font is looked for, and where there is none the figure
says so.
"""

from __future__ import annotations

import functools
import logging
import unicodedata
from collections.abc import Iterable

from matplotlib.figure import Figure
from matplotlib.font_manager import FontEntry, FontProperties, findfont, fontManager, get_font
from matplotlib.text import Text

log = logging.getLogger(__name__)

FAMILY = "DejaVu Sans"
PREFERRED = "Noto Sans"
MISSING = "\N{REPLACEMENT CHARACTER}"
"""Stands for a letter that no font has."""

NOTE = f"{MISSING}: a letter that no font of this computer has (Noto Sans of its script has it)"


def fit_fonts(figure: Figure) -> list[str]:
    """Give every text of a figure fonts that have its letters; letters that none has are replaced, with a note.

    Returns
    -------
    list of str
        Those that no installed font has, in order.
    """
    lacking: set[str] = set()
    for text in figure.findobj(Text):
        assert isinstance(text, Text)
        wanted = _beyond(text.get_text())
        if not wanted:
            continue
        found = {letter: _font_with(letter) for letter in sorted(wanted)}
        families = dict.fromkeys(name for name in found.values() if name is not None)
        if families:
            text.set_fontfamily([FAMILY, *families])
        none = {letter for letter, name in found.items() if name is None}
        if none:
            text.set_text("".join(MISSING if letter in none else letter for letter in text.get_text()))
            lacking |= none
    if lacking:
        below = min(0.0, figure.get_tightbbox().y0 / figure.get_figheight())
        figure.text(0.01, below, NOTE, fontsize=7, ha="left", va="top")
        log.warning(
            f"no font of this computer has the letters {' '.join(_named(sorted(lacking)[:5]))}: figures have "
            f"{MISSING} in their place; install {PREFERRED} of their script"
        )
    return sorted(lacking)


def _named(letters: Iterable[str]) -> list[str]:
    return [
        f"{letter} (U+{ord(letter):04X})" if letter.isprintable() else f"U+{ord(letter):04X}"
        for letter in letters
    ]


def _beyond(text: str) -> set[str]:
    """Letters that the fonts of all figures lack; marks of direction and of joining have no shape of their own."""
    return {
        letter
        for letter in set(text) - {"\n"}
        if ord(letter) not in _glyphs(findfont(FontProperties(family=FAMILY)))
        and unicodedata.category(letter) != "Cf"
    }


@functools.cache
def _glyphs(path: str) -> frozenset[int]:
    """Code points that a font has."""
    return frozenset(get_font(path).get_charmap())


@functools.cache
def _font_with(letter: str) -> str | None:
    """Name of an installed font that has a letter."""
    if not letter.isprintable():
        return None

    def rank(entry: FontEntry) -> tuple[bool, bool, bool, str, str]:
        plain = entry.style == "normal" and str(entry.weight) in ("400", "normal", "regular", "book")
        sans = "serif" not in entry.name.lower() and "mono" not in entry.name.lower()
        return (not entry.name.startswith(PREFERRED), not plain, not sans, entry.name, entry.fname)

    for entry in sorted(fontManager.ttflist, key=rank):
        if "last resort" in entry.name.lower():  # its shapes name the script and are no letters
            continue
        try:
            if ord(letter) in _glyphs(entry.fname):
                return entry.name
        except (OSError, RuntimeError):  # a font that was removed or is damaged
            continue
    return None
