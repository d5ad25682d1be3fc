"""The report on what the program decided by itself."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from scarpwatch.decisions import KINDS, sentence
from scarpwatch.figures.report.basis.page import Section
from scarpwatch.figures.report.basis.result_tables import Table


def _written(text: str) -> str:
    """A text of the log as the report writes it: per cent signs stand apart, as in its other tables."""
    return re.sub(r"(?<=\d)%", " %", text)


def notable_sentences(decisions: Sequence[Mapping[str, Any]]) -> list[str]:
    """What departs from the config or changes how the map is to be read, for the summary."""
    return [_written(sentence(decision)) for decision in decisions if decision["notable"]]


def decisions_section(decisions: Sequence[Mapping[str, Any]], notes: Sequence[str] = ()) -> Section:
    """All decisions of the run, with their figures and the way to overrule each, and what was noted about the inputs."""
    rows = tuple(
        (
            KINDS[decision["kind"]].title,
            _written(decision["taken"]),
            _written(decision["reason"]),
            KINDS[decision["kind"]].overrule.replace("`", ""),
        )
        for decision in decisions
    )
    paragraphs = ["Nothing was left to the program in this run."]
    items: tuple[Table, ...] = ()
    if rows:
        paragraphs = [
            "The program decides some questions from the data. Each answer can be overruled in the config."
        ]
        items = (Table("Decisions of this run", ("About", "Decided", "From what", "To overrule it"), rows),)
    if notes:
        paragraphs.append("Of the inputs the following was noted:")
    return Section(
        "decisions",
        "What the program decided and noted",
        tuple(paragraphs),
        points=tuple(map(_written, notes)),
        items=items,
    )
