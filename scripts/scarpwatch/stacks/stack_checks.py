"""Checks of coregistered SLCs that a scene table lists, with their geometry."""

from __future__ import annotations

import datetime
import zlib
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from rasterio.crs import CRS

from scarpwatch.dates import parse_date
from scarpwatch.errors import InputError
from scarpwatch.grids.grid import open_raster, read_raster, row_blocks
from scarpwatch.grids.longitudes import span
from scarpwatch.inputs.rasters.amplitudes import require_amplitude
from scarpwatch.inputs.rasters.checks import (
    Area,
    check_complete,
    check_has_values,
    check_overlap,
    read_cells,
    row_strips,
)
from scarpwatch.inputs.rasters.samples import require_one_band
from scarpwatch.sentinel1.baseline_checks import LARGEST_SPREAD_M, date_notes
from scarpwatch.stacks.layers import LOOK, POSITION
from scarpwatch.stacks.scene_table import Scene, read_scenes

_UNIT = 0.02  # how far the length of a look vector may be from 1, by rounding and warping
_SAME_WAVELENGTH = 1e-3  # relative, as of products of one sensor
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
    wavelength_m: float | None = None,
) -> dict[str, Any]:
    """Check a scene table, its SLCs and their geometry; return dates, size and CRS.

    Parameters
    ----------
    flattened : whether flat-earth and topographic phase are out of the SLCs; else look angles are needed too
    max_baseline_m : limit of the config on the perpendicular baseline of pairs
    wavelength_m : `sar.wavelength_m`, which the files' tags must not contradict

    Raises
    ------
    InputError
        For whatever :func:`scarpwatch.stacks.scene_table.read_scenes` refuses; if a scene is truncated, not
        complex, empty, of another size than the first or of amplitudes that cannot be; if its tags tell another date
        than the table or another wavelength than the config; if two dates have one image; if a geometry layer is
        missing, of another size or in another unit, or the look vector is no unit vector; if the stack does not overlap
        the DEM; if a baseline that flattening needs is blank.
    """
    scenes = read_scenes(table, exclude=exclude)
    first = scenes[0].file
    shape: tuple[int, int] | None = None
    samples: dict[int, Scene] = {}
    for scene in scenes:
        if not flattened:
            _check_baselines(table, scene)
        size, crs, bounds = _image_header(scene.file)
        shape = shape or size
        _check_size(scene.file, size, first, shape)
        check_has_values(scene.file)
        _check_tags(scene, wavelength_m)
        _check_sample(scene, samples)
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


def _check_baselines(table: str | Path, scene: Scene) -> None:
    """Refuse baselines by which an image cannot be flattened: blank ones, and those of no orbit."""
    both = scene.perpendicular_baseline_m, scene.parallel_baseline_m
    if None in both:
        raise InputError(
            table,
            f"the baselines of {scene.date} are blank, and the stack is not flattened",
            "Fill in perpendicular_baseline_m and parallel_baseline_m of every date.",
        )
    largest = max(abs(value) for value in both if value is not None)
    if largest > LARGEST_SPREAD_M:
        raise InputError(
            table,
            f"a baseline of {scene.date} is {largest:g} m, which no orbit has, and the stack is to be flattened by it",
            "Correct perpendicular_baseline_m and parallel_baseline_m; both are in metres.",
        )


def _check_tags(scene: Scene, wavelength_m: float | None) -> None:
    """Refuse an image whose own tags say another date or wavelength than table and config; most have no such tags."""
    with open_raster(scene.file) as source:
        tags = source.tags()
    try:
        day = parse_date(tags.get("DATE", ""))
    except ValueError:
        day = scene.date
    if day != scene.date:
        raise InputError(
            scene.file,
            f"its tag DATE says {day}, and the scene table {scene.date}",
            "Correct the column `file` or `date` of the table, or the tag.",
        )
    try:
        own = float(tags.get("WAVELENGTH_M", ""))
    except ValueError:
        return
    if wavelength_m is not None and not abs(own / wavelength_m - 1) <= _SAME_WAVELENGTH:
        raise InputError(
            scene.file,
            f"its tag WAVELENGTH_M says {own:g}, and sar.wavelength_m is {wavelength_m:g}",
            "Correct the one that is wrong.",
        )


