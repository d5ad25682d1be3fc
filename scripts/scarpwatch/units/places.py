"""Where the units of a ready table lie: columns for the models, and the file that maps are made from."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from scarpwatch.files.geopackage_layers import Column, Layer
from scarpwatch.files.geopackages import write_geopackage

if TYPE_CHECKING:
    import geopandas

LAYER = "units"
UNIT = {
    "unit_id": Column("Unit", meaning="Number of the unit in this run"),
    "key": Column(
        "Key", meaning="Easting and northing of the cell nearest to the centre; stays when numbers change"
    ),
    "name": Column("Name", meaning="The unit's name in the file that was given"),
    "area_m2": Column("Area of the unit", "m²"),
}
"""What the columns of units hold, as people are shown them in a GIS."""


def place_columns(
    places: geopandas.GeoSeries | None, area_m2: NDArray[np.float64] | None = None
) -> pd.DataFrame:
    """Coordinates and area, as far as they are known.

    Parameters
    ----------
    places : GeoSeries of points or polygons in metres, or None
    area_m2 : array (units,), or None

    Returns
    -------
    DataFrame
        ``x``, ``y`` (of a polygon: its centroid) and ``area_m2``; no column for what is not known.
    """
    columns: dict[str, NDArray[np.float64]] = {}
    if places is not None:
        centre = places.centroid
        columns |= {"x": centre.x.to_numpy(), "y": centre.y.to_numpy()}
    if area_m2 is not None:
        columns["area_m2"] = area_m2
    return pd.DataFrame(columns)


def write_units(
    path: str | Path, unit_id: ArrayLike, names: ArrayLike, places: geopandas.GeoSeries | None
) -> None:
    """Write the units as a GeoPackage: ``unit_id``, ``name``, and geometry where there is one."""
    table = pd.DataFrame({"unit_id": np.asarray(unit_id, np.int64), "name": np.asarray(names, str)})
    if places is not None:
        import geopandas

        table = geopandas.GeoDataFrame(table, geometry=places.to_numpy(), crs=places.crs)
    write_geopackage(table, path, layer=Layer(LAYER, "Mapping units", "", UNIT))
