"""A stack of coregistered Sentinel-1 images as ISCE2's topsStack makes it (``stackSentinel.py -W slc``).

Layout: ``merged/SLC/<date>/<date>.slc.full`` with ``.xml`` and ``.vrt`` (without ``.full`` where the looks are 1 x
1), ``merged/geom_reference/{hgt,lat,lon,los,shadowMask}.rdr.full``, ``reference/IW?.xml`` and
``baselines/<reference>_<date>/<reference>_<date>.txt``. The folder is the one that holds ``merged``, or ``merged``
itself. Merged images are flat little-endian files, or virtual ones (``.vrt`` alone) over the bursts.

- Sign: the phase of an image is -4 pi R / wavelength, so ``reference * conj(secondary)`` has
  (4 pi / wavelength) (R_secondary - R_reference), the project's own convention.
- Flattened: topsStack takes the phase of the range offsets, which it computes from orbits and DEM, out of the
  secondaries when it resamples them (unless it was told ``--noflat``, which cannot be seen in the files), and makes
  its own interferograms without flattening again. So nothing is left to be removed.
- No data is 0, in images and in geometry.
- ``los`` has two bands in degrees: incidence from the vertical, and the azimuth of the direction from the ground to
  the satellite, counted from north anticlockwise.
- ``shadowMask``: 0 = clear, 1 = shadow, 2 = layover, 3 = both.
- Perpendicular baselines in the text files are positive towards the near range; their sign is reversed here.
- Slant range follows from the reference's swaths: the merged image begins at the least starting range of
  those with two bursts or more. topsStack does not merge a swath of one.
"""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from scarpwatch.conventions import BASELINE_SIGN, IMAGE_SIGN
from scarpwatch.errors import InputError
from scarpwatch.stacks.isce2.metadata import read_baseline, read_swath
from scarpwatch.stacks.layers import LOOK, SCENE_LAYERS
from scarpwatch.stacks.listing import SceneFiles, SceneListing, date_of, order_scenes, require_folder

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from scarpwatch.stacks.readers import Facts, Geometry

SIGN = IMAGE_SIGN
_NEEDED = ("hgt", "lat", "lon", "los")


def list_folder(folder: str | Path, *, exclude: Collection[datetime.date] = ()) -> SceneListing:
    """Find the images of a stack, and what its text files say.

    Raises
    ------
    InputError
        If there are no images or no geometry, `exclude` names a date that is not there, or fewer than two dates
        are left.
    """
    folder = require_folder(folder)
    merged = next((base for base in (folder / "merged", folder) if (base / "SLC").is_dir()), None)
    if merged is None:
        raise InputError(
            folder,
            "it holds no merged/SLC",
            "Give the folder in which topsStack was run, after its step `merge`.",
        )
    notes: list[str] = []
    every = _images(merged / "SLC")
    images = {date: found for date, found in every if found}
    if empty := [str(date) for date, found in every if not found]:
        notes.append(
            f"merged/SLC has no image of {', '.join(empty)} (<date>.slc with .xml, or .vrt), which is passed over"
        )
    geometry = _geometry(merged, any(".full" in Path(image["slc"]).name for image in images.values()))
    swaths = _swaths(merged.parent, geometry, notes)
    known: dict[str, str | float] = dict(swaths)
    baselines = _baselines(merged.parent, images, notes)
    lacking = [date for date in sorted(images) if date not in baselines and date not in exclude]
    if lacking and len(lacking) == len(set(images) - set(exclude)):
        notes.append("no baselines were found: the DEM error is not estimated")
    elif lacking:
        notes.append(f"no baseline was found of {', '.join(map(str, lacking))}")
    where = {name: path for name, path in geometry.items() if name[:3] in ("lat", "lon")}
    scenes = [
        SceneFiles(
            date,
            {**files, **where},
            known | ({"perpendicular_baseline_m": baselines[date]} if date in baselines else {}),
        )
        for date, files in images.items()
    ]
    layers = (*SCENE_LAYERS, "layover_shadow") if "shadowMask" in geometry else SCENE_LAYERS
    return SceneListing(
        "isce2", folder, order_scenes(folder, scenes, exclude), geometry, layers, tuple(notes)
    )


