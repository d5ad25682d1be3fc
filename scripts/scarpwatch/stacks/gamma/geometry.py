"""Geometry of a GAMMA stack on its map grid: slant range, incidence, height, baselines."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from scarpwatch.errors import InputError
from scarpwatch.stacks.gamma.parameters import Acquisition, read_acquisition, read_baseline, read_lookup


@dataclass(frozen=True)
class AreaView:
    """How the satellite sees the middle of the area.

    Attributes
    ----------
    look_angle : float
        At the area's mean slant range (radians).
    seconds : float
        Azimuth time of the area's middle, counted from the middle of the image.
    """

    look_angle: float
    seconds: float


def view_area(
    acquisition: Acquisition,
    shape: tuple[int, int],
    *,
    lookup: str | Path | None = None,
    mli_par: str | Path | None = None,
) -> AreaView:
    """The view of the area, from the lookup table where there is one, else that of the image's middle.

    Parameters
    ----------
    shape : rows and columns of the map grid
    lookup, mli_par : lookup table from map to multilooked radar coordinates, and that image's parameters
    """
    if lookup is None or mli_par is None:
        return AreaView(acquisition.look_angle(acquisition.centre_range), 0.0)
    return _view_of_table(str(lookup), str(mli_par), shape)


def view_cells(
    acquisition: Acquisition,
    height: NDArray[np.float32],
    *,
    lookup: str | Path | None = None,
    mli_par: str | Path | None = None,
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Slant range (m) and incidence (radians) of each cell, float32 of the shape of ``height``.

    Without a lookup table every cell gets the values of the image's middle. That can be 100 km from a small
    area and the incidence then off by up to 8 degrees, which matters for the scale of the estimated DEM error
    and for projecting to the vertical, not for the displacement along the line of sight.

    Parameters
    ----------
    height : array (rows, columns)
        Height of the ground (m); NaN counts as the median.
    lookup, mli_par : lookup table from map to multilooked radar coordinates, and that image's parameters
    """
    shape = (height.shape[0], height.shape[1])
    if lookup is None or mli_par is None:
        return (
            np.full(shape, acquisition.centre_range, np.float32),
            np.full(shape, acquisition.incidence, np.float32),
        )
    image = read_acquisition(mli_par)
    known = np.isfinite(height)
    filled = np.where(known, height, np.median(height[known]) if known.any() else 0.0)
    slant_range = (image.near_range + image.range_spacing * read_lookup(lookup, shape).real).astype(
        np.float32
    )
    return slant_range, image.incidence_angle(slant_range, filled)


def pair_baseline(path: str | Path | None, view: AreaView, *, backwards: bool = False) -> float:
    """Perpendicular baseline of a pair over the area (m), positive towards far range; NaN without a file."""
    if path is None:
        return math.nan
    value = read_baseline(path).perpendicular(view.look_angle, view.seconds)
    return -value if backwards else value


@cache  # the same for all pairs of a stack
def _view_of_table(lookup: str, mli_par: str, shape: tuple[int, int]) -> AreaView:
    image = read_acquisition(mli_par)
    table = read_lookup(lookup, shape)
    mean_range = image.near_range + image.range_spacing * float(np.nanmean(table.real))
    line = float(np.nanmean(table.imag))
    angle = image.look_angle(mean_range)
    if not math.isfinite(angle):
        raise InputError(
            lookup,
            f"its range samples, {float(np.nanmean(table.real)):g} on average, are not those of {Path(mli_par).name}",
            "Give the table that belongs to the interferograms' grid, or none.",
        )
    return AreaView(angle, (line - image.azimuth_lines / 2) * image.line_time)
