"""Checks of vector files: layers of factors, the inventory, the user's own units. Each fault is one InputError."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from rasterio.crs import CRS
from rasterio.transform import from_bounds

from scarpwatch.errors import InputError
from scarpwatch.grids.grid import Grid, grid_of, open_raster
from scarpwatch.grids.longitudes import plain_box
from scarpwatch.grids.projection import ground_units
from scarpwatch.inputs.rasters.checks import Area, check_overlap, read_cells
from scarpwatch.inputs.tables.days import read_days
from scarpwatch.inputs.tables.text import is_blank
from scarpwatch.inputs.vectors.landslide_counts import (
    PlaceCounts,
    count_places,
    inside_polygons,
    inside_raster,
)
from scarpwatch.inputs.vectors.landslide_places import list_landslides, select_landslides
from scarpwatch.inputs.vectors.layers import find_layer, read_features
from scarpwatch.inputs.vectors.polygon_cover import COVERED, TWICE, covered_shares

_POINTS, _LINES = {"Point", "MultiPoint"}, {"LineString", "MultiLineString", "LinearRing"}
REFUSED = {
    "polygons": _POINTS | _LINES,
    "lines or polygons": _POINTS,
    "points or polygons": _LINES,
    "points, lines or polygons": set[str](),
}
"""What features a file may hold, and what types of geometry these are not."""

REGION_M = 50_000.0
"""Features of the region that all lie farther from the DEM than they count are none; those of another region are a wrong file."""


def read_layer(
    path: str | Path,
    area: Area,
    *,
    layer: str | None = None,
    margin_m: float = 0.0,
    beyond_m: float = 0.0,
    everywhere: bool = False,
) -> tuple[gpd.GeoDataFrame, dict[str, Any]]:
    """Read the features of a layer near the area, after checking the layer as a whole.

    Parameters
    ----------
    margin_m : how far outside the DEM features still count (m)
    beyond_m : how far outside the layer as a whole may lie (m), so that a file with none near is no wrong file
    everywhere : bool
        Read all features, also those without a geometry; the layer as a whole must overlap the DEM.

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
    metre = 1 / (min(ground_units(area.crs, area.bounds)) if area.crs.is_projected else 111_000.0)
    margin = margin_m * metre
    crs = CRS.from_user_input(chosen.crs)
    if not everywhere:
        check_overlap(path, crs, chosen.bounds, area, max(margin, beyond_m * metre))
    west, south, east, north = area.bounds
    near = Area(area.dem, area.band, area.crs, (west - margin, south - margin, east + margin, north + margin))
    features, notes = read_features(
        chosen, bounds=None if everywhere else plain_box(crs, near.bounds_in(crs))
    )
    placed = features[features.geometry.notna() & ~features.geometry.is_empty]
    if everywhere:  # a header's bounds are wrong where a coordinate is NaN
        check_overlap(path, crs, tuple(placed.total_bounds), area, margin)
        placed = features
    found = {
        "file": str(path),
        "crs": crs.to_string(),
        "features": chosen.features,
        **({} if everywhere else {"features_near_area": len(features)}),
        "geometry": ", ".join(sorted(set(placed.geom_type.dropna()))) or chosen.geometry_type,
        **({"notes": [*chosen.notes, *notes]} if chosen.notes or notes else {}),
    }
    return placed, found


def check_lines(
    path: str | Path,
    area: Area,
    *,
    margin_m: float,
    layer: str | None = None,
    wanted: str = "lines or polygons",
) -> dict[str, Any]:
    """Check a file of faults, roads, rivers, or other features to which distances are measured.

    Parameters
    ----------
    wanted : what its features may be, a key of `REFUSED`

    Raises
    ------
    InputError
        As :func:`read_layer`, and if the features are others.
    """
    features, found = read_layer(path, area, layer=layer, margin_m=margin_m, beyond_m=REGION_M)
    refuse_types(path, features, wanted)
    return with_notes(found, [far_note(margin_m)] if features.empty else [])


