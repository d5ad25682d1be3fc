"""The rasters of a susceptibility map: the index with what stands behind it, its classes, and the density of landslides."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from rasterio.io import DatasetWriter

from scarpwatch.files.records import read_table
from scarpwatch.grids.grid import Grid, row_blocks
from scarpwatch.grids.products import new_product
from scarpwatch.learning.map_layers import OF_PROBABILITY
from scarpwatch.learning.zoning import class_limits, classify_scores
from scarpwatch.styles.layers import (
    APPLICABLE,
    class_style,
    index_style,
    probability_style,
    spread_style,
)
from scarpwatch.styles.limits import nice_limit
from scarpwatch.styles.sidecars import write_style
from scarpwatch.units.spread import spread_over_units

NO_UNIT = 255
"""Where `write_applicable_map` has no unit, or one without a score."""


class Layer(NamedTuple):
    """A number of every unit that is a map of its own: its column, what its band is called, and what it says."""

    column: str
    description: str
    meaning: str


INDEX = Layer(
    "score", "susceptibility index", "susceptibility index 0-1: ranks slope units, is not a probability"
)
SIGMA = Layer(
    "score_std",
    "standard deviation of the index",
    "standard deviation of the susceptibility index over folds and seeds",
)
PROBABILITY = Layer("probability", "probability of a landslide in the unit", OF_PROBABILITY)


def held_out_units(samples: str | Path | Sequence[str]) -> list[int]:
    """Units that validated models of this area; none where no samples are given, since other ground trained them."""
    if not samples:
        return []
    drawn = read_table(str(samples))
    return [int(unit) for unit in drawn.loc[drawn["split"] == "validation", "unit_id"]]


def write_maps(
    maps: Any,
    rated: pd.DataFrame,
    units: NDArray[np.integer],
    grid: Grid,
    breaks: Sequence[float],
    tags: Mapping[str, Any],
) -> None:
    """Write all rasters of a map, with the styles that QGIS opens them with.

    Parameters
    ----------
    maps : paths of the rasters: ``index``, ``sigma``, ``classes``, ``applicable`` and, where units have one, ``probability``
    rated : what `rate_units` gives
    units : unit of every cell (rows, columns), 0 = outside
    breaks : breaks between the classes
    """
    write_number_map(maps.index, INDEX, rated, units, grid, tags)
    write_number_map(maps.sigma, SIGMA, rated, units, grid, tags)
    write_applicable_map(maps.applicable, rated, units, grid, tags)
    if "probability" in rated:
        write_number_map(maps.probability, PROBABILITY, rated, units, grid, tags)
    write_class_map(maps.classes, rated, units, grid, breaks, tags)
    _write_styles(maps, rated, breaks)


def write_number_map(
    path: str | Path,
    layer: Layer,
    rated: pd.DataFrame,
    units: NDArray[np.integer],
    grid: Grid,
    tags: Mapping[str, Any],
) -> None:
    """Write one number of every unit as float32, NaN where there is no unit or no number.

    Parameters
    ----------
    rated : what `rate_units` gives
    units : unit of every cell (rows, columns), 0 = outside
    """
    tags = {**tags, "UNITS": "1", "MEANING": layer.meaning}
    with new_product(path, grid, dtype="float32", description=layer.description, tags=tags) as target:
        _spread(target, rated, rated[layer.column], units)


def write_applicable_map(
    path: str | Path, rated: pd.DataFrame, units: NDArray[np.integer], grid: Grid, tags: Mapping[str, Any]
) -> None:
    """Write whether every unit is inside the area of applicability (1) or outside (0) as a byte, ``NO_UNIT`` elsewhere.

    Parameters
    ----------
    rated, units : as of `write_number_map`
    """
    with new_product(
        path,
        grid,
        dtype="uint8",
        nodata=NO_UNIT,
        description="area of applicability",
        tags=tags,
        classes=APPLICABLE,
    ) as target:
        _spread(target, rated, rated["applicable"], units, _as_bytes)


def _as_bytes(inside: NDArray[np.float32]) -> NDArray[np.uint8]:
    return np.where(np.isnan(inside), NO_UNIT, inside).astype(np.uint8)


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
    rated, units : as of `write_number_map`
    breaks : breaks between the classes
    """
    with new_product(
        path,
        grid,
        dtype="uint8",
        nodata=0,
        description="susceptibility class",
        tags=tags,
        classes=class_style(class_limits(breaks)),
    ) as target:
        _spread(target, rated, rated["score"], units, partial(classify_scores, breaks=breaks))


def _spread(
    target: DatasetWriter,
    rated: pd.DataFrame,
    values: pd.Series,
    units: NDArray[np.integer],
    convert: Callable[[NDArray[np.float32]], NDArray[Any]] | None = None,
) -> None:
    """Write a number of every unit to its cells, block by block, as it is or converted."""
    ids, numbers = rated["unit_id"].to_numpy(), values.astype("float32").to_numpy()
    for window in row_blocks(units.shape):
        block = spread_over_units(units[window.toslices()], ids, numbers)
        target.write(convert(block) if convert else block, 1, window=window)


def _write_styles(maps: Any, rated: pd.DataFrame, breaks: Sequence[float]) -> None:
    """The styles of the rasters; the colours end where the values of ``rated`` do."""
    write_style(maps.index, index_style())
    write_style(maps.sigma, spread_style(_limit(rated["score_std"])))
    write_style(maps.classes, class_style(class_limits(breaks)))
    write_style(maps.applicable, APPLICABLE)
    if "probability" in rated:
        write_style(maps.probability, probability_style(min(1.0, _limit(rated["probability"]))))


def density_limit(counted: pd.DataFrame) -> float:
    """A round number of landslides per km² that 98 % of the units with any are not beyond."""
    return _limit(counted["observed_density"].where(counted["observed_density"] > 0))


def _limit(values: pd.Series) -> float:
    known = values.to_numpy(float)
    known = known[np.isfinite(known)]
    return nice_limit(float(np.quantile(known, 0.98))) if known.size else 1.0


DENSITIES = {
    "observed_density": "observed landslides per km2 of the unit",
    "expected_density": "expected landslides per km2, by models of counts that did not see the block of the unit",
}
"""Column of units whose landslides were counted -> description of its map."""

NOT_MODELLED = "landslides per unit were not modelled as counts, so that no unit has an expected number"


def write_density_map(
    path: str | Path,
    column: str,
    counted: pd.DataFrame,
    units: NDArray[np.integer],
    grid: Grid,
    tags: Mapping[str, Any],
) -> None:
    """Write a density of landslides as float32 in 1/km2; without any value, which a tag tells, where it was not
    modelled.

    Parameters
    ----------
    column : of ``DENSITIES``
    counted : ``unit_id`` and the column, if it is known
    units : unit of every cell (rows, columns), 0 = outside
    """
    known = column in counted
    values = counted[column] if known else pd.Series(np.nan, counted.index)
    tags = {
        **tags,
        "UNITS": "1/km2",
        "MEANING": DENSITIES[column],
        **({} if known else {"NOTE": NOT_MODELLED}),
    }
    with new_product(path, grid, dtype="float32", description=DENSITIES[column], tags=tags) as target:
        _spread(target, counted, values, units)
