"""Fitting the corrections of a displacement series to a sample of its pixels, and judging which of them it needs."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from rasterio.windows import Window

from scarpwatch.errors import DataError
from scarpwatch.insar.corrections.chain import (
    Chain,
    Corrected,
    Setting,
    apply_chain,
    correct_pixels,
    pixels_of,
)
from scarpwatch.insar.corrections.dem_error import dem_error_doubt
from scarpwatch.insar.corrections.earned_ramps import fit_earned_ramps, rates_record
from scarpwatch.insar.corrections.earned_terms import baselines_doubt, choose_cycles
from scarpwatch.insar.corrections.ramps import FEWEST_PIXELS
from scarpwatch.insar.motion.model import LARGEST_INFLATION, rate_inflation
from scarpwatch.insar.series.sample import Read, Sample, read_sample, rows_that_fit, sample_pixels
from scarpwatch.sentinel1.baseline_checks import baselines_fault

SAMPLE = 600  # pixels that ramps are fitted to; the time and memory of it grow with the cube and the square


def baseline_fault(baselines: NDArray[np.float64], design: NDArray[np.float64]) -> str | None:
    """Why the baselines do not tell the DEM error; None where they do.

    Honest baselines go up and down from date to date: estimated besides, they raise the sigma of the rate by at most
    1.2 times. Where they are correlated with time they cannot be told from motion, and the DEM error would absorb it.
    """
    fault = baselines_fault(baselines)
    if fault:
        return fault
    if np.linalg.matrix_rank(np.column_stack([design, baselines / np.ptp(baselines)])) <= design.shape[1]:
        return "the perpendicular baselines are a linear combination of the motion model's terms"
    if len(design) <= design.shape[1] + 1:
        return f"{len(design)} dates do not determine it besides a motion model of {design.shape[1]} terms"
    inflation = rate_inflation(design, baselines)
    if inflation > LARGEST_INFLATION:
        return (
            f"the perpendicular baselines are correlated with time: estimating it would raise the sigma of the rate {inflation:,.1f} "
            "times, because it cannot be separated from motion"
        )
    return None


def without_cycles(
    design: NDArray[np.float64], cycles: Mapping[str, Sequence[int]], names: Collection[str]
) -> NDArray[np.float64]:
    """The design without the columns of these cycles."""
    dropped = {column for name in names for column in cycles[name]}
    return design[:, [column for column in range(design.shape[1]) if column not in dropped]]


def spread_mm(values: NDArray[np.floating]) -> list[float]:
    """Standard deviation of every date about its median (mm), of an array (dates, pixels)."""
    about = values - np.median(values, axis=1, keepdims=True)
    return [round(float(1000 * s), 4) for s in np.std(about, axis=1)]


class _Known(NamedTuple):
    """What the corrections are fitted to: pixels of the sample, array (dates, pixels), and the reference window, array
    (dates, rows, columns), both in m."""

    sample: Sample
    values: NDArray[np.floating]
    window: Window
    at_reference: NDArray[np.floating]

    def corrected(self, chain: Chain, setting: Setting) -> Corrected:
        """The pixels of the sample after the chain."""
        return correct_pixels(chain, setting, self.values, self.sample.rows, self.sample.columns)


def _read_known(
    read: Read, setting: Setting, trusted: NDArray[np.bool_], delays: Read | None
) -> tuple[_Known, NDArray[np.floating] | None]:
    """Read what the corrections are fitted to, and the delays at the pixels of the sample, where there are any."""
    rows = rows_that_fit(setting.shape, len(setting.design))
    sample = sample_pixels(trusted & np.isfinite(setting.height), SAMPLE)
    window = Window.from_slices(*setting.reference.window)
    raw = read_sample(read, sample, setting.shape, rows)
    feigned = None if delays is None else read_sample(delays, sample, setting.shape, rows)
    # A date that was never measured at a pixel, or has no delay there, would spoil the medians of all.
    known = np.isfinite(raw if feigned is None else raw + feigned).all(axis=0)
    if not known.any():
        raise DataError(
            "the displacement series",
            "there is no trusted pixel with a height to correct it by",
            "Lower quality.min_temporal_coherence or improve the network.",
        )
    sample = Sample(sample.rows[known], sample.columns[known])
    found = _Known(sample, raw[:, known], window, read(window))
    return found, None if feigned is None else feigned[:, known]


def _finished(step: str, chain: Chain, setting: Setting, known: _Known) -> Chain:
    """The chain after a step, referred to the window again; its summary tells the step and what it left."""
    now = correct_pixels(chain, setting, known.at_reference, *pixels_of(known.window)).series
    offset = np.nanmedian(now.reshape(len(now), -1), axis=1)
    chain = chain._replace(offsets={**chain.offsets, step: offset})
    chain.summary["applied"].append(step)
    chain.summary[f"spread_after_{step}_mm"] = spread_mm(known.corrected(chain, setting).series)
    return chain


def _judged(
    chain: Chain, setting: Setting, values: NDArray[np.floating], baselines: NDArray[np.float64] | None
) -> Chain:
    """The chain with a design that holds the cycles which earn their place."""
    choices = choose_cycles(values, setting.design, setting.cycles, baselines=baselines)
    dropped = [choice.name for choice in choices if not choice.kept]
    return chain._replace(cycles=choices, design=without_cycles(setting.design, setting.cycles, dropped))


def _with_ramps(
    chain: Chain,
    setting: Setting,
    known: _Known,
    least: NDArray[np.float64],
    baselines: NDArray[np.float64] | None,
    *,
    always: bool,
) -> Chain:
    """The chain with ramp and height; ``least`` is the design without cycles."""
    series = known.corrected(chain, setting).series
    known_terms = least if baselines is None else np.column_stack([least, baselines])
    ramps, rates = fit_earned_ramps(
        series,
        known.sample,
        setting.height,
        setting.design,
        known_terms,
        cell=setting.cell,
        aspect=setting.aspect,
        baselines=baselines,
        judged=not always,
    )
    chain = _finished("ramp_and_height", chain._replace(ramps=ramps), setting, known)
    chain.summary["ramp_and_height_mm"] = (1000 * ramps.coefficients).round(4).tolist()
    chain.summary["ramp_and_height_sigma_mm"] = (1000 * ramps.sigma).round(4).tolist()
    chain.summary["ramp_and_height_rates"] = rates_record(rates)
    chain.summary["turbulence"] = ramps.turbulence._asdict()
    return chain


def _with_dem_error(
    chain: Chain, setting: Setting, known: _Known, before: NDArray[np.floating], *, always: bool
) -> tuple[Chain, str | None]:
    """The chain with the DEM error; as it was, with the reason, where what is found speaks against it."""
    summary = chain.summary
    tried = _finished("dem_error", chain._replace(dem_error=True), setting, known)
    after = known.corrected(tried, setting)
    summary["dem_error_std_m"] = float(np.std(after.dem_error))
    summary["dem_error_sigma_m"] = float(np.sqrt(np.mean(after.dem_error_sigma**2)))
    fault = None
    if not always:
        fault = baselines_doubt(before, chain.design, setting.baselines) or dem_error_doubt(
            before, after.series, after.dem_error
        )
    if fault is None:
        return tried, None
    summary["applied"].remove("dem_error")
    del summary["spread_after_dem_error_mm"]
    return _judged(chain, setting, before, None), fault


def fit_chain(
    read: Read,
    setting: Setting,
    *,
    trusted: NDArray[np.bool_],
    corrections: Mapping[str, Any],
    delays: Read | None = None,
) -> Chain:
    """Fit the corrections to samples of the series.

    Parameters
    ----------
    read : function of a window, giving the uncorrected series there, array (dates, rows, columns) in m
    trusted : array (rows, columns), pixels that the ramp may be fitted to
    corrections : switches ``ramp_and_height`` and ``dem_error``, as in the config; ``"always"`` is not judged by
        what is found
    delays : function of a window, giving the apparent displacement (m) by tropospheric delays there, as ``read``

    Raises
    ------
    DataError
        If there is no trusted pixel.
    """
    summary: dict[str, Any] = {"applied": [], "left_out": []}
    chain = Chain(None, False, {}, summary, setting.design)
    known, feigned = _read_known(read, setting, trusted, delays)
    pixels, ramps = known.values.shape[1], corrections["ramp_and_height"]
    if ramps and pixels < FEWEST_PIXELS:
        # One landslide may be smaller than that: its map is given without.
        ramps = False
        few = f"{pixels} trusted pixels with a height are fewer than the {FEWEST_PIXELS} it needs"
        summary["left_out"].append(f"ramp_and_height: {few}")
    summary["spread_before_mm"] = spread_mm(known.values)
    if delays is not None and feigned is not None:
        known = known._replace(
            values=known.values - feigned, at_reference=known.at_reference - delays(known.window)
        )
        chain = _finished("delays", chain, setting, known)
    # Cycles give way to the DEM error where the dates cannot tell both from the rate, so it is judged without them.
    least = without_cycles(setting.design, setting.cycles, setting.cycles)
    fault = setting.doubt or baseline_fault(setting.baselines, least)
    with_error = bool(corrections["dem_error"]) and not fault
    baselines = setting.baselines if with_error else None
    if ramps:
        chain = _with_ramps(chain, setting, known, least, baselines, always=ramps == "always")
    before = known.corrected(chain, setting).series
    chain = _judged(chain, setting, before, baselines)
    if with_error:
        always = corrections["dem_error"] == "always"
        chain, fault = _with_dem_error(chain, setting, known, before, always=always)
    if corrections["dem_error"] and fault:
        summary["left_out"].append(f"dem_error: {fault}")
    return chain


def correct_series(
    series: NDArray[np.floating],
    setting: Setting,
    *,
    trusted: NDArray[np.bool_],
    corrections: Mapping[str, Any],
) -> tuple[Corrected, dict[str, Any]]:
    """Fit and apply the corrections to a series that is held in memory.

    Parameters
    ----------
    series : array (dates, rows, columns), m
    """

    def read(window: Window) -> NDArray[np.floating]:
        return series[:, *window.toslices()]

    chain = fit_chain(read, setting, trusted=trusted, corrections=corrections)
    whole = Window(0, 0, setting.shape[1], setting.shape[0])
    return apply_chain(chain, setting, series, whole), chain.summary
