"""When a landslide makes a unit a landslide unit: position error, covered share, distance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd
import shapely
from numpy.typing import ArrayLike, NDArray

from scarpwatch.decisions import decide
from scarpwatch.distributions import average_ranks
from scarpwatch.inputs.vectors.landslide_counts import EDGE_M, touching_pairs

if TYPE_CHECKING:
    import geopandas

SHARES = (0.001, 0.01, 0.05, 0.1, 0.25)
"""Shares of a unit for which the labels are told besides those of the run."""

Shapes = NDArray[np.object_]
BelowShare = Literal["negative", "neither"]

SLIVER_CELLS = 0.05
"""What a landslide polygon covers of a unit is a sliver if its mean width is less than this many cells."""


def units_within_error(
    points: Shapes, landslides: NDArray[np.int64], polygons: geopandas.GeoDataFrame, error_m: float
) -> pd.DataFrame:
    """Units that each of the given landslides may lie in, its own among them.

    Parameters
    ----------
    points : array of points, all landslides
    landslides : int array, which of them to look at

    Returns
    -------
    DataFrame
        ``landslide``, ``unit_id``, one row per pair.
    """
    tree = shapely.STRtree(polygons.geometry.to_numpy())
    which, unit = tree.query(points[landslides], predicate="dwithin", distance=error_m)
    return pd.DataFrame(
        {"landslide": landslides[which], "unit_id": polygons["unit_id"].to_numpy(np.int64)[unit]}
    )


def most_probable_units(
    pairs: pd.DataFrame, points: Shapes, polygons: geopandas.GeoDataFrame, error_m: float
) -> pd.DataFrame:
    """Of the units that a landslide may lie in, the one that holds most of the disc of its position error.

    That is the unit of highest probability if any place within the error is as likely as any other. Among
    equals, the lowest number is taken.

    Parameters
    ----------
    pairs : DataFrame
        As :func:`units_within_error` gives them.
    points : array of points, all landslides

    Returns
    -------
    DataFrame
        ``landslide``, ``unit_id``, one row per landslide.
    """
    shapes = polygons.set_index("unit_id").geometry
    disc = shapely.buffer(points[pairs["landslide"].to_numpy()], error_m, quad_segs=16)
    held = shapely.area(shapely.intersection(disc, shapes.loc[pairs["unit_id"]].to_numpy()))
    # Rounded to a millionth of the disc, so that which of two equal shares is taken is no matter of rounding.
    ranked = pairs.assign(held=np.round(held / (np.pi * error_m**2), 6))
    ranked = ranked.sort_values(["landslide", "held", "unit_id"], ascending=[True, False, True])
    return ranked.drop_duplicates("landslide")[["landslide", "unit_id"]].reset_index(drop=True)


def touched_units(shapes: Shapes, polygons: geopandas.GeoDataFrame, *, cell_m: float) -> pd.DataFrame:
    """Every unit that each landslide touches.

    Parameters
    ----------
    shapes : array of points and polygons, all landslides
    cell_m : float
        Side of the cells that the units' borders follow.

    Returns
    -------
    DataFrame
        One row per pair, by ascending landslide and unit: ``landslide``, ``unit_id``; ``on_border``, whether a
        point lies on the unit's border (and so in its neighbour as well); ``part``, what a polygon covers of the
        unit; ``area_m2`` of that (0 for points); ``sliver``, whether that is a strip so thin (`SLIVER_CELLS`)
        that neither border is drawn as exactly, while most of the landslide is elsewhere.
    """
    units = polygons.geometry.to_numpy()
    which, unit, parts = touching_pairs(shapes, units)
    numbers = polygons["unit_id"].to_numpy(np.int64)[unit]
    order = np.lexsort((numbers, which))
    which, unit, numbers, parts = which[order], unit[order], numbers[order], parts[order]
    flat = ~shapely.is_missing(parts)
    area = np.where(flat, shapely.area(parts), 0.0)
    on_border = np.zeros(which.size, bool)
    on_border[~flat] = shapely.dwithin(shapely.boundary(units[unit[~flat]]), shapes[which[~flat]], EDGE_M)
    width = np.where(flat, 2 * area / np.where(flat, shapely.length(parts), 1.0), np.inf)
    pairs = pd.DataFrame(
        {
            "landslide": which,
            "unit_id": numbers,
            "on_border": on_border,
            "part": parts,
            "area_m2": area,
            "sliver": width < SLIVER_CELLS * cell_m,
        }
    )
    pairs["sliver"] &= pairs["area_m2"] < pairs.groupby("landslide")["area_m2"].transform("max")
    return pairs


def main_units(pairs: pd.DataFrame) -> pd.DataFrame:
    """The unit that holds most of each landslide: ``landslide``, ``unit_id``; of equals the lowest number.

    Parameters
    ----------
    pairs : DataFrame
        As :func:`touched_units` gives them. A point counts where it is not on the border, if there is such a unit.
    """
    ranked = pairs.assign(area_m2=pairs["area_m2"].round(3))
    ranked = ranked.sort_values(
        ["landslide", "on_border", "area_m2", "unit_id"], ascending=[True, True, False, True]
    )
    return ranked.drop_duplicates("landslide")[["landslide", "unit_id"]].reset_index(drop=True)


def within_error(
    shapes: Shapes, pairs: pd.DataFrame, polygons: geopandas.GeoDataFrame, error_m: float
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Units that landslide polygons may reach, and those that they reach for certain.

    Parameters
    ----------
    shapes : array of points and polygons, all landslides
    pairs : DataFrame
        As :func:`touched_units` gives them.

    Returns
    -------
    possible, certain : DataFrames
        ``landslide``, ``unit_id``: of the outline moved outwards by the error, and inwards.
    """
    flat = np.flatnonzero(shapely.get_dimensions(shapes) == 2)
    possible = units_within_error(shapes, flat, polygons, error_m)
    of_polygons = pairs[pairs["landslide"].isin(flat)]
    core = shapely.buffer(shapes[of_polygons["landslide"].to_numpy()], -error_m)
    units = polygons.set_index("unit_id").geometry.loc[of_polygons["unit_id"]].to_numpy()
    sure = shapely.area(shapely.intersection(core, units)) > 0
    return possible, of_polygons.loc[sure, ["landslide", "unit_id"]]


