"""The unit table: one row per mapping unit, one column (or a few) per factor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scarpwatch.factors.factor import FactorColumns, quantile_level
from scarpwatch.grids.grid import apply_transform, read_grid, read_raster
from scarpwatch.units.polygon_zonal import (
    polygon_circular_statistics,
    polygon_class_shares,
    polygon_statistics,
)
from scarpwatch.units.quantiles import label_quantiles, polygon_quantiles
from scarpwatch.units.zonal import (
    CircularStatistics,
    ClassShares,
    ZonalStatistics,
    circular_statistics,
    class_shares,
    label_blocks,
    raster_blocks,
    unit_positions,
    zonal_statistics,
)


class Zones(Protocol):
    """Where the units lie, and statistics of raster files over them."""

    def places(self) -> pd.DataFrame:
        """``unit_id``, ``area_m2``, ``x``, ``y`` (centroid), by ascending unit_id."""

    def statistics(self, path: str | Path) -> ZonalStatistics:
        """Statistics of a continuous raster."""

    def quantiles(self, path: str | Path, levels: Sequence[float]) -> NDArray[np.float64]:
        """Quantiles of a continuous raster, array (units, levels); levels from 0 to 1."""

    def circular(self, path: str | Path) -> CircularStatistics:
        """Mean direction of a raster in degrees."""

    def classes(self, path: str | Path, codes: list[int]) -> ClassShares:
        """Class shares of a raster of codes."""


@dataclass(frozen=True)
class LabelZones:
    """Units that a label raster shows (0 = outside; numbered 1..n)."""

    path: str | Path
    number: int = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(
            self, "number", max(int(block.max(initial=0)) for block in label_blocks(self.path))
        )

    def places(self) -> pd.DataFrame:
        """See `Zones`."""
        grid = read_grid(self.path)
        cells, row, column = unit_positions(label_blocks(self.path), self.number)
        x, y = apply_transform(grid.transform, column + 0.5, row + 0.5)
        unit_id = np.arange(1, self.number + 1, dtype=np.int64)
        area = cells * grid.cell_size[0] * grid.cell_size[1]
        return pd.DataFrame({"unit_id": unit_id, "area_m2": area, "x": x, "y": y})

    def statistics(self, path: str | Path) -> ZonalStatistics:
        """See `Zones`."""
        return zonal_statistics(raster_blocks(self.path, path), self.number)

    def quantiles(self, path: str | Path, levels: Sequence[float]) -> NDArray[np.float64]:
        """See `Zones`."""
        return label_quantiles(self.path, path, self.number, levels)

    def circular(self, path: str | Path) -> CircularStatistics:
        """See `Zones`."""
        return circular_statistics(raster_blocks(self.path, path), self.number)

    def classes(self, path: str | Path, codes: list[int]) -> ClassShares:
        """See `Zones`."""
        return class_shares(raster_blocks(self.path, path), self.number, codes)


@dataclass(frozen=True)
class PolygonZones:
    """Users' own polygons, which may overlap: a GeoDataFrame with ``unit_id`` in the CRS of the rasters."""

    polygons: Any

    def places(self) -> pd.DataFrame:
        """See `Zones`."""
        centre = self.polygons.geometry.centroid
        return pd.DataFrame(
            {
                "unit_id": self.polygons["unit_id"].to_numpy(np.int64),
                "area_m2": self.polygons.geometry.area.to_numpy(),
                "x": centre.x.to_numpy(),
                "y": centre.y.to_numpy(),
            }
        )

    def statistics(self, path: str | Path) -> ZonalStatistics:
        """See `Zones`."""
        values, grid = read_raster(path)
        return polygon_statistics(list(self.polygons.geometry), values, grid.transform)

    def quantiles(self, path: str | Path, levels: Sequence[float]) -> NDArray[np.float64]:
        """See `Zones`."""
        values, grid = read_raster(path)
        return polygon_quantiles(list(self.polygons.geometry), values, grid.transform, levels)

    def circular(self, path: str | Path) -> CircularStatistics:
        """See `Zones`."""
        values, grid = read_raster(path)
        return polygon_circular_statistics(list(self.polygons.geometry), values, grid.transform)

    def classes(self, path: str | Path, codes: list[int]) -> ClassShares:
        """See `Zones`."""
        values, grid = read_raster(path)
        return polygon_class_shares(list(self.polygons.geometry), values, grid.transform, codes)


