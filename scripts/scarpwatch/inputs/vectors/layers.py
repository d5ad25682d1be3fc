"""Layers of users' vector files, whatever the format: which layer, encoding, coordinate system and shapes.

What GDAL reads is read by it. Four things it leaves to the reader: a file with several layers must not be guessed
at; a shapefile without a .cpg file does not declare its text encoding (in China mostly GBK); a table of
points has columns and no geometry; and shapes may be invalid.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from rasterio.crs import CRS

from scarpwatch.errors import InputError
from scarpwatch.files.kinds import path_fault
from scarpwatch.grids.projection import place_fault
from scarpwatch.inputs.tables.longitudes import turn_back
from scarpwatch.inputs.tables.text_encoding import one_form, one_form_columns, shapefile_encoding
from scarpwatch.inputs.vectors.landslide_places import has_place
from scarpwatch.inputs.vectors.point_tables import TABLE_SUFFIXES, read_points

if TYPE_CHECKING:
    import geopandas

Bounds = tuple[float, float, float, float]


@dataclass(frozen=True)
class Layer:
    """One layer of a file, from its header.

    Attributes
    ----------
    source : what GDAL opens: the file, or a file inside a ZIP
    name : of the layer
    encoding : of its texts, where GDAL would guess wrong
    crs : as text
    features : how many
    bounds : left, bottom, right, top in ``crs``; NaN where no feature has a geometry; longitudes from -180 to 180
    geometry_type : as the file says it
    columns : names
    notes : sentences for the log
    beyond_180 : whether longitudes of the file count from 0 to 360
    """

    path: Path
    source: str
    name: str
    encoding: str | None
    crs: str
    features: int
    bounds: Bounds
    geometry_type: str
    columns: tuple[str, ...]
    notes: tuple[str, ...] = ()
    beyond_180: bool = False


def find_layer(path: str | Path, layer: str | None = None) -> Layer:
    """Find the layer to read.

    Parameters
    ----------
    path : vector file, ZIP with one, or table (CSV) with columns of longitude and latitude
    layer : its name; None = the only one with geometries

    Raises
    ------
    InputError
        If the file is missing or cannot be read, has no such layer, has several and none is chosen, or has no
        geometry or no CRS.
    """
    path = Path(path)
    fault = path_fault(path)
    if fault:
        raise InputError(path, fault, "Check the path in the config.")
    if path.suffix.lower() in TABLE_SUFFIXES:
        return _table_layer(path, layer)
    source = _inside_zip(path) if path.suffix.lower() == ".zip" else str(path)
    encoding = shapefile_encoding(source)
    name, info = _header(path, source, layer, encoding)
    west, south, east, north = _bounds(source, name, encoding, info["total_bounds"])
    beyond = east > 180 and CRS.from_user_input(info["crs"]).is_geographic
    if beyond:
        west, east = (west - 360, east - 360) if west > 180 else (-180.0, 180.0)
    return Layer(
        path,
        source,
        name,
        encoding,
        crs=str(info["crs"]),
        features=int(info["features"]),
        bounds=(west, south, east, north),
        geometry_type=str(info["geometry_type"]),
        columns=tuple(one_form(str(column)) for column in info["fields"]),
        notes=(f"undeclared text encoding, taken to be {encoding}",) if encoding else (),
        beyond_180=beyond,
    )


def _header(path: Path, source: str, layer: str | None, encoding: str | None) -> tuple[str, dict[str, Any]]:
    """Name of the layer and what pyogrio reads of its header; refused without a geometry or a CRS."""
    import pyogrio
    from pyogrio.errors import DataLayerError, DataSourceError

    try:
        name = _choose(path, pyogrio.list_layers(source), layer)
        info = pyogrio.read_info(
            source, layer=name, encoding=encoding, force_feature_count=True, force_total_bounds=True
        )
    except (DataSourceError, DataLayerError, IndexError) as error:
        raise InputError(
            path,
            f"it cannot be read as a vector file ({error})",
            "Give a GeoPackage, Shapefile, GeoJSON, FlatGeobuf or KML; the file may be damaged.",
        ) from error
    if info["geometry_type"] is None:
        raise InputError(
            path,
            f"it has no geometry, only the columns {', '.join(info['fields'])}",
            "Save it as a layer of points, lines or polygons.",
        )
    if not info["crs"]:
        raise InputError(
            path,
            "it does not say its CRS, that is which coordinate system it is in",
            "Assign one (in QGIS: Layer, Set CRS), for Shapefiles by the .prj file beside it.",
        )
    if fault := place_fault(info["crs"]):
        raise InputError(path, fault, "Assign the right one (in QGIS: Layer, Set CRS).")
    return name, info


def _bounds(source: str, name: str, encoding: str | None, told: Any) -> Bounds:
    """Bounds of a layer: as its header tells them, or of what has a place; NaN where nothing has."""
    import pyogrio

    if told is None:  # only empty geometries
        return (np.nan,) * 4
    if not np.isfinite(told).all():  # one point at infinity is enough for that
        frame = pyogrio.read_dataframe(source, layer=name, columns=[], encoding=encoding)
        told = frame.geometry[has_place(frame.geometry.to_numpy())].total_bounds
    west, south, east, north = (float(edge) for edge in told)
    return west, south, east, north


def read_features(
    layer: Layer, *, bounds: Bounds | None = None
) -> tuple[geopandas.GeoDataFrame, tuple[str, ...]]:
    """Read a layer: flat, whole shapes in the layer's own CRS, numbered as the file numbers them.

    Invalid polygons are repaired where polygons come of it; heights of the vertices are dropped. Features
    without a geometry, or with coordinates that are no numbers, stay, without one.

    Parameters
    ----------
    bounds : left, bottom, right, top in the layer's CRS: only features that meet this box

    Returns
    -------
    features : GeoDataFrame
    notes : sentences for the log: what was repaired

    Raises
    ------
    InputError
        If the layer cannot be read, or a shape cannot be repaired; its number in the file is named.
    """
    import geopandas
    import pandas as pd
    import shapely

    frame = _read_frame(layer, bounds)
    shapes = shapely.force_2d(frame.geometry.to_numpy())
    there = ~(pd.isna(shapes) | shapely.is_empty(shapes))
    present = has_place(shapes)
    nowhere = np.flatnonzero(there & ~present)
    shapes[nowhere] = None
    turned: list[str] = []
    if layer.beyond_180:
        shapes, turned = turn_back(shapes)
    wrong = np.flatnonzero(present & ~shapely.is_valid(shapes))
    for place in wrong:
        shapes[place] = _repaired(layer.path, shapes[place], frame.index[place])
    notes = _shape_notes(frame.index[wrong], frame.index[nowhere])
    frame = frame.set_geometry(geopandas.GeoSeries(shapes, index=frame.index, crs=frame.crs))
    if layer.beyond_180 and bounds is not None:
        frame = frame[frame.intersects(shapely.box(*bounds))]
    return frame, (*notes, *turned)


def _read_frame(layer: Layer, bounds: Bounds | None) -> geopandas.GeoDataFrame:
    """The features as the file has them, with texts and names in one form."""
    import geopandas
    import pandas as pd

    if layer.path.suffix.lower() in TABLE_SUFFIXES:
        frame, _ = read_points(layer.path)  # its notes are the layer's
        if bounds is not None:
            frame = frame.cx[bounds[0] : bounds[2], bounds[1] : bounds[3]]
    else:
        try:
            frame = geopandas.read_file(
                layer.source,
                layer=layer.name,
                bbox=None if layer.beyond_180 else bounds,
                encoding=layer.encoding,
                fid_as_index=True,
            )
        except Exception as error:  # the drivers raise errors of many kinds
            raise InputError(
                layer.path,
                f"the vector file cannot be read ({error})",
                "The file may be damaged, or its .cpg file may name another encoding than it has.",
            ) from error
    frame = one_form_columns(frame, layer.path)
    for name in frame.columns:
        if name != frame.geometry.name and pd.api.types.is_string_dtype(frame[name]):
            frame[name] = frame[name].str.normalize("NFC")
    return frame


def _shape_notes(repaired: Any, nowhere: Any) -> tuple[str, ...]:
    """Notes on shapes that were repaired and on those without a place, by their numbers in the file."""
    notes: tuple[str, ...] = ()
    if len(repaired):
        many = "1 invalid shape was" if len(repaired) == 1 else f"{len(repaired)} invalid shapes were"
        notes = (f"{many} repaired ({_numbers(repaired)})",)
    if len(nowhere):
        many = (
            f"{len(nowhere)} shape{'s have' if len(nowhere) > 1 else ' has'} coordinates that are no numbers"
        )
        notes = (*notes, f"{many} and no place ({_numbers(nowhere)})")
    return notes


def _numbers(index: Any) -> str:
    """Which features, by the numbers of the first few."""
    first = ", ".join(map(str, index[:5]))
    return f"feature{'s' if len(index) > 1 else ''} {first}{', ...' if len(index) > 5 else ''}"


def _table_layer(path: Path, layer: str | None) -> Layer:
    if layer is not None:
        raise InputError(
            path, f"it is a table, which has no layer {layer!r}", "Take the layer out of the config."
        )
    frame, notes = read_points(path)
    west, south, east, north = (float(edge) for edge in frame.total_bounds)
    columns = tuple(str(name) for name in frame.columns if name != "geometry")
    return Layer(
        path,
        str(path),
        path.stem,
        None,
        "EPSG:4326",
        len(frame),
        (west, south, east, north),
        "Point",
        columns,
        notes,
    )


def _choose(path: Path, there: Any, wanted: str | None) -> str:
    """The name of the layer, from pyogrio's list of names and types."""
    every = [str(name) for name, _ in there]
    if wanted is not None:
        alike = [name for name in every if one_form(name) == one_form(wanted)]
        if not alike:
            raise InputError(
                path, f"it has no layer {wanted!r} (found: {', '.join(every)})", "Correct the layer."
            )
        return alike[0]
    # A GeoPackage may also hold tables, such as the styles that QGIS saves in it.
    spatial = [str(name) for name, kind in there if kind is not None]
    if len(spatial) > 1:
        raise InputError(
            path,
            f"it has several layers: {', '.join(spatial)}",
            "Choose one by inventory.layer or factors.layers, or save it as a file of its own.",
        )
    return (spatial or every)[0]


