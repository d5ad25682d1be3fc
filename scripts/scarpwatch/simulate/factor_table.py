"""A table of unit factors as a mountain area would give it, without making the terrain."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtr

from scarpwatch.distributions import gamma_quantile

Array = NDArray[np.float64]

ROCKS = ("sandstone", "shale", "limestone", "Quaternary", "others")


def draw_factor_table(
    count: int, rng: np.random.Generator, *, side_m: float = 50_000.0, missing: float = 0.05
) -> pd.DataFrame:
    """Draw the factors of ``count`` units, correlated as they are on real ground.

    Smooth fields of relief and height give neighbouring units like values: steep units have more
    height difference and stand higher, vegetation grows with height, rivers and roads keep to low
    ground, and movement is somewhat faster on steep ground. Cumulative deformation is the rate over
    two years plus noise. Deformation is missing at random, so that what is missing says nothing about
    landslides.

    Parameters
    ----------
    side_m : float
        Side of the square that the units lie in; 50 km holds the study's 2,500 km2.
    missing : float
        Share of units without deformation.

    Returns
    -------
    DataFrame (count rows)
        ``unit_id`` (from 1), ``area_m2``, ``x``, ``y`` and all static and dynamic factors of the unit
        table, with aspect also as sine and cosine and lithology as the majority class.
    """
    x, y = rng.uniform(0, side_m, size=(2, count))
    relief, height, geology = (_smooth_field(x, y, side_m, rng) for _ in range(3))

    fields = {"relief": relief, "height": height}

    def mixed(**weights: float) -> Array:
        return _mixture(fields, weights, rng)

    fields["slope"] = slope_z = mixed(relief=0.7)
    rate = -0.8 - 1.2 * mixed(slope=0.3)
    elevation = 700 + 250 * mixed(height=0.8, relief=0.4)
    aspect = rng.uniform(0, 360, count)
    table = pd.DataFrame(
        {
            "unit_id": np.arange(1, count + 1),
            "area_m2": rng.lognormal(np.log(2.0e5), 0.6, count),
            "x": x,
            "y": y,
            "slope": 60 * ndtr(0.6 * slope_z - 0.4),
            "aspect": aspect,
            "aspect_sin": np.sin(np.deg2rad(aspect)),
            "aspect_cos": np.cos(np.deg2rad(aspect)),
            "elevation": elevation,
            "profile_curvature": 0.8 * rng.standard_t(5, count),
            "max_elevation_difference": _positive(mixed(slope=0.6, relief=0.3), 4, 45),
            "distance_to_faults": _positive(mixed(relief=-0.2), 1.2, 1500),
            "distance_to_rivers": _positive(mixed(height=0.5), 1.5, 400),
            "distance_to_roads": _positive(mixed(height=0.4, relief=0.3), 1.2, 900),
            "ndvi": 0.9 * ndtr(mixed(height=0.5)),
            "lithology": np.asarray(ROCKS)[np.digitize(ndtr(geology), [0.35, 0.6, 0.8, 0.9])],
            "deformation_rate": rate,
            "cumulative_deformation": 2 * rate + 0.6 * rng.standard_normal(count),
        }
    )
    table.loc[rng.random(count) < missing, ["deformation_rate", "cumulative_deformation"]] = np.nan
    return table


def _mixture(fields: Mapping[str, Array], weights: Mapping[str, float], rng: np.random.Generator) -> Array:
    """Unit-variance mixture of the named latent fields and independent noise."""
    signal = np.sum([weight * fields[name] for name, weight in weights.items()], axis=0)
    signal = (signal - np.mean(signal)) / np.std(signal)
    share = min(0.95, float(np.sqrt(sum(weight**2 for weight in weights.values()))))
    mixture: Array = share * signal + np.sqrt(1 - share**2) * rng.standard_normal(len(signal))
    return mixture


def _smooth_field(x: Array, y: Array, side_m: float, rng: np.random.Generator, waves: int = 60) -> Array:
    """Standardised sum of plane waves with lengths from a tenth of the side to the side."""
    number = 2 * np.pi / (side_m * rng.uniform(0.1, 1.0, waves))
    direction, phase = rng.uniform(0, 2 * np.pi, size=(2, waves))
    along = np.outer(x, number * np.cos(direction)) + np.outer(y, number * np.sin(direction))
    field: Array = np.cos(along + phase).sum(axis=1)
    field -= field.mean()
    field /= field.std()
    return field


def _positive(normal: Array, shape: float, scale: float) -> Array:
    """Gamma values with the ranks of standard normal ones."""
    return np.asarray(gamma_quantile(np.clip(ndtr(normal), 1e-9, 1 - 1e-9), shape, scale=scale))
