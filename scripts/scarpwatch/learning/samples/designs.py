"""Designs of cross-validation: which sample is held out with which others, several times over.

"nndm" judges at the distances that the map bridges (`match_distances`), "blocks" in whole blocks, as on the ground of a
new valley (`spatial_folds`), and "random" stands where the units have no places. Where the config asks for them,
"regions" holds out what a column of the factor table tells apart, and "buffered" every sample alone, without those that
lie near it (Le Rest et al. 2014, Global Ecology and Biogeography 23).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scarpwatch.decisions import decide
from scarpwatch.errors import ConfigError, DataError
from scarpwatch.learning.samples.copies import keep_together
from scarpwatch.learning.samples.coverage import has_data
from scarpwatch.learning.samples.folds import random_folds, spatial_folds
from scarpwatch.learning.samples.matched_folds import (
    bridged_distances,
    fold_distances,
    match_distances,
    mutual_distances,
)

MATCHED, BLOCKS, RANDOM, REGIONS, BUFFERED = "nndm", "blocks", "random", "regions", "buffered"
HEADLINES = (MATCHED, RANDOM)
"""Designs whose AUC is that of the map, the first that there is."""

FARTHER = 1.5
"""Folds whose median distance is as many times that of the map, or more, judge on ground that is farther than the
map's; those with the reverse on nearer ground."""

_NAMES = {MATCHED: "matched folds", BUFFERED: "buffered leave-one-out"}
_QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
_STREAM = 17  # of the seed, so that folds take nothing from the random numbers of the draw


def lay_folds(
    samples: pd.DataFrame,
    factors: pd.DataFrame,
    *,
    folds: int,
    repeats: int,
    seed: int,
    regions: str | None = None,
    leave_one_out_buffer_m: float | None = None,
) -> pd.DataFrame:
    """The fold of every sample in every design and repeat.

    The first repeat of "blocks" is the column ``fold`` of the samples.

    Parameters
    ----------
    samples : as `draw_samples` gives them
    factors : ``unit_id`` and, unless there are none, ``x``, ``y`` (m) of every unit
    folds, repeats : folds of each repeat, and how many repeats
    regions : factor of the table whose values are held out as a whole; of more of them than ``folds`` several share a
        fold
    leave_one_out_buffer_m : each sample is also held out alone, once, and samples that are nearer to it do not train

    Returns
    -------
    DataFrame
        ``design``, ``repeat`` (0 ..), ``unit_id``, ``fold`` (0 ..), ``distance_m`` to the nearest sample that trains
        (NaN without places), ``buffer_m`` (0 but for "buffered"); sorted by the first three as designs are listed.

    Raises
    ------
    ConfigError
        If the table lacks the factor of the regions, or units have no places for a buffer.
    DataError
        If the samples are too few for the folds, or lie in one region alone.
    """
    samples = samples.sort_values("unit_id", ignore_index=True)
    truth, groups = samples["landslide"].to_numpy() == 1, samples["group"].to_numpy()
    xy, bridged = sample_places(samples, factors), map_distances(samples, factors)
    region = None if regions is None else _regions(samples, factors, regions)
    parts = []
    for repeat in range(repeats):
        rng = np.random.default_rng([seed, _STREAM, repeat])
        if xy is None or bridged is None:
            found = {RANDOM: random_folds(truth, folds=folds, rng=rng, groups=_rows(groups))}
        else:
            matched = match_distances(xy, truth, bridged[0], folds=folds, rng=rng, groups=_rows(groups))
            blocks = samples["fold"].to_numpy()
            if repeat:
                blocks = spatial_folds(xy, folds=folds, rng=rng, groups=_rows(groups))
            found = {MATCHED: matched, BLOCKS: blocks}
        if region is not None:
            found[REGIONS] = keep_together(_deal_regions(region, folds, rng), _rows(groups))
        for place, (design, fold) in enumerate(found.items()):
            distance = np.full(len(samples), np.nan) if xy is None else fold_distances(xy, fold)
            columns = {"unit_id": samples["unit_id"], "fold": fold, "distance_m": distance, "buffer_m": 0.0}
            parts.append((place, repeat, pd.DataFrame({"design": design, "repeat": repeat, **columns})))
    if leave_one_out_buffer_m is not None:
        columns = _leave_one_out(samples, xy, leave_one_out_buffer_m)
        parts.append((len(found), 0, pd.DataFrame({"design": BUFFERED, "repeat": 0, **columns})))
    parts.sort(key=lambda part: part[:2])
    return pd.concat([table for *_, table in parts], ignore_index=True)