def _inside_zip(path: Path) -> str:
    """What to open of a ZIP: the archive, or the one vector file in a folder of it. Nothing is unpacked."""
    import zipfile

    kinds = (".shp", ".gpkg", ".geojson", ".json", ".kml", ".fgb", ".gml")
    try:
        with zipfile.ZipFile(path) as archive:
            members = [name for name in archive.namelist() if not name.startswith("__MACOSX/")]
    except zipfile.BadZipFile as error:
        raise InputError(path, "it is no ZIP, or truncated", "Copy or download it again.") from error
    found = [name for name in members if name.lower().endswith(kinds)]
    if not found:
        raise InputError(
            path, "no file in it is a vector file", "Give the ZIP of a Shapefile, or the file itself."
        )
    if len(found) > 1:
        raise InputError(
            path,
            f"it holds several files: {', '.join(found[:5])}",
            "Give a ZIP with one of them, or the file itself.",
        )
    return f"/vsizip/{path.absolute()}/{found[0]}"


def _repaired(path: Path, shape: Any, number: Any) -> Any:
    """A valid shape of the same kind: of polygons only polygons."""
    import shapely
    from shapely.validation import explain_validity

    valid = shapely.make_valid(shape)
    kind = shapely.get_dimensions(shape)
    parts = [part for part in shapely.get_parts(valid) if shapely.get_dimensions(part) == kind]
    parts = [piece for part in parts for piece in shapely.get_parts(part)]  # of collections in collections
    if not parts:
        raise InputError(
            path,
            f"feature {number} has an invalid shape ({explain_validity(shape)}) of which no "
            f"{'polygon' if kind == 2 else 'line'} is left when it is repaired",
            "Draw it again, or delete it.",
        )
    return parts[0] if len(parts) == 1 else shapely.union_all(parts)