def static_table(
    zones: Zones,
    factors: Sequence[FactorColumns],
    rasters: Mapping[str, str | Path],
    *,
    class_names: Mapping[str, Mapping[int, str]] | None = None,
) -> pd.DataFrame:
    """Static factors of every unit.

    Parameters
    ----------
    zones : LabelZones or PolygonZones
    factors : those to tabulate
    rasters : mapping
        Files by factor (directions in degrees, NaN where there is none; classes as codes, 0 = no data). For a
        property of the whole unit the raster of the factor that it is taken from is used.
    class_names : mapping of factor to names by code, needed for classes

    Returns
    -------
    DataFrame
        ``unit_id``, ``area_m2``, ``x``, ``y``; then of each factor its statistics (the first under its own name, the
        others with the statistic behind it); of a direction ``<factor>`` (circular mean, degrees), ``_resultant``,
        ``_sin`` and ``_cos``; of classes ``<factor>`` (the majority) and ``<factor>_share_<class>``; and
        ``coverage_<factor>``, the share of the unit's cells with data, 0 to 1 (of a direction: cells that have one, so
        flats lower it). No data is NaN, never 0. Numbers stand before directions and classes.

    Raises
    ------
    InputError
        If a raster is not on the units' grid.
    ValueError
        If a factor has no raster, or one in classes comes without their names.
    """
    rank = {"circular": 1, "classes": 2}
    ordered = sorted(factors, key=lambda factor: rank.get(factor.kind, 0))
    columns = _columns(zones, ordered, rasters, class_names or {})
    return pd.concat([zones.places(), pd.DataFrame(columns)], axis=1)


def dynamic_table(
    zones: Zones, factors: Sequence[FactorColumns], rasters: Mapping[str, str | Path]
) -> pd.DataFrame:
    """Dynamic factors of every unit: ``unit_id``, their columns, and behind them those of the coverage.

    Parameters and errors are those of :func:`static_table`.
    """
    columns = _columns(zones, factors, rasters, {})
    ordered = sorted(columns, key=lambda name: name.startswith("coverage_"))
    ids = zones.places()["unit_id"]
    return pd.DataFrame({"unit_id": ids, **{name: columns[name] for name in ordered}})


def _columns(
    zones: Zones,
    factors: Sequence[FactorColumns],
    rasters: Mapping[str, str | Path],
    class_names: Mapping[str, Mapping[int, str]],
) -> dict[str, Any]:
    """The columns of all factors, one factor after the other."""
    columns: dict[str, Any] = {}
    whole = {factor.of: factor for factor in factors if factor.of}
    for factor in (factor for factor in factors if not factor.of):
        if factor.name not in rasters:
            raise ValueError(f"{factor.name} has no raster")
        path = rasters[factor.name]
        if factor.kind == "circular":
            columns |= _circular_columns(zones, factor.name, path)
        elif factor.kind == "classes":
            if not class_names.get(factor.name):
                raise ValueError(f"{factor.name} is given without the names of its classes")
            columns |= _class_columns(zones, factor.name, path, class_names[factor.name])
        else:
            columns |= _number_columns(zones, factor, whole.get(factor.name), path)
    return columns


def _number_columns(
    zones: Zones, factor: FactorColumns, unit: FactorColumns | None, path: str | Path
) -> dict[str, Any]:
    """The columns of a factor in numbers, and of the property of the whole unit that is taken from its cells."""
    found = zones.statistics(path)
    columns = _statistics(zones, factor, path, found)
    if unit is not None:
        columns |= {**_statistics(zones, unit, path, found), f"coverage_{unit.name}": found.coverage}
    return {**columns, f"coverage_{factor.name}": found.coverage}


def _statistics(
    zones: Zones, factor: FactorColumns, path: str | Path, found: ZonalStatistics
) -> dict[str, Any]:
    """The columns of a factor's statistics."""
    known = {
        "mean": found.mean,
        "std": found.std,
        "min": found.minimum,
        "max": found.maximum,
        "range": found.maximum - found.minimum,
    }
    levels = {word: level for word in factor.statistics if (level := quantile_level(word)) is not None}
    if levels:
        quantiles = zones.quantiles(path, list(levels.values()))
        known |= {word: quantiles[:, number] for number, word in enumerate(levels)}
    return {factor.statistic_column(word): known[word] for word in factor.statistics}


def _circular_columns(zones: Zones, name: str, path: str | Path) -> dict[str, Any]:
    found = zones.circular(path)
    return {
        name: found.mean,
        f"{name}_resultant": found.resultant,
        f"{name}_sin": found.sine,
        f"{name}_cos": found.cosine,
        f"coverage_{name}": found.count / np.maximum(found.cells, 1),
    }


def _class_columns(zones: Zones, name: str, path: str | Path, names: Mapping[int, str]) -> dict[str, Any]:
    codes = sorted(names)
    found = zones.classes(path, codes)
    words = np.array([None, *(names[code] for code in codes)], dtype=object)
    position = np.searchsorted(codes, found.majority) + 1
    columns: dict[str, Any] = {
        name: pd.array(words[np.where(found.majority > 0, position, 0)], dtype="string")
    }
    columns |= {f"{name}_share_{names[code]}": found.shares[:, index] for index, code in enumerate(codes)}
    return {**columns, f"coverage_{name}": found.coverage}


def open_zones(source: str, raster: str | Path, polygons: str | Path) -> Zones:
    """The zones of a run: users' own polygons (``source`` "polygons"), else the label raster."""
    if source != "polygons":
        return LabelZones(raster)
    import geopandas

    return PolygonZones(geopandas.read_file(polygons))
