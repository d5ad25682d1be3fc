"""Tables of points: CSV files with columns of longitude and latitude, as inventories often come."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from scarpwatch.errors import InputError
from scarpwatch.inputs.tables.longitudes import turn_back
from scarpwatch.inputs.tables.text import is_blank, read_text_table, refuse_repeated

if TYPE_CHECKING:
    import geopandas

TABLE_SUFFIXES = {".csv", ".tsv", ".txt"}
_LONGITUDE = {"longitude", "lon", "long", "lng", "经度"}
_LATITUDE = {"latitude", "lat", "纬度"}


def read_points(path: str | Path) -> tuple[geopandas.GeoDataFrame, tuple[str, ...]]:
    """Read a table of points in degrees of WGS 84, separated by commas, semicolons or tabs.

    A row with both coordinates blank has no geometry. Longitudes may run from -180 to 180 or from 0 to 360.

    Returns
    -------
    points : GeoDataFrame
        With all other columns as text; the index is the number of the line in the file.
    notes : sentences for the log

    Raises
    ------
    InputError
        If it cannot be read, has no columns of that name or two of one name, or a coordinate is no number or
        out of range.
    """
    import geopandas
    import numpy as np
    import pandas as pd

    path = Path(path)
    table, notes = read_text_table(path)
    refuse_repeated(path, list(table.columns), list(table.columns))
    places = []
    for known, limit in ((_LONGITUDE, 360.0), (_LATITUDE, 90.0)):
        names = [name for name in table.columns if name.casefold() in known]
        if len(names) != 1:
            raise InputError(
                path,
                f"it has no geometry, only the columns {', '.join(table.columns)}",
                "A table of points needs one column `longitude` and one column `latitude`, in degrees of WGS 84. "
                "Points in another coordinate system are saved as a GeoPackage.",
            )
        text = table[names[0]]
        value = pd.to_numeric(text, errors="coerce").to_numpy(np.float64, na_value=np.nan, copy=True)
        blank = is_blank(text)
        value[blank] = np.nan
        wrong = ~blank & ~(np.abs(value) <= limit)
        if wrong.any():
            line = table.index[wrong.argmax()]
            raise InputError(
                path,
                f"line {line}: {names[0]} is {text[line]!r}, which is no number of degrees up to {limit:g}",
                "Write it as a number such as 113.625; other coordinate systems need a GeoPackage.",
            )
        places.append(value)
    half = np.isnan(places[0]) != np.isnan(places[1])
    if half.any():
        raise InputError(
            path,
            f"line {table.index[half.argmax()]}: one of its coordinates is blank",
            "Fill it in, or leave both blank.",
        )
    points, turned = turn_back(np.asarray(geopandas.points_from_xy(*places)))
    points[np.isnan(places[0])] = None
    return geopandas.GeoDataFrame(table, geometry=points, crs="EPSG:4326"), (*notes, *turned)