def _images(folder: Path) -> list[tuple[datetime.date, dict[str, str]]]:
    """The image of each date's folder."""
    found = []
    for path in sorted(folder.iterdir()):
        date = date_of(path.name)
        if date and path.is_dir():
            found.append((date, _image(path / f"{path.name}.slc", "slc")))
    return found


def _image(path: Path, name: str, suffixes: tuple[str, ...] = (".full", "")) -> dict[str, str]:
    """The flat file with its header, else the virtual one; of full resolution where there are two."""
    for suffix in suffixes:
        flat, header, virtual = (Path(f"{path}{suffix}{end}") for end in ("", ".xml", ".vrt"))
        if flat.is_file() and header.is_file():
            return {name: str(flat), f"{name}_xml": str(header)}
        if virtual.is_file():
            return {name: str(virtual)}
    return {}


def _geometry(merged: Path, full: bool) -> dict[str, str]:
    """The geometry of the resolution that the images have."""
    folder = next(
        (merged / f"geom_{name}" for name in ("reference", "master") if (merged / f"geom_{name}").is_dir()),
        None,
    )
    suffixes = (".full",) if full else ("",)
    found: dict[str, str] = {}
    for name in (*_NEEDED, "shadowMask"):
        image = _image(folder / f"{name}.rdr", name, suffixes) if folder else {}
        if not image and name != "shadowMask":
            raise InputError(
                merged / "geom_reference",
                f"it has no {name}.rdr{suffixes[0]} with its .xml, or .vrt",
                "Run topsStack's step `merge` to its end; geometry is merged by it too.",
            )
        found |= image
    return found


def _swaths(base: Path, geometry: dict[str, str], notes: list[str]) -> dict[str, str | float]:
    """Wavelength, track and sensor; the swaths' files are added to ``geometry``."""
    paths = sorted([*base.glob("reference/IW[123].xml"), *base.glob("master/IW[123].xml")])
    if not paths:
        notes.append("no reference/IW?.xml: Sentinel-1's wavelength and nominal orbit are assumed")
        return {}
    swaths = [read_swath(path) for path in paths]
    geometry |= {f"swath_{number}": str(path) for number, path in enumerate(paths, start=1)}
    return {"wavelength_m": swaths[0].wavelength_m, "track": swaths[0].track, "sensor": swaths[0].sensor}


def _baselines(base: Path, images: Collection[datetime.date], notes: list[str]) -> dict[datetime.date, float]:
    """Baselines to the stack's reference, whose own is 0.

    Files of a former run of topsStack may count from another reference. Baselines from two are not to be mixed:
    those of the one that ties most images are taken, of several the earliest.
    """
    of_reference: dict[datetime.date, dict[datetime.date, float]] = {}
    for path in sorted(base.glob("baselines/*/*.txt")):
        match = re.fullmatch(r"(\d{8})_(\d{8})", path.stem)
        first, second = (date_of(text) for text in match.groups()) if match else (None, None)
        if first and second:
            of_reference.setdefault(first, {first: 0.0})[second] = read_baseline(path)
    if not of_reference:
        return {}
    ordered = sorted(of_reference, key=lambda date: (-len(of_reference[date].keys() & images), date))
    if len(ordered) > 1:
        others = ", ".join(map(str, sorted(ordered[1:])))
        notes.append(f"baselines to {ordered[0]} are used, and those to {others} left aside")
    return of_reference[ordered[0]]


def read_facts(scene: SceneFiles) -> Facts:
    """What is known of a date without its image being read; bounds are those of the stack's coordinates.

    Raises
    ------
    InputError
        If the image is truncated, or a burst's file behind a virtual one, or its header cannot be read.
    """
    from affine import Affine

    from scarpwatch.grids.grid import Grid
    from scarpwatch.stacks.isce2.images import image_bounds, image_shape
    from scarpwatch.stacks.readers import SENTINEL1_WAVELENGTH_M, Facts

    known = scene.known
    return Facts(
        Grid(None, Affine.identity(), image_shape(scene.files["slc"])),
        wavelength_m=float(known.get("wavelength_m", SENTINEL1_WAVELENGTH_M)),
        perpendicular_baseline_m=float(known.get("perpendicular_baseline_m", "nan")),
        sensor=str(known.get("sensor", "")),
        track=str(known.get("track", "")),
        bounds=image_bounds(scene.files["lat"], scene.files["lon"]),
    )