def _check_sample(scene: Scene, samples: dict[int, Scene]) -> None:
    """Look at rows in the middle of an image; refuse amplitudes that cannot be, and those of another date.

    Parameters
    ----------
    samples : scenes by the digest of these rows, to which this one is added
    """
    with open_raster(scene.file) as source:
        strips = list(row_strips(source))
        values, known = read_cells(source, scene.file, 1, strips[len(strips) // 2])
    require_amplitude(scene.file, values)
    if not values[known].any():
        return
    first = samples.setdefault(zlib.crc32(values.tobytes()), scene)
    if first is not scene:
        raise InputError(
            scene.file,
            f"its values are those of {first.file.name}: one image stands for both {first.date} and {scene.date}",
            "Give each date its own image: with itself an image has a coherence of 1.",
        )


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
    needless |= _missing_look(folder)
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
            told = f"from {values.min():g} to {values.max():g}" if values.size else "nowhere known"
            raise InputError(
                path,
                f"its values are {told}, where {low:g} to {high:g} {unit} can be",
                f"Write it in {unit}, NaN where unknown.",
            )
        result[name] = span(values) if name == "longitude" else (float(values.min()), float(values.max()))
    if not needless.issuperset(LOOK):
        _check_vector(folder, shape)
    if not mapped:
        _check_places(folder, shape)
    _check_distortion(folder / "layover_shadow.tif", first, shape)
    return result


def _missing_look(folder: Path) -> set[str]:
    """The parts of the look vector where there is none of them; one or two alone are of no use."""
    missing = [name for name in LOOK if not (folder / f"{name}.tif").is_file()]
    if 0 < len(missing) < len(LOOK):
        raise InputError(
            folder,
            f"of the look vector it has no {', '.join(f'{name}.tif' for name in missing)}",
            "Give all three parts, or none.",
        )
    return set(missing)


def _check_vector(folder: Path, shape: tuple[int, int]) -> None:
    """Refuse parts of a look vector that together are no unit vector."""
    for window in row_blocks(shape):
        parts = [read_raster(folder / f"{name}.tif", window=window)[0] for name in LOOK]
        length = np.sqrt(sum(np.square(part, dtype=np.float64) for part in parts))
        known = length[np.isfinite(length)]
        if known.size and np.abs(known - 1).max() > _UNIT:
            raise InputError(
                folder / "los_up.tif",
                f"with los_east and los_north it is {known.min():.3g} to {known.max():.3g} long, and a look vector is a unit "
                "vector",
                "Give its parts to the east, to the north and up, NaN where they are not known.",
            )


def _check_places(folder: Path, shape: tuple[int, int]) -> None:
    """Refuse cells at latitude 0, longitude 0: what has been coregistered marks cells without a place so."""
    for window in row_blocks(shape):
        nowhere = np.logical_and(
            *(read_raster(folder / f"{name}.tif", window=window)[0] == 0 for name in POSITION)
        )
        if nowhere.any():
            raise InputError(
                folder / "latitude.tif",
                f"{np.count_nonzero(nowhere)} or more of its cells lie at latitude 0, longitude 0, where others do not",
                "Write NaN in both where the place of a cell is not known.",
            )


def _check_distortion(path: Path, first: Path, shape: tuple[int, int]) -> None:
    """Refuse a mask of layover and shadow of another size, or one that leaves no cell."""
    if not path.is_file():
        return
    check_complete(path)
    with open_raster(path) as source:
        require_one_band(source, path)
        _check_size(path, (source.height, source.width), first, shape)
        clear = any((source.read(1, window=window) == 0).any() for window in row_blocks(shape))
    if not clear:
        raise InputError(
            path,
            "every cell of it is in layover or shadow",
            "Write 0 where the ground is seen, or give no such mask.",
        )
