"""The rasters of a susceptibility map: the index with what stands behind it, its classes, and the density of landslides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scarpwatch.files.records import read_table
from scarpwatch.grids.class_names import class_tag
from scarpwatch.grids.grid import Grid, write_raster
from scarpwatch.learning.probability import MEANING as OF_PROBABILITY
from scarpwatch.learning.zoning import class_limits, classify_scores
from scarpwatch.susceptibility_classes import colour_table
from scarpwatch.units.spread import spread_over_units

BANDS = {
    "score": "susceptibility index",
    "score_std": "standard deviation of the index",
    "applicable": "inside the area of applicability (1) or outside (0)",
    "probability": "probability of a landslide in the unit",
}
"""Column of the rated units -> description of its band; the last of models that were calibrated here alone."""

PROBABILITY = f"band {len(BANDS)}: {OF_PROBABILITY}"

MEANING = "susceptibility index 0-1: ranks slope units, is not a probability"


def held_out_units(samples: str | Path | Sequence[str]) -> list[int]:
    """Units that validated models of this area; none where no samples are given, since other ground trained them."""
    if not samples:
        return []
    drawn = read_table(str(samples))
    return [int(unit) for unit in drawn.loc[drawn["split"] == "validation", "unit_id"]]


def write_index_map(
    path: str | Path, rated: pd.DataFrame, units: NDArray[np.integer], grid: Grid, tags: Mapping[str, Any]
) -> None:
    """Write the index of every unit, its model uncertainty, the area of applicability and, where it is known, the
    probability, as float32 bands.

    Parameters
    ----------
    rated : what `rate_units` gives
    units : unit of every cell (rows, columns), 0 = outside
    """
    number = rated["unit_id"].to_numpy()
    bands = {name: said for name, said in BANDS.items() if name in rated}
    layers = [spread_over_units(units, number, rated[name].astype("float32").to_numpy()) for name in bands]
    tags = {**tags, "UNITS": "1", "MEANING": MEANING}
    tags |= {"PROBABILITY": PROBABILITY} if "probability" in bands else {}
    write_raster(path, np.stack(layers), grid, descriptions=list(bands.values()), tags=tags)


def write_class_map(
    path: str | Path,
    rated: pd.DataFrame,
    units: NDArray[np.integer],
    grid: Grid,
    breaks: Sequence[float],
    tags: Mapping[str, Any],
) -> None:
    """Write the class of every unit as a byte, 0 = none, with the colours and limits of the classes.

    Parameters
    ----------
    rated, units : as of `write_index_map`
    breaks : breaks between the classes
    """
    index = spread_over_units(units, rated["unit_id"].to_numpy(), rated["score"].astype("float32").to_numpy())
    write_raster(
        path,
        classify_scores(index, breaks),
        grid,
        nodata=0,
        descriptions=["susceptibility class"],
        tags={**tags, **class_tag(class_limits(breaks))},
        colormap=colour_table(),
    )


DENSITIES = {
    "observed_density": "observed landslides per km2 of the unit",
    "expected_density": "expected landslides per km2, by models of counts that did not see the block of the unit",
}
"""Column of units whose landslides were counted -> description of its band."""


def write_density_map(
    path: str | Path,
    counted: pd.DataFrame,
    units: NDArray[np.integer],
    grid: Grid,
    tags: Mapping[str, Any],
) -> None:
    """Write the observed and, where it is there, the expected density of landslides, as float32 bands in 1/km2.

    Parameters
    ----------
    counted : ``unit_id`` and columns of ``DENSITIES``
    units : unit of every cell (rows, columns), 0 = outside
    """
    there = [name for name in DENSITIES if name in counted]
    number = counted["unit_id"].to_numpy()
    layers = [spread_over_units(units, number, counted[name].astype("float32").to_numpy()) for name in there]
    write_raster(
        path,
        np.stack(layers),
        grid,
        descriptions=[DENSITIES[name] for name in there],
        tags={**tags, "UNITS": "1/km2"},
    )
