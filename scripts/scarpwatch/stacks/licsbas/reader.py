"""A displacement series that LiCSBAS has finished.

Layout: ``cum.h5`` in the folder ``TS_GEOCml*`` or below it (or the file that `sar.file` names, such as the filtered
``cum_filt.h5``), beside it ``results/mask`` and ``info/13parameters.txt``. Datasets: ``imdates`` (YYYYMMDD), ``cum`` (dates,
rows, columns; float32, mm, NaN = none), ``corner_lat``, ``corner_lon``, ``post_lat``, ``post_lon`` (degrees; the centre of
the first cell), ``refarea`` (``x1:x2/y1:y2``, the ends not included), and where there are ``E.geo``, ``N.geo``, ``U.geo``
(unit vector from the ground to the satellite), ``coh_avg`` and ``n_unw`` (mean coherence and number of pairs).

Sign. LiCSBAS multiplies phase by -wavelength / (4 pi), so that its displacement is positive towards the satellite, the
project's sign.

Which series. ``cum.h5``, unless another is named: ``cum_filt.h5`` has been smoothed in space and time, which makes noise
look smaller than it is.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scarpwatch.conventions import TOWARDS
from scarpwatch.dates import date_name
from scarpwatch.errors import InputError
from scarpwatch.stacks.layers import LOOK
from scarpwatch.stacks.licsbas.series_file import (
    has_look_vector,
    read_dates,
    reference_area,
    told_wavelength,
    whole_grid,
)
from scarpwatch.stacks.listing import DeformationListing, files_below, require_folder, require_known

if TYPE_CHECKING:
    from rasterio.windows import Window

    from scarpwatch.grids.grid import Grid
    from scarpwatch.grids.mosaic import Raster
    from scarpwatch.inputs.rasters.checks import Area
    from scarpwatch.stacks.readers import DeformationFacts, Float, Geometry

SIGN = f"displacement along the line of sight: positive = {TOWARDS}"
MAKER = "LiCSBAS"
_SERIES, _FILTERED = "cum.h5", "cum_filt.h5"
_FEWEST = 3


def list_folder(
    folder: str | Path,
    *,
    file: str | Path | None = None,
    exclude: Collection[datetime.date] = (),
    told: Mapping[str, Any] | None = None,
) -> DeformationListing:
    """Find LiCSBAS's series in a folder; headers are read, images are not.

    Parameters
    ----------
    file : path of the series in the folder, where there are several or the filtered one is wanted
    exclude : dates to leave out
    told : not used: the files say all that has to be known

    Raises
    ------
    InputError
        If the folder is missing, holds no series, or several and none is named; if the series lacks what it should
        have, does not know a date that is left out, or fewer than three dates are left.
    """
    folder = require_folder(folder)
    main, notes = _choose(folder, file)
    every = read_dates(main)
    require_known(main, exclude, every)
    dates = tuple(day for day in every if day not in exclude)
    if len(dates) < _FEWEST:
        raise InputError(
            main,
            f"{len(dates)} dates are left, and a rate with its uncertainty takes three",
            "Leave out fewer dates in sar.exclude_dates.",
        )
    mask = main.parent / "results" / "mask"
    notes.append("masked by results/mask" if mask.is_file() else "no results/mask: nothing is masked")
    layers: tuple[str, ...] = ("incidence", *LOOK) if has_look_vector(main) else ()
    if not layers:
        notes.append(
            "no look vector (E.geo, N.geo, U.geo): there are no vertical and east rates with another track"
        )
    return DeformationListing(
        "licsbas",
        MAKER,
        folder,
        main,
        None,
        {"deformation": main},
        {},
        dates,
        layers,
        tuple(notes),
        mask=mask if mask.is_file() else None,
    )


def check(listing: DeformationListing, area: Area) -> dict[str, Any]:
    """Check the series over the DEM; return dates, size and CRS.

    Raises
    ------
    InputError
        If the series or its mask is of another size than its grid, does not overlap the DEM, has no displacement, or
        more than radar can follow; if its look vector is none.
    """
    from scarpwatch.inputs.rasters.checks import check_overlap
    from scarpwatch.stacks.licsbas import images
    from scarpwatch.stacks.line_of_sight import over_dem

    main, files = listing.main, listing.files
    whole = whole_grid(main)
    coverage = check_overlap(main, whole.crs, whole.bounds, area)
    grid = over_dem(whole, area.dem)
    images.require_motion(main, whole, grid)
    read_layers(files, grid)
    if listing.mask is not None:
        images.read_mask(listing.mask, whole, grid)
    if listing.layers:
        images.read_sight(main, whole, grid)
    return {
        "source": listing.family,
        "file": main.name,
        "scenes": len(listing.dates),
        "first_date": str(listing.dates[0]),
        "last_date": str(listing.dates[-1]),
        "rows": grid.shape[0],
        "columns": grid.shape[1],
        "crs": "EPSG:4326",
        "notes": list(listing.notes),
        "coverage": round(coverage, 4),
    }


def read_geometry(
    files: Mapping[str, str], known: Mapping[str, Any], dem: Raster | None, *, dem_band: int = 1
) -> Geometry:
    """The DEM's heights, and incidence and look vector where they are known, on the series' grid over the DEM.

    Raises
    ------
    InputError
        If the series cannot be read, or its look vector is none.
    """
    from scarpwatch.stacks.heights import height_on_grid
    from scarpwatch.stacks.licsbas import images
    from scarpwatch.stacks.line_of_sight import over_dem
    from scarpwatch.stacks.readers import Geometry

    assert dem is not None
    path = files["deformation"]
    whole = whole_grid(path)
    grid = over_dem(whole, dem)
    layers: dict[str, Any] = {"height": height_on_grid(dem, grid, band=dem_band)}
    tags: dict[str, object] = {}
    if has_look_vector(path):
        sight, heading = images.read_sight(path, whole, grid)
        layers |= sight
        tags = {"ANGLES_FROM": "E.geo, N.geo and U.geo, cell by cell", "HEADING_DEG": heading}
    return Geometry(layers, grid, tags)


def read_facts(files: Mapping[str, str], grid: Grid, dates: Collection[str] = ()) -> DeformationFacts:
    """What the series says; its reference is the middle of LiCSBAS's window, where that lies on the grid.

    Raises
    ------
    InputError
        If the series cannot be read.
    """
    from scarpwatch.stacks.common_grid import offset
    from scarpwatch.stacks.readers import DeformationFacts

    path = files["deformation"]
    row, column = offset(grid, whole_grid(path), where=path)
    cell = reference_area(path)
    inside = None
    if cell is not None:
        moved = cell[0] - row, cell[1] - column
        inside = moved if all(0 <= at < size for at, size in zip(moved, grid.shape, strict=True)) else None
    return DeformationFacts(grid, inside, told_wavelength(path), len(read_dates(path)))


def read_layers(files: Mapping[str, str], grid: Grid) -> dict[str, tuple[Float, str]]:
    """Mean coherence and number of pairs, where LiCSBAS has them.

    Raises
    ------
    InputError
        If one is of another size or cannot be.
    """
    from scarpwatch.stacks.licsbas import images

    return {name: (values, "1") for name, values in images.read_quality(files["deformation"], grid).items()}


@contextmanager
def open_series(
    files: Mapping[str, str], grid: Grid, dates: Collection[str]
) -> Iterator[Callable[[Window], Float]]:
    """A function that reads displacement (m) in a window; NaN where LiCSBAS has none or masks it.

    Raises
    ------
    InputError
        If the file cannot be read.
    """
    from scarpwatch.stacks.licsbas import images
    from scarpwatch.stacks.licsbas.series_file import open_series_file

    path = files["deformation"]
    whole = whole_grid(path)
    numbers = [index for index, day in enumerate(read_dates(path)) if date_name(day) in dates]
    kept = images.read_mask(files["mask"], whole, grid) if "mask" in files else None
    with open_series_file(path) as file:

        def read(window: Window) -> Float:
            part = images.read_displacement(file, numbers, images.moved(window, grid, whole))
            if kept is not None:
                part[:, ~kept[window.toslices()]] = float("nan")
            return part

        yield read


def _choose(folder: Path, file: str | Path | None) -> tuple[Path, list[str]]:
    """The series, and notes on it."""
    found = [path for path in files_below(folder) if path.name in (_SERIES, _FILTERED)]
    if file is not None:
        path = folder / file
        if not path.is_file():
            names = ", ".join(str(entry.relative_to(folder)) for entry in found) or "none"
            raise InputError(
                path, "the file does not exist; sar.file names it", f"Series in the folder: {names}."
            )
        return path, _notes(path)
    plain = [path for path in found if path.name == _SERIES] or found
    if not plain:
        raise InputError(
            folder,
            f"there is no {_SERIES} in it or in its subfolders",
            "Give LiCSBAS's folder TS_GEOCml* in sar.folder.",
        )
    if len(plain) > 1:
        names = ", ".join(str(path.relative_to(folder)) for path in plain)
        raise InputError(
            folder,
            f"it has {len(plain)} displacement series: {names}",
            "Give the folder of one in sar.folder, or name one with sar.file.",
        )
    return plain[0], _notes(plain[0])


def _notes(path: Path) -> list[str]:
    notes = [f"deformation from {path.name}"]
    if path.name == _FILTERED:
        notes.append(
            "it is LiCSBAS's filtered series, smoothed in space and time: noise looks smaller than it is"
        )
    return notes
