"""Reading the rasters of many pairs: block by block for the inversion, one by one for summaries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from rasterio import Env
from rasterio.windows import Window

from scarpwatch.conventions import FLAGGED
from scarpwatch.dates import DAYS_PER_YEAR, date_name, iso_date
from scarpwatch.errors import DataError, InputError
from scarpwatch.grids.grid import Grid, grid_of, open_raster, read_raster
from scarpwatch.insar.interferograms.coding import STEPS, decode_coherence
from scarpwatch.insar.network.pairs import Pair
from scarpwatch.insar.reference.window import Reference

# The project's rasters have no files beside them, and looking for some takes half the time of opening one.
NO_SIDECARS = {"GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR"}
# Some 1600 cycles: no ramp and no motion has as many over a scene, and a damaged byte often more.
_MOST_PHASE_RAD = 1e4


class PairStack(NamedTuple):
    """The files of a network, in the order of the pairs, and what their tags say.

    Attributes
    ----------
    baselines : perpendicular baseline of each pair (m); NaN where not known
    looks : effective looks of the coherence and phase
    """

    pairs: list[Pair]
    unwrapped: list[str]
    coherence: list[str]
    baselines: list[float]
    wavelength: float
    looks: float
    grid: Grid

    @property
    def dates(self) -> list[str]:
        """``YYYYMMDD`` of every date, in time order."""
        return sorted({date_name(day) for pair in self.pairs for day in pair})

    @property
    def years(self) -> NDArray[np.float64]:
        """Time of each date since the first (yr)."""
        days = sorted({day for pair in self.pairs for day in pair})
        return np.array([(day - days[0]).days for day in days]) / DAYS_PER_YEAR

    def indices(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Index of each pair's earlier and later date."""
        order = {day: n for n, day in enumerate(self.dates)}
        first = [order[date_name(pair.reference)] for pair in self.pairs]
        second = [order[date_name(pair.secondary)] for pair in self.pairs]
        return np.array(first), np.array(second)


def open_stack(unwrapped: Sequence[str], coherence: Sequence[str]) -> PairStack:
    """Collect the pairs' files and check that they share grid and wavelength, and phase and coherence the dates.

    Raises
    ------
    InputError
        If a file's grid or wavelength differs from the first one's, its tags do not tell its dates, or the coherence
        is of other dates.
    DataError
        If there is no pair.
    """
    pairs, baselines = [], []
    if not unwrapped:
        raise DataError(
            "results/pairs/unwrapped",
            "nothing is measured in any of the pairs that were to be used, or network.min_coherence drops them",
            "Leave scenes that hold nothing out with sar.exclude_dates, so that others come first, and look whether "
            "the DEM lies on ground that the pairs measure.",
        )
    with open_raster(unwrapped[0]) as source:
        grid, first_tags = grid_of(source), source.tags()
    for path, beside in zip(unwrapped, coherence, strict=True):
        with Env(**NO_SIDECARS), open_raster(path) as source:
            own, tags = grid_of(source), source.tags()
        with Env(**NO_SIDECARS), open_raster(beside) as source:
            other = _dates_of(beside, source.tags())
        pairs.append(_dates_of(path, tags))
        if other != pairs[-1]:
            raise InputError(
                beside,
                f"it is the coherence of {_words(other)}, and the phase that it goes with is of {_words(pairs[-1])}",
                "Remove it, so that the run makes it again.",
            )
        baselines.append(float(tags.get("PERPENDICULAR_BASELINE_M", "nan")))
        if own != grid:
            raise InputError(
                path, f"its grid differs from that of {unwrapped[0]}", "Export all pairs on one grid."
            )
        if abs(float(tags["WAVELENGTH_M"]) / float(first_tags["WAVELENGTH_M"]) - 1) > 1e-3:
            raise InputError(
                path, f"its wavelength differs from that of {unwrapped[0]}", "Do not mix sensors."
            )
    return PairStack(
        pairs,
        list(unwrapped),
        list(coherence),
        baselines,
        float(first_tags["WAVELENGTH_M"]),
        float(first_tags.get("LOOKS", "1")),
        grid,
    )


def _dates_of(path: str, tags: Mapping[str, Any]) -> Pair:
    try:
        return Pair.parse(f"{tags['REFERENCE_DATE']}_{tags['SECONDARY_DATE']}")
    except (KeyError, ValueError):
        raise InputError(
            path,
            "its tags REFERENCE_DATE and SECONDARY_DATE do not tell its dates",
            "Remove it, so that the run makes it again.",
        ) from None


def _words(pair: Pair) -> str:
    return " and ".join(iso_date(day) for day in pair.name.split("_"))


def require_phase(path: str, phase: NDArray[np.floating]) -> None:
    """Refuse unwrapped phase that is infinite or beyond what any scene has; NaN is no data.

    Parameters
    ----------
    phase : array (rows, columns), rad

    Raises
    ------
    InputError
    """
    low, high = np.fmin.reduce(phase, axis=None), np.fmax.reduce(phase, axis=None)
    if not (low < -_MOST_PHASE_RAD or high > _MOST_PHASE_RAD):
        return
    raise InputError(
        path,
        f"its unwrapped phase goes from {low:g} to {high:g} rad, which cannot be: the file is damaged",
        "Remove it, so that the run makes it again.",
    )


def read_pair_phase(path: str, window: Window | None = None) -> NDArray[np.float32]:
    """Unwrapped phase (rad) of a pair, or of a window of it, array (rows, columns); NaN where there is none.

    Raises
    ------
    InputError
        If the file cannot be read, or as :func:`require_phase`.
    """
    phase, _ = read_raster(path, window=window)
    require_phase(path, phase)
    return phase


