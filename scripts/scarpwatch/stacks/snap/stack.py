"""A coregistered stack of SLCs from SNAP, as BEAM-DIMAP (``.dim`` and ``.data``) or ZNAP (``.znap``, SNAP's Zarr).

Layout. The bands are ``i_`` and ``q_``, then the swath (until swaths are merged), the polarisation, ``mst`` or
``slv1`` (``ref`` or ``sec1`` in newer versions; nothing after band arithmetic) and the date:
``i_IW1_VV_mst_10Jul2018``. All dates may stand in one product or each in its own, ZNAP also in a ZIP. Numbers are
mostly big-endian float32; the ``.hdr`` or ``.zarray`` of each band says so. Cells without data are 0. What the
reader takes from the metadata is in :mod:`scarpwatch.stacks.snap.metadata`; dates there must agree with those
of the band names.

Sign. The phase of an SLC is -(4 pi / wavelength) R, so reference * conj(secondary) grows with the distance to the
satellite, as in the project; SNAP forms its own interferograms in the same way.

Flattening. SNAP's coregistered SLCs still hold the flat-earth and topographic phase. It is removed here:
the slant range to each cell's ground is computed from both orbits, and a date's SLC turned by
exp(+i (4 pi / wavelength) (R_date - R_reference)). Bands from which the user has taken SNAP's own flat-earth and
topographic phase by band arithmetic are known by the processing graph that SNAP keeps, and are left as they are
(so is the pair near Amsterdam).

Geometry. Height is the band ``elevation`` that SNAP's interferogram operator can write, else the user's DEM.
Longitude and latitude are the bands ``latitude_VV`` and so on or ``orthorectifiedLat``, else computed from time,
range and height with the reference's orbit. SNAP's tie-point grids hold positions for a mean height, which in
terrain are off by height over tangent of incidence, and are not used. After debursting, the time of the first
line can be off by a line or so, and positions computed from it by some 15 m along the track.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from scarpwatch.conventions import IMAGE_SIGN, phase_per_range
from scarpwatch.errors import InputError
from scarpwatch.stacks.layers import SCENE_LAYERS
from scarpwatch.stacks.listing import (
    SceneFiles,
    SceneListing,
    acquisition_tag,
    order_scenes,
    require_folder,
    seconds_of,
)
from scarpwatch.stacks.snap.bands import band_name, image_shape, products, read_band
from scarpwatch.stacks.snap.metadata import date_in

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from scarpwatch.stacks.readers import Facts, Geometry
    from scarpwatch.stacks.snap.acquisition import Acquisition
    from scarpwatch.stacks.snap.geometry import Window

SIGN = IMAGE_SIGN
_BAND = re.compile(
    r"(?P<part>[iq])_(?P<swath>(?:\w+_)??)(?P<polarisation>VV|HH|VH|HV)_"
    r"(?:(?:mst|ref|slv\d+|sec\d+)_)?(?P<date>\d{1,2}[A-Za-z]{3}\d{4})"
)
_LAYERS = {
    "elevation": re.compile(r"elevation(_.*)?"),
    "latitude": re.compile(r"latitude_(VV|HH|VH|HV).*|orthorectifiedLat(_.*)?"),
    "longitude": re.compile(r"longitude_(VV|HH|VH|HV).*|orthorectifiedLon(_.*)?"),
}
_PREFERRED = ("VV", "HH", "VH", "HV")


def list_folder(folder: str | Path, *, exclude: Collection[date] = ()) -> SceneListing:
    """The dates of a stack, from the names of the bands.

    Raises
    ------
    InputError
        If the folder is missing or holds no complex band or several swaths, a band lacks its other half, a date
        stands there twice, or fewer than two dates are left.
    """
    folder = require_folder(folder)
    found: dict[str, list[tuple[date, dict[str, str]]]] = {}
    swaths: set[str] = set()
    layers: dict[str, str] = {}
    for metadata, bands in products(folder):
        for name, path in bands.items():
            for layer, pattern in _LAYERS.items():
                if pattern.fullmatch(name):
                    layers.setdefault(layer, path)
            match = _BAND.fullmatch(name)
            day = date_in(match["date"]) if match else None
            if match is None or day is None or match["part"] == "q":
                continue
            if "q" + name[1:] not in bands:
                raise InputError(
                    path, "there is no band q_ beside it", "Export both parts of the complex images."
                )
            swaths.add(match["swath"].rstrip("_") or "merged")
            files = {"real": path, "imaginary": bands["q" + name[1:]], "metadata": metadata}
            found.setdefault(match["polarisation"], []).append((day, files))
    if not found:
        raise InputError(
            folder,
            "there is no complex band of one date (i_..._10Jul2018 and q_...) in a .dim or .znap product in it",
            "Export the coregistered stack from SNAP as BEAM-DIMAP or ZNAP, with both parts of the images.",
        )
    if len(swaths) > 1:
        raise InputError(
            folder,
            f"it holds bands of several swaths ({', '.join(sorted(swaths))})",
            "Merge them in SNAP (TOPSAR-Merge), or give the products of one swath.",
        )
    chosen = next(name for name in _PREFERRED if name in found)
    notes = []
    if len(found) > 1:
        notes.append(
            f"Polarisation {chosen} is used; {', '.join(sorted(set(found) - {chosen}))} is there too."
        )
    if not {"latitude", "longitude"} <= set(layers):
        notes.append("The stack has no bands of latitude and longitude: positions come from the orbit.")
        layers = {name: path for name, path in layers.items() if name == "elevation"}
    if "elevation" not in layers:
        notes.append("The stack has no band of elevation: heights come from the DEM.")
    scenes = [SceneFiles(day, files) for day, files in found[chosen]]
    return SceneListing(
        "snap_stack", folder, order_scenes(folder, scenes, exclude), layers, SCENE_LAYERS, tuple(notes)
    )


def read_facts(scene: SceneFiles) -> Facts:
    """What the metadata say of one date; the grid is that of the whole image.

    Raises
    ------
    InputError
        If the metadata have nothing of the date, lack an entry that is needed, or are those of a
        terrain-corrected product; if the two bands differ in size or one is truncated.
    """
    from affine import Affine

    from scarpwatch.grids.grid import Grid
    from scarpwatch.stacks.readers import Facts
    from scarpwatch.stacks.snap.acquisition import acquisition_of, orbit_baseline, reference_of
    from scarpwatch.stacks.snap.metadata import REFERENCE, perpendicular_baseline, read_document

    path = scene.files["metadata"]
    root = read_document(path)
    reference, own = reference_of(root, path), acquisition_of(root, scene.date, path)
    abstract = root.child(REFERENCE)
    if abstract is not None and abstract.number("is_terrain_corrected"):
        raise InputError(
            path,
            "it is terrain-corrected, and SLCs are read in radar geometry",
            "Export the stack as it is after debursting (and merging), before terrain correction.",
        )
    shape = image_shape(scene.files["real"])
    if image_shape(scene.files["imaginary"]) != shape:
        raise InputError(
            scene.files["imaginary"], "its size is not that of the band i_ beside it", "Export it again."
        )
    apart = perpendicular_baseline(root, reference.date, scene.date)
    if apart is None:
        longitude, latitude = reference.start
        apart = orbit_baseline(reference, own, longitude=longitude, latitude=latitude)
    return Facts(
        Grid(None, Affine.identity(), shape),
        own.wavelength_m,
        reference.heading_deg,
        apart,
        own.sensor,
        own.track,
        bounds=reference.bounds,
        origin=(reference.first_line, reference.near_range_m),
    )


def check_geometry(files: Mapping[str, str]) -> None:
    """Refuse a band of the geometry that is truncated or of another size than the images.

    Raises
    ------
    InputError
    """
    _require_one_size(files)


def read_geometry(files: Mapping[str, str], bounds: tuple[float, float, float, float]) -> Geometry:
    """Geometry of the part of the images that lies within ``bounds`` (west, south, east, north; deg).

    Raises
    ------
    InputError
        If the stack does not overlap the area, a band of the geometry has another size than the images, or there
        is neither a band of elevation nor a DEM.
    """
    import numpy as np
    from affine import Affine

    from scarpwatch.grids.grid import Grid
    from scarpwatch.grids.longitudes import within
    from scarpwatch.stacks.readers import Geometry
    from scarpwatch.stacks.snap.acquisition import reference_of
    from scarpwatch.stacks.snap.geometry import Window, sight_layers, window_of
    from scarpwatch.stacks.snap.heights import height_range
    from scarpwatch.stacks.snap.metadata import read_document

    image = reference_of(read_document(files["metadata"]), files["metadata"])
    shape = _require_one_size(files)
    window = window_of(image, shape, bounds, height_range(files, bounds))
    if window is None:
        raise _beside(files)
    height, source = _heights(files, image, window)
    latitude, longitude, placed = _positions(files, image, window, height)
    west, south, east, north = bounds
    inside = within(longitude, west, east) & (latitude >= south) & (latitude <= north)
    if not inside.any():
        raise _beside(files)
    rows, columns = (np.flatnonzero(inside.any(axis=axis)) for axis in (1, 0))
    cut = np.s_[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    height = height[cut]
    part = Window(
        window.row + int(rows[0]), window.column + int(columns[0]), (height.shape[0], height.shape[1])
    )
    latitude, longitude = latitude[cut], longitude[cut]
    sight = sight_layers(image, part, height)
    for name in sight.keys() - {"slant_range"}:
        sight[name][~np.isfinite(latitude)] = np.nan
    layers: dict[str, NDArray[np.floating]] = {"height": height.astype(np.float32), **sight}
    layers |= {"latitude": latitude, "longitude": longitude}
    tags = {
        "ROW_OFFSET": part.row,
        "COLUMN_OFFSET": part.column,
        "WAVELENGTH_M": image.wavelength_m,
        "HEADING_DEG": image.heading_deg,
        "REFERENCE_DATE": image.date,
        "HEIGHT_SOURCE": source,
        "POSITION_SOURCE": placed,
        **acquisition_tag(seconds_of(f"{image.first_line:%H:%M:%S}")),
    }
    return Geometry(layers, Grid(None, Affine.identity(), part.shape), tags)


def _beside(files: Mapping[str, str]) -> InputError:
    return InputError(
        files["real"], "the images do not overlap the DEM", "Give a stack and a DEM of the same area."
    )


def _require_one_size(files: Mapping[str, str]) -> tuple[int, int]:
    """Rows and columns of the images, which all layers of the geometry have too."""
    shape = image_shape(files["real"])
    for name in files.keys() & _LAYERS.keys():
        if image_shape(files[name]) != shape:
            raise InputError(
                files[name],
                f"its size is {image_shape(files[name])}, and that of the images is {shape}",
                "Cut all products of the stack in the same way.",
            )
    return shape


def _heights(files: Mapping[str, str], image: Acquisition, window: Window) -> tuple[NDArray[np.float64], str]:
    """Heights of a window of the images (m), and what they are taken from."""
    from scarpwatch.stacks.snap.heights import heights_from_dem, read_elevation

    if "elevation" in files:
        return read_elevation(read_band(files["elevation"], *window.slices)), "band elevation of the product"
    return heights_from_dem(files["dem"], image, window), "DEM, in heights as it gives them"


def _positions(
    files: Mapping[str, str], image: Acquisition, window: Window, height: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64], str]:
    """Latitude and longitude of a window of the images (deg, NaN where unknown), and what they are taken from."""
    import numpy as np

    from scarpwatch.stacks.snap.geometry import positions

    if "latitude" not in files:
        longitude, latitude = positions(image, window, height)
        return latitude, longitude, "time, range and height with the reference's orbit"
    latitude, longitude = (
        read_band(files[name], *window.slices).astype(np.float64) for name in ("latitude", "longitude")
    )
    nowhere = (latitude == 0) & (longitude == 0)
    latitude[nowhere], longitude[nowhere] = np.nan, np.nan
    return latitude, longitude, "bands latitude and longitude of the product"


def read_scene(scene: SceneFiles, geometry: Mapping[str, str]) -> tuple[NDArray[np.complex64], Facts]:
    """One SLC over the stack's area, without flat-earth and topographic phase.

    Raises
    ------
    InputError
        As for :func:`read_facts`; if the orbits do not reach over the image.
    """
    from dataclasses import replace

    import numpy as np

    from scarpwatch.grids.grid import read_raster, read_tags
    from scarpwatch.inputs.rasters.amplitudes import require_amplitude
    from scarpwatch.stacks.snap.acquisition import acquisition_of, reference_of
    from scarpwatch.stacks.snap.geometry import Window, range_difference
    from scarpwatch.stacks.snap.metadata import flattened_bands, read_document

    facts = read_facts(scene)
    tags = read_tags(geometry["height"])
    height, grid = read_raster(geometry["height"])
    window = Window(int(tags["ROW_OFFSET"]), int(tags["COLUMN_OFFSET"]), grid.shape)
    values = np.empty(grid.shape, np.complex64)
    values.real, values.imag = (
        read_band(scene.files[part], *window.slices) for part in ("real", "imaginary")
    )
    require_amplitude(scene.files["real"], values)
    path = scene.files["metadata"]
    root = read_document(path)
    reference = reference_of(root, path)
    if scene.date != reference.date and band_name(scene.files["real"]) not in flattened_bands(root):
        other = acquisition_of(root, scene.date, path)
        apart = range_difference(reference, other, window, height, path=path)
        values *= np.exp(1j * (phase_per_range(other.wavelength_m)) * apart).astype(np.complex64)
    values[~np.isfinite(values) | ~np.isfinite(height)] = 0  # without a height nothing can be flattened
    return values, replace(facts, grid=grid)
