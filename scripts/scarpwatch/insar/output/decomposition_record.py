"""What two tracks give and what their assumptions cost, in numbers: the contents of ``decomposition.json``."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyproj import Transformer

from scarpwatch.grids.grid import Grid
from scarpwatch.insar.output.decomposition import BLIND, Components, Solver

AROUND = 2  # cells around a reference whose median rate is told


def rate_at(rate: NDArray[np.floating], grid: Grid, place: Mapping[str, Any]) -> float | None:
    """Median rate around a place, None where it is not measured there.

    Parameters
    ----------
    place : with ``longitude`` and ``latitude`` (deg), which are None where they are not known
    """
    if place["longitude"] is None:
        return None
    to_grid = Transformer.from_crs(4326, grid.crs, always_xy=True)
    x, y = to_grid.transform(place["longitude"], place["latitude"])
    column, row = (int(np.floor(value)) for value in ~grid.transform @ (x, y))
    if not (0 <= row < grid.shape[0] and 0 <= column < grid.shape[1]):
        return None
    part = rate[max(row - AROUND, 0) : row + AROUND + 1, max(column - AROUND, 0) : column + AROUND + 1]
    return float(np.nanmedian(part)) if np.isfinite(part).any() else None


def north_and_offset(
    solved: Solver, usable: NDArray[np.bool_], offsets: tuple[float, float]
) -> dict[str, Any]:
    """What the two assumptions cost, as medians over the usable cells.

    Parameters
    ----------
    offsets : standard deviation of the constant that each track's rates are known to (cm/yr); NaN where not known
    """

    def median(values: NDArray[np.floating]) -> float:
        return float(np.median(values[usable]))

    record: dict[str, Any] = {
        "error_per_north_motion": {
            "vertical": median(solved.north_in_vertical),
            "east": median(solved.north_in_east),
        },
        "per_offset_of_this_track": {
            "vertical": median(solved.vertical[0]),
            "east": median(solved.east[0]),
        },
        "per_offset_of_the_other_track": {
            "vertical": median(solved.vertical[1]),
            "east": median(solved.east[1]),
        },
    }
    if np.isfinite(offsets).all():
        record["offset_sigma_cm_per_year"] = {
            name: math.hypot(*(median(part[n]) * offsets[n] for n in (0, 1)))
            for name, part in (("vertical", solved.vertical), ("east", solved.east))
        }
    return record


def decomposition_record(
    rates: NDArray[np.floating],
    solved: Solver,
    found: Components,
    blind: NDArray[np.uint8],
    grid: Grid,
    qualities: Sequence[Mapping[str, Any]],
) -> dict[str, Any]:
    """Shares of the classes, sigmas, what the assumptions cost, and what each track sees at the other's reference.

    Parameters
    ----------
    rates : array (2, rows, columns), cm/yr, this track's and the other's
    blind : array (rows, columns), classes of the cells; 255 outside
    qualities : contents of both runs' ``quality.json``
    """
    inside, usable = blind < len(BLIND), blind == 0
    sigmas = {"vertical": found.vertical_sigma, "east": found.east_sigma}
    told = [quality.get("reference_offset_sigma_cm_per_year") for quality in qualities]
    offsets = [math.nan if offset is None else offset for offset in told]
    return {
        "period": period(qualities[0]),
        "other_period": period(qualities[1]),
        "shares": {name: float((blind[inside] == code).mean()) for code, name in enumerate(BLIND)},
        "amplification": {
            name: float(np.median(np.hypot(*weights)[usable]))
            for name, weights in (("vertical", solved.vertical), ("east", solved.east))
        },
        **north_and_offset(solved, usable, (offsets[0], offsets[1])),
        "other_track_at_this_reference_cm_per_year": rate_at(rates[1], grid, qualities[0]["reference"]),
        "this_track_at_the_other_reference_cm_per_year": rate_at(rates[0], grid, qualities[1]["reference"]),
        "median_sigma_cm_per_year": {
            name: float(np.nanmedian(values)) for name, values in sigmas.items() if np.isfinite(values).any()
        },
    }


def period(quality: Mapping[str, Any]) -> str:
    """First and last date of a run, in words."""
    return f"{quality['first_date']} to {quality['last_date']}"


def decomposition_tags(
    qualities: Sequence[Mapping[str, Any]], rate_tags: Sequence[Mapping[str, str]]
) -> dict[str, str]:
    """Tags of the vertical and east rates.

    Parameters
    ----------
    qualities : contents of ``quality.json`` of both tracks, this run's first
    rate_tags : tags of both rates, in the same order
    """
    own, other = (tags.get("REFERENCE", "") for tags in rate_tags)
    return {
        "SIGN": "vertical: positive up; east: positive to the east",
        "ASSUMPTION": "no north motion",
        "UNITS": "cm/yr",
        "PERIOD": period(qualities[0]),
        "OTHER_PERIOD": period(qualities[1]),
        "OTHER_REFERENCE": other,
        "REFERENCE": own,
    }
