"""Interferograms of LiCSAR, the COMET group's automatic processing of Sentinel-1 by frames.

Layout: anywhere below one folder (``GEOC`` of LiCSBAS, or ``interferograms`` and ``metadata`` of the portal)
``<date>_<date>/<date>_<date>.geo.unw.tif`` and ``.geo.cc.tif``, ``<frame>.geo.{E,N,U}.tif``, ``baselines`` and
``metadata.txt``; EPSG:4326, a frame like ``106D_05248_131313`` (track and direction, colatitude, bursts). Where there
are none of these, the folder ``GEOCml*`` that LiCSBAS makes of them (multilooked, corrected, masked or clipped):
``<date>_<date>/<date>_<date>.unw`` and ``.cc``, ``E.geo``, ``N.geo``, ``U.geo``, plain numbers on the grid of
``EQA.dem_par``; ``slc.mli.par`` has the radar's frequency.

Sign. Displacement towards the satellite is -wavelength / (4 pi) times the phase, as LiCSBAS has it, so positive
phase is away from the satellite: the project's convention. Flattened, with the topographic phase removed.
Coherence is bytes 0..255 or float32 0..1, told by the type; float32 beyond 1 is refused. No data is 0 in all.

Look vector. E, N, U are the parts of the unit vector from the ground to the satellite: U is the cosine of the
incidence, and E is negative where the satellite stands in the west, on ascending tracks.

Not used: ``.geo.hgt.tif`` (heights come from ``factors.dem``), ``.geo.mli.tif`` and the wrapped phase.
"""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from scarpwatch.conventions import PHASE_SIGN
from scarpwatch.errors import InputError
from scarpwatch.stacks.layers import LOOK
from scarpwatch.stacks.licsar.metadata import (
    Baselines,
    FrameMetadata,
    read_baselines,
    read_metadata,
    require_direction,
)
from scarpwatch.stacks.licsar.multilooked import (
    look_vector_files,
    multilooked,
    passed_over,
    shared_files,
    wavelength_of,
)
from scarpwatch.stacks.listing import (
    PairFiles,
    PairListing,
    acquisition_tag,
    date_of,
    files_below,
    require_folder,
)
from scarpwatch.stacks.pair_files import order_pairs, pair_of, reversed_notes

if TYPE_CHECKING:
    from scarpwatch.grids.grid import Grid
    from scarpwatch.stacks.readers import Facts, Float, Geometry, PairData

SIGN = PHASE_SIGN
# Frames are multilooked by 20 in range and 4 in azimuth before geocoding (Lazecky et al. 2020); half of these
# looks are independent, see INDEPENDENT_SHARE of the HyP3 reader.
LOOKS = 40.0
CELL_DEG = 0.001  # of LiCSAR's own rasters, to which these looks belong
NO_BASELINES = "so the DEM error is neither estimated nor removed, whatever corrections.dem_error says"
_PAIR = re.compile(r"(\d{8})_(\d{8})(\.geo\.unw\.tif|\.unw)")
_FRAME = re.compile(r"(?<!\d)\d{3}[AD]_\d{5}_\d{6}(?!\d)")
_BASELINES = ("baselines", "baselines.txt")
_APART_DEG = 30.0  # degrees that heading and look vector may differ: squint, and the meridians' convergence


def list_folder(folder: str | Path, *, exclude: Collection[datetime.date] = ()) -> PairListing:
    """Find the interferograms of a frame.

    Parameters
    ----------
    exclude : dates to leave out, with all their pairs

    Raises
    ------
    InputError
        If the folder is missing or holds no pair, a pair stands there twice or lacks its coherence, there is
        neither look vector nor `metadata.txt`, or `exclude` names a date without pairs; if the heading is that of
        another direction than the frame's name tells.
    """
    folder = require_folder(folder)
    notes: list[str] = []
    files = files_below(folder)
    vectors = [path for path in files if re.search(r"\.geo\.[ENU]\.tif$", path.name)]
    frames = sorted({found[0] for path in vectors if (found := _FRAME.search(path.name))})
    if len(frames) > 1:
        raise InputError(
            folder,
            f"it holds the frames {', '.join(frames)}, and each looks in a direction of its own",
            "Put each frame into a folder of its own, and make a run of each.",
        )
    outside = _FRAME.search(" ".join(path.name for path in vectors)) or _FRAME.search(str(folder.absolute()))
    metadata = next((path for path in files if path.name == "metadata.txt"), None)
    shared: dict[str, str | float] = {"frame": outside[0]} if outside else {}
    if metadata is not None:
        heading = read_metadata(metadata).heading_deg
        require_direction(metadata, str(shared.get("frame", "")), heading, "its heading")
        shared |= {} if math.isnan(heading) else {"heading_deg": heading}
    baselines, text = _baselines([path for path in files if path.name in _BASELINES])
    notes += [text] if text else []
    pairs = []
    geotiffs = [path for path in files if path.name.endswith(".geo.unw.tif")]
    notes += passed_over(files) if geotiffs else []
    for path in geotiffs or multilooked(folder, files, notes):
        pair = _pair(folder, path, shared, baselines)
        pairs += [pair] if pair else []
    if not pairs:
        raise InputError(
            folder,
            "there is no file named like 20240105_20240117.geo.unw.tif, or LiCSBAS's 20240105_20240117.unw, in it or in its "
            "subfolders",
            "Give the frame's folder, as LiCSBAS01_get_geotiff.py or the portal has it, in sar.folder.",
        )
    ordered = order_pairs(folder, pairs, exclude)
    if baselines is not None:
        known = sum("perpendicular_baseline_m" in pair.known for pair in ordered)
        if known < len(ordered):
            notes.append(
                f"perpendicular baselines are known of {known} of {len(ordered)} pairs; where dates are without, "
                + NO_BASELINES.removeprefix("so ")
            )
    wrapped = {path.parent for path in files if path.name.endswith(".geo.cc.tif")}
    wrapped -= {path.parent for path in files if path.name.endswith(".geo.unw.tif")}
    if wrapped:
        many = "1 pair has" if len(wrapped) == 1 else f"{len(wrapped)} pairs have"
        notes.append(f"{many} no unwrapped phase (.geo.unw.tif), and what is not unwrapped is passed over")
    notes += reversed_notes(ordered)
    geometry = _geometry(folder, vectors, ordered[0], metadata, notes)
    return PairListing("licsar", folder, ordered, geometry, tuple(notes))


