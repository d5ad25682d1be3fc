"""What the report says of the factors: which were given and which left out, and what they are made from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from scarpwatch.factors.factor import Factor, table_columns, titles
from scarpwatch.figures.report.basis.result_tables import MISSING, Table
from scarpwatch.figures.style import unit_text

KINDS = {
    "continuous": "number",
    "circular": "direction",
    "classes": "classes",
    "distance": "distance",
    "density": "density",
}


def in_sentence(words: Iterable[str]) -> str:
    """Factors in a sentence: names start small, abbreviations stay as they are."""
    return ", ".join(title if title[:2].isupper() else title[0].lower() + title[1:] for title in words)


def left_out_words(left_out: Sequence[Factor]) -> str:
    """Which of the study's static factors the config does not give, as a sentence; empty if it gives all."""
    return f"Not given and left out: {in_sentence(factor.title for factor in left_out)}." if left_out else ""


def factor_sentences(
    factors: Sequence[Factor], left_out: Sequence[Factor], excluded: Iterable[str], *, further: bool
) -> list[str]:
    """Which factors were given, and which of them the models do not see.

    Parameters
    ----------
    factors : those of the run
    left_out : static ones of the study that the config does not give
    excluded : names that the config keeps out of the models
    further : whether there are other factors than the study's
    """
    given = (
        "All ten static factors of the study were given." if further else "All ten static factors were given."
    )
    names = {factor.name for factor in factors}
    if "local_relief" in names and "max_elevation_difference" not in names:
        given = (
            "All of the study's static factors were given, with the relief within a radius in place of the elevation "
            "difference within a unit, which grows with its area."
        )
    named = titles(factors)
    kept_out = [named[name] for name in excluded if name in named]
    return [
        left_out_words(left_out) or given,
        *(
            [f"Mapped, but kept out of the models by the config: {in_sentence(kept_out)}."]
            if kept_out
            else []
        ),
    ]


def table_sentences(
    table: Mapping[str, Any], factors: Sequence[Factor]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Paragraphs and points on factors that are columns of a ready table.

    Parameters
    ----------
    table : section ``units.table`` of the config
    """
    name = Path(table["file"]).name
    static, moving = ([each.title for each in factors if each.dynamic == which] for which in (False, True))
    points = [f"Static: {', '.join(static)}."]
    points += [f"Dynamic, up to {table['until']}: {', '.join(moving)}."] if moving else []
    same = all(factor.title == factor.name for factor in factors)
    paragraph = f"The factors are columns of {name}{', under the names they have there' if same else ''}."
    return (paragraph,), tuple(points)


def factor_table(factors: Sequence[Factor], origins: Mapping[str, str]) -> Table:
    """What each factor is, and what it is made from.

    Parameters
    ----------
    origins : factor to what it is made from, in words
    """
    rows = tuple(
        (
            factor.title,
            unit_text(factor.unit) or MISSING,
            f"{KINDS[factor.kind]}, dynamic" if factor.dynamic else KINDS[factor.kind],
            origins.get(factor.name, MISSING),
            _statistics(factor),
            _columns(factor),
        )
        for factor in factors
    )
    note = "Columns: of the table of units. The models see directions as sine and cosine, classes as shares."
    return Table("Factors", ("Factor", "Unit", "Kind", "Made from", "Over a unit", "Columns"), rows, (note,))


def _statistics(factor: Factor) -> str:
    """What is taken over the cells of a unit; of a ready table nothing is."""
    if factor.source == "table":
        return MISSING
    by_kind = {"circular": "mean direction", "classes": "most frequent, shares"}
    return by_kind.get(factor.kind, ", ".join(factor.statistics))


def _columns(factor: Factor) -> str:
    if factor.source == "table":
        return factor.name
    return ", ".join(
        f"{column}\N{HORIZONTAL ELLIPSIS}" if column.endswith("_share_") else column
        for column in table_columns(factor)
        if not column.startswith("coverage_")
    )
