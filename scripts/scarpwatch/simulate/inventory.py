"""The simulated landslide inventory: a known logistic model of slope-unit factors."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from scarpwatch.conventions import DISPLACEMENT_OF_RANGE
from scarpwatch.grids.grid import Grid
from scarpwatch.simulate.fields import seeded
from scarpwatch.simulate.landslides import draw_landslide_units, place_landslides
from scarpwatch.terrain.derivatives import slope_aspect
from scarpwatch.terrain.distance import distance_to_features
from scarpwatch.units.zonal import array_blocks, zonal_statistics

# Log-odds per standard deviation over the units. Steep, high-relief ground near roads and faults slides;
# the effect of the deformation rate is set by the config.
STATIC_EFFECTS = {
    "slope": 1.1,
    "max_elevation_difference": 0.4,
    "distance_to_roads": -0.9,
    "distance_to_faults": -0.6,
    "ndvi": -0.4,
}
VOLUME_M3 = (15.0, 400.0)  # the range of the study's landslides


def true_unit_factors(
    units: NDArray[np.integer],
    grid: Grid,
    *,
    height: NDArray[np.float32],
    rate: NDArray[np.float32],
    ndvi: NDArray[np.float32],
    lines: Mapping[str, Sequence[BaseGeometry]],
    distance_cap_m: float,
) -> pd.DataFrame:
    """True mean factors of every unit.

    Parameters
    ----------
    units : int array (rows, columns), 0 outside
    height (m), rate (m/yr, line of sight), ndvi : arrays (rows, columns)
    lines : ``faults`` and ``roads``

    Returns
    -------
    DataFrame
        ``unit_id`` and the mean of each factor; ``deformation_rate`` in cm/yr.
    """
    layers = {
        "slope": slope_aspect(height, grid.cell_size)[0],
        "ndvi": ndvi,
        "deformation_rate": 100 * rate,
        **{
            f"distance_to_{name}": distance_to_features(shapes, grid, distance_cap_m)
            for name, shapes in lines.items()
        },
    }
    count = int(units.max())
    table = pd.DataFrame({"unit_id": np.arange(1, count + 1)})
    for name, layer in layers.items():
        table[name] = zonal_statistics(array_blocks(units, layer.astype(np.float64)), count).mean
    relief = zonal_statistics(array_blocks(units, height.astype(np.float64)), count)
    table["max_elevation_difference"] = relief.maximum - relief.minimum
    return table


def draw_inventory(
    factors: pd.DataFrame,
    units: NDArray[np.integer],
    grid: Grid,
    *,
    landslides: int,
    landslide_units: int,
    rate_effect: float,
    last_date: datetime.date,
    seed: int,
) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    """Landslide points drawn from the logistic model, and the model's table of units.

    Each of ``landslide_units`` units gets one landslide; the rest go to units drawn again from among
    them. ``rate_effect`` is in log-odds per standard deviation of the deformation rate, faster
    movement away from the satellite being worse.

    Returns
    -------
    points : GeoDataFrame
        ``landslide_id``, ``date`` (of the two years before ``last_date``), ``volume_m3``.
    table : DataFrame
        ``factors`` with ``landslides`` and ``probability``.
    """
    rng = seeded(seed, "inventory")
    effects: dict[str, Any] = {**STATIC_EFFECTS, "deformation_rate": DISPLACEMENT_OF_RANGE * rate_effect}
    table = factors.merge(draw_landslide_units(factors, effects, landslide_units, rng), on="unit_id")
    struck = table.loc[table["landslides"] > 0, "unit_id"].to_numpy()
    again = rng.choice(struck, landslides - landslide_units)
    chosen = np.concatenate([struck, again])
    points = place_landslides(units, grid, chosen, rng)
    days = rng.integers(0, 730, len(points))
    low, high = np.log(VOLUME_M3)
    points.insert(0, "landslide_id", np.arange(1, len(points) + 1))
    points["date"] = [(last_date - datetime.timedelta(days=int(d))).isoformat() for d in days]
    points["volume_m3"] = np.exp(rng.uniform(low, high, len(points))).round(0)
    return points.drop(columns="unit_id"), table.assign(
        landslides=np.bincount(chosen, minlength=len(table) + 1)[table["unit_id"]]
    )
