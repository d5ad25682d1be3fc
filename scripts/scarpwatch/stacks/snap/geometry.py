"""Geometry of SNAP's images in radar coordinates, from orbits and heights.

A row is a moment of the reference's pass and a column a slant range from it, so a cell and a height make a place
on the ground. Places, lines of sight and the difference in range to another date's orbit are smooth over the
image: they are computed at nodes and interpolated.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scarpwatch.errors import InputError
from scarpwatch.sentinel1.geolocation import locate
from scarpwatch.sentinel1.orbit import earth_fixed, view, zero_doppler
from scarpwatch.stacks.layers import LOOK
from scarpwatch.stacks.snap.acquisition import Acquisition
from scarpwatch.stacks.snap.smooth_field import Float, SmoothField, fill_height, heights_of


@dataclass(frozen=True)
class Window:
    """A part of an image: its first row and column, and its rows and columns."""

    row: int
    column: int
    shape: tuple[int, int]

    @property
    def slices(self) -> tuple[slice, slice]:
        """To cut the part out of the image."""
        return (
            slice(self.row, self.row + self.shape[0]),
            slice(self.column, self.column + self.shape[1]),
        )


def place(
    image: Acquisition, window: Window, rows: Float, columns: Float, height: float
) -> tuple[Float, Float, Float]:
    """Longitude, latitude (deg) and slant range (m) of cells of a window at one height (m)."""
    seconds = image.first_line_s + (window.row + rows) * image.line_s
    slant_range = image.near_range_m + (window.column + columns) * image.range_spacing_m
    longitude, latitude = locate(image.orbit, seconds, slant_range, height, start=image.start)
    return longitude, latitude, np.broadcast_to(slant_range, longitude.shape)


def window_of(
    image: Acquisition,
    shape: tuple[int, int],
    bounds: tuple[float, float, float, float],
    heights: tuple[float, float],
) -> Window | None:
    """The part of an image in which ground within ``bounds`` (deg) and ``heights`` (m) can lie; None if none."""
    longitude, latitude, height = np.meshgrid(
        np.linspace(bounds[0], bounds[2], 5), np.linspace(bounds[1], bounds[3], 5), heights
    )
    sight = view(image.orbit, longitude, latitude, height)
    rows = (sight.seconds - image.first_line_s) / image.line_s
    columns = (sight.slant_range - image.near_range_m) / image.range_spacing_m
    if not np.isfinite(rows).any():
        return None
    whole = np.isfinite(rows).all()  # an area that reaches beyond the orbit's vectors has no further bound
    low = [np.nanmin(rows) if whole else 0, np.nanmin(columns) if whole else 0]
    high = [np.nanmax(rows) if whole else shape[0], np.nanmax(columns) if whole else shape[1]]
    first = [max(0, int(np.floor(value)) - 2) for value in low]
    last = [min(size, int(np.ceil(value)) + 3) for value, size in zip(high, shape, strict=True)]
    if last[0] <= first[0] or last[1] <= first[1]:
        return None
    return Window(first[0], first[1], (last[0] - first[0], last[1] - first[1]))


def positions(image: Acquisition, window: Window, height: NDArray[np.floating]) -> tuple[Float, Float]:
    """Longitude and latitude (deg) of every cell of a window at its height (m)."""
    heights = heights_of(height)
    longitude, latitude = (
        SmoothField(
            lambda rows, columns, h, part=part: place(image, window, rows, columns, h)[part],  # type: ignore[misc]
            window.shape,
            heights,
        )
        for part in (0, 1)
    )
    return longitude.at(height), latitude.at(height)


def sight_layers(
    image: Acquisition, window: Window, height: NDArray[np.floating]
) -> dict[str, NDArray[np.float32]]:
    """Slant range (m), incidence (rad) and line of sight of every cell of a window at its height (m)."""
    filled = fill_height(height)
    heights = heights_of(filled)

    def component(name: str) -> NDArray[np.float32]:
        def compute(rows: Float, columns: Float, h: float) -> Float:
            longitude, latitude, _ = place(image, window, rows, columns, h)
            values: Float = getattr(view(image.orbit, longitude, latitude, h), name)
            return values

        return SmoothField(compute, window.shape, heights).at(filled).astype(np.float32)

    columns = image.near_range_m + (window.column + np.arange(window.shape[1])) * image.range_spacing_m
    layers = {name: component(name) for name in ("incidence", *LOOK)}
    return {"slant_range": np.broadcast_to(columns.astype(np.float32), window.shape).copy(), **layers}


def range_difference(
    image: Acquisition, other: Acquisition, window: Window, height: NDArray[np.floating], *, path: str
) -> Float:
    """Slant range from another date's orbit less that from the reference's, of every cell of a window (m).

    Where the height is not known it is taken as the mean.

    Raises
    ------
    InputError
        If the other date's state vectors do not reach over the window.
    """
    filled = fill_height(height)

    def compute(rows: Float, columns: Float, h: float) -> Float:
        longitude, latitude, slant_range = place(image, window, rows, columns, h)
        ground = earth_fixed(longitude, latitude, h)
        seen = other.orbit.path(zero_doppler(other.orbit, ground)) - ground
        difference: Float = np.linalg.norm(seen, axis=-1) - slant_range
        if not np.isfinite(difference).all():
            raise InputError(
                path,
                f"the orbit state vectors of {image.date} or {other.date} do not reach over the image",
                "Apply the orbit files in SNAP (Apply-Orbit-File) before coregistration.",
            )
        return difference

    return SmoothField(compute, window.shape, heights_of(filled)).at(filled)