def covered_shares(pairs: pd.DataFrame, polygons: geopandas.GeoDataFrame) -> pd.Series:
    """Share of every unit that landslide polygons cover together; index ``unit_id``.

    Parameters
    ----------
    pairs : DataFrame
        As :func:`touched_units` gives them. Points cover nothing.
    """
    units = polygons.set_index("unit_id").geometry
    shares = pd.Series(0.0, index=units.index)
    parts = pairs.loc[pairs["area_m2"] > 0]
    # Landslide polygons may overlap: their union is what is covered.
    for unit, of_unit in parts.groupby("unit_id")["part"]:
        shares[unit] = shapely.area(shapely.union_all(of_unit.to_numpy())) / units[unit].area
    return shares


def distance_to_landslides(shapes: Shapes, polygons: geopandas.GeoDataFrame) -> NDArray[np.float64]:
    """Distance from every unit's nearest part to the nearest landslide, m; 0 with a landslide in it.

    Infinite where there is no landslide at all.
    """
    distance = np.full(len(polygons), np.inf)
    if len(shapes):
        tree = shapely.STRtree(shapes)
        (unit, _), found = tree.query_nearest(
            polygons.geometry.to_numpy(), return_distance=True, all_matches=False
        )
        distance[unit] = found
    return distance


def decide_labels(
    table: pd.DataFrame, area_m2: ArrayLike, min_share: float | None, below_min_share: BelowShare
) -> dict[str, Any]:
    """What makes a landslide unit in this run, with the AUC of the units' area alone.

    Parameters
    ----------
    table : DataFrame
        ``label`` and ``covered_share``, as :func:`scarpwatch.units.labels.count_landslides` gives them.
    area_m2 : array (units,)
    """
    label, covered = table["label"].to_numpy(), table["covered_share"].to_numpy() > 0
    touched = int((covered & (label == 1)).sum())
    if min_share is not None:
        taken = f"units of which at least {min_share:g} is covered; the others that are touched are {below_min_share}"
    else:
        taken = "all units that a landslide touches"
    auc = area_alone_auc(label, np.asarray(area_m2, np.float64))
    words = (
        f"the area of a unit alone reaches an AUC of {auc:.2f}"
        if np.isfinite(auc)
        else "there are no units of one of the two classes"
    )
    reason = (
        f"{int((label == 1).sum()):,} units are landslide units, {touched:,} of them by landslide polygons, "
        f"{int((covered & (label == 0)).sum()):,} that polygons touch count as free of landslides, and "
        f"{int((label == -1).sum()):,} are neither; {words}"
    )
    return decide("landslide_units", taken, reason, notable=bool((covered & (label == 0)).any()))