def far_note(cap_m: float) -> str:
    """What is to be said of features none of which is near the area, of their distance cut off at ``cap_m``."""
    return f"none of its features lies within {cap_m:g} m of the area: the distance is {cap_m:g} m everywhere"


def with_notes(found: dict[str, Any], notes: list[str]) -> dict[str, Any]:
    """What was found, with further notes."""
    return {**found, "notes": [*found.get("notes", []), *notes]} if notes else found


def check_polygons(path: str | Path, area: Area, *, optional: str | None = None) -> dict[str, Any]:
    """Check the user's own units, or polygons of water.

    Parameters
    ----------
    optional : key of the config that may as well be left out, for the message

    Raises
    ------
    InputError
        As :func:`read_layer`, and if the features are not polygons.
    """
    try:
        features, found = read_layer(path, area)
    except InputError as error:
        if optional is None:
            raise
        raise InputError(
            path, error.fault, f"{error.cure} Without any in the area, set {optional} to null."
        ) from None
    refuse_types(path, features, "polygons")
    if features.empty:
        if optional is None:
            raise InputError(
                path,
                "none of its polygons lies in the area of the DEM",
                "Give units of the same area as the DEM.",
            )
        found["notes"] = [
            *found.get("notes", []),
            f"none of its polygons lies in the area; {optional} may be null",
        ]
    if optional is None:
        covered, twice = covered_shares(features, area)
        if covered < COVERED:
            found["notes"] = [
                *found.get("notes", []),
                f"its polygons cover {covered:.1%} of the area; what lies between or beside them is in no unit",
            ]
        if twice > TWICE:
            found["notes"] = [
                *found.get("notes", []),
                f"{twice:.1%} of the area lies in several of its polygons; a landslide there counts in each of them",
            ]
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
    units: str | Path | gpd.GeoSeries | None = None,
    target_crs: str | None = None,
) -> dict[str, Any]:
    """Check the landslide inventory and count what lies on ground, as the labels of the units will.

    Parameters
    ----------
    units : the user's own units, a file or their polygons in the area's CRS, which are the ground then; None = cells of
        the DEM that have data
    target_crs : of the analysis grid, if it is not the DEM's

    Raises
    ------
    InputError
        As :func:`read_layer`, and if the features are lines, the label column or its value is missing, the
        date column is missing or holds no dates, or too few landslides lie in the area.
    """
    features, found = read_layer(path, area, layer=layer, everywhere=True)
    told: list[str] = []
    refuse_types(path, features, "points or polygons")
    if label_column is not None:
        features, told = _labelled(path, features, label_column, label_value)
    if date_column is not None:
        told += _date_notes(path, features, date_column)
    origin = int(shapely.equals_exact(features.geometry.to_numpy(), shapely.Point(0, 0), 0.0).sum())
    if origin:
        told.append(
            f"{origin:,} of {len(features):,} features lie at x = 0, y = 0, which mostly stands for a place that is not known"
        )
    counts = _count_inside(features, area, units, CRS.from_user_input(target_crs) if target_crs else area.crs)
    if counts.inside < min_landslides:
        raise InputError(
            path,
            f"{counts.inside} of its {counts.total} landslides lie in the area, and the models need {min_landslides}"
            + "".join(f"; {note}" for note in counts.notes()),
            "Add landslides, choose a larger area, or lower inventory.min_landslides if you accept weak models.",
        )
    notes = [*found.pop("notes", []), *told, *counts.notes()]
    return {
        **found,
        **{f"landslides_{name}": value for name, value in counts.as_dict().items()},
        "min_landslides": min_landslides,
        **({"notes": notes} if notes else {}),
    }


