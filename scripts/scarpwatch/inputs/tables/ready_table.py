"""Reading a ready table of units: CSV, Parquet, GeoParquet or a vector file, with factors and labels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pyproj.exceptions import CRSError

from scarpwatch.config.susceptibility.table import TableSettings
from scarpwatch.errors import ConfigError, InputError
from scarpwatch.grids.projection import foreign_note, metric_fault, place_fault, utm_zone
from scarpwatch.inputs.tables.longitudes import turn_back
from scarpwatch.inputs.tables.text import read_text_table, refuse_repeated
from scarpwatch.inputs.tables.text_encoding import one_form_columns, shapefile_encoding
from scarpwatch.inputs.tables.unit_values import read_areas, read_landslide_counts, slope_notes
from scarpwatch.inputs.tables.values import LONGEST, read_classes, read_directions, read_numbers, row_words

TEXT_FILES = (".csv", ".tsv", ".txt")
PARQUET_FILES = (".parquet", ".geoparquet", ".pq")
EARTH_M = 4.1e7
"""Coordinates in metres or feet lie within this: the Earth's circumference."""

_AREAL = ("Polygon", "MultiPolygon")


@dataclass(frozen=True)
class ReadyTable:
    """A checked table, in the order of the file.

    Attributes
    ----------
    names : array (units,) of text
        What the user calls the units; their row numbers from 1 where no column names them.
    landslides : array (units,)
        How many in each, or 1 and 0; NaN in all units of a table without labels.
    factors : mapping of factor to array (units,)
        Numbers (float64, NaN = missing), or for classes text (None = missing), in the order of the config.
    places : GeoSeries or None
        Points or polygons in a projected system, or None without coordinates.
    area_m2 : array (units,), or None
        Of the column that the config names, or within the outlines.
    slope : the factor that is taken for the slope in degrees, by which flats are told, if any
    notes : sentences on what was left out and on values that may stand for no data
    """

    names: NDArray[np.str_]
    landslides: NDArray[np.int64] | NDArray[np.float64]
    factors: Mapping[str, NDArray[Any]]
    places: geopandas.GeoSeries | None
    area_m2: NDArray[np.float64] | None = None
    slope: str | None = None
    notes: tuple[str, ...] = ()

    @property
    def has_area(self) -> bool:
        """Whether the units are polygons."""
        return self.places is not None and bool(self.places.geom_type.isin(_AREAL).all())


def has_places(settings: TableSettings) -> bool:
    """Whether a table will have coordinates, from its config and the head of the file alone."""
    path = Path(settings.file)
    if settings.x is not None:
        return True
    if path.suffix.lower() in TEXT_FILES:
        return False
    if path.suffix.lower() in PARQUET_FILES:
        return _is_geoparquet(path)
    import pyogrio

    return pyogrio.read_info(path, layer=settings.layer)["geometry_type"] is not None


def read_ready_table(settings: TableSettings, *, need_landslides: bool = True) -> ReadyTable:
    """Read and check a table.

    Parameters
    ----------
    need_landslides : whether models are to be trained on it

    Raises
    ------
    InputError
        Naming the column and the first row at fault: a missing column; ids that repeat; labels that are no
        counts; areas that are none, or in another unit than the outlines say; a slope beyond 90 degrees; too few units with or without landslides; text or infinite values in a number column; a factor
        without a single value; coordinates that are missing or are degrees without a coordinate system.
    """
    frame, notes = _read(settings)
    frame = one_form_columns(frame, settings.file)
    path = settings.file
    wanted = [*settings.factors, *settings.dynamic_factors]
    wanted += [
        name
        for name in (settings.label, settings.unit_id, settings.x, settings.y, settings.area)
        if name is not None
    ]
    missing = [name for name in wanted if name not in frame.columns]
    if missing:
        known = ", ".join(str(name) for name in frame.columns if name != "geometry")
        raise InputError(
            path,
            f"it has no column {', '.join(repr(name) for name in missing)}",
            f"Its columns are: {known}. Correct units.table",
        )
    refuse_repeated(path, [str(name) for name in frame.columns], wanted)
    if frame.empty:
        raise InputError(path, "it has no rows", "Give a table with one row per unit")
    names, (landslides, told) = _names(frame, settings), _labels(frame, settings, need_landslides)
    notes = (*notes, *told)
    factors: dict[str, NDArray[Any]] = {}
    for name in (*settings.factors, *settings.dynamic_factors):
        read = (
            read_classes
            if name in settings.categorical
            else read_directions
            if name in settings.circular
            else read_numbers
        )
        factors[name], told = read(frame[name], name, path)
        notes = (*notes, *told)
    places, told = _places(frame, settings)
    area, more = _areas(frame, settings, places)
    slope = settings.slope_column
    if slope is not None:
        more += slope_notes(factors[slope], slope, path, asked=settings.slope is not None)
    return ReadyTable(names, landslides, factors, places, area, slope, (*notes, *told, *more))


