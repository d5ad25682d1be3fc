"""Writing to a terminal: one line that is redrawn, and texts that any terminal can show."""

from __future__ import annotations

import os
import shutil
from typing import TextIO

WIDTH = 24  # characters of the bar itself
_ERASE = "\r\x1b[K"


class Bar:
    """A progress bar in the last line of a terminal; whoever writes to it clears the bar first."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream
        self._shown = False

    def draw(self, done: int, total: int, *words: str) -> None:
        """Draw the bar anew, with words behind it; what exceeds the terminal's width is cut off."""
        full = WIDTH * done // max(total, 1)
        text = f"[{'#' * full}{'.' * (WIDTH - full)}] {done}/{total}  " + "  ".join(filter(None, words))
        columns = shutil.get_terminal_size().columns
        self.stream.write(_ERASE + printable(text, self.stream)[: max(columns - 1, 1)])
        self.stream.flush()
        self._shown = True

    def clear(self) -> None:
        """Take the bar away."""
        if self._shown:
            self.stream.write(_ERASE)
            self.stream.flush()
            self._shown = False


def is_terminal(stream: TextIO) -> bool:
    """Whether a stream ends at a terminal that can redraw a line."""
    asked = getattr(stream, "isatty", None)
    return bool(asked and asked()) and os.environ.get("TERM", "dumb") != "dumb"


def duration(seconds: float) -> str:
    """Seconds as ``m:ss`` or ``h:mm:ss``."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def printable(text: str, stream: TextIO) -> str:
    """A text with what the encoding of the stream lacks written as a question mark."""
    encoding = getattr(stream, "encoding", None) or "utf-8"
    return text.encode(encoding, "replace").decode(encoding)