def _labelled(
    path: str | Path, features: gpd.GeoDataFrame, column: str, value: str | None
) -> tuple[gpd.GeoDataFrame, list[str]]:
    """The features that the label column says are landslides, and a note on those where it is blank."""
    _require_column(path, features, column, "inventory.label_column")
    chosen = select_landslides(features, column, value)
    if chosen.empty:
        raise InputError(
            path,
            f"no feature has {column} = {value} (found: {_some(features[column])})",
            "Correct inventory.label_value.",
        )
    blank = int(is_blank(features[column]).sum())
    return chosen, [f"{blank:,} features have a blank {column} and are taken for no landslides"] * bool(blank)


def _date_notes(path: str | Path, features: gpd.GeoDataFrame, column: str) -> list[str]:
    """A note on days that cannot be read; a column without any is refused."""
    _require_column(path, features, column, "inventory.date_column")
    days = pd.notna(read_days(features[column]))
    if not days.any():
        raise InputError(
            path,
            f"column {column} holds no day written YYYY-MM-DD or YYYYMMDD (found: {_some(features[column])})",
            "Correct inventory.date_column, or write the days so.",
        )
    unread = ~days & ~is_blank(features[column])
    if not unread.any():
        return []
    return [
        f"{int(unread.sum()):,} of {len(days):,} landslides ({unread.mean():.0%}) have no day that can be read in "
        f"{column} ({_some(features[column][unread])}) and count as undated; days are written "
        "YYYY-MM-DD or YYYYMMDD"
    ]


def _count_inside(
    features: gpd.GeoDataFrame, area: Area, units: str | Path | gpd.GeoSeries | None, crs: CRS
) -> PlaceCounts:
    """Count on the user's units, or on the cells of the DEM that have data."""
    landslides = list_landslides(features.to_crs(crs.to_wkt()))
    if isinstance(units, gpd.GeoSeries):
        return count_places(
            landslides,
            inside_polygons(landslides, units.to_numpy()),
            Grid(crs, from_bounds(*area.bounds, 1, 1), (1, 1)),
        )
    with open_raster(area.dem) as source:
        grid = grid_of(source)
        if units is not None:
            left, bottom, right, top = area.bounds_in(crs)
            polygons = read_features(find_layer(units))[0].to_crs(crs.to_wkt()).geometry.to_numpy()
            polygons = polygons[shapely.intersects(polygons, shapely.box(left, bottom, right, top))]
            ground = Grid(crs, from_bounds(left, bottom, right, top, 1, 1), (1, 1))
            return count_places(landslides, inside_polygons(landslides, polygons), ground)
        # On the DEM's own grid: warped, its edge would move.
        there = landslides.moved(crs, area.crs)
        inside = inside_raster(there, grid, lambda window: read_cells(source, area.dem, area.band, window)[1])
    return count_places(there, inside, grid)


def _require_column(path: str | Path, features: gpd.GeoDataFrame, column: str, key: str) -> None:
    if column not in features.columns:
        raise InputError(
            path, f"it has no column {column!r}", f"Set {key} to one of {column_names(features)}."
        )


def _some(column: pd.Series) -> str:
    """A few of the values of a column, which may have blank cells."""
    values = sorted({str(value) for value in column.dropna()} - {""})
    blank = ["blank cells"] if len(values) < column.nunique(dropna=False) else []
    return ", ".join([*values[:5], *blank])


def refuse_types(path: str | Path, features: gpd.GeoDataFrame, wanted: str) -> None:
    """Refuse features of other kinds than the wanted ones, a key of `REFUSED`."""
    kinds = features.geom_type[features.geometry.notna()]
    wrong = kinds[kinds.isin(REFUSED[wanted] | {"GeometryCollection"})]
    if not wrong.empty:
        raise InputError(
            path,
            f"it holds {', '.join(sorted(set(wrong)))} features, the first being number {wrong.index[0]}",
            f"Give a file of {wanted}.",
        )


def column_names(features: gpd.GeoDataFrame) -> str:
    """The columns of a layer, for messages."""
    return ", ".join(str(name) for name in features.columns if name != features.geometry.name)
