"""A rate along the line of sight as a GeoTIFF, with its look vector where it is known, whoever made it.

Layout: in one folder ``rate.tif`` (or the file that ``sar.file`` names), and beside it, on the same grid and where
there are, ``rate_sigma.tif`` (standard deviation, unit of the rate), ``temporal_coherence.tif`` (0..1),
``incidence.tif`` (degrees or radians from the vertical), and ``los_east.tif``, ``los_north.tif`` and ``los_up.tif``
(unit vector from the ground to the satellite). The names are those of this program's own maps.

Nothing is guessed. The unit is that of the band, of a tag ``UNITS`` or of `sar.rate.unit`; the sign that of a tag
``SIGN`` or of `sar.rate.negate`; the period that of the tags ``FIRST_DATE`` and ``LAST_DATE`` or of `sar.rate`. A unit
that would have the ground move more than phase can follow, or less than noise, is refused.

No data is NaN, the declared value, what a mask or an alpha band takes out, and 0 in rasters of floating-point numbers;
of the look vector, 0 in all three parts.
Heights come from ``factors.dem``, and the grid is that of the rate over the DEM.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scarpwatch.conventions import TOWARDS
from scarpwatch.errors import InputError
from scarpwatch.stacks.layers import LOOK
from scarpwatch.stacks.listing import DeformationListing, require_folder
from scarpwatch.stacks.rate_raster.declarations import (
    declared_period,
    declared_sign,
    declared_unit,
    read_header,
)

if TYPE_CHECKING:
    from scarpwatch.grids.grid import Grid
    from scarpwatch.grids.mosaic import Raster
    from scarpwatch.inputs.rasters.checks import Area
    from scarpwatch.stacks.readers import DeformationFacts, Float, Geometry

SIGN = f"rate along the line of sight, as the file or sar.rate.negate says: brought to positive = {TOWARDS}"
MAKER = "rate raster"
_ENDINGS = (".tif", ".tiff")


def list_folder(
    folder: str | Path,
    *,
    file: str | Path | None = None,
    exclude: Collection[datetime.date] = (),
    told: Mapping[str, Any] | None = None,
) -> DeformationListing:
    """Find the rate and what is beside it; its header is read, its pixels are not.

    Parameters
    ----------
    file : name of the rate in the folder, if it is not ``rate.tif``
    exclude : has to be empty, as no date can be taken out of a rate
    told : section `sar.rate` of the config

    Raises
    ------
    InputError
        If the folder or the rate is missing, a part of the look vector is missing, or file and config do not say
        sign and period, or contradict each other.
    """
    folder, told = require_folder(folder), told or {}
    main = _choose(folder, file)
    if exclude:
        raise InputError(
            main, "it is a rate, from which no date can be left out", "Remove sar.exclude_dates."
        )
    header = read_header(main)
    unit = declared_unit(main, header, told.get("unit"))
    known: dict[str, str | float] = {"sign": declared_sign(main, header, told.get("negate"))}
    known |= {} if unit is None else {"unit": unit}
    heading = told.get("heading_deg")
    known |= {} if heading is None else {"heading_deg": float(heading)}
    beside = _line_of_sight(folder, main)
    coherence = _beside(main, "temporal_coherence")
    sigma = _beside(main, "rate_sigma")
    notes = [f"rate from {main.name}"]
    notes += [] if sigma else ["no rate_sigma.tif: how well the rate is known is not told"]
    notes += [] if coherence else ["no temporal_coherence.tif: every pixel with a rate counts as measured"]
    layers: tuple[str, ...] = ("incidence",) if beside else ()
    if beside.keys() >= set(LOOK) or (beside and heading is not None):
        layers = ("incidence", *LOOK)
    else:
        notes.append("no look vector: there are no vertical and east rates with another track")
    return DeformationListing(
        "rate_raster",
        MAKER,
        folder,
        None,
        main,
        {"deformation": main, **beside},
        {} if coherence is None else {"temporal_coherence": coherence},
        declared_period(main, header, told),
        layers,
        tuple(notes),
        sigma=sigma,
        known=known,
    )


def _choose(folder: Path, file: str | Path | None) -> Path:
    names = [str(file)] if file is not None else [f"rate{ending}" for ending in _ENDINGS]
    for name in names:
        if (folder / name).is_file():
            return folder / name
    if file is not None:
        raise InputError(
            folder / file, "the file does not exist; sar.file names it", "Correct sar.file in the config."
        )
    raise InputError(
        folder,
        "there is no rate.tif in it",
        "Give the folder of the rate in sar.folder, and its name in sar.file if it is another.",
    )


def _line_of_sight(folder: Path, main: Path) -> dict[str, Path]:
    """Files of the incidence and of the look vector, which has all three parts or none."""
    beside = {name: path for name in ("incidence", *LOOK) if (path := _beside(main, name)) is not None}
    missing = [f"{name}.tif" for name in LOOK if name not in beside]
    if 0 < len(missing) < len(LOOK):
        listed = ", ".join(missing)
        raise InputError(folder, f"of the look vector it has no {listed}", "Give all three parts, or none.")
    return beside


def _beside(main: Path, name: str) -> Path | None:
    paths = [main.with_name(f"{name}{ending}") for ending in _ENDINGS]
    return next((path for path in paths if path.is_file() and path != main), None)


def check(listing: DeformationListing, area: Area) -> dict[str, Any]:
    """Check all rasters over the DEM; return period, size, CRS, and the rates between which nearly all cells lie.

    Raises
    ------
    InputError
        If a raster cannot be read, is truncated or on another grid, does not overlap the DEM, holds values that cannot
        be, or the unit of the rate is not told or not to be believed.
    """
    import numpy as np

    from scarpwatch.inputs.rasters.checks import check_complete, check_overlap
    from scarpwatch.stacks.line_of_sight import over_dem
    from scarpwatch.stacks.rate_raster import layers

    main, files = listing.main, listing.files
    sight = {name: str(path) for name, path in listing.geometry.items()}
    for path in {**files, **sight}.values():
        check_complete(path)
    whole = layers.raster_grid(main)
    coverage = check_overlap(main, whole.crs, whole.bounds, area)
    grid = over_dem(whole, area.dem)
    values = layers.read_values(main, main, grid)
    rate, _ = read_rate(files, listing.known, grid)
    read_layers(files, grid)
    layers.geometry_of(sight, listing.known, grid, np.zeros(grid.shape, np.float32))
    low, high = np.nanpercentile(100 * rate, (1, 99))
    unit = str(listing.known["unit"])
    return {
        "source": listing.family,
        "file": main.name,
        "scenes": len(listing.dates),
        "first_date": str(listing.dates[0]),
        "last_date": str(listing.dates[-1]),
        "rows": grid.shape[0],
        "columns": grid.shape[1],
        "crs": whole.crs.to_string() if whole.crs is not None else "",
        "unit": unit,
        "negated": listing.known["sign"] == -1,
        "notes": [
            *listing.notes,
            f"its numbers are taken as {unit}, {'negated' if listing.known['sign'] == -1 else 'as they are'}: "
            f"{low:.2g} to {high:.2g} cm/yr {TOWARDS} in 98 of 100 cells",
            *layers.pile_notes(values),
        ],
        "coverage": round(coverage, 4),
    }


def read_geometry(
    files: Mapping[str, str], known: Mapping[str, Any], dem: Raster | None, *, dem_band: int = 1
) -> Geometry:
    """The DEM's heights, and incidence and look vector where they are known, on the rate's grid over the DEM.

    Raises
    ------
    InputError
        If a raster cannot be read, is on another grid, or its values cannot be.
    """
    from scarpwatch.stacks.heights import height_on_grid
    from scarpwatch.stacks.line_of_sight import over_dem
    from scarpwatch.stacks.rate_raster import layers

    assert dem is not None
    grid = over_dem(layers.raster_grid(files["deformation"]), dem)
    return layers.geometry_of(files, known, grid, height_on_grid(dem, grid, band=dem_band))


def read_facts(files: Mapping[str, str], grid: Grid, dates: Collection[str] = ()) -> DeformationFacts:
    """The grid; where the reference lies and with which wavelength was measured, the file does not say."""
    from scarpwatch.stacks.readers import DeformationFacts

    return DeformationFacts(grid)


def read_layers(files: Mapping[str, str], grid: Grid) -> dict[str, tuple[Float, str]]:
    """The temporal coherence, where there is one.

    Raises
    ------
    InputError
        If it cannot be read, is on another grid or not 0..1.
    """
    import numpy as np

    from scarpwatch.stacks.rate_raster import layers

    if "temporal_coherence" not in files:
        return {}
    path = files["temporal_coherence"]
    values = layers.read_values(path, files["deformation"], grid)
    layers.require_coherence(path, values)
    return {"temporal_coherence": (values.astype(np.float32), "1")}


def read_rate(files: Mapping[str, str], known: Mapping[str, Any], grid: Grid) -> tuple[Float, Float]:
    """Rate and its standard deviation (m/yr; sign: ``scarpwatch.conventions``); NaN where not measured or not known.

    Raises
    ------
    InputError
        If a raster cannot be read, is on another grid, or the unit is not told or not to be believed.
    """
    import numpy as np

    from scarpwatch.stacks.rate_raster import layers

    main, unit = files["deformation"], known.get("unit")
    rate = layers.rate_in_metres(main, layers.read_values(main, main, grid), unit, float(known["sign"]))
    if "sigma" not in files:
        return rate, np.full(grid.shape, np.nan, np.float32)
    path = files["sigma"]
    own = declared_unit(path, read_header(path), None) or str(unit)
    sigma = layers.sigma_in_metres(path, layers.read_values(path, main, grid), own)
    sigma[~np.isfinite(rate)] = np.nan
    return rate, sigma