def read_facts(pair: PairFiles) -> Facts:
    """What the names, the frame's text files and the raster's header say.

    Raises
    ------
    InputError
        If the raster cannot be read.
    """
    from scarpwatch.grids.grid import read_grid
    from scarpwatch.stacks.readers import Facts

    grid = read_grid(pair.files["unwrapped"])
    multilooked = "grid" in pair.files
    return Facts(
        grid,
        wavelength_m=wavelength_of(pair.files.get("radar")),
        heading_deg=float(pair.known.get("heading_deg", math.nan)),
        perpendicular_baseline_m=float(pair.known.get("perpendicular_baseline_m", math.nan)),
        sensor="Sentinel-1",
        track=str(pair.known.get("frame", "")),
        looks=LOOKS * round(max(grid.cell_size) / CELL_DEG) ** 2 if multilooked else LOOKS,
    )


def read_pair(pair: PairFiles) -> PairData:
    """Phase and coherence; all NaN where the product is empty.

    Raises
    ------
    InputError
        If a file cannot be read, grids differ, or coherence is not 0..1 (float) or 0..255 (bytes).
    """
    from scarpwatch.stacks.pair_rasters import read_rasters

    return read_rasters(pair.files["unwrapped"], pair.files["coherence"], negate=pair.backwards)


def read_geometry(files: Mapping[str, str], grid: Grid, height: Float) -> Geometry:
    """Line of sight, incidence and slant range on a grid.

    The slant range follows from the incidence on a sphere, for the satellite's height that `metadata.txt` gives
    by the middle of the frame, else for 700 km. Without E, N and U all cells get the angles of the middle.

    Parameters
    ----------
    files : the listing's ``geometry``
    height : array (rows, columns) of ``grid``, m; NaN counts as the median

    Raises
    ------
    InputError
        If E, N, U are no unit vector towards the sky, or one of another direction than the frame's name or heading
        tells, or `metadata.txt` lacks what stands in for them.
    """
    from scarpwatch.stacks.line_of_sight import (
        EARTH_RADIUS_M,
        constant_sight,
        extend,
        heading_of,
        satellite_radius,
        sight_layers,
        vector_on_grid,
    )
    from scarpwatch.stacks.readers import Geometry

    frame = read_metadata(files["metadata"]) if "metadata" in files else None
    if "los_up" in files:
        seen, own = _look_vector(files, grid)
        _require_one_side(files, heading_of(seen), frame)
        vector, beyond = extend(vector_on_grid(seen, own, grid))
        source = "E, N and U, cell by cell" + (f"; planes for {beyond:.1%} of the cells" if beyond else "")
    elif frame is None or math.isnan(frame.heading_deg + frame.incidence_deg):
        raise InputError(
            files.get("metadata", "metadata.txt"),
            "there are no E, N, U rasters, and it lacks heading or avg_incidence_angle",
            "Download <frame>.geo.E.tif, .N.tif and .U.tif from the frame's folder `metadata`.",
        )
    else:
        vector = constant_sight(math.radians(frame.incidence_deg), frame.heading_deg, grid.shape)
        source = "the middle of the frame, for all cells"
    satellite = EARTH_RADIUS_M + 700e3
    if frame is not None and math.isfinite(frame.centre_range + frame.incidence_deg):
        satellite = satellite_radius(frame.centre_range, math.radians(frame.incidence_deg))
    tags = {
        "WAVELENGTH_M": wavelength_of(files.get("radar")),
        "HEADING_DEG": heading_of(vector)
        if frame is None or math.isnan(frame.heading_deg)
        else frame.heading_deg,
        "SENSOR": "Sentinel-1",
        "ANGLES_FROM": source,
        **acquisition_tag(None if frame is None else frame.acquired),
    }
    return Geometry(sight_layers(vector, height, satellite), grid, tags)


