"""OPERA CSLC and COMPASS: geocoded single-look complex images, one HDF5 file per Sentinel-1 burst and date.

Names: ``OPERA_L2_CSLC-S1_T078-165495-IW3_<acquired>Z_<made>Z_S1A_VV_v1.1.h5`` as OPERA delivers them,
``t078_165495_iw3_20240105.h5`` as COMPASS writes them; beside them, where wanted, the static layers
``OPERA_L2_CSLC-S1-STATIC_T078-165495-IW3_20140403_S1A_v1.0.h5`` or ``static_layers_t078_165495_iw3.h5``.

- Sign: the phase of an image is -4 pi R / wavelength, so ``reference * conj(secondary)`` has
  (4 pi / wavelength) (R_secondary - R_reference), the project's own convention.
- Flattened: each image has been multiplied by exp(j 4 pi R / wavelength), R from its own orbit and a DEM, so
  no flat-earth and topographic phase is left.
- No data is NaN (0 in what is returned).
- Look vectors of the static layers are unit vectors from the ground to the satellite; their layover and shadow
  mask has 0 = clear, 1 = shadow, 2 = layover, 3 = both, 127 = no data.
- Heights come from the static layers' ``z``, else from the user's DEM; slant range, and without static layers
  incidence and look vectors too, from the orbit in the first date's file.
- Baselines are computed from the orbits: the stack's first date is the reference.

Bursts of a date are mosaicked on their common lattice. A cell that several bursts cover has one owner for all
dates: the first burst, by name, that has data there on the first date. Were the owner chosen date by date, the
two images of an interferogram would come from different bursts along the seams and not be coherent there.
All dates must have the same bursts, or a hole in one date would go unseen.
"""

from __future__ import annotations

import datetime
import logging
from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from scarpwatch.conventions import BASELINE_SIGN, IMAGE_SIGN
from scarpwatch.dates import require_told_dates
from scarpwatch.errors import InputError
from scarpwatch.stacks.layers import LOOK, MEASURES
from scarpwatch.stacks.listing import (
    SceneFiles,
    SceneListing,
    files_below,
    order_scenes,
    require_folder,
    without_copies,
)
from scarpwatch.stacks.opera.names import (
    burst_files,
    compass_products,
    newest,
    opera_products,
    static_layers,
)

log = logging.getLogger(__name__)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from scarpwatch.grids.grid import Grid
    from scarpwatch.sentinel1.orbit import Orbit
    from scarpwatch.stacks.readers import Facts, Geometry

SIGN = IMAGE_SIGN
LAYERS = (*MEASURES, *LOOK)


def list_folder(folder: str | Path, *, exclude: Collection[datetime.date] = ()) -> SceneListing:
    """Find the bursts of a folder and its subfolders, by their names.

    Raises
    ------
    InputError
        If there is none, they are of several tracks, one stands there twice, `exclude` names a date that is
        not there, fewer than two dates are left, or a date lacks a burst that others have.
    """
    folder = require_folder(folder)
    notes: list[str] = []
    paths = without_copies((path for path in files_below(folder) if path.suffix == ".h5"), notes)
    products = newest(folder, [*opera_products(paths), *compass_products(paths)], notes)
    if not products:
        raise InputError(
            folder,
            "it holds no OPERA CSLC or COMPASS products",
            "Their names are like OPERA_L2_CSLC-S1_T078-165495-IW3_..._v1.1.h5 or t078_165495_iw3_20240105.h5.",
        )
    tracks = sorted({burst[:4].upper() for burst, _ in products})
    if len(tracks) > 1:
        raise InputError(
            folder,
            f"its bursts are of the tracks {', '.join(tracks)}, which look from different directions",
            "Keep one track in the folder; make a run of its own of the other.",
        )
    files: dict[datetime.date, dict[str, str]] = {}
    for (burst, date), product in products.items():  # in the order of the bursts
        files.setdefault(date, {})[burst] = str(product.path)
    kept = order_scenes(folder, [SceneFiles(date, files[date]) for date in sorted(files)], exclude)
    _require_same_bursts(folder, kept)
    first = {f"first_{burst}": path for burst, path in kept[0].files.items()}
    scenes = tuple(replace(scene, files={**scene.files, **first}) for scene in kept)
    bursts = list(kept[0].files)
    static = static_layers(paths, bursts)
    notes.append(f"bursts of each date: {', '.join(bursts)}")
    if without := [burst for burst in bursts if f"static_{burst}" not in static]:
        notes.append(
            f"no static layers of {', '.join(without)}: line of sight from the orbit, no layover mask"
        )
    layers = (*LAYERS, "layover_shadow") if static else LAYERS
    return SceneListing("opera", folder, scenes, static, layers, tuple(notes))


