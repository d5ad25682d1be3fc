"""Phase bias of short pairs (fading signal), from the wrapped closure of chains of triplets.

Without bias a multilooked closure phase is noise about zero. Where part of what a pixel shows changes its
phase and soon fades, short pairs see the change and long ones do not (Ansari et al. 2021), and closures have
a mean. Over the chain of triplets that leads from a date to the date L steps on,

    C = sum of W(phi(0, m) + phi(m, m + 1) - phi(0, m + 1)),  m = 1 .. L - 1,

is the phase of the L shortest pairs less that of the one longest pair, so that over all chains

    bias = -(wavelength / 4 pi) sum C / sum T,  T the time that a chain spans,

is the rate that the shortest pairs give less the rate that the longest ones give (the sequential closure
phase of Zheng et al. 2022, here with each triplet wrapped by itself). It is a lower bound of the bias of the
shortest pairs, since the longest ones have some left.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray
from scipy.ndimage import uniform_filter

from scarpwatch.conventions import displacement_per_phase
from scarpwatch.dates import years_between
from scarpwatch.distributions import normal_above, normal_below, student_quantile
from scarpwatch.insar.network.pairs import Pair

FACTOR = 3.0  # standard errors beyond which a bias is taken as real
FEWEST_CHAINS = 5


class Chains(NamedTuple):
    """Chains of triplets from every date to the date ``lag`` steps on.

    Attributes
    ----------
    triplets : array (chains, lag - 1, 3): pairs ab, bc, ac of each triplet
    start : array (chains,): index of the first date
    years : array (chains,): time that the chain spans (yr)
    """

    lag: int
    triplets: NDArray[np.int64]
    start: NDArray[np.int64]
    years: NDArray[np.float64]


def bias_chains(pairs: Sequence[Pair]) -> Chains | None:
    """Chains of the longest lag that at least half of the dates have; None below ``FEWEST_CHAINS``."""
    index = {pair: number for number, pair in enumerate(pairs)}
    days: list[date] = sorted({day for pair in pairs for day in pair})

    def chain(start: int, lag: int) -> list[tuple[int, int, int]] | None:
        steps = []
        for m in range(1, lag):
            first, middle, last = days[start], days[start + m], days[start + m + 1]
            trio = (Pair(first, middle), Pair(middle, last), Pair(first, last))
            if not all(pair in index for pair in trio):
                return None
            steps.append((index[trio[0]], index[trio[1]], index[trio[2]]))
        return steps

    best = None
    for lag in range(2, len(days)):
        found = {start: chain(start, lag) for start in range(len(days) - lag)}
        held = {start: steps for start, steps in found.items() if steps}
        if len(held) < max(FEWEST_CHAINS, len(found) / 2):
            break
        years = [years_between(days[start], days[start + lag]) for start in held]
        best = Chains(lag, np.array(list(held.values())), np.array(list(held)), np.array(years))
    return best


@njit(cache=True)
def _chain_closure(phase, triplets, closure):  # type: ignore[no-untyped-def]
    turn = 1 / (2 * np.pi)
    closure[:] = 0
    for n in range(triplets.shape[0]):
        ab, bc, ac = triplets[n, 0], triplets[n, 1], triplets[n, 2]
        for x in range(phase.shape[1]):
            turns = (phase[ab, x] + phase[bc, x] - phase[ac, x]) * turn
            closure[x] += (turns - np.rint(turns)) * (2 * np.pi)


class BiasBlock(NamedTuple):
    """Sums of a block from which :func:`finish_bias` makes the map.

    Attributes
    ----------
    rate : array (rows, columns), rad/yr
    variance : array (rows, columns): variance of a chain's residual (rad^2)
    chains : array (rows, columns), int16: chains that the pixel has
    years : array (rows, columns): mean time that these span
    autocovariance : array (lag + 1,): sums over pixels of the products of residuals so many dates apart
    """

    rate: NDArray[np.float32]
    variance: NDArray[np.float32]
    chains: NDArray[np.int16]
    years: NDArray[np.float32]
    autocovariance: NDArray[np.float64]


def measure_bias(
    phase: NDArray[np.float32], chains: Chains, *, window: int, core: tuple[slice, slice] | None = None
) -> BiasBlock:
    """Mean closure over the chains, averaged over ``window`` x ``window`` pixels.

    Parameters
    ----------
    phase : array (pairs, rows, columns), rad, unwrapped or wrapped; NaN where a pair is missing
    window : odd; where fewer than a quarter of its pixels have a chain, the chain is missing
    core : rows and columns of the block that are wanted, where it has a margin around them
    """
    shape = phase.shape[1:]
    core = (slice(None), slice(None)) if core is None else core
    flat = np.ascontiguousarray(phase).reshape(len(phase), -1)
    closures = np.empty((len(chains.start), *np.empty(shape, np.bool_)[core].shape), np.float32)
    one = np.empty(flat.shape[1], np.float32)
    for number, triplets in enumerate(chains.triplets):
        _chain_closure(flat, triplets, one)
        layer = one.reshape(shape)
        if window > 1:
            known = np.isfinite(layer)
            share = uniform_filter(known.astype(np.float32), window, mode="constant")
            total = uniform_filter(np.where(known, layer, 0), window, mode="constant")
            enough = known & (share >= 0.25)
            layer = np.where(enough, total / np.where(enough, share, 1), np.nan)
        closures[number] = layer[core]
    present = np.isfinite(closures)
    count = present.sum(axis=0)
    spans = np.einsum("c,c...->...", chains.years, present)
    usable = count >= FEWEST_CHAINS
    with np.errstate(invalid="ignore", divide="ignore"):
        rate = np.where(usable, np.nansum(closures, axis=0, dtype=np.float64) / spans, np.nan)
    residual = np.where(present & usable, closures - rate * chains.years[:, None, None], 0)
    residual = residual.astype(np.float32)
    products = np.zeros(chains.lag + 1)
    place = {int(start): number for number, start in enumerate(chains.start)}
    for apart in range(chains.lag + 1):
        for start, number in place.items():
            other = place.get(start + apart)
            if other is not None:
                products[apart] += np.vdot(residual[number], residual[other])
    with np.errstate(invalid="ignore", divide="ignore"):
        variance = np.where(usable, np.einsum("cij,cij->ij", residual, residual) / count, np.nan)
        years = np.where(usable, spans / count, np.nan)
    return BiasBlock(
        rate.astype(np.float32),
        variance.astype(np.float32),
        count.astype(np.int16),
        years.astype(np.float32),
        products,
    )


def finish_bias(
    rate: NDArray[np.float32],
    variance: NDArray[np.float32],
    chains: NDArray[np.int16],
    years: NDArray[np.float32],
    autocovariance: NDArray[np.float64],
    *,
    wavelength: float,
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Bias and its standard error (cm/yr; sign: ``scarpwatch.conventions``).

    Chains overlap, so neighbouring ones share pairs. How much that widens the error of the mean is taken
    from the autocovariance over the whole scene, a = 1 + 2 sum of correlations up to the lag, corrected for
    what the subtracted mean takes away. The error is further widened to what a normal distribution would
    need to exceed ``FACTOR`` sigma as rarely as Student's t with chains / a - 1 degrees of freedom does, so
    that |bias| > FACTOR sigma has the same nominal rate in short and long stacks.
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        number = np.where(chains >= FEWEST_CHAINS, chains, np.nan).astype(np.float64)
        lags = len(autocovariance) - 1
        typical = float(np.nanmedian(number)) if np.isfinite(number).any() else float("nan")
        shared = np.maximum(typical - np.arange(lags + 1), 1) / typical  # chains that have a partner
        ratio = autocovariance / autocovariance[0]
        apparent = max(float(ratio[0] + 2 * np.sum(ratio[1:] / shared[1:])), 0.05)
        widened = apparent / max(1 - (2 * lags + 1) / typical + apparent / typical, 0.2)
        error = np.sqrt(variance / np.maximum(1 - widened / number, 0.2) * widened / number) / years
        degrees = np.maximum(number / max(widened, 1.0) - 1, 2)
        tails = student_quantile(normal_below(FACTOR), np.where(np.isfinite(degrees), degrees, 2)) / FACTOR
    scale = displacement_per_phase(wavelength, units_per_metre=100)
    sigma = np.where(np.isfinite(number), abs(scale) * error * tails, np.nan)
    return (scale * rate).astype(np.float32), sigma.astype(np.float32)


def bias_summary(
    bias: NDArray[np.float32], sigma: NDArray[np.float32], lag: int, shortest_days: float
) -> dict[str, object]:
    """What the map of the bias says, in numbers.

    Parameters
    ----------
    bias, sigma : arrays (rows, columns), cm/yr; NaN where not known
    lag : steps of the longest pairs, 0 without chains
    shortest_days : days of the shortest pairs

    Returns
    -------
    dict
        ``verdict``: ``unknown`` (no pixel has enough chains), ``biased`` (more of the area exceeds ``sigma_factor``
        standard errors than five times what chance alone would give) or ``within_noise``; shares of the area and
        medians (cm/yr), which an unknown bias has not.
    """
    known = np.isfinite(bias) & np.isfinite(sigma)
    record: dict[str, object] = {
        "lag": lag,
        "shortest_days": shortest_days,
        "sigma_factor": FACTOR,
        "measured_share": float(known.mean()),
    }
    if not known.any():
        return {**record, "verdict": "unknown"}
    real = known & (np.abs(bias) > FACTOR * sigma)
    nominal = 2 * float(normal_above(FACTOR))
    share = float(real.sum() / known.sum())
    return {
        **record,
        "significant_share": share,
        "nominal_share": nominal,
        "median_sigma_cm_per_year": float(np.median(sigma[known])),
        "median_cm_per_year": float(np.median(bias[known])),
        "median_significant_cm_per_year": float(np.median(bias[real])) if real.any() else None,
        "verdict": "biased" if share > 5 * nominal else "within_noise",
    }
