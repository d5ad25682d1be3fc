"""Terrain-corrected interferograms from SNAP, in the folders that MintPy's guide for SNAP asks for or any others.

Layout. BEAM-DIMAP products, anywhere below one folder and of any name, with a band ``Unw_*`` (unwrapped phase,
radians), and with a band ``coh_*`` (0..1) in the same product, in ``*_coh_tc.dim`` beside an ``*_unw_tc.dim``, or in
another product. What is not on a map is passed over: SNAP's unwrapped phase before its terrain correction often stands
beside it. Cells without data are 0. Numbers are mostly big-endian float32; the ``.hdr`` beside each image says
so, but what it says of the map is not to be trusted: the place of the cells is ``IMAGE_TO_MODEL_TRANSFORM`` in the
``.dim``, its coordinate system the WKT there. The transform's six numbers are the steps in x and y per column,
those per row, and x and y of the first cell's outer corner.

Band names. SNAP's interferogram operator names bands ``Phase_ifg_VV_10Jul2018_22Jul2018`` and
``coh_IW2_VV_10Jul2018_22Jul2018`` (without the swath after merging), its import of SNAPHU's result
``Unw_Phase_ifg_10Jul2018_22Jul2018``, to which the terrain correction adds ``_VV``.

Sign. SNAP's interferogram is reference * conj(secondary), which its operator Phase To Displacement says too
(-wavelength / (4 pi) times the phase is a displacement towards the satellite), and MintPy takes the phase as it
is, positive away from the satellite. So it is the project's sign when SNAP's reference is the earlier date. Which
date it was stands in the band's name, reference first, and not in the folder's; the other way round, the pair is
negated.

Baselines are those of SNAP's metadata, far-range side positive (see :mod:`scarpwatch.stacks.snap.metadata`), or
where they are missing are computed from the orbits. Incidence, slant range and line of sight come from the orbit
of the first pair's reference. Heights come from the user's DEM; ``dem_tc`` is not used.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from scarpwatch.conventions import PHASE_SIGN
from scarpwatch.errors import InputError
from scarpwatch.stacks.layers import LOOK
from scarpwatch.stacks.listing import (
    PairFiles,
    PairListing,
    acquisition_tag,
    files_below,
    require_folder,
    seconds_of,
)
from scarpwatch.stacks.pair_files import order_pairs, pair_of
from scarpwatch.stacks.snap.metadata import date_in, read_placement

if TYPE_CHECKING:
    from rasterio.crs import CRS

    from scarpwatch.grids.grid import Grid
    from scarpwatch.stacks.readers import Facts, Float, Geometry, PairData
    from scarpwatch.stacks.snap.acquisition import Acquisition
    from scarpwatch.stacks.snap.metadata import Element

SIGN = f"{PHASE_SIGN}, of the dates in the band's name"
_DATES = re.compile(r"_(\d{1,2}[A-Za-z]{3}\d{4})_(\d{1,2}[A-Za-z]{3}\d{4})(?=_|$)")
_POLARISATION = re.compile(r"(?<=_)[VH]{2}(?=_|$)")
_NAMED = re.compile(r"_unw_tc\.dim$", re.IGNORECASE)


def list_folder(folder: str | Path, *, exclude: Collection[date] = ()) -> PairListing:
    """Find the interferograms of a folder and its subfolders.

    Raises
    ------
    InputError
        If the folder is missing or holds no pair on a map; if a product has two bands of unwrapped phase, its name
        says that it has one and it has none, its band names no dates, or a pair lacks its coherence, has that of
        other dates, or stands there twice.
    """
    folder = require_folder(folder)
    products = [file for file in files_below(folder) if file.suffix == ".dim"]
    unwrapped = [path for path in products if _bands(path, "Unw_") or _NAMED.search(path.name)]
    on_map = [path for path in unwrapped if all(read_placement(str(path)))]
    if not on_map:
        raise _nothing(folder, unwrapped)
    having = {path: bands for path in products if (bands := _bands(path, "coh_"))}
    coherence = {path: bands for path, bands in having.items() if all(read_placement(str(path)))}
    pairs = [_pair(product, coherence) for product in on_map]
    ordered = order_pairs(folder, pairs, exclude)
    notes = []
    backwards = [pair.name for pair in ordered if pair.backwards]
    if backwards:
        notes.append(f"reversed pairs (SNAP's reference is the later date), negated: {', '.join(backwards)}.")
    left = {_days(band) for path in unwrapped if path not in on_map for band in _bands(path, "Unw_")}
    left -= {frozenset((pair.reference, pair.secondary)) for pair in pairs}
    if left:
        many = "1 pair is" if len(left) == 1 else f"{len(left)} pairs are"
        notes.append(f"{many} unwrapped but not terrain-corrected, and passed over.")
    return PairListing(
        "snap_pairs", folder, ordered, {"metadata": ordered[0].files["metadata"]}, tuple(notes)
    )


def _bands(product: Path, beginning: str) -> list[Path]:
    return sorted(product.with_suffix(".data").glob(f"{beginning}*.img"))


def _nothing(folder: Path, unwrapped: list[Path]) -> InputError:
    if unwrapped:
        return InputError(
            unwrapped[0],
            f"its unwrapped phase is not on a map, nor is that of any of the {len(unwrapped)} products in {folder}",
            "Export the products after Range-Doppler Terrain Correction.",
        )
    return InputError(
        folder,
        "there is no product (.dim with its .data) with a band of unwrapped phase, Unw_*, in it or in its subfolders",
        "Export each unwrapped, terrain-corrected interferogram as BEAM-DIMAP, and keep .dim and .data together.",
    )


def _pair(product: Path, coherence: Mapping[Path, list[Path]]) -> PairFiles:
    bands = _bands(product, "Unw_")
    if len(bands) != 1:
        found = f": {', '.join(band.stem for band in bands)}" if bands else ""
        raise InputError(
            product,
            f"it has {len(bands) or 'no'} band{'s' if len(bands) > 1 else ''} Unw_* in "
            f"{product.with_suffix('.data').name}{found}",
            "Export products with one band of unwrapped phase, and keep .dim and .data together.",
        )
    first, second = _dates(bands[0])
    other, beside = _coherence(product, bands[0], coherence)
    files = {
        "unwrapped": str(bands[0]),
        "coherence": str(beside),
        "metadata": str(product),
        "coherence_metadata": str(other),
    }
    return pair_of(first, second, files)


def _coherence(product: Path, phase: Path, every: Mapping[Path, list[Path]]) -> tuple[Path, Path]:
    """The product with the coherence of a pair, and its band: the pair's own, else the one named alike, else by dates.

    Another pair's can stand beside it alone, so the dates in the band's name decide.
    """
    name = re.sub(r"_unw(?!.*_unw)", "_coh", product.name.lower())
    beside = {path: bands for path, bands in every.items() if path.parent == product.parent}
    named = {path: bands for path, bands in beside.items() if path.name.lower() == name and path != product}
    own = {product: every.get(product, [])}
    seen: list[Path] = []
    fault = "no"
    for place in (own, named) if named else (own, beside, every):
        undated = place is own or place is named  # there it need not say its dates
        bands = [(path, band) for path, found in place.items() for band in found]
        fitting = [
            (path, band)
            for path, band in bands
            if _days(band) == _days(phase) or (undated and not _days(band))
        ]
        alike = [hit for hit in fitting if _polarisation(hit[1]) == _polarisation(phase)]
        fitting = alike or fitting
        if len(fitting) == 1:
            return fitting[0]
        if fitting:
            fault, seen = "not one", [band for _, band in fitting]
            break
        seen = seen or [band for _, band in bands]
    shown = ", ".join(f"{band.stem} of {band.parent.with_suffix('.dim').name}" for band in seen[:5])
    raise InputError(
        product,
        f"there is {fault} coherence (a band coh_*) of this pair beside it{f', but {shown}' if shown else ''}",
        "Export one coherence of every pair, under the pair's name or in its product: pairs are weighted by it.",
    )


def _days(band: Path) -> frozenset[date]:
    """The two dates in a band's name; empty where it holds none."""
    match = _DATES.search(band.stem)
    days = [date_in(text) for text in match.groups()] if match else []
    return frozenset(day for day in days if day)


