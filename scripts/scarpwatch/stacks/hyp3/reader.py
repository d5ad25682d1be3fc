"""Interferograms of HyP3, the Alaska Satellite Facility's processing on demand: GAMMA scenes and ISCE2 bursts.

Layout: one folder or one ZIP per pair, anywhere below one folder, named as the product, with the rasters
``<product>_unw_phase.tif`` and ``_corr.tif``, where ordered ``_lv_theta.tif`` and ``_lv_phi.tif``, always
``_water_mask.tif``, for ISCE2 also ``_conncomp.tif``, and ``<product>.txt``; UTM, float32. A ZIP is read in place.
Rasters that were clipped for MintPy (``<product>_unw_phase_clipped.tif``) are read where the whole ones are not there,
and a browser's copy (``<product> (1).zip``) where its original is not.

Sign. Positive phase is away from the satellite: HyP3's guides say so, and that it is the opposite of its own
displacement maps. That is the project's convention, so a pair with the older date first is taken as it is.
Flattened: the phase of Earth's curvature and of the Copernicus DEM is removed. Coherence is 0..1. No data is 0
in phase, coherence and look angles; the reference point of the unwrapping is 0 too, so that this one cell is lost.

Look vector. From the ground to the satellite, in radians: ``lv_theta`` its elevation above the horizon,
``lv_phi`` its horizontal direction from east, anticlockwise. The range of ``lv_phi`` is -pi..pi in the guides,
while hyp3-isce2 adds 90 degrees without wrapping, which gives 3.4 on ascending tracks. Hence angles count as
degrees beyond 2 pi there, and beyond pi / 2 in ``lv_theta``.

Water. The mask is 1 on land and 0 on water. HyP3 unwraps across water unless the option to apply the mask was
ordered, and says that phase over water is not valid; so the mask is applied here in any case.

Not used: ``_dem.tif`` (heights come from ``factors.dem``), amplitude, wrapped phase and displacement maps.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from scarpwatch.conventions import PHASE_SIGN
from scarpwatch.dates import require_told_dates
from scarpwatch.errors import InputError, ScarpWatchError, raise_first
from scarpwatch.stacks.hyp3.metadata import parse_name, read_parameters
from scarpwatch.stacks.hyp3.products import (
    LOOK_VECTORS,
    PARAMETERS,
    RASTERS,
    find_products,
    require_one_frame,
)
from scarpwatch.stacks.listing import (
    PairFiles,
    PairListing,
    acquisition_tag,
    require_folder,
)
from scarpwatch.stacks.pair_files import order_pairs, pair_of, reversed_notes

if TYPE_CHECKING:
    from scarpwatch.grids.grid import Grid
    from scarpwatch.stacks.readers import Facts, Float, Geometry, PairData

SIGN = PHASE_SIGN
ORDER_LOOK_VECTORS = "Order the products with look vectors (include_look_vectors)"


def list_folder(folder: str | Path, *, exclude: Collection[datetime.date] = ()) -> PairListing:
    """Find the products in a folder, unpacked or as ZIPs.

    Parameters
    ----------
    exclude : dates to leave out, with all their pairs

    Raises
    ------
    InputError
        If the folder is missing or holds no product, or products of two frames; a product stands there twice, or
        `exclude` names a date without pairs. For the first product that lacks a file, or ZIP that cannot be read or holds a path that
        leads out of it, naming the others.
    """
    folder = require_folder(folder)
    faults: list[ScarpWatchError] = []
    products, notes = find_products(folder, faults)
    if not products and not faults:
        raise InputError(
            folder,
            "there is no HyP3 product in it or in its subfolders, such as "
            "S1AA_20240105T101112_20240117T101112_VVP012_INT80_G_ueF_48FE.zip"
            + "".join(f"; {note}" for note in notes),
            "Give the folder of the downloaded products in sar.folder, with the names they were given.",
        )
    require_one_frame(products, exclude, folder)
    pairs, sights = [], {}
    for name, files in products.items():
        try:
            pair = _pair(name, files)
        except InputError as error:
            faults.append(error)
            continue
        pairs.append(pair)
        if all(key in files for key in LOOK_VECTORS):
            sights[pair.name] = {key: files[key] for key in LOOK_VECTORS}
    raise_first(faults)
    ordered = order_pairs(folder, pairs, exclude)
    seen = next((pair for pair in ordered if pair.name in sights), None)
    geometry = {"parameters": (seen or ordered[0]).files["parameters"]}
    if seen is not None:
        geometry = {**sights[seen.name], **geometry}
    return PairListing("hyp3", folder, ordered, geometry, (*notes, *_pair_notes(ordered, seen)))


def _pair_notes(pairs: Sequence[PairFiles], with_sight: PairFiles | None) -> list[str]:
    """Notes on look vectors and water masks that are missing, and on reversed pairs."""
    notes = []
    if with_sight is None:
        notes.append(
            "no product has look vectors (_lv_theta.tif, _lv_phi.tif), so the angles of the middle of the swath "
            f"stand for all cells, which can be 8 degrees off. {ORDER_LOOK_VECTORS} to have them right"
        )
    dry = sum("water_mask" not in pair.files for pair in pairs)
    if dry:
        notes.append(f"{dry} products have no water mask, so phase over water is taken as measured")
    return [*notes, *reversed_notes(pairs)]


def read_facts(pair: PairFiles) -> Facts:
    """What the parameter file and the raster's header say.

    Raises
    ------
    InputError
        If a file cannot be read, or the granules have other dates than the product's name.
    """
    from scarpwatch.grids.grid import read_grid
    from scarpwatch.stacks.readers import Facts

    found = read_parameters(pair.files["parameters"])
    require_told_dates(pair.files["parameters"], found.days, (pair.reference, pair.secondary))
    return Facts(
        read_grid(pair.files["unwrapped"]),
        heading_deg=found.heading_deg,
        perpendicular_baseline_m=-found.far_baseline if pair.backwards else found.far_baseline,
        sensor=found.sensor,
        track=str(pair.known.get("track", found.track)),
        looks=found.looks,
        polarisation=str(pair.known.get("polarisation", "")),
    )


def read_pair(pair: PairFiles) -> PairData:
    """Phase and coherence, NaN on water; all NaN where the product is empty.

    Raises
    ------
    InputError
        If a file cannot be read, grids differ, or coherence is not 0..1.
    """
    from scarpwatch.stacks.pair_rasters import read_rasters

    files = pair.files
    return read_rasters(
        files["unwrapped"],
        files["coherence"],
        negate=pair.backwards,
        water_mask=files.get("water_mask"),
        components=files.get("components"),
    )


def read_geometry(files: Mapping[str, str], grid: Grid, height: Float) -> Geometry:
    """Line of sight, incidence and slant range on a grid.

    Without look vectors all cells get the angles of the middle of the swath. The slant range follows from the
    incidence on a sphere.

    Parameters
    ----------
    files : the listing's ``geometry``
    height : array (rows, columns) of ``grid``, m; NaN counts as the median

    Raises
    ------
    InputError
        If the angles are not radians, or there are neither look vectors nor ranges to compute them from.
    """
    from scarpwatch.stacks.line_of_sight import constant_sight, extend, sight_layers, vector_on_grid
    from scarpwatch.stacks.readers import SENTINEL1_WAVELENGTH_M, Geometry

    found = read_parameters(files["parameters"])
    satellite = found.earth_radius + found.satellite_height
    if not math.isfinite(satellite):
        raise InputError(
            files["parameters"],
            "the spacecraft's height or Earth's radius is missing",
            "Download the product again.",
        )
    vector: dict[str, Float] = {}
    beyond, source = 1.0, "look vectors, cell by cell"
    if "theta" in files:
        vector, beyond = extend(vector_on_grid(*_look_vectors(files["theta"], files["phi"], grid), grid))
        if beyond:
            source += f"; planes through them for the {beyond:.1%} of the cells beyond that product"
    if beyond == 1:  # no product with look vectors, or none over the area
        incidence = _incidence(found.centre_range, found.earth_radius, satellite)
        if not math.isfinite(incidence + found.heading_deg):
            raise InputError(
                files["parameters"],
                "there are no look vectors, and slant range or heading are missing to compute them from",
                f"{ORDER_LOOK_VECTORS}.",
            )
        vector = constant_sight(incidence, found.heading_deg, grid.shape)
        source = "the middle of the swath, for all cells"
    tags = {
        "WAVELENGTH_M": SENTINEL1_WAVELENGTH_M,
        "HEADING_DEG": found.heading_deg,
        "SENSOR": found.sensor,
        "ANGLES_FROM": source,
        **acquisition_tag(found.acquired),
    }
    return Geometry(sight_layers(vector, height, satellite, ground_radius=found.earth_radius), grid, tags)


def _look_vectors(theta: str, phi: str, area: Grid) -> tuple[dict[str, Float], Grid]:
    """The look vectors over an area, on their own grid."""
    import numpy as np

    from scarpwatch.stacks.line_of_sight import vector_from_angles
    from scarpwatch.stacks.pair_rasters import read_alike

    angles, grid = read_alike({"theta": theta, "phi": phi}, area)
    elevation, orientation = angles["theta"], angles["phi"]
    known = np.isfinite(elevation) & (elevation != 0) & np.isfinite(orientation)
    for path, values, most in ((theta, elevation, math.pi / 2), (phi, orientation, 2 * math.pi)):
        highest = float(np.abs(values[known]).max(initial=0))
        if highest > most + 0.01:
            raise InputError(
                path,
                f"its angles go up to {highest:.1f}, so they are degrees; HyP3 gives radians",
                "Use the raster as it was downloaded.",
            )
    elevation, orientation = (np.where(known, values, np.nan) for values in (elevation, orientation))
    return vector_from_angles(elevation, orientation), grid


def _incidence(slant_range: float, ground: float, satellite: float) -> float:
    """Incidence (rad) at a slant range, on the sphere; NaN where the lengths are not known or do not fit."""
    cosine = (satellite**2 - slant_range**2 - ground**2) / (2 * slant_range * ground)
    return math.acos(cosine) if abs(cosine) < 1 else math.nan


def _pair(name: str, files: Mapping[str, str]) -> PairFiles:
    product = parse_name(name)
    assert product is not None  # only such names are collected
    coherence = Path(files["unwrapped"]).name.replace("_unw_phase", "_corr")
    for key, what in (
        ("coherence", f"coherence {coherence}"),
        ("parameters", f"parameter file {name}{PARAMETERS}"),
    ):
        if key not in files:
            raise InputError(
                files["unwrapped"],
                f"there is no {what} beside it",
                "Download the product again, and keep its files together under their names.",
            )
    return pair_of(
        product.first,
        product.second,
        {key: files[key] for key in RASTERS if key in files},
        {key: told for key in ("track", "polarisation") if (told := getattr(product, key))},
    )