def _look_vector(files: Mapping[str, str], area: Grid) -> tuple[dict[str, Float], Grid]:
    """E, N and U over an area, on their own grid."""
    import numpy as np

    from scarpwatch.stacks.pair_rasters import read_alike

    vector, grid = read_alike({name: files[name] for name in ("los_up", *LOOK[:2])}, area)
    up = vector["los_up"]
    missing = ~np.isfinite(up) | (up == 0)
    length = np.sqrt(sum(np.square(part, dtype=np.float64) for part in vector.values()))
    known = ~missing  # none in a corner of the raster that the frame, which is askew, does not fill
    if known.any() and (np.median(up[known]) < 0 or np.median(np.abs(length[known] - 1)) > 0.02):
        raise InputError(
            files["los_up"],
            "E, N and U are not a unit vector that points from the ground up to the satellite",
            "Use the three rasters as they were downloaded.",
        )
    return {name: np.where(missing, np.nan, part).astype(np.float32) for name, part in vector.items()}, grid


def _require_one_side(files: Mapping[str, str], heading: float, frame: FrameMetadata | None) -> None:
    """Refuse a look vector of another direction of flight than the frame's name or its `metadata.txt` say."""
    named = _FRAME.search(Path(files["los_up"]).name) or _FRAME.search(files["los_up"])
    require_direction(files["los_east"], named[0] if named else "", heading, "the look vector")
    if frame is not None and abs((frame.heading_deg - heading + 180) % 360 - 180) > _APART_DEG:
        raise InputError(
            files["los_east"],
            f"by the look vector the satellite flew towards {heading:.0f} degrees from north, and by {Path(files['metadata']).name} "
            f"towards {frame.heading_deg:.0f}",
            "Take E, N, U and metadata.txt of one frame.",
        )


def _pair(
    folder: Path, path: Path, shared: Mapping[str, str | float], baselines: Baselines | None
) -> PairFiles | None:
    match = _PAIR.fullmatch(path.name)
    first, second = (date_of(match[1]), date_of(match[2])) if match else (None, None)
    if first is None or second is None:
        return None
    coherence = path.with_name(re.sub(r"\.unw(?=$|\.tif$)", ".cc", path.name))
    if not coherence.is_file():
        raise InputError(
            path, f"there is no {coherence.name} beside it", "Download it, or remove the pair's folder."
        )
    early, late = sorted((first, second))
    known = dict(shared)
    frame = _FRAME.search(path.relative_to(folder).as_posix())
    if frame:
        known["frame"] = frame[0]
    value = baselines.between(early, late) if baselines is not None else math.nan
    if math.isfinite(value):
        known["perpendicular_baseline_m"] = round(value, 3)
    files = {"unwrapped": str(path), "coherence": str(coherence), **shared_files(path)}
    return pair_of(first, second, files, known)


def _baselines(found: list[Path]) -> tuple[Baselines | None, str]:
    """The frame's baselines, or None with the reason."""
    if not found:
        return None, f"there is no file `baselines`, {NO_BASELINES}"
    baselines = read_baselines(found[0])
    if baselines.made_up:
        return None, f"{found[0].name} holds the random placeholders of LiCSBAS, {NO_BASELINES}"
    strange = f"{baselines.strange} lines of {found[0].name} are not understood" if baselines.strange else ""
    return baselines, strange


def _geometry(
    folder: Path, vectors: list[Path], first: PairFiles, metadata: Path | None, notes: list[str]
) -> dict[str, str]:
    """The frame's rasters of the look vector, and its `metadata.txt`."""
    frame = str(first.known.get("frame", ""))
    of_frame = [path for path in vectors if path.name.startswith(frame)] or vectors
    told = {name: first.files[name] for name in ("grid", "radar") if name in first.files}
    if beside := look_vector_files(told.get("grid")):
        return {**beside, **told, **({"metadata": str(metadata)} if metadata is not None else {})}
    geometry: dict[str, str] = {}
    for name, part in (("los_east", "E"), ("los_north", "N"), ("los_up", "U")):
        found = [path for path in of_frame if path.name.endswith(f".geo.{part}.tif")]
        geometry |= {name: str(found[0])} if found else {}
    if len(geometry) < 3:
        geometry = {}
        notes.append(
            "E, N or U (<frame>.geo.E.tif and so on) is missing, so the angles of the middle of the frame stand "
            "for all cells, which can be 8 degrees off"
        )
        if metadata is None:
            raise InputError(
                folder,
                "there is neither a look vector (<frame>.geo.E.tif, .N.tif, .U.tif) nor metadata.txt",
                "Download them from the frame's folder `metadata`.",
            )
    return geometry | told | ({"metadata": str(metadata)} if metadata is not None else {})
