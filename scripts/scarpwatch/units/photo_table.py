"""The table of field photographs: place, unit and a small copy of each."""

from __future__ import annotations

from collections.abc import Sequence

import geopandas as gpd
import pandas as pd
import shapely

from scarpwatch.inputs.photo_copies import Copy
from scarpwatch.inputs.photos import Photo


def photo_table(
    photos: Sequence[Photo], copies: Sequence[Copy], units: gpd.GeoDataFrame | None
) -> pd.DataFrame:
    """One row per photograph, in the order of the units, those outside all units last.

    Parameters
    ----------
    photos : with coordinates
    copies : one of each
    units : polygons with ``unit_id``; None where there are none

    Returns
    -------
    DataFrame
        ``file``, ``caption``, ``taken`` (YYYY-MM-DD or missing), ``longitude``, ``latitude`` (deg), ``unit_id`` (missing
        outside the units), ``width``, ``height`` (pixels of the copy) and ``image`` (WebP).
    """
    points = gpd.GeoSeries.from_xy(
        [photo.longitude for photo in photos], [photo.latitude for photo in photos], crs="EPSG:4326"
    )
    unit_id = pd.array([pd.NA] * len(photos), dtype="Int64")
    if units is not None:
        there = points.to_crs(units.crs).to_numpy()
        unit, point = shapely.STRtree(there).query(units.geometry.to_numpy(), predicate="intersects")
        for row, place in sorted(
            zip(unit, point, strict=True), reverse=True
        ):  # on a border the first unit counts
            unit_id[place] = int(units["unit_id"].iloc[row])
    table = pd.DataFrame(
        {
            "file": [photo.path.name for photo in photos],
            "caption": [photo.caption for photo in photos],
            "taken": [photo.taken.isoformat() if photo.taken else None for photo in photos],
            "longitude": [photo.longitude for photo in photos],
            "latitude": [photo.latitude for photo in photos],
            "unit_id": unit_id,
            "width": [copy.width for copy in copies],
            "height": [copy.height for copy in copies],
            "image": [copy.content for copy in copies],
        }
    )
    return table.sort_values(["unit_id", "file"], kind="stable", na_position="last", ignore_index=True)
