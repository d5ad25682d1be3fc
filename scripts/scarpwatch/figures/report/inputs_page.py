"""The page that tells what the inputs hold and what is wrong with them: small, in one file."""

from __future__ import annotations

import csv
import io
import math
import textwrap
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from scarpwatch.dates import date_name
from scarpwatch.figures.report.basis.embedding import embed_figure
from scarpwatch.figures.report.basis.names import INPUT_NAMES
from scarpwatch.files.csv_tables import escape
from scarpwatch.inspection.findings import Finding
from scarpwatch.inspection.inputs_look import Inspection, parts
from scarpwatch.inspection.stack_look import PairRow

_WIDTH = 110  # characters of a line in a terminal


def verdict(inspection: Inspection) -> str:
    """One sentence: how many faults and notes there are."""
    faults, notes = len(inspection.faults), len(inspection.notes)
    if not faults:
        return f"No fault found. {notes} note{'' if notes == 1 else 's'} to read."
    return f"{faults} fault{' ends' if faults == 1 else 's end'} a run before it begins."


def render_inputs(inspection: Inspection, *, name: str, pictures: Mapping[str, Path]) -> str:
    """The page as HTML text; all text is escaped.

    Parameters
    ----------
    name : of the area
    pictures : caption to PNG file
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["embed"] = embed_figure
    called = INPUT_NAMES | dict(inspection.titles)
    sections = [
        (called.get(part, part), [line for line in inspection.findings if line.part == part])
        for part in parts(inspection.findings)
    ]
    return environment.get_template("inputs.html.j2").render(
        name=name,
        verdict=verdict(inspection),
        faults=[(called.get(fault.part, fault.part), fault) for fault in inspection.faults],
        sections=sections,
        pictures=pictures,
        pairs=[_pair(row) for row in inspection.pairs],
    )


def terminal_table(inspection: Inspection) -> str:
    """The findings as text in three columns, faults marked; the verdict at the end."""
    lines = []
    called = INPUT_NAMES | dict(inspection.titles)
    for part in parts(inspection.findings):
        lines += ["", called.get(part, part).upper()]
        for finding in inspection.findings:
            if finding.part == part:
                mark = {"fault": "FAULT ", "note": "note  "}.get(finding.status, "      ")
                item = (
                    finding.item
                    if len(finding.item) <= 28 or finding.status != "found"
                    else finding.item[:28]
                )
                value = finding.value
                if len(item) > 28:  # the file of a fault: on the same line as what is wrong with it
                    item, value = "", f"{item}: {value}"
                indent = " " * 37
                lines += textwrap.wrap(
                    value or "-",
                    _WIDTH,
                    initial_indent=f"{mark}  {item:28} ",
                    subsequent_indent=indent,
                    break_long_words=False,
                    break_on_hyphens=False,
                )
    return "\n".join([*lines, "", verdict(inspection), ""])


def findings_table(findings: Sequence[Finding]) -> str:
    """The findings as text separated by tabs, for other programs."""
    return _tabbed(
        ("input", "status", "item", "value"),
        ((line.part, line.status, line.item, line.value) for line in findings),
    )


def network_table(pairs: Sequence[PairRow]) -> dict[str, list[Any]]:
    """Columns of the pairs as the figure of the network takes them."""
    return {
        "reference": [date_name(row.reference) for row in pairs],
        "secondary": [date_name(row.secondary) for row in pairs],
        "perpendicular_baseline_m": [row.perpendicular_baseline_m for row in pairs],
        "mean_coherence": [row.coherence for row in pairs],
        "used": [not row.note for row in pairs],
    }


def _pair(row: PairRow) -> tuple[str, str, str, str, str, str]:
    def number(value: float, form: str) -> str:
        return format(value, form) if math.isfinite(value) else "–"

    return (
        f"{row.reference} – {row.secondary}",
        str((row.secondary - row.reference).days),
        number(row.perpendicular_baseline_m, ".1f").replace("-", "\N{MINUS SIGN}"),
        number(row.coherence, ".2f"),
        number(row.measured, ".0%"),
        row.note,
    )


def _tabbed(header: Sequence[str], rows: Any) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter="\t", lineterminator="\n")
    writer.writerow(header)
    writer.writerows([escape(cell) for cell in row] for row in rows)
    return stream.getvalue()
