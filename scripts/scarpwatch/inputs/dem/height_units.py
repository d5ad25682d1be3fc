"""Whether the heights of a DEM are metres: what the file declares, and whether its slopes can be."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from rasterio import DatasetReader

from scarpwatch.grids.grid import Grid
from scarpwatch.grids.mosaic import Raster
from scarpwatch.grids.projection import metres_per_unit
from scarpwatch.inputs.dem.surface import METRES_PER_DEGREE
from scarpwatch.inputs.rasters.checks import read_physical, row_strips

STEEPEST_MEAN_DEG = 40.0
"""Mean slope above which heights are doubted. Alpine and Himalayan DEMs stay below some 36 degrees; feet taken for
metres make 41 of 15 degrees, decimetres make 70 of them."""
_METRES = {"", "m", "metre", "metres", "meter", "meters", "[m]"}


def height_unit_notes(source: DatasetReader, path: Raster, band: int, grid: Grid) -> list[str]:
    """What makes one doubt that heights are metres, one sentence each; empty if nothing does."""
    notes = []
    declared = (source.units[band - 1] or "").strip()
    if declared.casefold() not in _METRES:
        notes.append(
            f"the file says that its heights are in {declared!r}, and they are taken as metres: convert them if it "
            "is right"
        )
    elif (vertical := _vertical_unit(grid)) is not None:
        notes.append(
            f"its vertical coordinate system has units of {vertical[1]:.7g} m ({vertical[0]}), and heights are taken as "
            "metres: convert them if they are in that unit"
        )
    gradient = sampled_gradient(source, path, band, grid)
    slope, feet, tenth = (_mean_slope(gradient * factor) for factor in (1.0, 0.3048, 0.1))
    if slope > STEEPEST_MEAN_DEG:
        notes.append(
            f"its mean slope would be {slope:.0f} degrees, which hardly any landscape reaches: check that heights are "
            f"in metres (in feet it would be about {feet:.0f} degrees, in decimetres {tenth:.0f})"
        )
    return notes


def sampled_gradient(source: DatasetReader, path: Raster, band: int, grid: Grid) -> NDArray[np.float64]:
    """Rise over run of the cells of strips spread over a DEM, from central differences, array (cells,)."""
    if grid.crs is not None and grid.crs.is_geographic:
        middle = np.radians((grid.bounds[1] + grid.bounds[3]) / 2)
        units = METRES_PER_DEGREE * float(np.cos(middle)), METRES_PER_DEGREE
    else:
        units = metres_per_unit(grid.crs, grid.bounds) if grid.crs is not None else (1.0, 1.0)
    width, height = (size * unit for size, unit in zip(grid.cell_size, units, strict=True))
    found: list[NDArray[np.float64]] = []
    for window in row_strips(source):
        z = read_physical(source, path, band, window)
        if min(z.shape) < 3:
            continue
        across = (z[1:-1, 2:] - z[1:-1, :-2]) / (2 * width)
        down = (z[2:, 1:-1] - z[:-2, 1:-1]) / (2 * height)
        gradient = np.hypot(across, down)
        found.append(gradient[np.isfinite(gradient)])
    return np.concatenate(found) if found else np.empty(0)


def _mean_slope(gradient: NDArray[np.float64]) -> float:
    return float(np.degrees(np.arctan(gradient)).mean()) if gradient.size else 0.0


def _vertical_unit(grid: Grid) -> tuple[str, float] | None:
    """Name and size (m) of the unit of the vertical axis of a compound CRS, where it is not the metre."""
    from pyproj import CRS

    if grid.crs is None:
        return None
    for part in CRS.from_wkt(grid.crs.to_wkt()).sub_crs_list:
        if part.is_vertical and abs(part.axis_info[0].unit_conversion_factor - 1) > 1e-6:
            return part.axis_info[0].unit_name, float(part.axis_info[0].unit_conversion_factor)
    return None
