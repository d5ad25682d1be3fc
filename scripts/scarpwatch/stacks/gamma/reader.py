"""Ready interferograms as GAMMA writes them and PyRate reads them: GeoTIFFs beside parameter files.

Layout: somewhere in one folder, ``<area>_<date>-<date>_*_unw.tif`` (unwrapped phase, radians, 0 = no data),
``*_cc.tif`` (coherence 0..1, 0 = no data), ``<date>_*_slc.par``, and where known ``<date>-<date>_*_base.par``,
``*_dem.tif`` and ``*_to_rdc.lt`` with ``*_mli.par``; dates are YYYYMMDD or YYMMDD with ``-`` or ``_`` between them, the
first of a pair the reference. PyRate's conversion calls them ``*_unw_ifg.tif`` and ``*_cc_coh.tif``, workflows around
GAMMA ``*_geo_coh.tif`` and ``*.unw.tif``. Where a pair has a coherence of the filtered (``filt``) and one of the flattened
interferogram, the latter is read: filtering makes coherence too high.

Sign. These phases grow with the distance to the satellite: phase = (4 pi / wavelength) (R_sec - R_ref), which
is the project's own convention, so a pair named in order of time is taken as it is and a reversed one is
negated. It cannot be seen in the files, so it was told from the ground: over Mexico City the unwrapped phase
rises with the length of the pair, and from the foothills in the west to the lake bed in the east, which is
known to subside by up to 40 cm a year; sinking ground is moving away. PyRate, whose format this is, multiplies
by -1 at its end to have subsidence negative (its ``signal_polarity``), which says the same. Interferograms
that somebody has negated cannot be told from these.

Listing is done while the workflow is planned, so the heavy imports stand inside the functions that read files.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from scarpwatch.conventions import PHASE_SIGN
from scarpwatch.dates import require_told_dates
from scarpwatch.errors import InputError
from scarpwatch.stacks.listing import (
    PairFiles,
    PairListing,
    acquisition_tag,
    date_of,
    files_below,
    refuse_twice,
    require_folder,
)
from scarpwatch.stacks.pair_files import order_pairs, pair_of, reversed_notes

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from scarpwatch.grids.grid import Grid
    from scarpwatch.stacks.gamma.geometry import AreaView
    from scarpwatch.stacks.gamma.parameters import Acquisition
    from scarpwatch.stacks.readers import Facts, Geometry, PairData

SIGN = PHASE_SIGN
_PAIR = re.compile(r"(?<!\d)(\d{8}|\d{6})[-_](\d{8}|\d{6})(?!\d)")
_DATE = re.compile(r"(?<!\d)(?:\d{8}|\d{6})(?!\d)")
# Behind .geo they are LiCSAR's.
_UNWRAPPED = re.compile(r"(?<!\.geo)[._]unw(_ifg)?\.tif$")
_COHERENCE = re.compile(r"(?<!\.geo)[._](cc|coh|cc_coh)\.tif$")
_BASELINE, _SLC, _MLI = (re.compile(rf"[._]{kind}\.par$") for kind in ("base", "slc", "mli"))


def list_folder(folder: str | Path, *, exclude: Collection[datetime.date] = ()) -> PairListing:
    """Find the interferograms of a folder and its subfolders.

    A pair's files are ``unwrapped``, ``coherence``, ``slc_par`` and where known ``baseline``, ``lookup`` and
    ``mli_par``; the lookup table is taken only where there is one alone.

    Parameters
    ----------
    exclude : dates to leave out, with all their pairs

    Raises
    ------
    InputError
        If the folder is missing or holds no pair, a pair stands there twice or lacks its coherence, there is
        no `*_slc.par`, or `exclude` names a date without pairs.
    """
    folder = require_folder(folder)
    files = [path for path in files_below(folder) if path.suffix in {".tif", ".par", ".lt"}]
    unwrapped = _by_pair(folder, files, _UNWRAPPED)
    if not unwrapped:
        raise InputError(
            folder,
            "there is no file named like <area>_20180106-20180130_unw.tif (or _unw_ifg.tif, .unw.tif) in it or in its "
            "subfolders",
            "Give the folder of GAMMA's unwrapped interferograms in sar.folder.",
        )
    acquisitions = [path for path in files if _SLC.search(path.name)]
    if not acquisitions:
        raise InputError(
            folder,
            "there is no *_slc.par in it or in its subfolders, so wavelength and incidence are unknown",
            "Add the parameter file of one SLC.",
        )
    coherence, baselines = _by_pair(folder, files, _COHERENCE), _by_pair(folder, files, _BASELINE)
    lookups = [path for path in files if path.name.endswith("_to_rdc.lt")]
    shared = {}
    if len(lookups) == 1:
        image = _of_date([path for path in files if _MLI.search(path.name)], _date(lookups[0]))
        shared = {"lookup": str(lookups[0])} | ({"mli_par": str(image)} if image else {})
    pairs = []
    for (first, second), path in unwrapped.items():
        if (first, second) not in coherence and not {first, second} & set(exclude):
            raise InputError(
                path,
                "there is no coherence (*_cc.tif, *_coh.tif) of this pair in the folder",
                "Add it: pairs are weighted by coherence.",
            )
        found = {"unwrapped": path, "coherence": coherence.get((first, second))}
        found |= {"slc_par": _of_date(acquisitions, min(first, second)) or acquisitions[0]}
        found |= {"baseline": baselines.get((first, second))}
        named = {name: str(file) for name, file in found.items() if file is not None}
        pairs.append(pair_of(first, second, {**named, **shared}))
    ordered = order_pairs(folder, pairs, exclude)
    notes = reversed_notes(ordered)
    if not shared.get("mli_par"):
        notes.append("no lookup table with its *_mli.par: slant range and incidence are those of the middle")
    files_of_first = ordered[0].files
    geometry = {"grid": files_of_first["unwrapped"], "slc_par": files_of_first["slc_par"], **shared}
    return PairListing("gamma", folder, ordered, geometry, tuple(notes))


def read_facts(pair: PairFiles) -> Facts:
    """What the headers of a pair and its parameter files say.

    Raises
    ------
    InputError
        If a file cannot be read or lacks a value.
    """
    import math

    from scarpwatch.grids.grid import read_grid
    from scarpwatch.stacks.gamma.geometry import pair_baseline
    from scarpwatch.stacks.gamma.parameters import read_acquisition
    from scarpwatch.stacks.readers import Facts

    files, grid = pair.files, read_grid(pair.files["unwrapped"])
    acquisition, named = read_acquisition(files["slc_par"]), _date(Path(files["slc_par"]))
    require_told_dates(files["slc_par"], [acquisition.day], [] if named is None else [named])
    view = _view(acquisition, files, grid.shape)
    return Facts(
        grid,
        wavelength_m=acquisition.wavelength,
        heading_deg=math.degrees(acquisition.heading),
        perpendicular_baseline_m=pair_baseline(files.get("baseline"), view, backwards=pair.backwards),
        sensor=acquisition.sensor,
        looks=float(read_acquisition(files["mli_par"]).looks) if "mli_par" in files else math.nan,
    )


def read_pair(pair: PairFiles) -> PairData:
    """Read one pair in the project's sign.

    Raises
    ------
    InputError
        If a file cannot be read, the two differ in grid, the phase is tagged with another unit, or the coherence is
        not 0..1.
    """
    from scarpwatch.grids.grid import read_tags
    from scarpwatch.stacks.pair_rasters import read_rasters

    unit = read_tags(pair.files["unwrapped"]).get("DATA_UNITS", "RADIANS")  # PyRate's
    if unit.upper() != "RADIANS":
        raise InputError(
            pair.files["unwrapped"],
            f"by its tag DATA_UNITS it is in {unit.lower()}, and not phase in radians",
            "Give the unwrapped interferograms as they were before PyRate's corrections (*_unw_ifg.tif).",
        )
    # GAMMA marks missing cells by 0 and not every writer declares it; zeros are rare in real phase.
    return read_rasters(pair.files["unwrapped"], pair.files["coherence"], negate=pair.backwards)


def read_geometry(files: Mapping[str, str], grid: Grid, height: NDArray[np.float32]) -> Geometry:
    """Slant range, incidence and look vector on the stack's grid.

    Parameters
    ----------
    files : ``grid`` (the first interferogram, whose grid the lookup table has), ``slc_par`` and where known
        ``lookup`` and ``mli_par``
    height : array of the grid's shape (m); NaN where not known

    Raises
    ------
    InputError
        If a file lacks a value or the lookup table is of another size.
    """
    import math

    import numpy as np

    from scarpwatch.grids.grid import read_grid
    from scarpwatch.stacks.common_grid import place_on
    from scarpwatch.stacks.gamma.geometry import view_cells
    from scarpwatch.stacks.gamma.parameters import read_acquisition
    from scarpwatch.stacks.readers import Geometry, look_vector

    own = read_grid(files["grid"])
    acquisition = read_acquisition(files["slc_par"])
    where = files["grid"]
    heights = place_on(height, grid, own, fill=np.nan, where=where)
    lookup, image = files.get("lookup"), files.get("mli_par")
    seen = view_cells(acquisition, heights, lookup=lookup, mli_par=image)
    slant_range, incidence = (place_on(layer, own, grid, fill=np.nan, where=where) for layer in seen)
    heading = math.degrees(acquisition.heading)
    layers = {"height": height, "slant_range": slant_range, "incidence": incidence}
    tags = {
        "WAVELENGTH_M": acquisition.wavelength,
        "HEADING_DEG": heading,
        "SENSOR": acquisition.sensor,
        "ANGLES_FROM": "lookup table, cell by cell"
        if lookup and image
        else "the middle of the image, for all cells",
        **acquisition_tag(acquisition.center_time),
    }
    return Geometry({**layers, **look_vector(incidence, heading)}, grid, tags)


def _view(acquisition: Acquisition, files: Mapping[str, str], shape: tuple[int, int]) -> AreaView:
    from scarpwatch.stacks.gamma.geometry import view_area

    return view_area(acquisition, shape, lookup=files.get("lookup"), mli_par=files.get("mli_par"))


def _by_pair(
    folder: Path, files: list[Path], ending: re.Pattern[str]
) -> dict[tuple[datetime.date, datetime.date], Path]:
    found: dict[tuple[datetime.date, datetime.date], Path] = {}
    for path in files:
        match = _PAIR.search(path.name) if ending.search(path.name) else None
        if match is None or len(match[1]) != len(match[2]):
            continue
        first, second = _day(match[1]), _day(match[2])
        if first is None or second is None:
            continue
        other = found.get((first, second))
        if other is not None and _filtered(path) == _filtered(other):
            refuse_twice(path, other, folder)
        if other is None or _filtered(other):
            found[first, second] = path
    return found


def _filtered(path: Path) -> bool:
    """Whether a coherence is that of the filtered interferogram, by its name."""
    return _COHERENCE.search(path.name) is not None and "filt" in path.name


def _day(text: str) -> datetime.date | None:
    """The date in YYYYMMDD or YYMMDD, or None if it is none."""
    if len(text) == 6:  # of radar satellites the two digits tell the century
        text = ("19" if text >= "70" else "20") + text
    return date_of(text)


def _date(path: Path) -> datetime.date | None:
    days = (_day(text) for text in sorted(_DATE.findall(path.name), key=len, reverse=True))
    return next((day for day in days if day is not None), None)


def _of_date(paths: list[Path], day: datetime.date | None) -> Path | None:
    return next((path for path in paths if _date(path) == day), None) if day else None
