"""A folder of MintPy's results, as a ready displacement series or rate.

Layout, with MintPy's own names, each also with the ``geo_`` that its geocoding puts before it:
``timeseries*.h5`` (one, or named by ``sar.file``), else ``velocity.h5``; ``geometryGeo.h5`` or
``geometryRadar.h5`` beside it or in ``inputs``; where there are, ``temporalCoherence.h5``,
``avgSpatialCoh.h5``, ``numInvIfgram.h5`` and ``maskTempCoh.h5``.

Sign and units: displacement is along the line of sight, in metres, positive towards the satellite; what is read has the
sign of ``scarpwatch.conventions``. MintPy writes 0 where it has nothing; a cell that is 0 on every date counts as not
measured, except the reference.

Which series. MintPy keeps a file per correction (``timeseries_ERA5_demErr.h5`` comes after
``timeseries_ERA5.h5``), and also variants that are for display only. The program does not choose between
them: where there are several, ``sar.file`` names one.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scarpwatch.conventions import TOWARDS
from scarpwatch.dates import date_name, parse_date, require_radar_dates
from scarpwatch.errors import InputError
from scarpwatch.stacks.layers import LOOK, POSITION
from scarpwatch.stacks.listing import DeformationListing, require_folder
from scarpwatch.stacks.mintpy.metadata import (
    GEOCODED,
    GEOMETRY,
    QUALITY,
    centre_time,
    grid_of,
    kept_dates,
    metres,
    number,
    open_hdf5,
    read_attributes,
    read_dates,
    reference_cell,
    series_baselines,
)

if TYPE_CHECKING:
    from rasterio.windows import Window

    from scarpwatch.grids.grid import Grid
    from scarpwatch.grids.mosaic import Raster
    from scarpwatch.inputs.rasters.checks import Area
    from scarpwatch.stacks.readers import DeformationFacts, Float, Geometry

SIGN = f"displacement along the line of sight: positive = {TOWARDS}"
MAKER = "MintPy"


def list_folder(
    folder: str | Path,
    *,
    file: str | Path | None = None,
    exclude: Collection[datetime.date] = (),
    told: Mapping[str, Any] | None = None,
) -> DeformationListing:
    """Find MintPy's results in a folder; headers are read, images are not.

    Parameters
    ----------
    file : name of the series (or of the rate) in the folder, where there are several
    exclude : dates to leave out of the series
    told : not used: the files say all that has to be known

    Raises
    ------
    InputError
        If the folder or its geometry is missing, there is neither a series nor a rate, there are several
        series and none is named, or a file lacks what it should have.
    """
    folder = require_folder(folder)
    main = _choose(folder, file)
    geocoded = "X_FIRST" in read_attributes(main)
    geometry = _geometry(folder, geocoded=geocoded)
    is_series = main.stem.removeprefix(GEOCODED).startswith("timeseries")
    notes = [f"deformation from {main.name}"]
    quality: dict[str, Path] = {}
    mask = None
    if is_series:
        dates = kept_dates(main, read_dates(main), exclude)
        found = {name: _beside(main, stem) for name, (stem, _, _) in QUALITY.items()}
        quality = {name: path for name, path in found.items() if path is not None}
        notes += [f"no {QUALITY[name][0]}.h5" for name, path in found.items() if path is None]
    else:
        dates = _period(main)
        if exclude:
            raise InputError(
                main, "it is a rate, from which no date can be left out", "Remove sar.exclude_dates."
            )
        coherence = _beside(main, "temporalCoherence")
        quality = {"temporal_coherence": coherence} if coherence is not None else {}
    if "temporal_coherence" not in quality:
        mask = _beside(main, "maskTempCoh")
        notes.append("masked by maskTempCoh.h5" if mask else "no maskTempCoh.h5 either: nothing is masked")
    return DeformationListing(
        "mintpy",
        MAKER,
        folder,
        main if is_series else None,
        None if is_series else main,
        {"geometry": geometry},
        quality,
        dates,
        _geometry_layers(geometry, geocoded=geocoded),
        tuple(notes),
        mask=mask,
    )


def check(listing: DeformationListing, area: Area) -> dict[str, Any]:
    """Check the files that are used, as :func:`~scarpwatch.stacks.mintpy.checks.check_mintpy`."""
    from scarpwatch.stacks.mintpy.checks import check_mintpy

    return check_mintpy(listing, area)


def read_geometry(
    files: Mapping[str, str], known: Mapping[str, Any], dem: Raster | None, *, dem_band: int = 1
) -> Geometry:
    """The geometry of a series or a rate; heights are MintPy's own.

    Raises
    ------
    InputError
        If a layer cannot be read or is in another unit.
    """
    from scarpwatch.stacks.mintpy import images

    return images.read_geometry(files["geometry"])


def read_facts(files: Mapping[str, str], grid: Grid, dates: Collection[str] = ()) -> DeformationFacts:
    """What the attributes of a series or a rate say; the grid is that of the file.

    Raises
    ------
    InputError
        If an attribute is missing or is not what it should be.
    """
    from scarpwatch.stacks.readers import DeformationFacts

    path = files["deformation"]
    attributes = read_attributes(path)
    every = [date_name(day) for day in read_dates(path)] if dates else []
    return DeformationFacts(
        grid_of(attributes, path),
        reference_cell(attributes, path),
        number(attributes, "WAVELENGTH", path),
        len(every),
        centre_time(attributes),
        series_baselines(path, [index for index, day in enumerate(every) if day in dates]),
    )


def read_layers(files: Mapping[str, str], grid: Grid) -> dict[str, tuple[Float, str]]:
    """Temporal coherence, mean coherence and number of pairs, where MintPy has them; 0 means none, there as here.

    Raises
    ------
    InputError
        If a file cannot be read, is of another size, or a coherence is not 0..1.
    """
    from scarpwatch.stacks.mintpy import images

    found = images.read_layers({name: files[name] for name in QUALITY if name in files}, grid)
    return {name: (values, QUALITY[name][2]) for name, values in found.items()}


def read_rate(files: Mapping[str, str], known: Mapping[str, Any], grid: Grid) -> tuple[Float, Float]:
    """A rate and its standard deviation (m/yr); NaN where masked or 0, except the reference.

    Raises
    ------
    InputError
        If the file cannot be read or is in another unit.
    """
    from scarpwatch.stacks.mintpy import images

    rate, sigma, own = images.read_rate(files["deformation"])
    if "mask" in files:
        rate[images.read_image(files["mask"], "mask", own) == 0] = float("nan")
    return rate, sigma


@contextmanager
def open_series(
    files: Mapping[str, str], grid: Grid, dates: Collection[str]
) -> Iterator[Callable[[Window], Float]]:
    """A function that reads displacement (m) in a window; NaN where masked or 0 on all dates.

    Raises
    ------
    InputError
        If the file cannot be read or is in another unit.
    """
    from scarpwatch.stacks.mintpy import images

    path = files["deformation"]
    attributes = read_attributes(path)
    cell, scale = reference_cell(attributes, path), metres(attributes, path, rate=False)
    numbers = [index for index, day in enumerate(read_dates(path)) if date_name(day) in dates]
    kept = images.read_image(files["mask"], "mask", grid) > 0 if "mask" in files else None
    with open_hdf5(path, handed_on=True) as file:

        def read(window: Window) -> Float:
            part = images.read_displacement(file, numbers, window, cell, scale=scale)
            if kept is not None:
                part[:, ~kept[window.toslices()]] = float("nan")
            return part

        yield read


def _choose(folder: Path, file: str | Path | None) -> Path:
    """The file that the deformation comes from."""
    series = sorted([*folder.glob("timeseries*.h5"), *folder.glob(f"{GEOCODED}timeseries*.h5")])
    if file is not None:
        path = folder / file
        if not path.is_file():
            names = ", ".join(entry.name for entry in series) or "none"
            raise InputError(
                path, "the file does not exist; sar.file names it", f"Series in the folder: {names}."
            )
        return path
    if len(series) > 1:
        raise InputError(
            folder,
            f"it has {len(series)} displacement series: {', '.join(path.name for path in series)}",
            "Name one with sar.file, usually that with all corrections.",
        )
    if series:
        return series[0]
    rates = [path for name in ("velocity.h5", f"{GEOCODED}velocity.h5") if (path := folder / name).is_file()]
    if len(rates) != 1:
        raise InputError(
            folder,
            "it has neither timeseries*.h5 nor velocity.h5" if not rates else "it has two velocity files",
            "Give MintPy's working folder or its folder `geo` in sar.folder, and name the file with sar.file.",
        )
    return rates[0]


def _beside(main: Path, stem: str) -> Path | None:
    """A file that belongs to the main one: geocoded if that is."""
    prefix = GEOCODED if main.name.startswith(GEOCODED) else ""
    path = main.with_name(f"{prefix}{stem}.h5")
    return path if path.is_file() else None


def _geometry(folder: Path, *, geocoded: bool) -> Path:
    stem = "geometryGeo" if geocoded else "geometryRadar"
    # A radar geometry that MintPy's geocoding has put on the map keeps its name.
    names = [
        f"{stem}.h5",
        *([f"{GEOCODED}geometryRadar.h5", f"{GEOCODED}geometryGeo.h5"] if geocoded else []),
    ]
    for place in (folder, folder / "inputs"):
        for name in names:
            if (place / name).is_file():
                return place / name
    raise InputError(
        folder,
        f"there is no {stem}.h5 in it or in {folder.name}/inputs, so height and incidence are unknown",
        "Copy MintPy's geometry file beside the series.",
    )


def _geometry_layers(path: Path, *, geocoded: bool) -> tuple[str, ...]:
    with open_hdf5(path) as file:
        there = set(file)
    needed = ["height", "incidence", *(() if geocoded else POSITION)]
    missing = [GEOMETRY[name] for name in needed if GEOMETRY[name] not in there]
    if missing:
        raise InputError(
            path,
            f"it has no dataset {', '.join(missing)}",
            "Give the geometry file of this series; one in radar geometry needs latitude and longitude.",
        )
    given = [name for name, dataset in GEOMETRY.items() if dataset in there]
    return (
        *(name for name in given if not (geocoded and name in POSITION)),
        *LOOK,
    )


def _period(path: Path) -> tuple[datetime.date, ...]:
    """First and last date of a rate."""
    attributes = read_attributes(path)
    try:
        first, last = (parse_date(attributes[name][:8]) for name in ("START_DATE", "END_DATE"))
    except (KeyError, ValueError):
        raise InputError(
            path, "it does not say START_DATE and END_DATE", "Let MintPy's timeseries2velocity.py write it."
        ) from None
    require_radar_dates(path, (first, last))
    if first >= last:
        raise InputError(
            path,
            f"its START_DATE {first} is not before its END_DATE {last}",
            "Let MintPy's timeseries2velocity.py write it again.",
        )
    return first, last
