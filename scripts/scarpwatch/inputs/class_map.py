"""Checks of a map of classes (rocks, soils, land cover): its values, and how much of the area it covers.

Each fault is one InputError.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from scarpwatch.errors import InputError
from scarpwatch.files.kinds import RASTER_SUFFIXES
from scarpwatch.grids.mosaic import Raster
from scarpwatch.inputs.rasters.checks import Area
from scarpwatch.inputs.rasters.factors import MOST_CLASSES, check_code_raster
from scarpwatch.inputs.tables.class_values import class_notes, class_text
from scarpwatch.inputs.vectors.checks import column_names, read_layer, refuse_types
from scarpwatch.inputs.vectors.polygon_cover import COVERED, TWICE, covered_shares


def check_class_map(
    path: str | Path,
    area: Area,
    *,
    key: str,
    column: str | None,
    classes: dict[str, str] | None,
    layer: str | None = None,
) -> dict[str, Any]:
    """Check a map of classes whose file name says whether it holds polygons or a raster.

    Raises
    ------
    InputError
        As :func:`check_class_raster` and :func:`check_class_polygons`, and if a column is given for a raster.
    """
    if Path(path).suffix.lower() not in RASTER_SUFFIXES:
        return check_class_polygons(path, area, key=key, column=column, classes=classes, layer=layer)
    if column is not None:
        raise InputError(path, "it is a raster, which has no columns", f"Set {key}.column to null.")
    return check_class_raster(path, area, key=key, classes=classes)


def check_class_raster(
    path: Raster,
    area: Area,
    *,
    key: str,
    classes: Mapping[str, str] | None,
    field: str = "classes",
    band: int | None = None,
    band_cure: str | None = None,
) -> dict[str, Any]:
    """Check a raster of class codes.

    Parameters
    ----------
    key : of the factor in the config, for messages: ``factors.lithology``
    classes, field : from codes to class names, or None, and the field of that section that holds them
    band, band_cure : as for :func:`~scarpwatch.inputs.rasters.factors.check_code_raster`

    Raises
    ------
    InputError
        As there.
    """
    found = check_code_raster(path, area, classes, listed_in=f"{key}.{field}", band=band, band_cure=band_cure)
    notes = [*found.pop("notes", []), *_coverage_notes(found["coverage"], 0.0, key)]
    return {**found, **({"notes": notes} if notes else {})}


def check_class_polygons(
    path: str | Path,
    area: Area,
    *,
    key: str,
    column: str | None,
    classes: Mapping[str, str] | None,
    field: str = "classes",
    layer: str | None = None,
) -> dict[str, Any]:
    """Check polygons of which a column names the class; parameters as for :func:`check_class_raster`.

    Raises
    ------
    InputError
        As :func:`~scarpwatch.inputs.vectors.checks.read_layer`, and if the column is not given or missing, the
        features are not polygons, all values are blank, or none is among ``classes``.
    """
    features, found = read_layer(path, area, layer=layer)
    refuse_types(path, features, "polygons")
    if column is None:
        raise InputError(
            path,
            f"{key}.column is not given",
            f"Name the column that holds the classes: {column_names(features)}.",
        )
    if column not in features.columns:
        raise InputError(
            path, f"it has no column {column!r}", f"Set {key}.column to one of {column_names(features)}."
        )
    text = class_text(features[column])
    values = set(text.dropna())
    wanted = None if classes is None else {value.strip(): name for value, name in classes.items()}
    _refuse_values(path, column, values, wanted, f"{key}.{field}")
    covered, twice = covered_shares(features[text.notna().to_numpy()], area)
    notes = [*found.pop("notes", []), *unmatched_classes(values, wanted, f"{key}.{field}")]
    blank = int(text.isna().sum())
    if blank:
        notes.append(f"{blank:,} of {len(text):,} polygons have no value of {column!r} and are without data")
    notes += [*class_notes(text, "polygons"), *_coverage_notes(covered, twice, key)]
    found |= {"coverage": round(covered, 4), "values": sorted(values)[:50]}
    return {**found, **({"notes": notes} if notes else {})}


def _refuse_values(
    path: str | Path, column: str, values: set[str], wanted: Mapping[str, str] | None, listed_in: str
) -> None:
    """Refuse a column that is blank, has too many values, or none of those that are wanted."""
    if not values:
        raise InputError(path, f"column {column!r} is blank in every polygon of the area", "Name another.")
    if wanted is None and len(values) > MOST_CLASSES:
        raise InputError(
            path,
            f"column {column!r} has {len(values)} values in the area, and a map has at most {MOST_CLASSES} classes",
            f"Group them with {listed_in}, or name a column of coarser units.",
        )
    if wanted is not None and not values & set(wanted):
        some = ", ".join(sorted(values)[:5])
        raise InputError(
            path,
            f"none of the values of {column!r} ({some}, ...) is among {listed_in}",
            "Write the values as the file has them.",
        )


def unmatched_classes(values: set[str], classes: Mapping[str, str] | None, listed_in: str) -> list[str]:
    """A note on the values that ``classes`` lists and the map does not have; empty if there are none.

    ``listed_in`` is the key of the config that holds ``classes``.
    """
    unmatched = [key for key in classes or {} if key not in values]
    if not unmatched:
        return []
    others = sorted(values - set(classes or {}))
    rest = f"; not listed there, and so `others`: {', '.join(others[:10])}" if others else ""
    return [f"no value of the map in this area is {', '.join(unmatched[:10])}, of {listed_in}{rest}"]


def _coverage_notes(covered: float, twice: float, key: str) -> list[str]:
    notes, name = [], key.rsplit(".", 1)[-1]
    if covered < COVERED:
        notes.append(f"it covers {covered:.1%} of the area; units beyond it have no {name}")
    if twice > TWICE:
        notes.append(
            f"{twice:.1%} of the area lies in several of its polygons, of which the last in the file counts: two maps may "
            "lie on top of each other"
        )
    return notes
