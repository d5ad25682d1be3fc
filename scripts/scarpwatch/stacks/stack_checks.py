"""Checks of coregistered SLCs that a scene table lists, with their geometry."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from rasterio.crs import CRS

from scarpwatch.errors import InputError
from scarpwatch.grids.grid import open_raster, read_raster
from scarpwatch.inputs.rasters.checks import Area, check_complete, check_has_values, check_overlap
from scarpwatch.inputs.rasters.samples import require_one_band
from scarpwatch.sentinel1.baseline_checks import date_notes
from scarpwatch.stacks.layers import LOOK, POSITION
from scarpwatch.stacks.scene_table import Scene, read_scenes

# What each layer of the geometry may hold: a wrong unit shows here.
_RANGES = {
    "height": (-500.0, 9000.0, "metres"),
    "incidence": (0.05, 1.5, "radians"),
    "slant_range": (1e3, 2e6, "metres"),
    "latitude": (-90.0, 90.0, "degrees"),
    "longitude": (-180.0, 360.0, "degrees"),
    "look_angle": (0.05, 1.5, "radians"),
    "los_east": (-1.0, 1.0, "parts of a unit vector"),
    "los_north": (-1.0, 1.0, "parts of a unit vector"),
    "los_up": (0.0, 1.0, "parts of a unit vector"),
}


def check_slc_stack(
    table: str | Path,
    geometry: str | Path,
    area: Area,
    *,
    exclude: Collection[datetime.date] = (),
    flattened: bool = True,
    max_baseline_m: float | None = None,
) -> dict[str, Any]:
    """Check a scene table, its SLCs and their geometry; return dates, size and CRS.

    Parameters
    ----------
    flattened : whether flat-earth and topographic phase are out of the SLCs; else look angles are needed too
    max_baseline_m : limit of the config on the perpendicular baseline of pairs

    Raises
    ------
    InputError
        For whatever :func:`scarpwatch.stacks.scene_table.read_scenes` refuses; if a scene is truncated, not
        complex, empty, or of another size than the first; if a geometry layer is missing, of another size or
        in another unit; if the stack does not overlap the DEM; if a baseline that flattening needs is blank.
    """
    scenes = read_scenes(table, exclude=exclude)
    first = scenes[0].file
    shape: tuple[int, int] | None = None
    for scene in scenes:
        if not flattened and None in (scene.perpendicular_baseline_m, scene.parallel_baseline_m):
            raise InputError(
                table,
                f"the baselines of {scene.date} are blank, and the stack is not flattened",
                "Fill in perpendicular_baseline_m and parallel_baseline_m of every date.",
            )
        size, crs, bounds = _image_header(scene.file)
        shape = shape or size
        _check_size(scene.file, size, first, shape)
        check_has_values(scene.file)
    assert shape is not None
    layers = _check_geometry(Path(geometry), shape, first, mapped=crs is not None, flattened=flattened)
    if crs is not None:
        coverage = check_overlap(first, crs, bounds, area)
    else:
        (west, east), (south, north) = layers["longitude"], layers["latitude"]
        box = west, south, east, north
        coverage = check_overlap(Path(geometry) / "latitude.tif", "EPSG:4326", box, area)
    return {
        "source": "slc_stack",
        "scenes": len(scenes),
        "first_date": str(scenes[0].date),
        "last_date": str(scenes[-1].date),
        "rows": shape[0],
        "columns": shape[1],
        "crs": crs.to_string() if crs is not None else "radar geometry",
        "baselines_known": all(scene.perpendicular_baseline_m is not None for scene in scenes),
        "coverage": round(coverage, 4),
        "notes": [
            *_copied_column(scenes),
            *date_notes([scene.perpendicular_baseline_m for scene in scenes], limit_m=max_baseline_m),
        ],
    }


def _image_header(path: Path) -> tuple[tuple[int, int], CRS | None, tuple[float, float, float, float]]:
    """Rows and columns, CRS and bounds of a complete image of complex numbers."""
    check_complete(path)
    with open_raster(path) as source:
        if not str(source.dtypes[0]).startswith("complex"):  # complex_int16 is no type of numpy's
            raise InputError(
                path,
                f"its values are {source.dtypes[0]}, not complex",
                "Give single-look complex images, coregistered to one grid.",
            )
        require_one_band(source, path)
        return (source.height, source.width), source.crs, tuple(source.bounds)


def _copied_column(scenes: Sequence[Scene]) -> list[str]:
    """A note where both baselines of all scenes are the same, which no orbit gives."""
    both = [(scene.perpendicular_baseline_m, scene.parallel_baseline_m) for scene in scenes]
    if all(across == along for across, along in both) and any(across for across, _ in both):
        return [
            "perpendicular_baseline_m and parallel_baseline_m are the same for all dates: one column may be a copy of the "
            "other"
        ]
    return []


def _check_size(path: Path, size: tuple[int, int], first: Path, shape: tuple[int, int]) -> None:
    if size != shape:
        raise InputError(
            path,
            f"its size is {size[0]} x {size[1]} and that of {first.name} is {shape[0]} x {shape[1]}",
            "Coregister and crop all dates to one grid.",
        )


def _check_geometry(
    folder: Path, shape: tuple[int, int], first: Path, *, mapped: bool, flattened: bool
) -> dict[str, tuple[float, float]]:
    """Check the geometry layers; return the lowest and highest value of each."""
    needless = (set(POSITION) if mapped else set()) | ({"look_angle"} if flattened else set())
    needless |= {name for name in LOOK if not (folder / f"{name}.tif").is_file()}
    names = [name for name in _RANGES if name not in needless]
    result = {}
    for name in names:
        path = folder / f"{name}.tif"
        check_complete(path)
        with open_raster(path) as source:
            require_one_band(source, path)
        values, grid = read_raster(path)
        _check_size(path, (grid.shape[0], grid.shape[1]), first, shape)
        values = values[np.isfinite(values)]
        low, high, unit = _RANGES[name]
        if not values.size or values.min() < low or values.max() > high:
            span = f"from {values.min():g} to {values.max():g}" if values.size else "nowhere known"
            raise InputError(
                path,
                f"its values are {span}, where {low:g} to {high:g} {unit} can be",
                f"Write it in {unit}, NaN where unknown.",
            )
        result[name] = float(values.min()), float(values.max())
    return result
