"""Check of a folder of MintPy's results before anything runs."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from rasterio.crs import CRS

from scarpwatch.errors import InputError
from scarpwatch.grids.grid import Grid
from scarpwatch.grids.hdf5 import numbers_of
from scarpwatch.grids.longitudes import span
from scarpwatch.inputs.rasters.checks import Area, check_overlap
from scarpwatch.stacks.listing import DeformationListing
from scarpwatch.stacks.mintpy.images import read_angles, read_image, read_layers, read_rate
from scarpwatch.stacks.mintpy.metadata import (
    GEOMETRY,
    grid_of,
    metres,
    number,
    open_hdf5,
    read_attributes,
    read_dates,
    reference_cell,
)

AT_REFERENCE = 1e-4  # m or m/yr: more than rounding leaves there, less than what would be seen on a map


def check_mintpy(listing: DeformationListing, area: Area) -> dict[str, Any]:
    """Check the files that are used; return dates, size and CRS.

    Raises
    ------
    InputError
        If a file lacks an attribute or a dataset, is of another grid than the displacement or in another
        unit, holds no displacement, is not zero at its reference, or does not overlap the DEM.
    """
    main, geometry = listing.main, listing.geometry["geometry"]
    attributes = read_attributes(main)
    grid = grid_of(attributes, main)
    wavelength = number(attributes, "WAVELENGTH", main)
    cell = reference_cell(attributes, main)
    if listing.series is not None:
        metres(attributes, main, rate=False)
        _check_series(main, grid)
    else:
        read_rate(main)
    _check_reference(listing, cell, grid)
    for path in (geometry, *listing.quality.values(), *([listing.mask] if listing.mask else [])):
        _check_same_grid(path, grid, main)
    read_angles(geometry)
    _check_shadow(geometry, grid)
    read_layers(listing.quality, grid)
    if listing.mask is not None:
        read_image(listing.mask, "mask", grid)
    if grid.crs is not None:
        coverage = check_overlap(main, grid.crs, grid.bounds, area)
    else:
        places = [read_image(geometry, GEOMETRY[name], grid) for name in ("longitude", "latitude")]
        (west, east), (south, north) = (span(_known_places(geometry, p)) for p in places)
        coverage = check_overlap(geometry, CRS.from_epsg(4326), (west, south, east, north), area)
    return {
        "source": "mintpy",
        "file": main.name,
        "scenes": len(listing.dates),
        "first_date": str(listing.dates[0]),
        "last_date": str(listing.dates[-1]),
        "rows": grid.shape[0],
        "columns": grid.shape[1],
        "crs": grid.crs.to_string() if grid.crs is not None else "radar geometry",
        "wavelength_m": round(wavelength, 6),
        "notes": list(listing.notes),
        "coverage": round(coverage, 4),
    }


def _known_places(path: Any, places: NDArray[np.floating]) -> NDArray[np.floating]:
    """The coordinates (deg) that are known; 0 and NaN are cells without one."""
    known = places[np.isfinite(places) & (places != 0)]
    if not known.size:
        raise InputError(path, "no cell has a latitude and a longitude", "Take the geometry of this stack.")
    return known


def _check_shadow(path: Any, grid: Grid) -> None:
    """Refuse a mask of layover and shadow that leaves no cell."""
    name = GEOMETRY["layover_shadow"]
    with open_hdf5(path) as file:
        there = name in file
    if there and not (read_image(path, name, grid, np.float32) == 0).any():
        raise InputError(
            path,
            f"every cell of its {name} is in layover or shadow",
            "Let MintPy write the geometry again, or remove that dataset.",
        )


def _check_series(path: Any, grid: Grid) -> None:
    """Refuse a series of another size than its attributes say, and one whose last image is empty."""
    with open_hdf5(path) as file:
        stack = numbers_of(file, "timeseries")
        if stack.shape[1:] != tuple(grid.shape):
            raise InputError(
                path,
                f"its images are {stack.shape[1]} x {stack.shape[2]} and LENGTH x WIDTH {grid.shape[0]} x "
                f"{grid.shape[1]}",
                "Let MintPy write the file again.",
            )
        last = stack[-1] - stack[0]  # either may be the date that all are relative to
    if not (abs(last) > 0).any():
        raise InputError(
            path, "its last image is 0 or missing everywhere", "Choose another series or leave the date out."
        )


def _check_reference(listing: DeformationListing, cell: tuple[int, int], grid: Grid) -> None:
    """Refuse a deformation that is not zero at its reference: all of the map would be off by what is there.

    On the map a neighbouring cell will do: MintPy's geocoding rounds the place of the reference, and takes each
    cell from the nearest of the radar's, so its zero is often one cell from the cell that it names. What this
    program has exported is zero in the mean of a window, and in no cell exactly.
    """
    if read_attributes(listing.main).get("PROCESSOR") == "scarpwatch":
        return
    main, reach = listing.main, 0 if grid.crs is None else 1
    top, left = max(cell[0] - reach, 0), max(cell[1] - reach, 0)
    block = np.s_[top : cell[0] + reach + 1, left : cell[1] + reach + 1]
    is_series = listing.series is not None
    scale = metres(read_attributes(main), main, rate=not is_series)
    with open_hdf5(main) as file:
        near = scale * np.asarray(
            numbers_of(file, "timeseries")[:, *block]
            if is_series
            else numbers_of(file, "velocity")[block][None]
        )
    if is_series:
        near = near[[day in listing.dates for day in read_dates(main)]]
        near = near - near[0]
    distance = np.where(np.isfinite(near), np.abs(near), np.inf).max(axis=0)
    here = cell[0] - top, cell[1] - left
    if np.isfinite(distance[here]) and distance.min() <= AT_REFERENCE:
        return
    values = near[:, *here]
    worst = values[np.argmax(np.where(np.isfinite(values), np.abs(values), np.inf))]
    raise InputError(
        main,
        f"it is {1000 * worst:.2g} {'mm' if is_series else 'mm/yr'} at its reference point (row {cell[0]}, "
        f"column {cell[1]}), where 0 belongs, so all of its map would be off by that",
        "Set the reference of this very file again with MintPy's reference_point.py, at a cell with data.",
    )


def _check_same_grid(path: Any, grid: Grid, main: Any) -> None:
    own = grid_of(read_attributes(path), path)
    same = own.shape == grid.shape and own.crs == grid.crs
    if same:  # both corners, in cells
        away = ~grid.transform @ own.transform
        ends = (away @ (0, 0), np.subtract(away @ own.shape[::-1], grid.shape[::-1]))
        same = bool(np.abs(ends).max() <= 0.01)
    if not same:
        raise InputError(
            path,
            f"its grid ({own.shape[0]} x {own.shape[1]}) is not that of {main.name} "
            f"({grid.shape[0]} x {grid.shape[1]})",
            "Give the files of one run: geocode all, or none, with the same bounds.",
        )
