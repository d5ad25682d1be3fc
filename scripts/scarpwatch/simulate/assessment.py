"""How well the workflow recovers the simulated deformation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from scarpwatch.conventions import phase_per_displacement
from scarpwatch.grids.grid import row_blocks
from scarpwatch.insar.corrections.chain import Setting
from scarpwatch.insar.corrections.chain_fit import correct_series
from scarpwatch.insar.interferograms.pair_stack import PairStack, open_stack, read_block
from scarpwatch.insar.interferograms.phase_statistics import pair_weights
from scarpwatch.insar.inversion.solver import invert_network
from scarpwatch.insar.motion.model import motion_design
from scarpwatch.insar.motion.subsets import Patterns, fits_of_patterns, free_offsets
from scarpwatch.insar.reference.record import reference_of
from scarpwatch.insar.reference.window import reference_values
from scarpwatch.insar.series.velocity import fit_velocity, refit_subsets, white_noise
from scarpwatch.simulate.acquisition import Acquisition

SAMPLE = 20_000
Layer = NDArray[np.floating]


class Assessment(NamedTuple):
    """Figures for the report, and a sample of pixels, true and estimated rate in cm/yr."""

    summary: dict[str, float | None]
    true: Layer
    estimated: Layer


def rate_from_true_phase(
    displacement: Layer,
    acquisitions: Sequence[Acquisition],
    unwrapped: Sequence[str],
    coherence: Sequence[str],
    velocity: xr.Dataset,
    *,
    geometry: Sequence[Layer],
    weights: str,
    corrections: Mapping[str, Any],
    motion: Mapping[str, Any],
) -> Layer:
    """Deformation rate (m/yr) that the same inversion and corrections give from the true unwrapped phase.

    Every pair's phase is the true one where the pair has a measurement, with the same weights, so that
    what is left of the error is atmospheric, without phase noise and unwrapping errors.

    Parameters
    ----------
    displacement : array (dates, rows, columns), m, from :func:`~scarpwatch.simulate.stack.true_displacement`
    geometry : height (m), slant range (m) and incidence (rad), each array (rows, columns)
    weights : "variance" or "uniform", as in the run
    corrections : section ``corrections`` of the config, as it was decided for the rate
    motion : the motion model that was decided, as section ``velocity`` of the config
    """
    stack = open_stack(unwrapped, coherence)
    shape, dates = stack.grid.shape, len(acquisitions)
    reference = reference_of(velocity.attrs)
    referred = displacement - reference_values(displacement, reference)[:, None, None]
    series, patterns, numbers = _inverted(stack, referred, weights)
    height, slant_range, incidence = geometry
    design = motion_design(stack.dates, motion)
    # Pixels with disconnected subsets are treated as in the workflow: their offsets are free.
    trusted = np.isfinite(velocity["rate"].values) & np.isfinite(series).all(axis=0)
    kinds, counts = np.unique(numbers[trusted], return_counts=True)
    common = int(kinds[np.argmax(counts)])
    setting = Setting(
        np.column_stack([design, free_offsets(patterns.labels(common))]),
        np.array([a.perpendicular_baseline_m for a in acquisitions]),
        height,
        slant_range * np.sin(incidence),
        reference,
    )
    trusted &= numbers == common
    corrected, _ = correct_series(series, setting, trusted=trusted, corrections=corrections)
    fitted, fits = fit_velocity(corrected.series, design), fits_of_patterns(design, patterns, motion)
    noise, ones = white_noise(dates), np.ones(shape)
    refit_subsets(fitted, corrected.series, numbers, fits, lambda _: noise, ones, 0.0)
    return fitted.rate


def _inverted(
    stack: PairStack, referred: Layer, weights: str
) -> tuple[NDArray[np.float32], Patterns, NDArray[np.int32]]:
    """The inversion of the true phase of the pairs, where they have a measurement.

    Parameters
    ----------
    referred : array (dates, rows, columns), m, relative to the reference window

    Returns
    -------
    series : array (dates, rows, columns), m
    patterns, numbers : patterns of subsets, and those of the pixels, array (rows, columns)
    """
    first, second = stack.indices()
    shape, dates = stack.grid.shape, len(referred)
    to_phase = phase_per_displacement(stack.wavelength)
    series = np.full((dates, *shape), np.nan, np.float32)
    patterns, numbers = Patterns(np.empty((0, dates), np.int16)), np.zeros(shape, np.int32)
    for window in row_blocks(shape, 64):
        measured, gamma = read_block(stack, window)
        block = window.toslices()
        part = referred[:, *block]
        phase = np.where(np.isfinite(measured), to_phase * (part[second] - part[first]), np.nan)
        flat = phase.reshape(len(first), -1).astype(np.float32)
        weight = np.ones_like(flat)
        if weights != "uniform":  # the demo's coherence follows its noise
            weight = pair_weights(gamma, stack.looks).reshape(flat.shape)
        solved = invert_network(flat, weight, first, second, stack.years)
        series[:, *block] = (solved.phase / to_phase).reshape(dates, *part.shape[1:])
        own = np.zeros(flat.shape[1], np.int32)
        own[solved.cut] = patterns.number(solved.subsets)
        numbers[block] = own.reshape(part.shape[1:])
    return series, patterns, numbers


def assess_rate(
    estimated: Layer,
    ideal: Layer,
    true: Layer,
    *,
    trusted: NDArray[np.bool_],
    offset_sigma: float,
    sigma: Layer,
) -> Assessment:
    """Compare rates (m/yr) with the truth.

    The median error over truly stable ground (over all, where none is stable) is removed first: it is the
    draw of the atmosphere over the reference window, which no correction removes, and is reported beside its
    predicted sigma. ``sigma`` is that of what is then left.

    Parameters
    ----------
    estimated, ideal, true, sigma : arrays (rows, columns), m/yr; ``ideal`` from the true unwrapped phase
    trusted : array (rows, columns), the pixels that count
    offset_sigma : predicted standard deviation of the offset (m/yr)
    """
    use = trusted & np.isfinite(estimated) & np.isfinite(ideal) & np.isfinite(true)
    stable = use & (np.abs(true) < 1e-4)
    if not stable.any():
        stable = use
    offset = float(np.median(estimated[stable] - true[stable]))
    offset_ideal = float(np.median(ideal[stable] - true[stable]))
    error = estimated[use] - offset - true[use]
    error_ideal = ideal[use] - offset_ideal - true[use]
    slope = float(np.polyfit(true[use], estimated[use], 1)[0])
    rmse, rmse_ideal = (float(np.sqrt(np.mean(e.astype(float) ** 2))) for e in (error, error_ideal))
    summary = {
        "n": int(use.sum()),
        "share_of_seen": float(use.sum() / np.isfinite(true).sum()),
        "error_std_cm_per_year": 100 * float(np.std(error)),
        "slope": slope,
        "correlation": float(np.corrcoef(true[use], estimated[use])[0, 1]),
        "rmse_cm_per_year": 100 * rmse,
        "rmse_true_phase_cm_per_year": 100 * rmse_ideal,
        "rmse_ratio": rmse / rmse_ideal if rmse_ideal > 0 else None,
        "offset_cm_per_year": 100 * offset,
        "offset_sigma_cm_per_year": 100 * offset_sigma,
        "within_one_sigma": float(np.mean(np.abs(error) <= sigma[use])),
    }
    step = max(1, int(use.sum()) // SAMPLE)
    return Assessment(summary, 100 * true[use][::step], 100 * (estimated[use] - offset)[::step])
