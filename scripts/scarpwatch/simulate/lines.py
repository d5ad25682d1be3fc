"""Simulated faults and roads."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray
from rasterio.transform import xy
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import dijkstra
from shapely.geometry import LineString

from scarpwatch.grids.grid import Grid
from scarpwatch.simulate.fields import seeded

FAULT_STRIKE_DEG = 55.0  # the strike of the ridges in the demo's terrain
ROAD_STEP_M = 300.0


def simulate_faults(grid: Grid, seed: int) -> gpd.GeoDataFrame:
    """Wavy lines along strike, about one per 100 km2, of 5 to 15 km."""
    rng = seeded(seed, "faults")
    left, bottom, right, top = grid.bounds
    area_km2 = (right - left) * (top - bottom) / 1e6
    lines = []
    for _ in range(max(2, round(area_km2 / 100))):
        x, y = rng.uniform(left, right), rng.uniform(bottom, top)
        strike = np.deg2rad(FAULT_STRIKE_DEG + rng.normal(0, 8))
        along = np.linspace(-0.5, 0.5, 25) * rng.uniform(5000, 15000)
        across = np.cumsum(rng.normal(0, 60, along.size))
        lines.append(
            LineString(
                np.column_stack(
                    [
                        x + along * np.sin(strike) + across * np.cos(strike),
                        y + along * np.cos(strike) - across * np.sin(strike),
                    ]
                )
            )
        )
    table = gpd.GeoDataFrame({"fault": range(1, len(lines) + 1)}, geometry=lines, crs=grid.crs)
    return table.clip(grid.bounds).explode(ignore_index=True)


def simulate_roads(height: NDArray[np.float32], grid: Grid, seed: int) -> gpd.GeoDataFrame:
    """Paths between places, as short and as level as they can be had (least cost, Dijkstra).

    A step costs its length times ``1 + (gradient / 4 %)^2`` on a coarse grid of the terrain.
    """
    rng = seeded(seed, "roads")
    step = max(1, round(ROAD_STEP_M / grid.cell_size[0]))
    coarse = height[step // 2 :: step, step // 2 :: step].astype(np.float64)
    rows, columns = coarse.shape
    index = np.arange(coarse.size).reshape(coarse.shape)
    first, second, cost = [], [], []
    for dr, dc in ((0, 1), (1, 0), (1, 1), (1, -1)):
        a = (slice(0, rows - dr), slice(max(0, -dc), columns - max(0, dc)))
        b = (slice(dr, rows), slice(max(0, dc), columns - max(0, -dc)))
        length = np.hypot(dr, dc) * step * grid.cell_size[0]
        gradient = np.abs(coarse[a] - coarse[b]) / length
        first.append(index[a].ravel())
        second.append(index[b].ravel())
        cost.append((length * (1 + (gradient / 0.04) ** 2)).ravel())
    graph = coo_matrix(
        (np.concatenate(cost), (np.concatenate(first), np.concatenate(second))), shape=(coarse.size,) * 2
    ).tocsr()
    area_km2 = height.size * grid.cell_size[0] ** 2 / 1e6
    places = rng.choice(coarse.size, max(4, round(area_km2 / 60)), replace=False)
    _, before = dijkstra(graph, directed=False, indices=places, return_predecessors=True)
    lines = []
    for number in range(len(places) - 1):
        node, path = places[number + 1], []
        while node >= 0:
            path.append(node)
            node = before[number, node]
        if len(path) > 1:
            r, c = np.divmod(np.array(path), columns)
            r, c = r * step + step // 2 + 0.5, c * step + step // 2 + 0.5
            x, y = xy(grid.transform, r - 0.5, c - 0.5)
            lines.append(LineString(np.column_stack([x, y])))
    return gpd.GeoDataFrame({"road": range(1, len(lines) + 1)}, geometry=lines, crs=grid.crs)
