"""The record of the triplet closure: shares per pair and over the scene, and the decision about unwrapping errors."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from typing import Any, TextIO

import numpy as np
from numpy.typing import NDArray

from scarpwatch.decisions import decide
from scarpwatch.insar.closure.phase_bias import bias_summary
from scarpwatch.insar.closure.region_repair import Regions
from scarpwatch.insar.closure.scene import Scene, SceneClosure
from scarpwatch.insar.closure.stage import ClosureNetwork

NOTABLE_SHARE = 0.05  # of phases left out, of pixels that lose rank, or of pairs that no triplet checks


def write_pair_table(stream: TextIO, names: Sequence[str], counts: Mapping[str, NDArray[np.int64]]) -> None:
    """Shares per pair as a table; empty where a pair has no triplet or no pixel."""
    writer = csv.writer(stream, delimiter="\t", lineterminator="\n")
    writer.writerow(("pair", "nonzero_share", "repaired_share", "flagged_share"))
    for number, name in enumerate(names):
        parts = (("failed", "seen"), ("repaired", "measured"), ("flagged", "measured"))
        shares = [int(counts[part][number]) / max(int(counts[of][number]), 1) for part, of in parts]
        known = [int(counts[of][number]) > 0 for _, of in parts]
        writer.writerow(
            (name, *(f"{value:.6f}" if is_ else "" for value, is_ in zip(shares, known, strict=True)))
        )


def closure_summary(
    network: ClosureNetwork,
    counts: Mapping[str, NDArray[np.int64]],
    bridges: Sequence[Mapping[int, int]],
    *,
    left: int,
    lost: int,
    pixels: int,
    regions: Regions | None,
) -> dict[str, Any]:
    """Shares over the whole scene, None where there is no triplet, and the decision about what is left out.

    Parameters
    ----------
    left, lost, pixels : sums of these of the blocks
    """
    total = {name: int(values.sum()) for name, values in counts.items()}
    seen, measured = total["seen"], total["measured"]
    flagged, rank_lost = (
        part / whole if whole else 0.0 for part, whole in ((total["flagged"], measured), (lost, pixels))
    )
    repaired = total["repaired"] / measured if measured else 0.0
    held = counts["measured"] > 0
    unchecked = int(np.count_nonzero(held & (counts["seen"] == 0))), int(np.count_nonzero(held))
    taken = f"{repaired:.2%} of the phases corrected by multiples of 2 pi, {flagged:.2%} left out"
    reason = (
        f"{total['failed'] / max(seen, 1):.2%} of the triplets have an integer closure residual before and {3 * left / max(seen, 1):.2%} "
        f"after it; {rank_lost:.1%} of the pixels lose rank by what is left out"
    )
    if measured and not seen:
        taken = "none could be looked for"
        reason = "no three pairs form a triplet, so that unwrapping errors go into the rate undetected"
    elif unchecked[0]:
        reason += f"; {unchecked[0]} of {unchecked[1]} pairs are in no triplet, and no closure checks them"
    worst = max(flagged, rank_lost, unchecked[0] / max(unchecked[1], 1))
    decision = decide("repair", taken, reason, notable=worst > NOTABLE_SHARE)
    return {
        "triplets": len(network.triplets),
        "nonzero_share": total["failed"] / seen if seen else None,
        "nonzero_share_after_repair": 3 * left / seen if seen else None,
        "repaired_share": total["repaired"] / measured if measured else None,
        "flagged_share": total["flagged"] / measured if measured else None,
        "rank_lost_share": lost / pixels if pixels else None,
        "regions": 0 if regions is None else len(regions.cycles) - 1,
        "components_moved": sum(map(len, bridges)),
        "decisions": [decision],
    }


def scene_record(
    scene: Scene, closed: SceneClosure, bias: NDArray[np.float32], sigma: NDArray[np.float32]
) -> dict[str, Any]:
    """:func:`closure_summary` of a scene, and what the map of its phase bias says.

    Parameters
    ----------
    bias, sigma : arrays (rows, columns), cm/yr, of :func:`~scarpwatch.insar.closure.scene.scene_bias`
    """
    record = closure_summary(
        scene.network, closed.counts, scene.bridges, regions=scene.regions, **closed.sums
    )
    lag = scene.network.chains.lag if scene.network.chains else 0
    record["phase_bias"] = bias_summary(bias, sigma, lag, min(pair.days for pair in scene.stack.pairs))
    return record
