"""The unit table: one row per mapping unit, one column (or a few) per factor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import pandas as pd

from scarpwatch.grids.grid import apply_transform, read_grid, read_raster
from scarpwatch.units.polygon_zonal import (
    polygon_circular_statistics,
    polygon_class_shares,
    polygon_statistics,
)
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

MEAN_FACTORS = (
    "slope",
    "elevation",
    "profile_curvature",
    "distance_to_faults",
    "distance_to_rivers",
    "distance_to_roads",
    "ndvi",
)
"""Factors that enter the table as the mean over the unit."""


class Zones(Protocol):
    """Where the units lie, and statistics of raster files over them."""

    def places(self) -> pd.DataFrame:
        """``unit_id``, ``area_m2``, ``x``, ``y`` (centroid), by ascending unit_id."""

    def statistics(self, path: str | Path) -> ZonalStatistics:
        """Statistics of a continuous raster."""

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

    def circular(self, path: str | Path) -> CircularStatistics:
        """See `Zones`."""
        values, grid = read_raster(path)
        return polygon_circular_statistics(list(self.polygons.geometry), values, grid.transform)

    def classes(self, path: str | Path, codes: list[int]) -> ClassShares:
        """See `Zones`."""
        values, grid = read_raster(path)
        return polygon_class_shares(list(self.polygons.geometry), values, grid.transform, codes)


def static_table(
    zones: Zones, rasters: Mapping[str, str | Path], *, lithology_classes: Mapping[int, str] | None = None
) -> pd.DataFrame:
    """Static factors of every unit.

    Parameters
    ----------
    zones : LabelZones or PolygonZones
    rasters : mapping
        Files by factor: any of `MEAN_FACTORS`, ``aspect`` (degrees, NaN on flats) and ``lithology``
        (class codes, 0 = no data). A factor that is not given has no column.
    lithology_classes : mapping, needed with ``lithology``
        Name by code.

    Returns
    -------
    DataFrame
        ``unit_id``, ``area_m2``, ``x``, ``y``; the mean of each factor; ``slope_std``; ``aspect``
        (circular mean, degrees), ``aspect_sin``, ``aspect_cos``, ``aspect_resultant``;
        ``max_elevation_difference`` (m) with ``elevation``; ``lithology`` (majority class) and
        ``lithology_share_<class>``; ``coverage_<factor>``, the share of the unit's cells with data, 0 to
        1 (for aspect: cells that have a direction, so flats lower it). No data is NaN, never 0.

    Raises
    ------
    InputError
        If a raster is not on the units' grid.
    ValueError
        If a factor is unknown, or lithology comes without its classes.
    """
    unknown = set(rasters) - {*MEAN_FACTORS, "aspect", "lithology"}
    if unknown:
        raise ValueError(f"unknown factors: {', '.join(sorted(unknown))}")
    table = zones.places()
    for factor in (name for name in MEAN_FACTORS if name in rasters):
        statistics = zones.statistics(rasters[factor])
        table[factor] = statistics.mean
        if factor == "slope":
            table["slope_std"] = statistics.std
        if factor == "elevation":
            table["max_elevation_difference"] = statistics.maximum - statistics.minimum
            table["coverage_max_elevation_difference"] = statistics.coverage
        table[f"coverage_{factor}"] = statistics.coverage
    if "aspect" in rasters:
        circular = zones.circular(rasters["aspect"])
        table["aspect"], table["aspect_resultant"] = circular.mean, circular.resultant
        table["aspect_sin"], table["aspect_cos"] = circular.sine, circular.cosine
        table["coverage_aspect"] = circular.count / np.maximum(circular.cells, 1)
    if "lithology" in rasters:
        if not lithology_classes:
            raise ValueError("lithology is given without the names of its classes")
        codes = sorted(lithology_classes)
        rock = zones.classes(rasters["lithology"], codes)
        names = np.array([None, *(lithology_classes[code] for code in codes)], dtype=object)
        position = np.searchsorted(codes, rock.majority) + 1
        table["lithology"] = pd.array(names[np.where(rock.majority > 0, position, 0)], dtype="string")
        for index, code in enumerate(codes):
            table[f"lithology_share_{lithology_classes[code]}"] = rock.shares[:, index]
        table["coverage_lithology"] = rock.coverage
    return table


def deformation_table(zones: Zones, rate: str | Path, cumulative: str | Path) -> pd.DataFrame:
    """Deformation factors of every unit.

    Parameters
    ----------
    rate, cumulative : rasters on the units' grid, cm/yr and cm, NaN = no measurement

    Returns
    -------
    DataFrame
        ``unit_id``, ``deformation_rate`` (mean, cm/yr), ``deformation_rate_std`` (spread in the unit),
        ``cumulative_deformation`` (mean, cm), ``coverage_deformation_rate``,
        ``coverage_cumulative_deformation``. A unit without measurement is NaN.
    """
    rates, totals = zones.statistics(rate), zones.statistics(cumulative)
    return pd.DataFrame(
        {
            "unit_id": zones.places()["unit_id"],
            "deformation_rate": rates.mean,
            "deformation_rate_std": rates.std,
            "cumulative_deformation": totals.mean,
            "coverage_deformation_rate": rates.coverage,
            "coverage_cumulative_deformation": totals.coverage,
        }
    )


def open_zones(source: str, raster: str | Path, polygons: str | Path) -> Zones:
    """The zones of a run: users' own polygons (``source`` "polygons"), else the label raster."""
    if source != "polygons":
        return LabelZones(raster)
    import geopandas

    return PolygonZones(geopandas.read_file(polygons))