def describe_table(table: ReadyTable) -> dict[str, Any]:
    """What was found, for the record of the inputs."""
    kind = "none" if table.places is None else "polygons" if table.has_area else "points"
    return {
        "units": len(table.names),
        **(
            {"with_landslides": int((table.landslides > 0).sum())}
            if np.isfinite(table.landslides).all()
            else {}
        ),
        "coordinates": kind,
        "area_km2": None if table.area_m2 is None else round(float(table.area_m2.sum()) / 1e6, 4),
        "slope": table.slope,
        "factors": list(table.factors),
        "missing_share": {
            name: round(float(pd.isna(values).mean()), 4) for name, values in table.factors.items()
        },
        **({"notes": list(table.notes)} if table.notes else {}),
    }


def _is_geoparquet(path: Path) -> bool:
    import pyarrow.parquet

    return b"geo" in (pyarrow.parquet.read_schema(path).metadata or {})


def _read(settings: TableSettings) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """The table, of a text file as text, and notes."""
    path = Path(settings.file)
    ending = path.suffix.lower()
    try:
        if ending in TEXT_FILES:
            return read_text_table(path)
        if ending in PARQUET_FILES:
            return geopandas.read_parquet(path) if _is_geoparquet(path) else pd.read_parquet(path), ()
        coding = shapefile_encoding(str(path))
        return geopandas.read_file(path, layer=settings.layer, encoding=coding), ()
    except InputError:
        raise
    except Exception as error:  # each reader has exceptions of its own for damaged files
        reason = " ".join(str(error).split())
        raise InputError(
            path, f"the table cannot be read ({reason})", "Give CSV, Parquet or a vector file"
        ) from error


def _names(frame: pd.DataFrame, settings: TableSettings) -> NDArray[np.str_]:
    if settings.unit_id is None:
        return np.arange(1, len(frame) + 1).astype(str)
    column = frame[settings.unit_id]
    blank = (column.isna() | (column.astype("string").str.strip() == "")).fillna(True).to_numpy(bool)
    text = column.astype("string").str.normalize("NFC")
    long = (text.str.len() > LONGEST).fillna(False).to_numpy(bool)
    repeated = text.duplicated().fillna(False).to_numpy(bool)
    for bad, fault in ((blank, "blank"), (repeated, "repeated"), (long, "endless")):
        if bad.any():
            raise InputError(
                settings.file,
                f"column {settings.unit_id!r} has {fault} ids ({row_words(bad)})",
                "Give each unit a name of its own, once, or set units.table.unit_id to null",
            )
    if pd.api.types.is_float_dtype(column) and (column == column.round()).all():
        column = column.astype("int64")  # numbers that other programs keep as 1.0
    return column.astype(str).to_numpy(dtype=str)


def _labels(
    frame: pd.DataFrame, settings: TableSettings, needed: bool
) -> tuple[NDArray[np.int64] | NDArray[np.float64], list[str]]:
    if settings.label is None:
        return np.full(len(frame), np.nan), []
    counts, notes = read_landslide_counts(frame[settings.label], settings.label, settings.file)
    positives, negatives = int((counts > 0).sum()), int((counts == 0).sum())
    if needed and (positives < settings.min_landslides or negatives < 10):
        raise InputError(
            settings.file,
            f"{positives} units have a landslide and {negatives} have none, where at least "
            f"{settings.min_landslides} and 10 are needed",
            "Give a larger table, or lower units.table.min_landslides (not below 10); a label of 0 means none",
        )
    return counts, notes


def _areas(
    frame: pd.DataFrame, settings: TableSettings, places: geopandas.GeoSeries | None
) -> tuple[NDArray[np.float64] | None, list[str]]:
    """Area of the units in m2, of the column or of the outlines, and notes."""
    outlines = None
    if places is not None and places.geom_type.isin(_AREAL).all():
        outlines = places.area.to_numpy(np.float64)
    if settings.area is None:
        return outlines, []
    return read_areas(frame[settings.area], settings.area, settings.area_unit, settings.file, outlines)


