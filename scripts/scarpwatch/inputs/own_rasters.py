"""Checks of rasters of the user's own factors: numbers, directions, or codes of classes. Each fault is one InputError."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Literal

from scarpwatch.errors import InputError
from scarpwatch.grids.grid import open_raster
from scarpwatch.grids.mosaic import Raster, raster_files
from scarpwatch.inputs.class_map import check_class_raster
from scarpwatch.inputs.rasters.checks import Area
from scarpwatch.inputs.rasters.factors import check_factor_raster
from scarpwatch.inputs.rasters.numbers import (
    Bounds,
    Numbers,
    choose_band,
    look_at_numbers,
    number_notes,
    refuse_fill,
    refuse_implausible,
)
from scarpwatch.inputs.rasters.samples import odd_value_notes
from scarpwatch.inputs.vectors.polygon_cover import COVERED

Kind = Literal["continuous", "circular", "classes"]
_ROOM = 0.01  # degrees, for rounding

DEGREES = ("degree", "degrees", "deg", "°")


def check_raster_factor(
    path: Raster,
    area: Area,
    *,
    key: str,
    kind: Kind = "continuous",
    band: int | None = None,
    plausible: Bounds = (None, None),
    names: Mapping[str, str] | None = None,
    unit: str = "",
) -> dict[str, Any]:
    """Check a raster of one factor, by what lies over the area (of a large raster, by strips of it).

    Parameters
    ----------
    path : a file, or tiles of one raster
    key : of the factor in the config, for messages: ``factors.more.rainfall``
    kind : numbers, directions in degrees, or codes of classes
    band : None = the raster has one band only (and perhaps an alpha band)
    plausible : lowest and highest number that can be; None = no limit is known
    names : of classes: from codes to names, or None: every code is a class
    unit : of the factor as the config tells it; empty = not told

    Returns
    -------
    dict
        As :func:`~scarpwatch.inputs.rasters.factors.check_factor_raster`; of numbers and directions also ``lowest`` and
        ``highest`` and, if the file declares one, ``unit``; of classes as
        :func:`~scarpwatch.inputs.class_map.check_class_raster`.

    Raises
    ------
    InputError
        As :func:`check_factor_raster` and :func:`check_class_raster`; if the band is not chosen or does not exist, if no
        cell over the area has a value, values stand for no data without being declared, or are implausible, or are no
        directions.
    """
    if kind == "classes":
        cure = f"Say with {key}.band which of them it is."
        chosen = None if band is None else choose_band(path, band, key)
        return check_class_raster(
            path, area, key=key, classes=names, field="names", band=chosen, band_cure=cure
        )
    band, name = choose_band(path, band, key), key.rsplit(".", 1)[-1]
    found = check_factor_raster(path, area, band=band)
    numbers = look_at_numbers(path, area, band)
    if not numbers.cells:
        raise InputError(
            path, "no cell of it in the area has a value", "Check its nodata value and its mask."
        )
    refuse_fill(path, numbers, (-180.0, 360.0) if kind == "circular" else plausible, key)
    refuse_implausible(path, numbers, plausible, key)
    told = number_notes(numbers, name, key) if kind == "continuous" else _direction_notes(path, numbers)
    declared = declared_unit(path, band)
    if kind == "circular" and declared and declared.casefold() not in DEGREES:
        raise InputError(
            path,
            f"its unit is {declared} as the file tells it, and directions are in degrees",
            f"Correct {key}.kind.",
        )
    if declared and unit and declared != unit:
        told.append(f"its unit is {declared} as the file tells it, and {unit} in {key}.unit")
    if found["coverage"] < COVERED:
        told.append(f"it covers {found['coverage']:.1%} of the area; units beyond it have no {name}")
    notes = [*found.pop("notes", []), *told]
    return {
        **found,
        **({"unit": declared} if declared else {}),
        "lowest": float(f"{numbers.low:.6g}"),
        "highest": float(f"{numbers.high:.6g}"),
        **({"notes": notes} if notes else {}),
    }


def declared_unit(path: Raster, band: int = 1) -> str:
    """The unit that a raster, or its first tile, declares for a band, or in its tag ``UNITS`` or ``units``; empty if it does not."""
    with open_raster(raster_files(path)[0]) as source:
        tags = {**source.tags(), **source.tags(band)}
        told = source.units[band - 1] or next((tags[name] for name in tags if name.lower() == "units"), "")
    return str(told).strip()


def _direction_notes(path: Raster, numbers: Numbers) -> list[str]:
    """Notes on directions that are written in another way, or that may be none; numbers that are none are refused."""
    low, high = numbers.low, numbers.high
    if low < -180 - _ROOM or high > 360 + _ROOM:
        raise InputError(
            path,
            f"its values lie between {low:.6g} and {high:.6g}, and directions between 0 and 360 degrees",
            "Give degrees clockwise from north, and declare the nodata value.",
        )
    negative = [value for value in numbers.shares if value < 0]
    if negative and numbers.rest[0] >= 0:
        raise InputError(
            path,
            f"{numbers.shares[negative[0]]:.1%} of its cells are exactly {negative[0]:g} and no others are negative: that "
            "marks ground without a direction, as where it is flat",
            f"Declare it: `rio edit-info --nodata {negative[0]:g} {raster_files(path)[0]}`.",
        )
    notes = odd_value_notes({value: share for value, share in numbers.shares.items() if value == 0}, "north")
    if low < 0:
        notes.append(f"its directions begin at {low:.6g} degrees; those below zero are taken as 360 more")
    if -math.pi - _ROOM <= low and high <= 2 * math.pi + _ROOM:
        notes.append(
            f"its values lie between {low:.3g} and {high:.3g}, as directions in radians do, and are taken as degrees"
        )
    return notes
