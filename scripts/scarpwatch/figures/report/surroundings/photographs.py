"""Field photographs in the report: with caption, day, place and unit."""

from __future__ import annotations

import base64
from collections.abc import Mapping

import pandas as pd

from scarpwatch.figures.report.basis.embedding import Embedded
from scarpwatch.figures.report.basis.page import Picture, Section


def photo_sections(photos: pd.DataFrame | None, units: pd.DataFrame | None, unit_name: str) -> list[Section]:
    """The section with the photographs; none where none are given.

    Parameters
    ----------
    photos : what :func:`scarpwatch.units.photo_table.photo_table` gives
    units : the listed units: ``rank``, ``unit_id``, ``class_name``; None without models
    unit_name : what the units are called
    """
    if photos is None or photos.empty:
        return []
    ranks = (
        {}
        if units is None
        else {int(row.unit_id): f"{row.rank}, {row.class_name}" for row in units.itertuples()}
    )
    items = tuple(_picture(row, ranks, unit_name) for row in photos.to_dict("records"))
    text = f"{len(items)} photographs, in the order of their {unit_name}. They enter no model."
    return [Section("photographs", "Field photographs", (text,), items=items)]


def _picture(row: Mapping[str, object], ranks: Mapping[int, str], unit_name: str) -> Picture:
    content, unit = row["image"], row["unit_id"]
    assert isinstance(content, bytes)
    where = f"outside the {unit_name}"
    if not pd.isna(unit):  # type: ignore[call-overload]
        number = int(unit)  # type: ignore[call-overload]
        where = f"unit {number}" + (f" (rank {ranks[number]})" if number in ranks else "")
    place = f"{_degrees(row['longitude'], 'E', 'W')}, {_degrees(row['latitude'], 'N', 'S')}"
    day = f", {row['taken']}" if isinstance(row["taken"], str) else ""
    said = str(row["caption"] or row["file"])
    image = Embedded(
        base64.b64encode(content).decode("ascii"),
        "webp",
        int(str(row["width"])),
        int(str(row["height"])),
    )
    return Picture(image, f"{said} ({where}; {place}{day})", f"Photograph: {said}, {where}.")


def _degrees(value: object, positive: str, negative: str) -> str:
    degrees = float(str(value))
    return f"{abs(degrees):.4f}° {positive if degrees >= 0 else negative}"