def _regions(samples: pd.DataFrame, factors: pd.DataFrame, name: str) -> NDArray[np.intp]:
    """Number of each sample's region; units without one are a region of their own."""
    columns = [column for column in factors if str(column) == name or str(column).endswith(f":{name}")]
    if not columns:
        raise ConfigError("samples.regions", f"the factor table has no {name}", "Name a factor of the run.")
    values = factors.set_index("unit_id")[columns[0]].loc[samples["unit_id"]].astype("string").fillna("")
    number = np.unique(values.to_numpy(dtype=str), return_inverse=True)[1]
    if number.max() == 0:
        raise DataError(
            "samples.regions",
            f"all samples have the same {name}, so none can be held out",
            "Name another factor.",
        )
    return np.asarray(number)


def _deal_regions(region: NDArray[np.intp], folds: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """Fold of each sample: its region, or where there are more, regions in random order to the smallest fold."""
    sizes = np.bincount(region)
    if sizes.size <= folds:
        return region.astype(np.int64)
    of_region, filled = np.empty(sizes.size, dtype=np.int64), np.zeros(folds, dtype=np.int64)
    for one in rng.permutation(sizes.size):
        of_region[one] = np.argmin(filled)
        filled[of_region[one]] += sizes[one]
    return of_region[region]


def _leave_one_out(samples: pd.DataFrame, xy: NDArray[np.float64] | None, buffer_m: float) -> dict[str, Any]:
    """Every sample, with its copies, as a fold, and its distance to the nearest sample beyond the buffer."""
    if xy is None:
        raise ConfigError(
            "samples.leave_one_out_buffer_m",
            "the units have no coordinates",
            "Leave the key out, or give x and y.",
        )
    fold = _rows(samples["group"].to_numpy())
    distance = np.full(len(samples), np.inf)
    for one in np.unique(fold):
        held = fold == one
        beyond = bridged_distances(xy[held], xy) > buffer_m
        if (beyond & ~held).any():
            distance[held] = bridged_distances(xy[beyond & ~held], xy[held])
    columns = {"unit_id": samples["unit_id"], "fold": fold, "distance_m": distance}
    return {**columns, "buffer_m": float(buffer_m)}


def describe_folds(folds: pd.DataFrame, samples: pd.DataFrame, factors: pd.DataFrame) -> dict[str, Any]:
    """How far the map reaches from the samples, how far each design does, and which one is the headline.

    Returns
    -------
    dict
        ``headline``; ``bridged_m`` (quantiles of what `map_distances` gives, and ``ground_units`` its number; None
        without places); ``percentiles_m``: 0 to 100 % of these as "map", and those of each design (None without
        places); ``designs``: for each ``repeats``, ``folds``, ``distance_m`` (quantiles) and ``judges``:
        "farther", "nearer" or "like" the map, None without places.
    """
    found = map_distances(samples, factors)
    bridged = percentiles = None
    if found is not None:
        bridged, percentiles = _quantiles(found[0]), {"map": _percentiles(found[0])}
    designs = {}
    for design, rows in folds.groupby("design", sort=False):
        distance = None if bridged is None else _quantiles(rows["distance_m"].to_numpy())
        if percentiles is not None:
            percentiles[str(design)] = _percentiles(rows["distance_m"].to_numpy())
        designs[str(design)] = {
            "repeats": int(rows["repeat"].nunique()),
            "folds": int(rows["fold"].nunique()),
            "distance_m": distance,
            "judges": None if distance is None or bridged is None else _judges(distance, bridged),
        }
    return {
        "headline": headline_of(designs),
        "bridged_m": bridged,
        "percentiles_m": percentiles,
        "ground_units": None if found is None else found[1],
        "designs": designs,
    }


def headline_of(designs: Any) -> str:
    """The design whose AUC stands for the map, of those that there are."""
    return next((name for name in HEADLINES if name in designs), next(iter(designs)))


def headline_folds(folds: pd.DataFrame) -> tuple[str, pd.Series]:
    """That design, and the fold of every sample in its first repeat.

    Parameters
    ----------
    folds : of all designs and repeats, see `lay_folds`

    Returns
    -------
    design : str
    fold : Series, index ``unit_id``
    """
    design = headline_of(list(dict.fromkeys(folds["design"])))
    return design, folds[(folds["design"] == design) & (folds["repeat"] == 0)].set_index("unit_id")["fold"]


def decide_folds(record: dict[str, Any]) -> dict[str, Any]:
    """Which folds the skill of the map is told from, as a decision of the run."""
    designs, bridged = record["designs"], record["bridged_m"]
    if bridged is None:
        reason = "the units have no coordinates, so neighbours may stand on both sides: the AUC is optimistic"
        return decide("folds", "random folds", reason, notable=True)
    told = "; ".join(
        f"{_NAMES.get(name, name)} {one['distance_m']['50']:,.0f} m"
        + {"farther": " (pessimistic for the map)", "nearer": " (optimistic for the map)", "like": ""}[
            one["judges"]
        ]
        for name, one in designs.items()
    )
    what = "the map bridges" if record["ground_units"] else "every unit is a sample; a sample has"
    reason = (
        f"{what} {bridged['50']:,.0f} m to the nearest sample (median; 95 % of the units at most "
        f"{bridged['95']:,.0f} m); from held-out samples to those that train: {told}"
    )
    odd = designs[record["headline"]]["judges"] != "like"
    return decide("folds", "nearest-neighbour distance matching", reason, notable=odd)


def sample_places(samples: pd.DataFrame, factors: pd.DataFrame) -> NDArray[np.float64] | None:
    """``x`` and ``y`` of the samples (samples, 2), m, in their order; None without places."""
    if not {"x", "y"} <= set(factors.columns):
        return None
    return factors.set_index("unit_id").loc[samples["unit_id"], ["x", "y"]].to_numpy(dtype=np.float64)


def map_distances(samples: pd.DataFrame, factors: pd.DataFrame) -> tuple[NDArray[np.float64], int] | None:
    """Distance from each unit of the map that is no sample to the nearest sample, m, and the number of these units.

    Where every unit that has a value is a sample, as in tables of points, the distances are those from a sample to the
    nearest other one, and the number is 0. None without places.
    """
    xy = sample_places(samples, factors)
    if xy is None:
        return None
    known = factors.loc[has_data(factors, 0.0) & ~factors["unit_id"].isin(samples["unit_id"])]
    if known.empty:
        return mutual_distances(xy), 0
    ground = known.sort_values("unit_id")[["x", "y"]].to_numpy(dtype=np.float64)
    return bridged_distances(xy, ground), len(ground)


def _rows(groups: NDArray[Any]) -> NDArray[np.intp]:
    """Groups as numbers from 0."""
    return np.unique(groups, return_inverse=True)[1]


def _quantiles(distance: NDArray[np.float64]) -> dict[str, float]:
    """Quantiles in m by their percentage."""
    return {f"{100 * q:.0f}": float(np.quantile(distance, q)) for q in _QUANTILES}


def _percentiles(distance: NDArray[np.float64]) -> list[float]:
    return [float(value) for value in np.percentile(distance, np.arange(101))]


def _judges(distance: dict[str, float], bridged: dict[str, float]) -> str:
    """Whether folds judge on ground farther from, nearer to or as far from what trains as the map's."""
    if distance["50"] > FARTHER * bridged["50"]:
        return "farther"
    return "nearer" if bridged["50"] > FARTHER * distance["50"] else "like"
