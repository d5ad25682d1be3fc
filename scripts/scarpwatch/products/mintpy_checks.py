"""Check of a folder of MintPy's results before anything runs."""

from __future__ import annotations

import math
from typing import Any

from rasterio.crs import CRS

from scarpwatch.errors import InputError
from scarpwatch.grid import Grid
from scarpwatch.products.mintpy import GEOMETRY, MintpyFolder
from scarpwatch.products.mintpy_images import read_angles, read_image, read_layers, read_rate
from scarpwatch.products.mintpy_metadata import (
    grid_of,
    metres,
    number,
    open_hdf5,
    read_attributes,
    reference_cell,
)
from scarpwatch.products.raster_checks import Area, check_overlap


def check_mintpy(listing: MintpyFolder, area: Area) -> dict[str, Any]:
    """Check the files that are used; return dates, size and CRS.

    Raises
    ------
    InputError
        If a file lacks an attribute or a dataset, is of another grid than the displacement or in another
        unit, holds no displacement, or does not overlap the DEM.
    """
    main = listing.main
    attributes = read_attributes(main)
    grid = grid_of(attributes, main)
    wavelength = number(attributes, "WAVELENGTH", main)
    reference_cell(attributes, main)
    if listing.series is not None:
        metres(attributes, main, rate=False)
        _check_series(main, grid)
    else:
        read_rate(main)
    _check_same_grid(grid_of(read_attributes(listing.geometry), listing.geometry), grid, listing)
    read_angles(listing.geometry)
    read_layers(listing.quality, grid)
    if listing.mask is not None:
        read_image(listing.mask, "mask", grid)
    if grid.crs is not None:
        coverage = check_overlap(main, grid.crs, grid.bounds, area)
    else:
        places = [read_image(listing.geometry, GEOMETRY[name], grid) for name in ("longitude", "latitude")]
        (west, east), (south, north) = ((float(p[p != 0].min()), float(p[p != 0].max())) for p in places)
        coverage = check_overlap(listing.geometry, CRS.from_epsg(4326), (west, south, east, north), area)
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


def _check_series(path: Any, grid: Grid) -> None:
    """Refuse a series of another size than its attributes say, and one whose last image is empty."""
    with open_hdf5(path) as file:
        stack = file["timeseries"]
        if stack.shape[1:] != tuple(grid.shape):
            raise InputError(
                path,
                f"its images are {stack.shape[1]} x {stack.shape[2]} and LENGTH x WIDTH {grid.shape[0]} x "
                f"{grid.shape[1]}",
                "Let MintPy write the file again.",
            )
        last = stack[-1]
    if not (abs(last) > 0).any():
        raise InputError(
            path, "its last image is 0 or missing everywhere", "Choose another series or leave the date out."
        )


def _check_same_grid(geometry: Grid, grid: Grid, listing: MintpyFolder) -> None:
    same = geometry.shape == grid.shape and geometry.crs == grid.crs
    if not same or not math.isclose(
        0, max(map(abs, (~grid.transform @ geometry.transform) @ (0, 0))), abs_tol=0.01
    ):
        raise InputError(
            listing.geometry,
            f"its grid ({geometry.shape[0]} x {geometry.shape[1]}) is not that of {listing.main.name} "
            f"({grid.shape[0]} x {grid.shape[1]})",
            "Give the geometry of the same run: geocode both, or neither, with the same bounds.",
        )
