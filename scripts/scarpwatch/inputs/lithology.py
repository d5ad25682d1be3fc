"""Checks of the geological map: its values, and how much of the area it covers. Each fault is one InputError."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from scarpwatch.errors import InputError
from scarpwatch.inputs.rasters.checks import Area
from scarpwatch.inputs.rasters.factors import MOST_CLASSES, check_rock_raster
from scarpwatch.inputs.tables.class_values import class_notes, class_text
from scarpwatch.inputs.vectors.checks import RASTER_SUFFIXES, column_names, read_layer, refuse_types
from scarpwatch.inputs.vectors.polygon_cover import COVERED, TWICE, covered_shares


def check_lithology(
    path: str | Path,
    area: Area,
    *,
    column: str | None,
    classes: dict[str, str] | None,
    layer: str | None = None,
) -> dict[str, Any]:
    """Check the geological map, polygons or raster.

    Raises
    ------
    InputError
        As :func:`~scarpwatch.inputs.vectors.checks.read_layer`, and if the column is not given or missing (or given
        for a raster), the features are not polygons, all values are blank, or none is among ``classes``.
    """
    if Path(path).suffix.lower() in RASTER_SUFFIXES:
        if column is not None:
            raise InputError(
                path, "it is a raster, which has no columns", "Set factors.lithology.column to null."
            )
        found = check_rock_raster(path, area, classes)
        notes = [*found.pop("notes", []), *_coverage_notes(found["coverage"], 0.0)]
        return {**found, **({"notes": notes} if notes else {})}
    features, found = read_layer(path, area, layer=layer)
    refuse_types(path, features, "polygons")
    if column is None:
        raise InputError(
            path,
            "factors.lithology.column is not given",
            f"Name the column that holds the rock: {column_names(features)}.",
        )
    if column not in features.columns:
        raise InputError(
            path,
            f"it has no column {column!r}",
            f"Set factors.lithology.column to one of {column_names(features)}.",
        )
    text = class_text(features[column])
    values = set(text.dropna())
    wanted = None if classes is None else {key.strip(): name for key, name in classes.items()}
    _refuse_values(path, column, values, wanted)
    covered, twice = covered_shares(features[text.notna().to_numpy()], area)
    notes = [*found.pop("notes", []), *unmatched_classes(values, wanted)]
    blank = int(text.isna().sum())
    if blank:
        notes.append(f"{blank:,} of {len(text):,} polygons have no value of {column!r} and are without data")
    notes += [*class_notes(text, "polygons"), *_coverage_notes(covered, twice)]
    found |= {"coverage": round(covered, 4), "values": sorted(values)[:50]}
    return {**found, **({"notes": notes} if notes else {})}


def _refuse_values(path: str | Path, column: str, values: set[str], wanted: Mapping[str, str] | None) -> None:
    """Refuse a column that is blank, has too many values, or none of those that are wanted."""
    if not values:
        raise InputError(path, f"column {column!r} is blank in every polygon of the area", "Name another.")
    if wanted is None and len(values) > MOST_CLASSES:
        raise InputError(
            path,
            f"column {column!r} has {len(values)} values in the area, and a map has at most {MOST_CLASSES} classes",
            "Group them with factors.lithology.classes, or name a column of coarser units.",
        )
    if wanted is not None and not values & set(wanted):
        some = ", ".join(sorted(values)[:5])
        raise InputError(
            path,
            f"none of the values of {column!r} ({some}, ...) is among factors.lithology.classes",
            "Write the values as the file has them.",
        )


def unmatched_classes(values: set[str], classes: Mapping[str, str] | None) -> list[str]:
    """A note on the keys of ``factors.lithology.classes`` that no value of the map is; empty if there are none."""
    unmatched = [key for key in classes or {} if key not in values]
    if not unmatched:
        return []
    others = sorted(values - set(classes or {}))
    rest = f"; not listed there, and so `others`: {', '.join(others[:10])}" if others else ""
    return [
        f"no value of the map in this area is {', '.join(unmatched[:10])}, of factors.lithology.classes{rest}"
    ]


def _coverage_notes(covered: float, twice: float) -> list[str]:
    notes = []
    if covered < COVERED:
        notes.append(f"it covers {covered:.1%} of the area; units beyond it have no lithology")
    if twice > TWICE:
        notes.append(
            f"{twice:.1%} of the area lies in several of its polygons, of which the last in the file counts: two maps may "
            "lie on top of each other"
        )
    return notes
