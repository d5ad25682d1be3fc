"""Terrain-corrected interferograms from SNAP, in the folders that MintPy's guide for SNAP asks for.

Layout. One folder ``YYYYMMDD_YYYYMMDD`` per pair with BEAM-DIMAP products ``*_unw_tc.dim`` (band ``Unw_*``:
unwrapped phase, radians), ``*_coh_tc.dim`` (band ``coh_*``, 0..1) and ``*_filt_int_sub_tc.dim`` (wrapped phase, not
used here). Cells without data are 0. Numbers are mostly big-endian float32; the ``.hdr`` beside each image says
so, but what it says of the map is not to be trusted: the place of the cells is ``IMAGE_TO_MODEL_TRANSFORM`` in the
``.dim``, its coordinate system the WKT there. The transform's six numbers are the steps in x and y per column,
those per row, and x and y of the first cell's outer corner.

Sign. SNAP's interferogram is reference * conj(secondary), which its operator Phase To Displacement says too
(-wavelength / (4 pi) times the phase is a displacement towards the satellite), and MintPy takes the phase as it
is, positive away from the satellite. So it is the project's sign when SNAP's reference is the earlier date. Which
date it was stands in the band's name, reference first (``Unw_Phase_ifg_VV_10Jul2018_22Jul2018``), and not in the
folder's; the other way round, the pair is negated.

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

SIGN = f"{PHASE_SIGN}, of the dates in the band's name"
_DATES = re.compile(r"_(\d{1,2}[A-Za-z]{3}\d{4})_(\d{1,2}[A-Za-z]{3}\d{4})$")
_SUFFIX = "_unw_tc.dim"


def list_folder(folder: str | Path, *, exclude: Collection[date] = ()) -> PairListing:
    """Find the interferograms of a folder and its subfolders.

    Raises
    ------
    InputError
        If the folder is missing or holds no pair; if a product has no band of its kind or two, its band names no
        dates, or a pair lacks its coherence, has that of other dates, or stands there twice.
    """
    folder = require_folder(folder)
    pairs, backwards = [], []
    for product in (file for file in files_below(folder) if file.name.endswith(_SUFFIX)):
        band = _band(product, "Unw_*.img")
        first, second = _dates(band)
        other, coherence = _coherence(product, {first, second})
        files = {
            "unwrapped": str(band),
            "coherence": str(coherence),
            "metadata": str(product),
            "coherence_metadata": str(other),
        }
        pair = pair_of(first, second, files)
        pairs.append(pair)
        if pair.backwards:
            backwards.append(pair.name)
    if not pairs:
        raise InputError(
            folder,
            f"there is no product named *{_SUFFIX} in it or in its subfolders",
            "Export each unwrapped, terrain-corrected interferogram as BEAM-DIMAP under such a name.",
        )
    ordered = order_pairs(folder, pairs, exclude)
    notes = []
    if backwards:
        notes.append(f"reversed pairs (SNAP's reference is the later date), negated: {', '.join(backwards)}.")
    return PairListing(
        "snap_pairs", folder, ordered, {"metadata": ordered[0].files["metadata"]}, tuple(notes)
    )


def _band(product: Path, pattern: str) -> Path:
    bands = sorted(product.with_suffix(".data").glob(pattern))
    if len(bands) != 1:
        raise InputError(
            product,
            f"it has {len(bands) or 'no'} band{'s' if len(bands) > 1 else ''} {pattern.removesuffix('.img')} in "
            f"{product.with_suffix('.data').name}",
            "Export products with one band of this kind, and keep .dim and .data together.",
        )
    return bands[0]


def _coherence(product: Path, days: set[date]) -> tuple[Path, Path]:
    """The product with the coherence of a pair, and its band: that of the same name, else the one of its dates.

    In a folder with all pairs another one's can stand beside it alone, so the dates in the band's name decide.
    """
    named = product.with_name(product.name.removesuffix(_SUFFIX) + "_coh_tc.dim")
    beside = [named] if named.is_file() else sorted(product.parent.glob("*_coh_tc.dim"))
    bands = [(other, _band(other, "coh_*.img")) for other in beside]
    fitting = []
    for other, band in bands:
        match = _DATES.search(band.stem)
        if {date_in(text) for text in match.groups()} == days if match else other == named:
            fitting.append((other, band))
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        found = f", but {len(fitting)}: {', '.join(other.name for other, _ in fitting)}"
    else:
        found = f", but {', '.join(band.stem for _, band in bands)}" if bands else ""
    raise InputError(
        product,
        f"there is {'not one' if fitting else 'no'} coherence (*_coh_tc.dim) of this pair beside it{found}",
        "Export one coherence of every pair, under the pair's name: pairs are weighted by it.",
    )


def _dates(band: Path) -> tuple[date, date]:
    match = _DATES.search(band.stem)
    first, second = (date_in(text) for text in match.groups()) if match else (None, None)
    if first is None or second is None:
        raise InputError(
            band,
            "its name does not end with two dates like 10Jul2018_22Jul2018",
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
        image.sensor,
        image.track,
        image.looks,
    )


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
