"""One HTML page with everything in it: text, tables, and embedded figures; it works offline and asks for nothing."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scarpwatch.figures.report.basis.embedding import Embedded, embed_figure
from scarpwatch.figures.report.basis.result_tables import Table

TEMPLATES = Path(__file__).parents[1] / "templates"


@dataclass(frozen=True)
class Picture:
    """A PNG, or what is embedded already, with its caption and a text for those who cannot see it."""

    path: Path | Embedded
    caption: str
    alternative: str


@dataclass(frozen=True)
class Section:
    """A part of the report: facts, sentences, bullet points, then pictures and tables in the order given."""

    anchor: str
    title: str
    paragraphs: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
    items: tuple[Picture | Table, ...] = ()
    pairs: tuple[tuple[str, str], ...] = ()
    """Names and values, printed small in columns (config, versions)."""
    facts: tuple[tuple[str, str], ...] = ()
    """Names and values, printed large in boxes."""
    folded: bool = False
    """Whether it is an appendix, which opens when it is asked for or printed."""


@dataclass(frozen=True)
class Page:
    """What the template prints.

    Attributes
    ----------
    verdict : ``headline``, ``figures`` and ``answers`` of ``verdict.json``
    lead : the map beside the verdict; None in a run without one
    """

    title: str
    subtitle: str
    verdict: Mapping[str, Any]
    lead: Picture | None
    sections: Sequence[Section]
    footer: str = field(default="")


def source_digest(text: str) -> str:
    """What a content security policy calls an inline style or script, so that the page runs no other."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def render_page(page: Page) -> str:
    """The page as HTML text; all text is escaped, figures and tables are numbered through."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["embed"] = lambda path: path if isinstance(path, Embedded) else embed_figure(path)
    environment.filters["digest"] = source_digest
    environment.tests["picture"] = lambda item: isinstance(item, Picture)
    style, script = ((TEMPLATES / f"report.{kind}").read_text(encoding="utf-8") for kind in ("css", "js"))
    return environment.get_template("report.html.j2").render(page=page, style=style, script=script)