def read_coded(
    stack: PairStack,
    window: Window,
    *,
    offsets: NDArray[np.floating] | None = None,
    cycles: str | None = None,
    out: tuple[NDArray[np.float32], NDArray[np.uint8]] | None = None,
) -> tuple[NDArray[np.float32], NDArray[np.uint8]]:
    """Unwrapped phase (rad) and coded coherence of all pairs in a window, each (pairs, rows, columns).

    Parameters
    ----------
    offsets : array (pairs,), rad, taken off each pair
    cycles : raster with a band per pair, named as the pair, of cycles (multiples of 2 pi) to add; ``FLAGGED`` where the
        pair must not be used, and has no phase here
    out : flat arrays of at least pairs x pixels of the window to read into. A caller that reads many blocks
        into the same memory saves the system the work of clearing it each time

    Raises
    ------
    InputError
        If a file cannot be read, its phase cannot be, or the bands of ``cycles`` are not those of the pairs.
    """
    shape = (len(stack.pairs), window.height, window.width)
    size = shape[0] * shape[1] * shape[2]
    flat = out or (np.empty(size, np.float32), np.empty(size, np.uint8))
    phase, codes = flat[0][:size].reshape(shape), flat[1][:size].reshape(shape)
    with Env(**NO_SIDECARS):
        for number, (path, coherence) in enumerate(zip(stack.unwrapped, stack.coherence, strict=True)):
            with open_raster(path) as source:
                source.read(1, window=window, out=phase[number])
            require_phase(path, phase[number])
            with open_raster(coherence) as source:
                if source.dtypes[0] != "uint8":
                    raise InputError(coherence, "coherence is not coded in one byte", "Make the file again.")
                source.read(1, window=window, out=codes[number])
            if offsets is not None:
                phase[number] -= np.float32(offsets[number])
        if cycles is not None:
            _add_cycles(phase, stack, cycles, window)
    return phase, codes


def _add_cycles(phase: NDArray[np.float32], stack: PairStack, cycles: str, window: Window) -> None:
    with open_raster(cycles) as source:
        if list(source.descriptions) != [pair.name for pair in stack.pairs]:
            raise InputError(cycles, "its bands are not the pairs in use", "Run rule close_triplets again.")
        whole = source.read(window=window)  # all at once: band by band, rasterio looks at all bands each time
    for number in np.flatnonzero(whole.any(axis=(1, 2))):
        add = np.float32(2 * np.pi) * whole[number].astype(np.float32)
        phase[number] += np.where(whole[number] == FLAGGED, np.float32(np.nan), add)


def read_block(stack: PairStack, window: Window) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Unwrapped phase (rad) and coherence of all pairs in a window, each (pairs, rows, columns)."""
    phase, codes = read_coded(stack, window)
    return phase, decode_coherence(codes)


def mean_coherence(codes: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Mean coherence over the pairs (first axis) from its codes, missing ones counted as zero."""
    present = np.zeros(codes.shape[1:], np.uint32)
    for code in codes:
        present += code > 0
    return ((codes.sum(axis=0, dtype=np.uint32) - present) / (STEPS * len(codes))).astype(np.float32)


class Summary(NamedTuple):
    """Whole-scene summaries, each array (rows, columns), of a pass over the pairs one by one.

    Attributes
    ----------
    rate : phase rate by stacking the pairs that are there (rad/yr); NaN where fewer than half of them are
    mean_coherence : over all pairs, missing ones counted as zero
    pair_coherence : mean coherence of each pair
    missing : number of pairs that are missing, int32
    """

    rate: NDArray[np.float32]
    mean_coherence: NDArray[np.float32]
    pair_coherence: list[float]
    missing: NDArray[np.int32]


def summarise(stack: PairStack) -> Summary:
    """Stacking rate (each pair's median removed) and mean coherence, holding one pair in memory."""
    rate, squares, total = (np.zeros(stack.grid.shape) for _ in range(3))
    missing = np.zeros(stack.grid.shape, np.int32)
    means = []
    for pair, phase_path, coherence_path in zip(stack.pairs, stack.unwrapped, stack.coherence, strict=True):
        phase = read_pair_phase(phase_path)
        coherence = decode_coherence(read_raster(coherence_path)[0])
        known = np.isfinite(phase)
        years = pair.days / DAYS_PER_YEAR
        if known.any():
            rate += np.where(known, (phase - np.nanmedian(phase)) * years, 0)
        squares += known * years**2
        missing += ~known
        total += np.nan_to_num(coherence)
        means.append(float(np.nanmean(coherence)))
    count = len(stack.pairs)
    rate = np.where(2 * missing <= count, rate, np.nan) / np.where(squares > 0, squares, np.nan)
    return Summary(rate.astype(np.float32), (total / count).astype(np.float32), means, missing)


def reference_offsets(
    stack: PairStack, reference: Reference, ties: Sequence[float] | None = None
) -> NDArray[np.float32]:
    """Phase of each pair at the reference (rad), as array (pairs,): the median over the window, or its tie.

    Parameters
    ----------
    ties : phase at the reference of the pairs that are tied otherwise (column ``tie_rad`` of the network's
        table), NaN of the others; the window serves for all if not given

    Raises
    ------
    InputError
        If a pair has neither.
    """
    window = Window.from_slices(*reference.window)
    offsets = []
    for path, tie in zip(stack.unwrapped, ties or [np.nan] * len(stack.pairs), strict=True):
        if np.isfinite(tie):
            offsets.append(tie)
            continue
        phase = read_pair_phase(path, window)
        if not np.isfinite(phase).any():
            raise InputError(
                path,
                "nothing is unwrapped in the reference window, and the network's table holds no tie for it",
                "Run rule screen_pairs again.",
            )
        offsets.append(float(np.nanmedian(phase)))
    return np.array(offsets, np.float32)
