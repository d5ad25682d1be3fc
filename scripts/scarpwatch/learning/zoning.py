"""Susceptibility classes, and how area and landslides share out among them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from scarpwatch.errors import ConfigError

CLASS_NAMES = ("very low", "low", "moderate", "high", "very high")
CLASS_COLOURS = {
    0: (0, 0, 0, 0),
    1: (44, 123, 182, 255),
    2: (127, 192, 230, 255),
    3: (255, 255, 191, 255),
    4: (253, 174, 97, 255),
    5: (215, 25, 28, 255),
}
"""Red, green, blue, alpha of each class (blue = safe; told apart with colour-blindness too); 0 is no class."""

DEFAULT_BREAKS = (0.2, 0.4, 0.6, 0.8)


def classify_scores(scores: ArrayLike, breaks: Sequence[float] = DEFAULT_BREAKS) -> NDArray[np.uint8]:
    """Class 1 (very low) to 5 (very high) of each susceptibility index; NaN gives 0.

    A score that equals a break belongs to the higher class. Scores and breaks are compared as float32,
    the type of the published rasters, so that anyone can repeat the classes from the raster.

    Raises
    ------
    ConfigError
        If the breaks are not four rising numbers.
    """
    limits = np.asarray(breaks, dtype=np.float32)
    if limits.shape != (len(CLASS_NAMES) - 1,) or not (np.diff(limits) > 0).all():
        raise ConfigError(
            "zoning.breaks", f"{list(breaks)} are not four rising numbers", "Give e.g. 0.2, 0.4, 0.6, 0.8."
        )
    values = np.asarray(scores, dtype=np.float32)
    classes = np.digitize(values, limits).astype(np.uint8) + np.uint8(1)
    classes[np.isnan(values)] = 0
    return classes


def class_limits(breaks: Sequence[float] = DEFAULT_BREAKS) -> dict[int, str]:
    """Name and limits of each class, such as ``{1: "very low (0-0.2)", ...}``."""
    edges = [0.0, *breaks, 1.0]
    return {
        number: f"{name} ({edges[number - 1]:g}-{edges[number]:g})"
        for number, name in enumerate(CLASS_NAMES, start=1)
    }


def class_table(
    classes: ArrayLike,
    area_m2: ArrayLike,
    landslides: ArrayLike,
    breaks: Sequence[float] = DEFAULT_BREAKS,
) -> pd.DataFrame:
    """Shares of area and of landslides per class; units without a class count nowhere.

    Parameters
    ----------
    classes, area_m2, landslides : arrays (units,)
        Class 0-5, area in m2, number of landslides.

    Returns
    -------
    DataFrame, 5 rows
        ``class``, ``name``, ``lower``, ``upper``, ``units``, ``area_km2``, ``area_share``,
        ``landslides``, ``landslide_share``, ``density`` (landslides per km2; NaN in an empty class),
        ``frequency_ratio`` (landslide share over area share; NaN in an empty class).
    """
    number = np.asarray(classes).astype(np.int64)
    size = len(CLASS_NAMES) + 1
    units = np.bincount(number, minlength=size)[1:]
    area = np.bincount(number, weights=np.asarray(area_m2, dtype=np.float64), minlength=size)[1:] / 1e6
    counts = np.rint(
        np.bincount(number, weights=np.asarray(landslides, dtype=np.float64), minlength=size)[1:]
    ).astype(np.int64)
    edges = [0.0, *breaks, 1.0]
    with np.errstate(divide="ignore", invalid="ignore"):
        area_share = area / area.sum()
        landslide_share = counts / counts.sum()
        density = np.where(area > 0, counts / area, np.nan)
        ratio = np.where(area > 0, landslide_share / area_share, np.nan)
    return pd.DataFrame(
        {
            "class": np.arange(1, size),
            "name": CLASS_NAMES,
            "lower": edges[:-1],
            "upper": edges[1:],
            "units": units,
            "area_km2": area,
            "area_share": area_share,
            "landslides": counts,
            "landslide_share": landslide_share,
            "density": density,
            "frequency_ratio": ratio,
        }
    )


def density_rises(table: pd.DataFrame) -> bool:
    """Whether landslide density rises from each class to the next, empty classes left out.

    A map that fails this ranks the ground wrongly somewhere, whatever its AUC.
    """
    density = table.loc[table["area_km2"] > 0, "density"].to_numpy()
    return bool((np.diff(density) > 0).all())