def _polarisation(band: Path) -> str:
    match = _POLARISATION.search(band.stem)
    return match[0] if match else ""


def _dates(band: Path) -> tuple[date, date]:
    match = _DATES.search(band.stem)
    first, second = (date_in(text) for text in match.groups()) if match else (None, None)
    if first is None or second is None:
        raise InputError(
            band,
            "its name does not hold two dates like 10Jul2018_22Jul2018",
            "Keep the names that SNAP gives the bands: they say which date is the reference.",
        )
    return first, second


@cache
def _plain_crs(wkt: str) -> CRS:
    """SNAP's coordinate system by its EPSG number, where it has one: as such it is the same after being written.

    SNAP's geographic one has a name of its own and the longitude first, so that it is not known as EPSG:4326.
    """
    from rasterio.crs import CRS

    crs = CRS.from_wkt(wkt)
    number = crs.to_epsg()
    ellipsoid = re.search(r'SPHEROID\[\s*"[^"]*",\s*([\d.]+),\s*([\d.]+)', wkt)
    if number is None and crs.is_geographic and ellipsoid:
        wgs84 = abs(float(ellipsoid[1]) - 6378137) < 1e-3 and abs(float(ellipsoid[2]) - 298.257223563) < 1e-7
        number = 4326 if wgs84 else None
    return crs if number is None else CRS.from_epsg(number)


def _grid(band: str, path: str) -> Grid:
    from affine import Affine
    from rasterio.errors import CRSError

    from scarpwatch.grids.grid import Grid
    from scarpwatch.stacks.snap.dimap import read_header

    transform, wkt = read_placement(path)
    try:
        x_column, y_column, x_row, y_row, x, y = (float(text) for text in transform.split(","))
        crs = _plain_crs(wkt)
    except (ValueError, CRSError) as error:
        raise InputError(
            path,
            f"it does not say where its cells lie ({error})",
            "Export the product after Range-Doppler Terrain Correction.",
        ) from error
    return Grid(crs, Affine(x_column, x_row, x, y_column, y_row, y), read_header(band).shape)


