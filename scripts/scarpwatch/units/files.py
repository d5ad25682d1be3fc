"""The files of a set of mapping units: label raster, polygons, summary."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from scarpwatch.errors import DataError
from scarpwatch.files.geopackage_layers import Layer
from scarpwatch.files.geopackages import write_geopackage
from scarpwatch.files.json_files import write_json
from scarpwatch.grids.grid import Grid, write_raster
from scarpwatch.terrain.slope_units.segmentation import internal_variance, spatial_autocorrelation
from scarpwatch.terrain.slope_units.sizes import size_figures
from scarpwatch.units.keys import location_keys
from scarpwatch.units.places import UNIT
from scarpwatch.units.polygons import units_to_polygons

if TYPE_CHECKING:
    import geopandas


def write_units(
    labels: NDArray[np.int32],
    grid: Grid,
    aspect: NDArray[np.float32],
    used: Mapping[str, Any],
    *,
    raster: str | Path,
    polygons: str | Path,
    summary: str | Path,
    own_polygons: geopandas.GeoDataFrame | None = None,
    masked: NDArray[np.bool_] | None = None,
    trials: list[tuple[float, int]] | None = None,
) -> dict[str, Any]:
    """Write the units and return their summary.

    Parameters
    ----------
    labels : int32 array (rows, columns), 1 to n, 0 outside
    aspect : array (rows, columns), degrees, for V and I
    used : source and parameters of the units
    own_polygons : the user's polygons with ``unit_id`` and ``area_m2``; else they are drawn around the cells
    masked : cells with elevation left out on purpose (flats, water)
    trials : (minimum area, units) of a search for a number of units

    Raises
    ------
    DataError
        If there is no unit.
    """
    if not (labels > 0).any():
        raise DataError(
            raster, "there is no mapping unit", "Check the nodata value of the DEM, and what is masked."
        )
    cell_area = grid.cell_size[0] * grid.cell_size[1]
    drawn = units_to_polygons(labels, grid) if own_polygons is None else own_polygons
    if own_polygons is None:
        drawn.insert(1, "key", location_keys(labels, grid))
    areas = drawn["area_m2"].to_numpy()
    record = {
        "parameters": dict(used),
        "count": len(drawn),
        "area_km2": float((labels > 0).sum() * cell_area / 1e6),
        "masked_km2": 0.0 if masked is None else float(masked.sum() * cell_area / 1e6),
        "unit_area_m2": {
            "mean": float(areas.mean()),
            "median": float(np.median(areas)),
            "smallest": float(areas.min()),
            "largest": float(areas.max()),
            **size_figures(areas),
        },
        "internal_variance_V": internal_variance(labels, aspect),
        "spatial_autocorrelation_I": spatial_autocorrelation(labels, aspect),
    }
    if used.get("clean_size_m2"):
        record["below_clean_size"] = int((areas < used["clean_size_m2"] * (1 - 1e-9)).sum())
    if trials:
        record["search"] = [{"min_area_m2": area, "units": count} for area, count in trials]
    write_raster(raster, labels, grid, nodata=0, descriptions=["unit_id"], tags=dict(used))
    write_geopackage(drawn, polygons, layer=Layer("slope_units", "Mapping units", "", UNIT))
    write_json(summary, record)
    return record
