"""Ready interferograms as GAMMA writes them and PyRate reads them: GeoTIFFs beside parameter files.

Layout: somewhere in one folder, ``<area>_<date>-<date>_*_unw.tif`` (unwrapped phase, radians, 0 = no data),
``*_cc.tif`` (coherence 0..1, 0 = no data), ``<date>_*_slc.par``, and where known ``<date>-<date>_*_base.par``,
``*_dem.tif`` and ``*_to_rdc.lt`` with ``*_mli.par``; dates are YYYYMMDD, the first of a pair the reference.

Sign. These phases grow with the distance to the satellite: phase = (4 pi / wavelength) (R_sec - R_ref), which
is the project's own convention, so a pair named in order of time is taken as it is and one named backwards is
negated. It cannot be seen in the files, so it was told from the ground: over Mexico City the unwrapped phase
rises with the length of the pair, and from the foothills in the west to the lake bed in the east, which is
known to subside by up to 40 cm a year; sinking ground is moving away. PyRate, whose format this is, multiplies
by -1 at its end to have subsidence negative (its ``signal_polarity``), which says the same. Interferograms
that somebody has negated cannot be told from these.

Listing is done at parse time, so the heavy imports stand inside the functions that read pixels.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from scarpwatch.errors import InputError
from scarpwatch.products.scenes import parse_date

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from scarpwatch.grid import Grid

SIGN = "phase = (4 pi / wavelength) (R_secondary - R_reference): positive = away from the satellite"
_PAIR = re.compile(r"(?<!\d)(\d{8})[-_](\d{8})(?!\d)")
_DATE = re.compile(r"(?<!\d)(\d{8})(?!\d)")


@dataclass(frozen=True)
class GammaPair:
    """Files of one interferogram; ``reference`` is the earlier date, whatever the file names' order."""

    reference: datetime.date
    secondary: datetime.date
    unwrapped: Path
    coherence: Path
    baseline: Path | None = None
    slc_par: Path | None = None
    backwards: bool = False

    @property
    def name(self) -> str:
        """The pair as the project names it, YYYYMMDD_YYYYMMDD."""
        return f"{self.reference:%Y%m%d}_{self.secondary:%Y%m%d}"


@dataclass(frozen=True)
class GammaFolder:
    """What a folder of GAMMA products holds."""

    pairs: tuple[GammaPair, ...]
    slc_par: Path
    dem: Path | None
    lookup: Path | None
    mli_par: Path | None

    @property
    def dates(self) -> list[datetime.date]:
        """All dates of the pairs, earliest first."""
        return sorted({day for pair in self.pairs for day in (pair.reference, pair.secondary)})

    def pair(self, name: str) -> GammaPair:
        """The pair of that name."""
        return next(pair for pair in self.pairs if pair.name == name)

    def geometry_files(self) -> dict[str, Path]:
        """Inputs of the step that makes the geometry, by name; the grid is that of the first pair."""
        found = {
            "grid": self.pairs[0].unwrapped,
            "slc_par": self.slc_par,
            "lookup": self.lookup,
            "mli_par": self.mli_par,
        }
        return {name: path for name, path in found.items() if path is not None}

    def pair_files(self, name: str) -> dict[str, Path]:
        """Inputs of the step that reads one pair, by name; none depends on the other pairs."""
        pair = self.pair(name)
        found = {"unwrapped": pair.unwrapped, "coherence": pair.coherence, "baseline": pair.baseline}
        found |= {"slc_par": pair.slc_par or self.slc_par, "lookup": self.lookup, "mli_par": self.mli_par}
        return {name: path for name, path in found.items() if path is not None}


@dataclass(frozen=True)
class PairData:
    """One interferogram in the project's convention.

    Attributes
    ----------
    unwrapped : array (rows, columns), float32
        Radians; NaN where not measured.
    coherence : array (rows, columns), float32
        0..1; NaN where not measured.
    """

    unwrapped: NDArray[np.float32]
    coherence: NDArray[np.float32]
    grid: Grid


