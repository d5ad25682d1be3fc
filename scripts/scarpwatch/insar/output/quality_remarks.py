"""What the reader must know of pixels that stay: shares, figures and words for record, log and report."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scarpwatch.decisions import decide
from scarpwatch.files.json_files import decode
from scarpwatch.insar.inversion.noise_coherence import JUDGED, QUANTILE, kept_share
from scarpwatch.insar.output.map_classes import NO_RATE

NOTABLE_SHARE = 0.05  # of pixels that disconnected subsets take out of the map
NOISES_RAD = (0.5, 0.8)  # noise of the pairs for which the share of good pixels that pass is told


def subset_record(
    layers: Mapping[str, NDArray[Any]],
    remarked: Mapping[str, NDArray[np.bool_]],
    attributes: Mapping[str, Any],
) -> dict[str, Any] | None:
    """Pixels with disconnected subsets; None for a series that does not tell them.

    Parameters
    ----------
    layers : arrays (rows, columns), as :func:`~scarpwatch.insar.output.quality_mask.remarks` takes them
    attributes : of the rate, with ``subsets``
    """
    if "subset_pattern" not in layers or "subsets" not in attributes:
        return None
    seen = layers["pairs"] > 0
    inside = seen & (layers["subset_pattern"] > 0)
    told = decode(attributes["subsets"])
    return {
        "share": float(inside[seen].mean()),
        "measured_share": float(remarked["subsets"][seen].mean()),
        "without_rate_share": float((inside & ~np.isfinite(layers["rate"]))[seen].mean()),
        "without_cumulative_share": (told["rate"] - told["cumulative"]) / max(1, int(seen.sum())),
        "patterns": told["patterns"],
        "sigma_factor_median": told["inflation"],
    }


def subset_decision(record: Mapping[str, Any] | None, *, removed: bool) -> list[dict[str, Any]]:
    """How pixels with disconnected subsets were treated.

    Parameters
    ----------
    record : from :func:`subset_record`
    removed : whether the quality mask removes them, whatever their rate
    """
    if record is None:
        return []
    if record["share"] == 0:
        return [decide("subsets", "no pixel concerned", "the pairs of every pixel connect all dates")]
    reason = f"{record['share']:.1%} of the pixels with pairs have disconnected subsets of dates"
    if record["sigma_factor_median"] is not None:
        reason += f", which raises the sigma of their rate {record['sigma_factor_median']:.1f} times (median)"
    if record["without_rate_share"]:
        reason += f"; {record['without_rate_share']:.1%} get no rate, since it would be too uncertain"
    if record["without_cumulative_share"]:
        reason += f"; {record['without_cumulative_share']:.1%} get no cumulative deformation, because a step falls into the gap"
    if removed:
        reason += "; the quality mask removes them, because network.if_disconnected is stop"
    taken = "rate fitted with a free offset for each subset" if record["measured_share"] else "not mapped"
    notable = record["measured_share"] > 0 or record["share"] >= NOTABLE_SHARE
    return [decide("subsets", taken, reason, notable=notable)]


def surplus_record(
    layers: Mapping[str, NDArray[Any]],
    remarked: Mapping[str, NDArray[np.bool_]],
    minimum: float,
    *,
    robust: bool,
) -> dict[str, Any] | None:
    """What temporal coherence can tell at this redundancy; None for a series whose pairs are not known.

    The figures are those of a pixel with the most pairs.

    Parameters
    ----------
    minimum : config's lowest temporal coherence
    robust : whether the inversion minimised absolute residuals
    """
    if "noise_coherence" not in layers or "temporal_coherence" not in layers:
        return None
    pairs = int(layers["pairs"].max())
    best = layers["pairs"] == pairs
    rank = int(layers["rank"][best].max())
    noise = float(np.nanmin(layers["noise_coherence"][best]))
    limit, stays = max(minimum, noise), np.isfinite(layers["rate"])
    return {
        "pairs": pairs,
        "surplus": pairs - rank,
        "noise_coherence": noise,
        "limit": limit,
        "judged": noise <= JUDGED,
        "cannot_be_judged_share": float(remarked["cannot_be_judged"][stays].mean()) if stays.any() else 0.0,
        **{
            f"kept_share_at_{noise_rad:g}_rad": kept_share(pairs, rank, limit, noise_rad, robust)
            for noise_rad in NOISES_RAD
        },
    }


def surplus_decision(record: Mapping[str, Any] | None, minimum: float) -> list[dict[str, Any]]:
    """The limit of temporal coherence that was applied, and why."""
    if record is None:
        return []
    reason = (
        f"{QUANTILE:.0%} of noise stays below {record['noise_coherence']:.2f} with {record['pairs']} pairs, "
        f"{record['surplus']} more than unknowns; of good pixels with {NOISES_RAD[0]:g} and {NOISES_RAD[1]:g} rad of noise, "
        + " and ".join(f"{record[f'kept_share_at_{noise:g}_rad']:.0%}" for noise in NOISES_RAD)
        + f" reach {record['limit']:.2f}"
    )
    share = record["cannot_be_judged_share"]
    if share:
        reason += f"; {share:.1%} of the pixels with a rate are below what noise reaches with their own pairs"
    if not record["judged"]:
        taken = f"limit {minimum:g}; pixels below {record['noise_coherence']:.2f} cannot be judged and are shown apart"
    elif record["limit"] > minimum:
        taken = f"limit raised from {minimum:g} to {record['limit']:.2f}"
    else:
        taken = f"limit {minimum:g}"
    return [decide("few_pairs", taken, reason, notable=record["limit"] > minimum or share > 0)]


def remark_codes(remarked: Mapping[str, NDArray[np.bool_]]) -> NDArray[np.float32] | None:
    """One layer of both remarks: 1 in subsets, 2 cannot be judged, 3 both, 0 neither; None where there are none."""
    if not remarked:
        return None
    return remarked["subsets"] + np.float32(2) * remarked["cannot_be_judged"]


def put_codes(
    codes: NDArray[np.float32] | None,
    removed: NDArray[np.bool_],
    place: Callable[[NDArray[Any]], NDArray[Any]],
    covered: NDArray[np.bool_],
) -> NDArray[np.uint8]:
    """Codes of the remarks on the analysis grid, ``NO_RATE`` where there is no rate: of a cell, what holds for at least half of what it is made of.

    Parameters
    ----------
    codes : from :func:`remark_codes`
    removed : array (rows, columns), pixels that the quality mask removes
    place : function that puts a layer on the analysis grid
    covered : array of that grid, where there is a rate
    """
    made = np.zeros(covered.shape, np.uint8)
    if codes is None:
        return np.full_like(made, NO_RATE)
    for bit in (1, 2):
        part = np.where(removed, np.float32(np.nan), (codes.astype(np.int8) & bit > 0).astype(np.float32))
        made += np.uint8(bit) * (place(part) >= 0.5)
    made[~covered] = NO_RATE
    return made
