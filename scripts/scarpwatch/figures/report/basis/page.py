"""One HTML page with everything in it: text, tables, and figures as embedded PNG; it works offline."""

from __future__ import annotations

import base64
import struct
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from scarpwatch.errors import InputError
from scarpwatch.figures.report.basis.result_tables import Table

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True)
class Picture:
    """A PNG with its caption and a text for those who cannot see it."""

    path: Path
    caption: str
    alternative: str


@dataclass(frozen=True)
class Section:
    """A part of the report: sentences, bullet points, then pictures and tables in the order given."""

    anchor: str
    title: str
    paragraphs: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
    items: tuple[Picture | Table, ...] = ()
    pairs: tuple[tuple[str, str], ...] = ()
    """Names and values, printed small in columns (config, versions)."""


@dataclass(frozen=True)
class Page:
    """What the template prints."""

    title: str
    subtitle: str
    facts: Sequence[tuple[str, str]]
    sections: Sequence[Section]
    footer: str = field(default="")


@dataclass(frozen=True)
class _Embedded:
    """A picture as the template wants it."""

    data: str
    width: int
    height: int


def embed_png(path: Path) -> _Embedded:
    """A PNG file as base64 text with its size in pixels.

    Raises
    ------
    InputError
        If the file is missing or not a PNG.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError(
            path, f"the figure cannot be read ({error})", "Run the rule that plots it."
        ) from error
    if not content.startswith(PNG_SIGNATURE) or len(content) < 24:
        raise InputError(path, "the figure is not a PNG file", "Delete it and run the workflow again.")
    width, height = struct.unpack(">II", content[16:24])
    return _Embedded(base64.b64encode(content).decode("ascii"), width, height)


def render_page(page: Page) -> str:
    """The page as HTML text; all text is escaped, figures and tables are numbered through."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parents[1] / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["embed"] = embed_png
    environment.tests["picture"] = lambda item: isinstance(item, Picture)
    return environment.get_template("report.html.j2").render(page=page)