def list_folder(folder: str | Path, *, exclude: Collection[datetime.date] = ()) -> GammaFolder:
    """Find the interferograms of a folder and its subfolders.

    Parameters
    ----------
    exclude : dates to leave out, with all their pairs

    Raises
    ------
    InputError
        If the folder is missing or holds no pair, a pair stands there twice or lacks its coherence, there is
        no `*_slc.par`, or `exclude` names a date without pairs.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise InputError(folder, "the folder does not exist", "Check sar.folder in the config.")
    files = sorted(path for path in folder.rglob("*") if path.suffix in {".tif", ".par", ".lt"})
    unwrapped = _by_pair(folder, files, "_unw.tif")
    if not unwrapped:
        raise InputError(
            folder,
            "there is no file named like <area>_20180106-20180130_unw.tif in it or in its subfolders",
            "Give the folder of GAMMA's unwrapped interferograms in sar.folder.",
        )
    coherence, baselines = _by_pair(folder, files, "_cc.tif"), _by_pair(folder, files, "_base.par")
    every = {day for pair in unwrapped for day in pair}
    unknown = sorted(set(exclude) - every)
    if unknown:
        raise InputError(
            folder,
            f"no pair has the date {', '.join(map(str, unknown))}, which sar.exclude_dates leaves out",
            "Correct sar.exclude_dates in the config.",
        )
    acquisitions = [path for path in files if path.name.endswith("_slc.par")]
    pairs: dict[str, GammaPair] = {}
    for (first, second), path in unwrapped.items():
        if first in exclude or second in exclude:
            continue
        if (first, second) not in coherence:
            raise InputError(
                path,
                "there is no coherence (*_cc.tif) of this pair in the folder",
                "Add it: pairs are weighted by coherence.",
            )
        if first == second:
            raise InputError(path, "both dates of the pair are the same", "Remove or rename the file.")
        backwards = first > second
        early, late = sorted((first, second))
        pair = GammaPair(
            early,
            late,
            path,
            coherence[first, second],
            baselines.get((first, second)),
            _of_date(acquisitions, early),
            backwards,
        )
        if pair.name in pairs:
            _refuse_twice(folder, pairs[pair.name].unwrapped, path)
        pairs[pair.name] = pair
    if not pairs:
        raise InputError(folder, "no pair is left", "Leave out fewer dates in sar.exclude_dates.")
    if not acquisitions:
        raise InputError(
            folder,
            "there is no *_slc.par in it or in its subfolders, so wavelength and incidence are unknown",
            "Add the parameter file of one SLC.",
        )
    ordered = tuple(pairs[name] for name in sorted(pairs))
    lookups = [path for path in files if path.name.endswith("_to_rdc.lt")]
    lookup = lookups[0] if len(lookups) == 1 else None
    dems = [path for path in files if path.name.endswith("_dem.tif")]
    return GammaFolder(
        ordered,
        _of_date(acquisitions, ordered[0].reference) or acquisitions[0],
        dems[0] if len(dems) == 1 else None,
        lookup,
        _of_date([path for path in files if path.name.endswith("_mli.par")], _date(lookup))
        if lookup
        else None,
    )


def read_pair(pair: GammaPair) -> PairData:
    """Read one pair in the project's sign.

    Raises
    ------
    InputError
        If a file cannot be read, the two differ in grid, the phase is empty, or the coherence is not 0..1.
    """
    import numpy as np

    from scarpwatch.grid import read_raster

    unwrapped, grid = read_raster(pair.unwrapped)
    coherence, other = read_raster(pair.coherence)
    if other.shape != grid.shape or not other.transform.almost_equals(grid.transform, 1e-9):
        raise InputError(
            pair.coherence,
            f"its grid ({other.shape[0]} x {other.shape[1]}) is not that of {pair.unwrapped.name} "
            f"({grid.shape[0]} x {grid.shape[1]})",
            "Crop and geocode both the same way.",
        )
    # GAMMA marks missing cells by 0 and not every writer declares it; zeros are rare in real phase.
    missing = ~np.isfinite(unwrapped) | (unwrapped == 0) | ~np.isfinite(coherence) | (coherence == 0)
    if missing.all():
        raise InputError(
            pair.unwrapped, "no cell has both phase and coherence", "Remove the pair or make it again."
        )
    if (coherence[~missing] < 0).any() or (coherence[~missing] > 1.001).any():
        raise InputError(
            pair.coherence,
            f"its values go from {coherence[~missing].min():g} to {coherence[~missing].max():g}, not 0 to 1",
            "Give coherence, scaled to 0..1.",
        )
    sign = -1.0 if pair.backwards else 1.0
    return PairData(
        np.where(missing, np.nan, sign * unwrapped).astype(np.float32),
        np.where(missing, np.nan, coherence).astype(np.float32),
        grid,
    )


def _by_pair(folder: Path, files: list[Path], ending: str) -> dict[tuple[datetime.date, datetime.date], Path]:
    found: dict[tuple[datetime.date, datetime.date], Path] = {}
    for path in files:
        match = _PAIR.search(path.name) if path.name.endswith(ending) else None
        if match is None:
            continue
        try:
            pair = parse_date(match[1]), parse_date(match[2])
        except ValueError:
            continue
        if pair in found:
            _refuse_twice(folder, found[pair], path)
        found[pair] = path
    return found


def _refuse_twice(folder: Path, first: Path, second: Path) -> None:
    raise InputError(
        second,
        f"the same pair stands there a second time ({first.relative_to(folder)})",
        "Keep one file per pair: one polarisation, one number of looks.",
    )


def _date(path: Path | None) -> datetime.date | None:
    match = _DATE.search(path.name) if path is not None else None
    try:
        return parse_date(match[1]) if match else None
    except ValueError:
        return None


def _of_date(paths: list[Path], day: datetime.date | None) -> Path | None:
    return next((path for path in paths if _date(path) == day), None) if day else None