def _require_same_bursts(folder: Path, scenes: Collection[SceneFiles]) -> None:
    every = sorted({burst for scene in scenes for burst in scene.files})
    lacking = {scene.date: [b for b in every if b not in scene.files] for scene in scenes}
    lacking = {date: bursts for date, bursts in lacking.items() if bursts}
    if lacking:
        date, bursts = next(iter(lacking.items()))
        more = f" (and {len(lacking) - 1} other dates lack some)" if len(lacking) > 1 else ""
        raise InputError(
            folder,
            f"{date} lacks {', '.join(bursts)}, which other dates have{more}",
            "Download what is missing, leave the date out with sar.exclude_dates, or take that burst out of all dates.",
        )


def read_facts(scene: SceneFiles) -> Facts:
    """What the headers of a date's bursts say; the grid is that of all bursts together.

    Raises
    ------
    InputError
        If a file is truncated or lacks what is read, is of another date than its name or another polarisation
        than the date's other bursts, or bursts do not lie on one lattice or are not of one pass.
    """
    from scarpwatch.stacks.opera.files import common_grid, require_one_pass

    bursts = burst_files(scene.files)
    require_one_pass(bursts)
    return _facts(scene, common_grid(bursts), 0.0)


def _facts(scene: SceneFiles, grid: Grid, height: float) -> Facts:
    """Facts of a date, with the baseline at the middle of a grid."""
    from scarpwatch.sentinel1.orbit import baseline
    from scarpwatch.stacks.opera.files import middle, read_orbit, read_radar
    from scarpwatch.stacks.readers import Facts

    bursts, first = burst_files(scene.files), burst_files(scene.files, "first_")
    path = next(iter(bursts.values()))
    radar, *others = [read_radar(burst) for burst in bursts.values()]
    require_told_dates(path, [radar.day], [scene.date])
    for burst, other in zip(list(bursts.values())[1:], others, strict=True):
        if other.polarisation != radar.polarisation:
            raise InputError(
                burst,
                f"it is of {other.polarisation or 'no'} polarisation, and {Path(path).name} of {radar.polarisation}",
                "Use one polarisation: put the products of each in a folder of its own.",
            )
    orbit, reference = read_orbit(path), read_orbit(next(iter(first.values()), path))
    place = (*middle(grid), height)
    return Facts(
        grid,
        wavelength_m=radar.wavelength_m,
        heading_deg=_heading(path, orbit, place),
        perpendicular_baseline_m=float(baseline(reference, orbit, *place)[0]),
        sensor=radar.sensor,
        track=" ".join(bursts),
        polarisation=radar.polarisation,
    )


def _heading(path: str, orbit: Orbit, place: tuple[float, float, float]) -> float:
    from scarpwatch.sentinel1.orbit import heading, view

    degrees = float(heading(view(orbit, *place)))
    if degrees != degrees:
        raise InputError(
            path,
            "its orbit does not pass the images it belongs to",
            "Download the product again from its maker.",
        )
    return (degrees + 180) % 360 - 180


