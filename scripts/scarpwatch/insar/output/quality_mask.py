"""The quality mask: which pixels count as measured, by named criteria with a layer and a limit each."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from rasterio.windows import Window

from scarpwatch.errors import DataError
from scarpwatch.grids.grid import open_raster
from scarpwatch.grids.products import Classes
from scarpwatch.insar.inversion.noise_coherence import JUDGED
from scarpwatch.insar.output.map_classes import (
    MEASURED,
    MEASURED_COLOUR,
    OUTSIDE,
    REASON_COLOURS,
    UNSEEN_COLOUR,
)
from scarpwatch.insar.series.file import SeriesFile

SIGNIFICANT = 2.0  # standard deviations from which on a phase bias counts as one
REMOVED = "removed"  # the last band: what any criterion removes
REMARKS = ("subsets", "cannot_be_judged")  # bands of pixels that are to be read with care and not removed
CURES = {  # criterion: what lets more pixels pass it
    "rank": "accept pixels with disconnected subsets by network.if_disconnected: minimum_norm",
    "pairs": "lower quality.min_pairs",
    "dates": "lower quality.min_dates",
    "temporal_coherence": "lower quality.min_temporal_coherence",
    "residual_rms": "raise quality.max_residual_rms_rad",
    "nonzero_closure": "raise quality.max_nonzero_closure_share",
    "phase_bias": "raise quality.max_phase_bias_cm_per_year",
}


PAIR_LAYERS = (
    "pairs", "rank", "temporal_coherence", "noise_coherence", "residual_rms", "dates", "subset_pattern",
)  # fmt: skip


def series_layers(series: SeriesFile, velocity: SeriesFile) -> dict[str, NDArray[Any]]:
    """What :func:`judge` and :func:`remarks` take of a series and its rate, arrays (rows, columns) by name.

    A temporal coherence without any value, as that of a series that came without it, is left out.
    """
    layers = {name: series.layer(name) for name in PAIR_LAYERS if name in series.units}
    if not np.isfinite(layers["temporal_coherence"]).any():
        del layers["temporal_coherence"]
    return {**layers, **{name: velocity.layer(name) for name in ("rate", "sigma")}}


class Judgement(NamedTuple):
    """What one criterion removes, and its limit in words; a limit of ``None`` means that it was not applied."""

    removed: NDArray[np.bool_]
    limit: str | None


def judge(
    layers: Mapping[str, NDArray[Any]],
    limits: Mapping[str, float | int | None],
    *,
    full_rank: int | None,
) -> dict[str, Judgement]:
    """Judge every pixel by every criterion.

    Parameters
    ----------
    layers : arrays (rows, columns). ``rate`` is needed; ``pairs`` (how many the pixel has), ``rank``,
        ``temporal_coherence``, ``noise_coherence`` (below which 99 % of noise stays with the pixel's pairs),
        ``residual_rms`` (of the pairs, rad), ``dates``, ``layover_shadow`` (not zero
        where distorted), ``nonzero_closure`` (share), ``phase_bias`` and ``phase_bias_sigma`` (cm/yr) may be
        left out, and their criteria are then not applied
    limits : keys of the config's section ``quality``; ``None`` leaves a criterion out
    full_rank : rank of a pixel whose pairs connect all dates; ``None`` accepts less

    Returns
    -------
    dict
        Name of the criterion to its judgement, always the same names in the same order. Where nothing is
        measured, ``no_data`` and ``layover_shadow`` alone judge; where a layer holds no value at a measured
        pixel, its criterion does not remove the pixel, except the temporal coherence.
    """
    measured = np.isfinite(layers["rate"])
    if "pairs" in layers:
        measured &= layers["pairs"] > 0
    distorted, low_rank = layers.get("layover_shadow"), None
    if full_rank is not None and "rank" in layers:
        low_rank = Judgement(measured & (layers["rank"] < full_rank), f"below {full_rank}")
    nothing = Judgement(np.zeros(measured.shape, bool), None)

    def beyond(layer: str, key: str, unit: str = "", *, above: bool) -> Judgement:
        limit = limits[key]
        if layer not in layers or limit is None:
            return nothing
        removed = layers[layer] > limit if above else ~(layers[layer] >= limit)
        return Judgement(measured & removed, f"{'above' if above else 'below'} {limit:g}{unit}")

    return {
        "no_data": Judgement(~measured, "no pair, or no rate"),
        "layover_shadow": nothing if distorted is None else Judgement(distorted != 0, "any"),
        "rank": low_rank or nothing,
        "pairs": beyond("pairs", "min_pairs", above=False),
        "dates": beyond("dates", "min_dates", above=False),
        "temporal_coherence": _judge_coherence(layers, limits["min_temporal_coherence"], measured),
        "residual_rms": beyond("residual_rms", "max_residual_rms_rad", " rad", above=True),
        "nonzero_closure": beyond("nonzero_closure", "max_nonzero_closure_share", above=True),
        "phase_bias": _judge_bias(layers, limits["max_phase_bias_cm_per_year"], measured),
    }


def _judge_bias(
    layers: Mapping[str, NDArray[Any]], limit: float | int | None, measured: NDArray[np.bool_]
) -> Judgement:
    """Remove what is above the limit and significant."""
    if "phase_bias" not in layers or limit is None:
        return Judgement(np.zeros(measured.shape, bool), None)
    bias = np.abs(layers["phase_bias"])
    biased = measured & (bias > limit) & (bias > SIGNIFICANT * layers["phase_bias_sigma"])
    return Judgement(biased, f"above {limit:g} cm/yr and {SIGNIFICANT:g} σ")


def _judge_coherence(
    layers: Mapping[str, NDArray[Any]], minimum: float | int | None, measured: NDArray[np.bool_]
) -> Judgement:
    """Remove what is below the minimum, or below what noise reaches where that leaves enough of what is good."""
    if "temporal_coherence" not in layers or minimum is None:
        return Judgement(np.zeros(measured.shape, bool), None)
    needed = np.full(measured.shape, float(minimum))
    if "noise_coherence" in layers:
        noise = layers["noise_coherence"].astype(np.float64)
        needed = np.where(noise <= JUDGED, np.maximum(noise, minimum), minimum)
    limit, highest = f"below {minimum:g}", float(needed[measured].max(initial=minimum))
    if highest > minimum:
        limit += f", or where noise reaches more with the pixel's pairs, below that (up to {highest:.2f})"
    return Judgement(measured & ~(layers["temporal_coherence"] >= needed), limit)


def remarks(
    layers: Mapping[str, NDArray[Any]], judged: Mapping[str, Judgement]
) -> dict[str, NDArray[np.bool_]]:
    """What the reader must know of pixels that stay: arrays (rows, columns) by name.

    ``subsets``: the pairs leave disconnected subsets, and the rate was fitted with a free offset for each.
    ``cannot_be_judged``: redundancy is so low that noise would be as coherent.

    Parameters
    ----------
    layers : as :func:`judge` takes them, and ``subset_pattern``
    """
    stays = ~removed_by_any(judged)
    found = dict.fromkeys(REMARKS, np.zeros(stays.shape, bool))
    if "subset_pattern" in layers:
        found["subsets"] = stays & (layers["subset_pattern"] > 0)
    if "noise_coherence" in layers and "temporal_coherence" in layers:
        noise = layers["noise_coherence"]
        unknown = (layers["temporal_coherence"] < noise) | (noise >= 1)
        found["cannot_be_judged"] = stays & (noise > JUDGED) & unknown
    return found


def removed_by_any(judged: Mapping[str, Judgement]) -> NDArray[np.bool_]:
    """What at least one criterion removes, as array (rows, columns)."""
    return np.any([judgement.removed for judgement in judged.values()], axis=0)


def removal_table(judged: Mapping[str, Judgement], area: NDArray[np.bool_]) -> list[dict[str, Any]]:
    """For every criterion its ``name`` and ``limit``, and the shares of the area that it removes.

    ``share`` counts what it removes, whether or not others do; ``only_share`` what no other one removes.

    Parameters
    ----------
    area : array (rows, columns), the pixels that count; a radar grid reaches beyond the ground of interest
    """
    votes = np.sum([judgement.removed for judgement in judged.values()], axis=0)
    return [
        {
            "name": name,
            "limit": judgement.limit,
            "share": float(judgement.removed[area].mean()),
            "only_share": float((judgement.removed & (votes == 1))[area].mean()),
        }
        for name, judgement in judged.items()
    ]


def require_measured(judged: Mapping[str, Judgement], where: str | Path) -> None:
    """Refuse a mask that removes everything.

    Raises
    ------
    DataError
        Naming the criteria that remove most.
    """
    if removed_by_any(judged).all():
        everywhere = np.ones(judged["no_data"].removed.shape, bool)
        worst = sorted(removal_table(judged, everywhere), key=lambda row: -row["share"])[:3]
        cures = [CURES[row["name"]] for row in worst if row["share"] > 0 and row["name"] in CURES]
        told = ", ".join(f"{row['name']} {row['share']:.0%}" for row in worst if row["share"] > 0)
        raise DataError(
            where,
            f"no pixel passes the quality criteria, which remove: {told}",
            "Loosen what removes most"
            + (f": {'; '.join(cures)}" if cures else "")
            + "; or improve the network.",
        )


def mask_bands(
    judged: Mapping[str, Judgement], remarked: Mapping[str, NDArray[np.bool_]] | None = None
) -> tuple[NDArray[np.uint8], list[str]]:
    """Bands of the mask's file and their names: 1 where a criterion removes the pixel, where a remark holds, and, the
    last, where any criterion removes it."""
    told = remarked or {}
    bands = [*(judgement.removed for judgement in judged.values()), *told.values(), removed_by_any(judged)]
    return np.stack(bands).astype(np.uint8), [*judged, *told, REMOVED]


def read_removed(path: str | Path) -> NDArray[np.bool_]:
    """What any criterion removes, from the mask's file, as array (rows, columns)."""
    with open_raster(path) as source:
        return np.asarray(source.read(source.descriptions.index(REMOVED) + 1) != 0)


def read_remarks(path: str | Path) -> dict[str, NDArray[np.bool_]]:
    """The remarks of the mask's file, as arrays (rows, columns) by name; none where it has no such bands."""
    with open_raster(path) as source:
        return {
            name: np.asarray(source.read(source.descriptions.index(name) + 1) != 0)
            for name in REMARKS
            if name in source.descriptions
        }


def read_reasons(path: str | Path) -> tuple[NDArray[np.uint8], list[str]]:
    """What each criterion removes, from the mask's file, as array (criteria, rows, columns), and their names."""
    with open_raster(path) as source:
        names = [name for name in source.descriptions if name not in (REMOVED, *REMARKS)]
        return source.read([source.descriptions.index(name) + 1 for name in names]), names


def reasons_on_map(
    reasons: NDArray[np.uint8],
    place: Callable[[NDArray[Any]], NDArray[Any]],
    covered: NDArray[np.bool_],
    inside: NDArray[np.bool_],
) -> NDArray[np.uint8]:
    """Why a cell of the analysis grid has no rate: the criterion that removes most of what it is made of, the first of
    those that remove the same.

    Parameters
    ----------
    reasons : of :func:`read_reasons`
    place : function that puts a layer of the stack's grid on the analysis grid
    covered : array of that grid, where there is a rate
    inside : array of that grid, where there is ground

    Returns
    -------
    codes : array of that grid; ``MEASURED``, ``OUTSIDE``, or one of :func:`reason_classes`
    """
    codes, most = np.full(covered.shape, len(reasons) + 1, np.uint8), np.zeros(covered.shape, np.float32)
    for number, removed in enumerate(reasons, start=1):
        share = place(removed.astype(np.float32))
        more = share > most
        codes[more], most[more] = number, share[more]
    codes[covered] = MEASURED
    codes[~inside] = OUTSIDE
    return codes


def reason_classes(names: Sequence[str]) -> Classes:
    """Names and colours of the codes of :func:`reasons_on_map`, by the names of the criteria."""
    unseen = len(names) + 1
    told = {number: f"removed: {name.replace('_', ' ')}" for number, name in enumerate(names, start=1)}
    colours = dict(enumerate(itertools.islice(itertools.cycle(REASON_COLOURS), len(names)), start=1))
    return Classes(
        {MEASURED: "measured", **told, unseen: "not seen, or in layover or shadow"},
        {MEASURED: MEASURED_COLOUR, **colours, unseen: UNSEEN_COLOUR},
    )


def read_criteria(path: str | Path, cell: tuple[int, int]) -> list[str]:
    """Names of the criteria that remove a cell (row, column), from the mask's file."""
    with open_raster(path) as source:
        bands = source.read(window=Window(cell[1], cell[0], 1, 1))[:, 0, 0]
        pairs = zip(source.descriptions, bands, strict=True)
        return [name for name, removed in pairs if removed and name not in (REMOVED, *REMARKS)]
