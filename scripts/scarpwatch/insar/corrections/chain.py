"""The corrections of a displacement series in their order, and what each removed.

They are fitted once, to samples of pixels, and then applied to any part of the series by itself, so that the
whole series is never held. The order: delays that were measured or modelled elsewhere, then ramp and height,
then the DEM error. Delays come first, because what they leave of ramps and of the height-dependent delay is
then fitted and removed; fitted first, the empirical terms would have taken that part already, and the delays
would put it back with the other sign.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from rasterio.windows import Window

from scarpwatch.errors import DataError
from scarpwatch.insar.corrections.dem_error import dem_error_doubt, remove_dem_error
from scarpwatch.insar.corrections.earned_ramps import fit_earned_ramps, rates_record
from scarpwatch.insar.corrections.earned_terms import CycleChoice, baselines_doubt, choose_cycles
from scarpwatch.insar.corrections.ramps import FEWEST_PIXELS, RampFit
from scarpwatch.insar.motion.model import LARGEST_INFLATION, rate_inflation
from scarpwatch.insar.reference.window import Reference
from scarpwatch.insar.series.sample import Read, Sample, read_sample, rows_that_fit, sample_pixels
from scarpwatch.sentinel1.baseline_checks import baselines_fault

SAMPLE = 600  # pixels that ramps are fitted to; the time and memory of it grow with the cube and the square


class Setting(NamedTuple):
    """What the corrections need to know of the stack.

    Attributes
    ----------
    design : array (dates, terms), the motion model
    baselines : array (dates,), perpendicular (m); NaN where not known
    height : array (rows, columns), m
    ground : array (rows, columns), slant range times sine of incidence (m)
    reference : the window where displacement is zero
    aspect : extent along the columns over extent along the rows, on the ground
    cycles : name to columns of the design, of the cycles that have to earn their place
    doubt : why the baselines cannot be true, by what is known of the pairs; None where nothing speaks against them
    cell : height and width of a pixel on the ground (m); NaN where not known, and the scene then counts as large
    """

    design: NDArray[np.float64]
    baselines: NDArray[np.float64]
    height: NDArray[np.floating]
    ground: NDArray[np.floating]
    reference: Reference
    aspect: float = 1.0
    cycles: Mapping[str, Sequence[int]] = {}
    doubt: str | None = None
    cell: tuple[float, float] = (np.nan, np.nan)

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        rows, columns = self.height.shape
        return rows, columns


class Chain(NamedTuple):
    """Fitted corrections, to be applied by :func:`apply_chain`.

    Attributes
    ----------
    ramps : or None where they are not removed
    dem_error : whether the DEM error is removed
    offsets : array (dates,) per step, what refers the series to the window again, m
    summary : what was done and found, for the report
    design : array (dates, terms), the motion model without the cycles that did not earn their place
    cycles : how the cycles of the setting were judged
    """

    ramps: RampFit | None
    dem_error: bool
    offsets: dict[str, NDArray[np.floating]]
    summary: dict[str, Any]
    design: NDArray[np.float64]
    cycles: Sequence[CycleChoice] = ()


class Corrected(NamedTuple):
    """A corrected part of a series, and the DEM error found with its sigma (m; NaN where not estimated)."""

    series: NDArray[np.floating]
    dem_error: NDArray[np.floating]
    dem_error_sigma: NDArray[np.floating]


def _apply(
    chain: Chain, setting: Setting, values: NDArray[np.floating], rows: Any, columns: Any
) -> Corrected:
    """Steps of the chain on the pixels of these rows and columns (arrays that are broadcast)."""
    height, ground = setting.height[rows, columns], setting.ground[rows, columns]
    series = values
    error = sigma = np.full(height.shape, np.nan, np.float32)
    if "delays" in chain.offsets:
        series = _less(series, chain.offsets["delays"])
    if chain.ramps is not None:
        series = series - chain.ramps.at(rows, columns, height, setting.shape)
        if "ramp_and_height" in chain.offsets:
            series = _less(series, chain.offsets["ramp_and_height"])
    if chain.dem_error:
        found = remove_dem_error(series, setting.baselines, ground, design=chain.design)
        series, error, sigma = found.series, found.error, found.sigma
        if "dem_error" in chain.offsets:
            series = _less(series, chain.offsets["dem_error"])
    return Corrected(series, error, sigma)


def _less(values: NDArray[np.floating], of_date: NDArray[np.floating]) -> NDArray[np.floating]:
    return values - of_date.reshape(-1, *(1,) * (values.ndim - 1))


def _pixels(window: Window) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    rows, columns = window.toslices()
    return np.arange(rows.start, rows.stop)[:, None], np.arange(columns.start, columns.stop)[None, :]


def apply_chain(chain: Chain, setting: Setting, values: NDArray[np.floating], window: Window) -> Corrected:
    """Correct the part of the series in a window.

    Parameters
    ----------
    values : array (dates, rows, columns), m, with the delays removed where there are any
    """
    result = _apply(chain, setting, values, *_pixels(window))
    return Corrected(*(part.astype(np.float32) for part in result))


def correct_pixels(
    chain: Chain, setting: Setting, values: NDArray[np.floating], rows: Any, columns: Any
) -> Corrected:
    """Correct pixels of these rows and columns, as :func:`apply_chain` does those of a window.

    Parameters
    ----------
    values : array (dates, pixels), m, with the delays removed where there are any
    """
    return _apply(chain, setting, values, rows, columns)


def baseline_fault(baselines: NDArray[np.float64], design: NDArray[np.float64]) -> str | None:
    """Why the baselines do not tell the DEM error; None where they do.

    Honest baselines go up and down from date to date: estimated besides, they raise the sigma of the rate by at most
    1.2 times. Where they follow time they are not to be told from motion, and the DEM error would take it.
    """
    fault = baselines_fault(baselines)
    if fault:
        return fault
    if np.linalg.matrix_rank(np.column_stack([design, baselines / np.ptp(baselines)])) <= design.shape[1]:
        return "the perpendicular baselines are a combination of the motion model's terms"
    if len(design) <= design.shape[1] + 1:
        return f"{len(design)} dates do not determine it besides a motion model of {design.shape[1]} terms"
    inflation = rate_inflation(design, baselines)
    if inflation > LARGEST_INFLATION:
        return (
            f"the perpendicular baselines follow time: estimating it would raise the sigma of the rate {inflation:,.1f} "
            "times, because it cannot be told from motion"
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
    delays : function of a window, giving the displacement (m) that known delays feign there, as ``read``

    Raises
    ------
    DataError
        If there is no trusted pixel.
    """
    summary: dict[str, Any] = {"applied": [], "left_out": []}
    chain = Chain(None, False, {}, summary, setting.design)
    rows = rows_that_fit(setting.shape, len(setting.design))
    sample = sample_pixels(trusted & np.isfinite(setting.height), SAMPLE)
    window = Window.from_slices(*setting.reference.window)
    raw = read_sample(read, sample, setting.shape, rows)
    feigned = None if delays is None else read_sample(delays, sample, setting.shape, rows)
    at_reference = read(window)
    # A date that was never measured at a pixel, or has no delay there, would spoil the medians of all.
    known = np.isfinite(raw if feigned is None else raw + feigned).all(axis=0)
    sample, raw = Sample(sample.rows[known], sample.columns[known]), raw[:, known]
    if not len(sample.rows):
        raise DataError(
            "the displacement series",
            "there is no trusted pixel with a height to correct it by",
            "Lower quality.min_temporal_coherence or improve the network.",
        )
    if corrections["ramp_and_height"] and len(sample.rows) < FEWEST_PIXELS:
        # One landslide may be smaller than that: its map is given without.
        corrections = {**corrections, "ramp_and_height": False}
        few = f"{len(sample.rows)} trusted pixels with a height are fewer than the {FEWEST_PIXELS} it needs"
        summary["left_out"].append(f"ramp_and_height: {few}")
    summary["spread_before_mm"] = spread_mm(raw)

    def finish(step: str, chain: Chain) -> Chain:
        now = _apply(chain, setting, at_reference, *_pixels(window)).series
        offset = np.nanmedian(now.reshape(len(now), -1), axis=1)
        chain = chain._replace(offsets={**chain.offsets, step: offset})
        found = _apply(chain, setting, raw, sample.rows, sample.columns)
        summary["applied"].append(step)
        summary[f"spread_after_{step}_mm"] = spread_mm(found.series)
        return chain

    def judged(chain: Chain, values: NDArray[np.floating], baselines: NDArray[np.float64] | None) -> Chain:
        choices = choose_cycles(values, setting.design, setting.cycles, baselines=baselines)
        dropped = [choice.name for choice in choices if not choice.kept]
        return chain._replace(cycles=choices, design=without_cycles(setting.design, setting.cycles, dropped))

    if delays is not None and feigned is not None:
        raw = raw - feigned[:, known]
        at_reference = at_reference - delays(window)
        chain = finish("delays", chain)
    # Cycles give way to the DEM error where the dates cannot tell both from the rate, so it is judged without them.
    least = without_cycles(setting.design, setting.cycles, setting.cycles)
    fault = setting.doubt or baseline_fault(setting.baselines, least)
    with_error = bool(corrections["dem_error"]) and not fault
    baselines = setting.baselines if with_error else None
    if corrections["ramp_and_height"]:
        series = _apply(chain, setting, raw, sample.rows, sample.columns).series
        known_terms = least if baselines is None else np.column_stack([least, baselines])
        ramps, rates = fit_earned_ramps(
            series,
            sample,
            setting.height,
            setting.design,
            known_terms,
            cell=setting.cell,
            aspect=setting.aspect,
            baselines=baselines,
            judged=corrections["ramp_and_height"] != "always",
        )
        chain = finish("ramp_and_height", chain._replace(ramps=ramps))
        summary["ramp_and_height_mm"] = (1000 * ramps.coefficients).round(4).tolist()
        summary["ramp_and_height_sigma_mm"] = (1000 * ramps.sigma).round(4).tolist()
        summary["ramp_and_height_rates"] = rates_record(rates)
        summary["turbulence"] = ramps.turbulence._asdict()
    before = _apply(chain, setting, raw, sample.rows, sample.columns).series
    chain = judged(chain, before, baselines)
    if with_error:
        tried = finish("dem_error", chain._replace(dem_error=True))
        after = _apply(tried, setting, raw, sample.rows, sample.columns)
        summary["dem_error_std_m"] = float(np.std(after.dem_error))
        summary["dem_error_sigma_m"] = float(np.sqrt(np.mean(after.dem_error_sigma**2)))
        if corrections["dem_error"] != "always":
            fault = baselines_doubt(before, chain.design, setting.baselines) or dem_error_doubt(
                before, after.series, after.dem_error
            )
        if fault is None:
            return tried
        summary["applied"].remove("dem_error")
        del summary["spread_after_dem_error_mm"]
        chain = judged(chain, before, None)
    if corrections["dem_error"]:
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