def check_geometry(files: Mapping[str, str]) -> None:
    """Refuse static layers that cannot be read or do not lie on the lattice of the images.

    Raises
    ------
    InputError
    """
    from scarpwatch.stacks.opera.files import common_grid

    common_grid(
        {
            **burst_files(files),
            **{f"static {name}": path for name, path in burst_files(files, "static_").items()},
        }
    )


def read_geometry(files: Mapping[str, str], bounds: tuple[float, float, float, float]) -> Geometry:
    """Geometry over an area (west, south, east, north in degrees), on the lattice of the bursts.

    ``files`` are those of the first date, the static layers where there are any, and the user's DEM as ``dem``.

    Raises
    ------
    InputError
        If the bursts do not cover any of the area, or there are no heights.
    """
    import numpy as np

    from scarpwatch.sentinel1.map_view import view_map
    from scarpwatch.stacks.heights import height_on_grid
    from scarpwatch.stacks.opera.files import (
        area_grid,
        common_grid,
        middle,
        read_layer,
        read_orbit,
        read_radar,
    )
    from scarpwatch.stacks.readers import Geometry

    bursts, static = burst_files(files), burst_files(files, "static_")
    path = next(iter(bursts.values()))
    grid = area_grid(common_grid(bursts), bounds, path)
    height = np.full(grid.shape, np.nan, np.float32)
    if "dem" in files:
        height = height_on_grid(files["dem"], grid)
    height = _over(read_layer(static, "z", grid, nodata=np.nan), height)
    if not np.isfinite(height).any():
        raise InputError(
            path, "no heights are known over its area", "Give a DEM that covers it as factors.dem."
        )
    orbit, radar = read_orbit(path), read_radar(path)
    layers = {"height": height, **view_map(orbit, grid, height)}
    if static:
        east, north = (read_layer(static, name, grid, nodata=0.0) for name in LOOK[:2])
        up = np.sqrt(np.maximum(1 - east**2 - north**2, 0))
        for name, values in (
            ("los_east", east),
            ("los_north", north),
            ("los_up", up),
            ("incidence", np.arccos(up)),
        ):
            layers[name] = _over(values, layers[name])
        layers["layover_shadow"] = read_layer(static, "layover_shadow_mask", grid, nodata=127.0)
    place = (*middle(grid), float(np.nanmedian(height)))
    tags = {
        "WAVELENGTH_M": radar.wavelength_m,
        "HEADING_DEG": _heading(path, orbit, place),
        "FLATTENED": "yes",
        "BASELINE_SIGN": BASELINE_SIGN,
        "SENSOR": radar.sensor,
        "TRACK": " ".join(bursts),
    }
    return Geometry(layers, grid, tags)


def _over(values: NDArray[np.float32], below: NDArray[np.float32]) -> NDArray[np.float32]:
    """Values, and where they are not known those below."""
    import numpy as np

    return np.where(np.isfinite(values), values, below).astype(np.float32)


def read_scene(scene: SceneFiles, geometry: Mapping[str, str]) -> tuple[NDArray[np.complex64], Facts]:
    """The mosaic of a date's bursts on the stack's grid; 0 where there is no data.

    A burst without any data over the area is named on the standard output, which is the step's log.

    Raises
    ------
    InputError
        If a file is truncated, lacks what is read, or does not lie on the stack's lattice.
    """
    import numpy as np

    from scarpwatch.grids.grid import read_raster
    from scarpwatch.stacks.opera.files import read_mosaic

    height, grid = read_raster(geometry["height"])
    bursts, first = burst_files(scene.files), burst_files(scene.files, "first_")
    image, empty = read_mosaic(bursts, first, grid)
    for burst in empty:  # to the step's log: where it alone reaches, the image has a hole
        dates = "all dates, as this is the first" if bursts[burst] == first.get(burst) else "this date"
        log.warning(
            f"{scene.date}: {burst} is all zero or no data over the area, and gives nothing to {dates}"
        )
    known = height[np.isfinite(height)]
    return image, _facts(scene, grid, float(np.median(known)) if known.size else 0.0)