def other_rules(table: pd.DataFrame, area_m2: ArrayLike, min_share: float | None) -> list[dict[str, Any]]:
    """What other rules would make of the same landslide polygons: how many landslide units, and of what size.

    Units that a point makes landslide units stay so. Strips too thin to count (`touched_units`) are known, and left out
    of the first rule, only where it is that of the run.

    Parameters
    ----------
    table, area_m2, min_share : as for `decide_labels`; ``landslides`` too

    Returns
    -------
    list of dict
        By rule: ``rule`` (in words), ``min_share`` and ``below`` as the config takes them (None where it has no such
        rule), ``landslide_units``, ``free_units``, ``touched_free`` (units free of landslides that polygons touch),
        ``median_area_ratio`` (of landslide units to free ones), ``area_auc`` of the area alone. Empty without landslide
        polygons.
    """
    share, label = table["covered_share"].to_numpy(np.float64), table["label"].to_numpy()
    area = np.asarray(area_m2, np.float64)
    touched, by_point = share > 0, (label == 1) & (share == 0)
    if not touched.any():
        return []
    strips = touched & (label == -1) if min_share is None else np.zeros(label.size, np.bool_)
    rules: list[tuple[str, float | None, str | None, NDArray[np.bool_]]] = [
        ("touched", None, "negative", touched & ~strips)
    ]
    for least in SHARES:
        for below in ("negative", "neither"):
            rules.append((f"{least:g} covered", least, below, share >= least))
    rules.append(("holds most of a landslide", None, None, table["landslides"].to_numpy() > 0))
    rows = []
    for rule, least_share, below_share, chosen in rules:
        positive = chosen | by_point
        free = ~positive & (
            label != -1 if rule == "touched" else ~touched if below_share == "neither" else True
        )
        known = np.where(positive, 1, np.where(free, 0, -1))
        sizes = [float(np.median(area[which])) if which.any() else np.nan for which in (positive, free)]
        rows.append(
            {
                "rule": rule,
                "min_share": least_share,
                "below": below_share,
                "landslide_units": int(positive.sum()),
                "free_units": int(free.sum()),
                "touched_free": int((free & touched).sum()),
                "median_area_ratio": sizes[0] / sizes[1],
                "area_auc": area_alone_auc(known, area),
            }
        )
    return rows


def area_alone_auc(label: NDArray[np.integer], area_m2: NDArray[np.float64]) -> float:
    """How well the area alone tells landslide units (1) from free ones (0): AUC; NaN if one kind is missing."""
    positive, free = label == 1, label == 0
    if not positive.any() or not free.any():
        return float("nan")
    rank = average_ranks(np.concatenate([area_m2[positive], area_m2[free]]))[: positive.sum()]
    return float((rank.mean() - (positive.sum() + 1) / 2) / free.sum())