def _places(frame: pd.DataFrame, settings: TableSettings) -> tuple[geopandas.GeoSeries | None, list[str]]:
    """Points or polygons in metres, and notes."""
    notes: list[str] = []
    if isinstance(frame, geopandas.GeoDataFrame) and settings.x is None:
        places = _own_shapes(frame, settings)
    elif settings.x is not None and settings.y is not None:
        places, notes = _points(frame, settings)
    else:
        return None, []
    if places.crs is None and np.abs(places.total_bounds).max() <= 360:
        raise InputError(
            settings.file,
            "its coordinates look like degrees, and no coordinate system is given",
            "Give units.table.crs, for instance EPSG:4326, or declare the system in the file",
        )
    if places.crs is not None and (fault := place_fault(places.crs)):
        raise InputError(settings.file, fault, "Declare the right one, or give x, y and crs in units.table")
    if places.crs is not None and places.crs.is_geographic:
        places, told = _from_degrees(places, settings)
        notes += told
    elif (beyond := (places.bounds.abs() > EARTH_M).any(axis=1).to_numpy()).any():
        raise InputError(
            settings.file,
            f"units lie farther from the origin of their coordinates than the Earth is round ({row_words(beyond)})",
            "Correct them, or leave them out",
        )
    elif places.crs is not None:
        boxes = places.bounds
        foreign = foreign_note(places.crs, (boxes.minx + boxes.maxx) / 2, (boxes.miny + boxes.maxy) / 2)
        notes += [foreign] if foreign else []
        places = _in_metres(places, settings)
    return places.reset_index(drop=True), notes


def _own_shapes(frame: geopandas.GeoDataFrame, settings: TableSettings) -> geopandas.GeoSeries:
    """The geometries of the file, all points or all polygons."""
    places = frame.geometry
    known = np.isfinite(places.bounds).all(axis=1).to_numpy()
    bad = (places.isna() | places.is_empty).to_numpy(bool) | ~known
    if bad.any():
        raise InputError(
            settings.file, f"units without geometry ({row_words(bad)})", "Give all units a place"
        )
    kinds = set(places.geom_type)
    if "MultiPoint" in kinds <= {"Point", "MultiPoint"} and (shapely.get_num_geometries(places) == 1).all():
        places = places.explode(index_parts=False)  # as some programs save points
        kinds = set(places.geom_type)
    if not (kinds <= {"Point"} or kinds <= {"Polygon", "MultiPolygon"}):
        raise InputError(
            settings.file, f"it holds {', '.join(sorted(kinds))}", "Units are points or polygons"
        )
    return places


def _points(frame: pd.DataFrame, settings: TableSettings) -> tuple[geopandas.GeoSeries, list[str]]:
    """Points at the coordinates of two columns, and notes."""
    (x, told), (y, more) = (
        read_numbers(frame[str(name)], str(name), settings.file) for name in (settings.x, settings.y)
    )
    bad = ~(np.isfinite(x) & np.isfinite(y))
    if bad.any():
        raise InputError(
            settings.file,
            f"units without coordinates ({row_words(bad)})",
            "Fill them in, take the units out, or set units.table.x and y to null",
        )
    try:
        places = geopandas.GeoSeries(geopandas.points_from_xy(x, y), crs=settings.crs)
    except CRSError:
        raise ConfigError(
            "units.table.crs", f"there is no coordinate system {settings.crs}", "Give its EPSG code."
        ) from None
    return places, [*told, *more]


def _from_degrees(
    places: geopandas.GeoSeries, settings: TableSettings
) -> tuple[geopandas.GeoSeries, list[str]]:
    """Places in the UTM zone that they lie in, and notes."""
    bad = (places.bounds.abs().to_numpy() > (360, 90, 360, 90)).any(axis=1)
    if bad.any():
        raise InputError(
            settings.file,
            f"units lie beyond 360 degrees of longitude or 90 of latitude ({row_words(bad)})",
            "Correct them, or give the coordinate system they are in (units.table.crs)",
        )
    turned, told = turn_back(places.to_numpy())
    places = geopandas.GeoSeries(turned, crs=places.crs)
    return places.to_crs(places.estimate_utm_crs()), told


def _in_metres(places: geopandas.GeoSeries, settings: TableSettings) -> geopandas.GeoSeries:
    """Places whose coordinates are metres on the ground, if they are not yet."""
    if metric_fault(places.crs, _extent(places)):
        # Distances are taken from coordinates, so they are brought to metres where that can be done.
        zone = utm_zone(places.crs, _extent(places))
        if zone is not None:
            places = places.to_crs(zone)
        elif abs(places.crs.axis_info[0].unit_conversion_factor - 1) > 1e-6:
            raise InputError(
                settings.file,
                f"{metric_fault(places.crs, _extent(places))}, and its units are spread too far for one UTM zone",
                "Give coordinates in metres, in a projection of the area's own country",
            )
    return places


def _extent(places: geopandas.GeoSeries) -> tuple[float, float, float, float]:
    """Bounds of the places, at least a metre or so wide."""
    left, bottom, right, top = places.total_bounds.tolist()
    return left - 1, bottom - 1, right + 1, top + 1
