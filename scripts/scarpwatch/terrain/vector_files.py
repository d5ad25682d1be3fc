"""Reading vector files onto a grid."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from scarpwatch.errors import InputError
from scarpwatch.grid import Grid

if TYPE_CHECKING:
    import geopandas


def read_vector(
    path: str | Path, grid: Grid, *, layer: str | None = None, margin_m: float | None = None
) -> geopandas.GeoDataFrame:
    """Read a vector file in the grid's CRS.

    Parameters
    ----------
    path : any vector file that GDAL reads
    grid : Grid with a CRS
    layer : of a file that has several; None = the first
    margin_m : float, optional
        Keep only features that touch the grid widened by this much; None = keep all.

    Raises
    ------
    InputError
        If the file is missing, cannot be read, or does not say its CRS.
    """
    import geopandas
    from shapely.geometry import box

    if not Path(path).exists():
        raise InputError(path, "the file does not exist", "Check the path in the config.")
    try:
        frame = geopandas.read_file(path, **({"layer": layer} if layer else {}))
    except Exception as error:  # the drivers raise errors of many kinds
        raise InputError(path, f"the vector file cannot be read ({error})", "Check the file") from error
    if not isinstance(frame, geopandas.GeoDataFrame):
        raise InputError(path, "the file has no geometry", "Give a file with points, lines or polygons")
    if frame.crs is None:
        raise InputError(path, "the file does not say its CRS", "Assign its CRS in a GIS, or add a .prj file")
    frame = frame.to_crs(grid.crs)
    if margin_m is not None:
        left, bottom, right, top = grid.bounds
        area = box(left - margin_m, bottom - margin_m, right + margin_m, top + margin_m)
        frame = frame[frame.intersects(area)]  # False for what has no geometry
    return frame.reset_index(drop=True)