def check_geometry(files: Mapping[str, str]) -> None:
    """Refuse a layer of the geometry that is truncated or of another size than the images.

    Raises
    ------
    InputError
    """
    from scarpwatch.stacks.isce2.images import image_shape

    shape = image_shape(files["slc"])
    for name in (*_NEEDED, "shadowMask"):
        if name in files and image_shape(files[name]) != shape:
            raise InputError(
                files[name],
                f"its size is {image_shape(files[name])} and that of the images {shape}",
                "Merge images and geometry with the same options.",
            )


def read_geometry(files: Mapping[str, str], bounds: tuple[float, float, float, float]) -> Geometry:
    """Geometry over an area (west, south, east, north in degrees), in the images' own lines and columns.

    Raises
    ------
    InputError
        If a layer is truncated or of another size than the others, or the stack does not cover any of the area.
    """
    import numpy as np
    from affine import Affine

    from scarpwatch.grids.grid import Grid
    from scarpwatch.stacks.isce2.geometry import geometry_layers
    from scarpwatch.stacks.isce2.images import area_window
    from scarpwatch.stacks.readers import SENTINEL1_WAVELENGTH_M, Geometry

    check_geometry(files)
    window = area_window(files["lat"], files["lon"], bounds)
    swaths = [read_swath(path) for name, path in sorted(files.items()) if name.startswith("swath_")]
    names = (*SCENE_LAYERS, "layover_shadow") if "shadowMask" in files else SCENE_LAYERS
    layers = geometry_layers(names, files, window, swaths)
    # Line by line, since a mean of the whole takes a copy.
    east, north = (sum(float(np.nansum(line)) for line in layers[name]) for name in LOOK[:2])
    tags = {
        "WAVELENGTH_M": swaths[0].wavelength_m if swaths else SENTINEL1_WAVELENGTH_M,
        "HEADING_DEG": (math.degrees(math.atan2(east, north)) + 270) % 360 - 180,
        "FLATTENED": "yes",
        "BASELINE_SIGN": BASELINE_SIGN,
        "ROW_OFFSET": int(window.row_off),
        "COLUMN_OFFSET": int(window.col_off),
    }
    size = int(window.height), int(window.width)
    return Geometry(layers, Grid(None, Affine.identity(), size), tags)


def read_scene(scene: SceneFiles, geometry: Mapping[str, str]) -> tuple[NDArray[np.complex64], Facts]:
    """The image of a date over the area; 0 where there is no data.

    Raises
    ------
    InputError
        If the image is truncated, or not complex.
    """
    from dataclasses import replace

    import numpy as np
    from rasterio.windows import Window

    from scarpwatch.grids.grid import read_grid, read_tags
    from scarpwatch.inputs.rasters.amplitudes import require_amplitude
    from scarpwatch.stacks.isce2.geometry import line_blocks
    from scarpwatch.stacks.isce2.images import read_windows

    tags, grid = read_tags(geometry["height"]), read_grid(geometry["height"])
    window = Window(int(tags["COLUMN_OFFSET"]), int(tags["ROW_OFFSET"]), grid.shape[1], grid.shape[0])
    values = np.empty(grid.shape, np.complex64)
    blocks = line_blocks(window)
    parts = read_windows(scene.files["slc"], [part for _, part in blocks])
    for (lines, _), part in zip(blocks, parts, strict=True):
        if not np.iscomplexobj(part):
            raise InputError(
                scene.files["slc"],
                f"its values are {part.dtype}, not complex",
                "Give the folder of the images.",
            )
        require_amplitude(scene.files["slc"], part)
        part[~np.isfinite(part)] = 0
        values[lines] = part
    return values, replace(read_facts(scene), heading_deg=float(tags["HEADING_DEG"]))
