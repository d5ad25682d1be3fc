"""Zonal statistics over polygons that may overlap or be smaller than a cell (rasterstats).

Slower than counting over a label raster (milliseconds per polygon) but right where one cell belongs to
several units. A cell belongs to a polygon if its centre does; a polygon that holds no centre takes every
cell it touches.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from affine import Affine
from numpy.typing import NDArray

from scarpwatch.units.zonal import CircularStatistics, ClassShares, ZonalStatistics


def polygon_statistics(
    geometries: Sequence[Any], values: NDArray[np.floating], transform: Affine
) -> ZonalStatistics:
    """Count, mean, standard deviation, minimum and maximum per polygon.

    Parameters
    ----------
    geometries : shapely polygons in the raster's CRS
    values : array (rows, columns), NaN = no data
    transform : of the raster

    Returns
    -------
    ZonalStatistics
        Polygon ``k`` at index ``k``. Cells of a polygon outside the raster count as cells without data.
    """
    rows = polygon_rows(geometries, values.astype(np.float64), transform, float("nan"))

    def column(name: str) -> NDArray[np.float64]:
        return np.array([row[name] if row["count"] else np.nan for row in rows], np.float64)

    return ZonalStatistics(
        cells=np.array([row["cells"] for row in rows], np.int64),
        count=np.array([row["count"] for row in rows], np.int64),
        mean=column("mean"),
        std=column("std"),
        minimum=column("min"),
        maximum=column("max"),
    )


def polygon_circular_statistics(
    geometries: Sequence[Any], degrees: NDArray[np.floating], transform: Affine
) -> CircularStatistics:
    """Mean direction per polygon; parameters as above, values in degrees, NaN on flats."""
    angle = np.radians(degrees.astype(np.float64))
    sine = polygon_statistics(geometries, np.sin(angle), transform)
    cosine = polygon_statistics(geometries, np.cos(angle), transform)
    direction = np.arctan2(sine.mean, cosine.mean)
    return CircularStatistics(
        cells=sine.cells,
        count=sine.count,
        mean=np.degrees(direction) % 360.0,
        sine=np.sin(direction),
        cosine=np.cos(direction),
        resultant=np.hypot(sine.mean, cosine.mean),
    )


def polygon_class_shares(
    geometries: Sequence[Any], classes: NDArray[np.integer], transform: Affine, codes: Sequence[int]
) -> ClassShares:
    """Shares of classes and the majority class per polygon; any value not in ``codes`` is no data."""
    known_codes = np.where(np.isin(classes, codes), classes, 0).astype(np.int32)
    rows = polygon_rows(geometries, known_codes, transform, 0, categorical=True)
    counts = np.array([[row.get(code, 0) for code in codes] for row in rows], np.int64)
    counts = counts.reshape(len(rows), len(codes))
    cells, known = np.array([row["cells"] for row in rows], np.int64), counts.sum(axis=1)
    shares = np.where(known[:, None] > 0, counts / np.maximum(known, 1)[:, None], np.nan)
    majority = np.zeros(len(rows), np.int64)
    if codes:
        majority = np.where(known > 0, np.array(codes)[np.argmax(counts, axis=1)], 0)
    return ClassShares(cells, counts, shares, majority, known / np.maximum(cells, 1))


def polygon_rows(
    geometries: Sequence[Any],
    values: NDArray[Any],
    transform: Affine,
    nodata: float,
    *,
    categorical: bool = False,
    more: Mapping[str, Callable[[Any, Any, Any], Any]] | None = None,
) -> list[dict[Any, Any]]:
    """One dictionary of statistics per polygon, with ``cells`` = cells of the polygon.

    Parameters
    ----------
    geometries, values, transform : as for `polygon_statistics`
    categorical : count every value, in place of mean, spread and ends
    more : further statistics by name, as ``add_stats`` of rasterstats takes them
    """
    import rasterstats

    def run(shapes: Sequence[Any], all_touched: bool) -> list[dict[Any, Any]]:
        return rasterstats.zonal_stats(
            [shape.__geo_interface__ for shape in shapes],
            values,
            affine=transform,
            nodata=nodata,
            stats=["count"] if categorical else ["count", "mean", "std", "min", "max"],
            categorical=categorical,
            all_touched=all_touched,
            add_stats={"cells": lambda masked, properties, inside: int(inside.sum()), **(more or {})},
        )

    rows = run(geometries, False)
    small = [index for index, row in enumerate(rows) if row["cells"] == 0]
    for index, row in zip(small, run([geometries[k] for k in small], True), strict=True):
        rows[index] = row
    return rows
