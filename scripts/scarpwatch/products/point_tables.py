"""Tables of points: CSV files with columns of longitude and latitude, as inventories often come."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from scarpwatch.errors import InputError
from scarpwatch.products.letters import text_encoding

if TYPE_CHECKING:
    import geopandas
    import pandas as pd

TABLE_SUFFIXES = {".csv", ".tsv", ".txt"}
_LONGITUDE = {"longitude", "lon", "long", "lng", "经度"}
_LATITUDE = {"latitude", "lat", "纬度"}


def read_points(path: str | Path) -> geopandas.GeoDataFrame:
    """Read a table of points in degrees of WGS 84, separated by commas, semicolons or tabs.

    A row with both coordinates blank has no geometry. The index is the number of the line in the file.

    Raises
    ------
    InputError
        If it cannot be read, has no columns of that name, or a coordinate is no number or out of range.
    """
    import geopandas
    import numpy as np
    import pandas as pd

    path = Path(path)
    table = _table(path)
    places = []
    for known, limit in ((_LONGITUDE, 360.0), (_LATITUDE, 90.0)):
        names = [name for name in table.columns if str(name).strip().casefold() in known]
        if len(names) != 1:
            raise InputError(
                path,
                f"it has no geometry, only the columns {', '.join(map(str, table.columns))}",
                "A table of points needs one column `longitude` and one column `latitude`, in degrees of WGS 84. "
                "Points in another coordinate system are saved as a GeoPackage.",
            )
        text = table[names[0]].astype("string").str.strip()
        value = pd.to_numeric(text, errors="coerce").to_numpy(np.float64, na_value=np.nan)
        blank = (text.isna() | (text == "").fillna(True)).to_numpy(bool)
        wrong = ~blank & ~(np.abs(value) <= limit)
        if wrong.any():
            line = table.index[wrong.argmax()]
            raise InputError(
                path,
                f"line {line}: {names[0]} is {text[line].removesuffix('.0')!r}, which is no number of degrees up to {limit:g}",
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
    points = geopandas.points_from_xy(*places, crs="EPSG:4326")
    points[np.isnan(places[0])] = None
    return geopandas.GeoDataFrame(table, geometry=points)


def _table(path: Path) -> pd.DataFrame:
    import pandas as pd

    coding = text_encoding(path)
    with path.open(encoding=coding, errors="replace") as file:
        first = file.readline()
    try:
        table = pd.read_csv(path, sep=max(",;\t", key=first.count), encoding=coding, skipinitialspace=True)
    except (pd.errors.ParserError, pd.errors.EmptyDataError, UnicodeDecodeError) as error:
        raise InputError(
            path, f"it cannot be read as a table ({error})", "Check it in a text editor."
        ) from error
    table.index = range(2, len(table) + 2)
    return table.rename(columns=lambda name: str(name).strip())
