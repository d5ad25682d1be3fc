"""Where the listed units lie and what stands in them, as the report prints it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from scarpwatch.figures.report.basis.page import Section
from scarpwatch.figures.report.basis.result_tables import MISSING, Table, number

FEW = 2  # columns for which the list of units has room


def with_surroundings(
    sections: Sequence[Section],
    units: pd.DataFrame | None,
    exposure: pd.DataFrame | None,
    photos: pd.DataFrame | None,
    config: Mapping[str, Any],
) -> list[Section]:
    """The sections with the list of units, with what is known of their surroundings.

    A few columns are columns of the list, more of them a table behind it.

    Parameters
    ----------
    sections : one, or none
    units : the list: ``rank``, ``unit_id``
    exposure : ``units/exposure.parquet``; None where nothing is given
    photos : ``photos.parquet``; None where none are given
    config : the config as plain values
    """
    table = surroundings_table(units, exposure, photos, exposed_titles(config))
    if table is None:
        return list(sections)
    return [replace(section, items=_beside(section.items, table)) for section in sections]


def _beside(items: Sequence[Any], table: Table) -> tuple[Any, ...]:
    """The items with the columns of a table in the last of them, where it has room, and else with the table."""
    *before, last = items
    if len(table.columns) - 2 > FEW or not isinstance(last, Table):
        return (*items, table)
    joined = replace(
        last,
        columns=last.columns + table.columns[2:],
        rows=tuple(row + more[2:] for row, more in zip(last.rows, table.rows, strict=True)),
        notes=(" ".join((*last.notes, *table.notes)).strip(),),
    )
    return (*before, joined)


def exposed_titles(config: Mapping[str, Any]) -> dict[str, str]:
    """Names of the exposed features to what tables call them."""
    given = (config.get("report") or {}).get("exposure") or {}
    return {name: said.get("title") or name.replace("_", " ").capitalize() for name, said in given.items()}


def place_words(place: object, distance_m: float, direction: object) -> str:
    """``1.2 km NE of Town``, ``Town`` where the distance is 0, a dash without a place."""
    if not isinstance(place, str):
        return MISSING
    if not isinstance(direction, str):
        return place
    far = f"{number(distance_m / 1000, 1)} km" if distance_m >= 950 else f"{number(distance_m, 0)} m"
    return f"{far} {direction} of {place}"


def surroundings_table(
    units: pd.DataFrame | None,
    exposure: pd.DataFrame | None,
    photos: pd.DataFrame | None,
    titles: Mapping[str, str],
) -> Table | None:
    """One row per listed unit; None where nothing is known of any."""
    if units is None or units.empty or (exposure is None and photos is None):
        return None
    columns: dict[str, list[str]] = {
        "Rank": [f"{rank}" for rank in units["rank"]],
        "Unit": list(units["unit_id"].astype(str)),
    }
    notes = []
    if exposure is not None:
        about = units[["unit_id"]].merge(exposure, on="unit_id", how="left")
        if "place" in about:
            told = about[["place", "place_distance_m", "place_direction"]].itertuples(index=False)
            columns["Nearest place"] = [place_words(*row) for row in told]
            notes.append(
                "Nearest place: where the unit lies as seen from it, with the distance from the border of the unit."
            )
        together = []
        for name, title in titles.items():
            for column, unit, digits in ((f"{name}_km", " (km)", 2), (f"{name}_count", "", 0)):
                if column in about:
                    columns[f"{title}{unit}"] = [number(float(value), digits) for value in about[column]]
                    together.append(f"{title.lower()} {number(float(about[column].sum()), digits)}{unit}")
        if together:
            notes.append(
                f"In all listed units together: {', '.join(together)}; what lies in several units counts in each."
            )
    if photos is not None:
        found = photos["unit_id"].value_counts()
        columns["Photographs"] = [str(int(found.get(unit, 0))) for unit in units["unit_id"]]
    caption = "Where the listed units lie, and what stands in them"
    return Table(caption, tuple(columns), tuple(zip(*columns.values(), strict=True)), (" ".join(notes),))
