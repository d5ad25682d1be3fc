"""Checks of vector files: layers of factors, the inventory, the user's own units. Each fault is one InputError."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from rasterio.crs import CRS

from scarpwatch.errors import InputError
from scarpwatch.grid import open_raster
from scarpwatch.products.dates import read_days
from scarpwatch.products.raster_checks import Area, check_factor_raster, check_overlap
from scarpwatch.products.vector_layers import find_layer, read_features
from scarpwatch.projection import ground_units

RASTER_SUFFIXES = {".tif", ".tiff", ".img", ".vrt", ".asc", ".jp2", ".nc"}
_POLYGONS = {"Polygon", "MultiPolygon"}
_POINTS = {"Point", "MultiPoint"}


def read_layer(
    path: str | Path, area: Area, *, layer: str | None = None, margin_m: float = 0.0
) -> tuple[gpd.GeoDataFrame, dict[str, Any]]:
    """Read the features of a layer near the area, after checking the layer as a whole.

    Parameters
    ----------
    margin_m : how far outside the DEM features still count (m)

    Returns
    -------
    features : GeoDataFrame
        Those whose boxes meet the area, in the layer's own CRS.
    found : dict
        File, CRS, number of features in the file and near the area, and notes on what was repaired.

    Raises
    ------
    InputError
        If the file is missing or unreadable, has no such layer or several to choose from, no geometry, no
        features, no CRS or shapes that cannot be repaired, or does not overlap the DEM.
    """
    path = Path(path)
    chosen = find_layer(path, layer)
    if chosen.features == 0 or not np.isfinite(chosen.bounds).all():
        raise InputError(
            path, "it has no features with a geometry", "Check the path, or set the key to null."
        )
    margin = (
        margin_m / min(ground_units(area.crs, area.bounds)) if area.crs.is_projected else margin_m / 111_000.0
    )
    crs = CRS.from_user_input(chosen.crs)
    check_overlap(path, crs, chosen.bounds, area, margin)
    west, south, east, north = area.bounds
    near = Area(area.dem, area.band, area.crs, (west - margin, south - margin, east + margin, north + margin))
    features, notes = read_features(chosen, bounds=near.bounds_in(crs))
    features = features[features.geometry.notna() & ~features.geometry.is_empty]
    found = {
        "file": str(path),
        "crs": crs.to_string(),
        "features": chosen.features,
        "features_near_area": len(features),
        "geometry": ", ".join(sorted(set(features.geom_type))) or chosen.geometry_type,
        **({"notes": [*chosen.notes, *notes]} if chosen.notes or notes else {}),
    }
    return features, found


def check_lines(path: str | Path, area: Area, *, margin_m: float, layer: str | None = None) -> dict[str, Any]:
    """Check a file of faults, roads or rivers.

    Raises
    ------
    InputError
        As :func:`read_layer`, and if the features are points.
    """
    features, found = read_layer(path, area, layer=layer, margin_m=margin_m)
    _refuse_types(path, features, _POINTS, "lines or polygons")
    return found


def check_lithology(
    path: str | Path,
    area: Area,
    *,
    column: str | None,
    classes: dict[str, str] | None,
    layer: str | None = None,
) -> dict[str, Any]:
    """Check the geological map, polygons or raster.

    Raises
    ------
    InputError
        As :func:`read_layer`, and if the column is not given or missing (or given for a raster), the features
        are not polygons, or none of the values is among ``classes``.
    """
    if Path(path).suffix.lower() in RASTER_SUFFIXES:
        if column is not None:
            raise InputError(
                path, "it is a raster, which has no columns", "Set factors.lithology.column to null."
            )
        return check_factor_raster(path, area)
    features, found = read_layer(path, area, layer=layer)
    _refuse_types(path, features, {"Point", "MultiPoint", "LineString", "MultiLineString"}, "polygons")
    if column is None:
        raise InputError(
            path,
            "factors.lithology.column is not given",
            f"Name the column that holds the rock: {_columns(features)}.",
        )
    if column not in features.columns:
        raise InputError(
            path,
            f"it has no column {column!r}",
            f"Set factors.lithology.column to one of {_columns(features)}.",
        )
    # Whole numbers in a column with gaps are read as 1.0, 2.0.
    values = {str(value).removesuffix(".0") for value in features[column].dropna().unique()}
    if classes is not None and not values & set(classes):
        some = ", ".join(sorted(values)[:5])
        raise InputError(
            path,
            f"none of the values of {column!r} ({some}, ...) is among factors.lithology.classes",
            "Write the values as the file has them.",
        )
    return {**found, "values": sorted(values)[:50]}


def check_polygons(path: str | Path, area: Area) -> dict[str, Any]:
    """Check the user's own units.

    Raises
    ------
    InputError
        As :func:`read_layer`, and if the features are not polygons.
    """
    features, found = read_layer(path, area)
    _refuse_types(path, features, {"Point", "MultiPoint", "LineString", "MultiLineString"}, "polygons")
    return found


def check_inventory(
    path: str | Path,
    area: Area,
    *,
    layer: str | None = None,
    label_column: str | None = None,
    label_value: str | None = None,
    date_column: str | None = None,
    min_landslides: int = 30,
) -> dict[str, Any]:
    """Check the landslide inventory and count what lies on cells of the DEM that have data.

    Raises
    ------
    InputError
        As :func:`read_layer`, and if the features are lines, the label column or its value is missing, the
        date column is missing or holds no dates, or too few landslides lie in the area.
    """
    features, found = read_layer(path, area, layer=layer)
    _refuse_types(path, features, {"LineString", "MultiLineString"}, "points or polygons")
    if label_column is not None:
        if label_column not in features.columns:
            raise InputError(
                path,
                f"it has no column {label_column!r}",
                f"Set inventory.label_column to one of {_columns(features)}.",
            )
        labels = features[label_column].astype(str).str.strip().str.casefold()
        chosen = labels == str(label_value).casefold()
        if not chosen.any():
            some = ", ".join(sorted(features[label_column].astype(str).unique())[:5])
            raise InputError(
                path,
                f"no feature has {label_column} = {label_value} (found: {some})",
                "Correct inventory.label_value.",
            )
        features = features[chosen]
    if date_column is not None:
        if date_column not in features.columns:
            raise InputError(
                path,
                f"it has no column {date_column!r}",
                f"Set inventory.date_column to one of {_columns(features)}.",
            )
        if not pd.notna(read_days(features[date_column])).any():
            some = ", ".join(sorted(features[date_column].astype(str).unique())[:5])
            raise InputError(
                path,
                f"column {date_column} holds no day written YYYY-MM-DD or YYYYMMDD (found: {some})",
                "Correct inventory.date_column, or write the days so.",
            )
    inside = _count_inside(features, area)
    if inside < min_landslides:
        raise InputError(
            path,
            f"{inside} of its {len(features) if label_column else found['features']} landslides lie in the area, "
            f"and the models need {min_landslides}",
            "Add landslides, choose a larger area, or lower inventory.min_landslides if you accept weak models.",
        )
    return {**found, "landslides_inside": inside, "min_landslides": min_landslides}


def _count_inside(features: gpd.GeoDataFrame, area: Area) -> int:
    points = features.geometry.representative_point().to_crs(area.crs.to_wkt())
    west, south, east, north = area.bounds
    within = (points.x >= west) & (points.x <= east) & (points.y >= south) & (points.y <= north)
    points = points[within]
    with open_raster(area.dem) as source:
        places = list(zip(points.x, points.y, strict=True))
        known = np.isfinite([float(value[0]) for value in source.sample(places, area.band)])
        # By the nodata value, a mask or an alpha band, which a sample alone does not tell.
        known &= [not np.ma.getmaskarray(value)[0] for value in source.sample(places, area.band, masked=True)]
    return int(known.sum())


def _refuse_types(path: str | Path, features: gpd.GeoDataFrame, refused: set[str], wanted: str) -> None:
    kinds = features.geom_type
    wrong = kinds[kinds.isin(refused | {"GeometryCollection"})]
    if not wrong.empty:
        raise InputError(
            path,
            f"it holds {', '.join(sorted(set(wrong)))} features, the first being number {wrong.index[0]}",
            f"Give a file of {wanted}.",
        )


def _columns(features: gpd.GeoDataFrame) -> str:
    return ", ".join(str(name) for name in features.columns if name != features.geometry.name)