def read_facts(pair: PairFiles) -> Facts:
    """What the ``.dim`` and the header of a pair say.

    Raises
    ------
    InputError
        If they cannot be read, say nothing of map, wavelength or orbit, or an image is truncated.
    """
    from scarpwatch.stacks.readers import Facts
    from scarpwatch.stacks.snap.acquisition import acquisition_of, orbit_baseline, reference_of
    from scarpwatch.stacks.snap.dimap import read_header
    from scarpwatch.stacks.snap.metadata import perpendicular_baseline, read_document

    path = pair.files["metadata"]
    root = read_document(path)
    image = reference_of(root, path)
    read_header(pair.files["coherence"])
    apart = perpendicular_baseline(root, pair.reference, pair.secondary)
    if apart is None:
        try:
            first, second = (acquisition_of(root, day, path) for day in (pair.reference, pair.secondary))
            longitude, latitude = image.start
            apart = orbit_baseline(first, second, longitude=longitude, latitude=latitude)
        except InputError:
            apart = float("nan")  # the metadata of the other date are gone: the baseline is not known
    return Facts(
        _grid(pair.files["unwrapped"], path),
        image.wavelength_m,
        image.heading_deg,
        apart,
        _satellites(root, image, pair, path),
        image.track,
        image.looks,
        polarisation=_polarisation(Path(pair.files["unwrapped"])),
    )


def _satellites(root: Element, image: Acquisition, pair: PairFiles, path: str) -> str:
    """The satellite of both dates, or each; the reference's where the metadata of the other date are gone."""
    from scarpwatch.stacks.snap.acquisition import acquisition_of

    try:
        both = [acquisition_of(root, day, path).sensor for day in (pair.reference, pair.secondary)]
    except InputError:
        both = [image.sensor]
    return " and ".join(dict.fromkeys(both))


def read_pair(pair: PairFiles) -> PairData:
    """Phase and coherence of a pair in the project's sign, on its own grid.

    Raises
    ------
    InputError
        As for :func:`read_facts`; if phase and coherence do not lie on one grid, or the coherence is not 0..1.
    """
    from scarpwatch.stacks.pair_rasters import clean_pair, require_same_grid
    from scarpwatch.stacks.snap.dimap import read_image

    files = pair.files
    grid, other = (
        _grid(files[band], files[document])
        for band, document in (("unwrapped", "metadata"), ("coherence", "coherence_metadata"))
    )
    require_same_grid(files["coherence"], other, files["unwrapped"], grid)
    whole = slice(None), slice(None)
    return clean_pair(
        read_image(files["unwrapped"], *whole),
        read_image(files["coherence"], *whole),
        grid,
        where=files["coherence"],
        negate=pair.backwards,
    )


def read_geometry(files: Mapping[str, str], grid: Grid, height: Float) -> Geometry:
    """Slant range, incidence and line of sight of every cell, seen from the orbit of the first pair's reference.

    Raises
    ------
    InputError
        If the metadata have no orbit, or it does not reach over the grid.
    """
    import numpy as np
    from pyproj import Transformer

    from scarpwatch.sentinel1.orbit import view
    from scarpwatch.stacks.readers import Geometry
    from scarpwatch.stacks.snap.acquisition import reference_of
    from scarpwatch.stacks.snap.metadata import read_document
    from scarpwatch.stacks.snap.smooth_field import SmoothField, fill_height, heights_of

    image = reference_of(read_document(files["metadata"]), files["metadata"])
    to_degrees = Transformer.from_crs(grid.crs, 4326, always_xy=True)
    filled = fill_height(height)
    layers: dict[str, np.ndarray] = {"height": height}
    for name in ("slant_range", "incidence", *LOOK):

        def compute(rows, columns, h, name=name):  # type: ignore[no-untyped-def]
            x, y = grid.transform @ (columns + 0.5 + 0 * rows, rows + 0.5 + 0 * columns)
            longitude, latitude = to_degrees.transform(x, y)
            return getattr(view(image.orbit, longitude, latitude, h), name)

        values = SmoothField(compute, grid.shape, heights_of(filled)).at(filled)
        layers[name] = values.astype(np.float32)
    if not np.isfinite(layers["slant_range"]).all():
        raise InputError(
            files["metadata"],
            "its orbit state vectors do not reach over the interferograms",
            "Apply the orbit file in SNAP (Apply-Orbit-File) before the interferograms are formed.",
        )
    tags = {
        "WAVELENGTH_M": image.wavelength_m,
        "HEADING_DEG": image.heading_deg,
        "REFERENCE_DATE": image.date,
        "INCIDENCE_SOURCE": "orbit state vectors of SNAP's metadata",
        **acquisition_tag(seconds_of(f"{image.first_line:%H:%M:%S}")),
    }
    return Geometry(layers, grid, tags)
