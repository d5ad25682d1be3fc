"""What a GeoPackage tells of its layer beside rows: titles, units and codes of columns, and how it is drawn.

Columns are described by the standard's schema extension, where GDAL, QGIS and ArcGIS find aliases and lists of codes; styles
stand in the table ``layer_styles``, where QGIS looks for the one to open a layer with.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

SCHEMA_DEFINITION = "http://www.geopackage.org/spec121/#extension_schema"


class Column(NamedTuple):
    """What is known of a column.

    Attributes
    ----------
    title : what people are shown in place of its name, without unit
    unit : empty for a text, a code or a pure number
    meaning : one sentence, or empty
    codes : names of its values, None where they speak for themselves
    """

    title: str
    unit: str = ""
    meaning: str = ""
    codes: Mapping[int, str] | None = None

    @property
    def alias(self) -> str:
        """Title and unit."""
        return f"{self.title} ({self.unit})" if self.unit else self.title


class LayerStyle(NamedTuple):
    """A style as QGIS and as other programs read it."""

    name: str
    qml: str
    sld: str


class Layer(NamedTuple):
    """A layer: the name of its table, its title, what it holds, its columns, and its styles, the first to open it with."""

    name: str
    title: str = ""
    description: str = ""
    columns: Mapping[str, Column] = {}
    styles: tuple[LayerStyle, ...] = ()


def layer_name(*parts: str) -> str:
    """The name of a table of several parts, such as ``susceptibility_rf_2025_12_15``; none needs quotes in SQL."""
    return "_".join("".join(sign if sign.isalnum() else "_" for sign in part) for part in parts)


def describe_layer(path: Path, layer: Layer, date: str) -> None:
    """Write columns and styles into a GeoPackage that holds the layer; equal data give equal bytes.

    Columns that the layer does not have are passed over.

    Parameters
    ----------
    date : of the last change, as it is written elsewhere in the file
    """
    with closing(sqlite3.connect(path)) as database, database:
        found = [row[1] for row in database.execute(f"pragma table_info({_quoted(layer.name)})")]
        columns = {name: layer.columns[name] for name in found if name in layer.columns}
        if columns:
            _write_columns(database, layer.name, columns)
        if layer.styles:
            _write_styles(database, layer, date)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _write_columns(database: sqlite3.Connection, table: str, columns: Mapping[str, Column]) -> None:
    for statement in _SCHEMA_TABLES:
        database.execute(statement)
    for name in ("gpkg_data_columns", "gpkg_data_column_constraints"):
        database.execute(
            "insert into gpkg_extensions values (?, null, 'gpkg_schema', ?, 'read-write')",
            (name, SCHEMA_DEFINITION),
        )
    for name, column in columns.items():
        constraint = None
        if column.codes:
            constraint = f"{table}_{name}".lower()
            database.executemany(
                "insert into gpkg_data_column_constraints values (?, 'enum', ?, null, null, null, null, ?)",
                [(constraint, str(code), text) for code, text in column.codes.items()],
            )
        # GDAL takes the name for the alias.
        database.execute(
            "insert into gpkg_data_columns values (?, ?, ?, ?, ?, null, ?)",
            (table, name, column.alias, column.alias, column.meaning or column.alias, constraint),
        )


def _write_styles(database: sqlite3.Connection, layer: Layer, date: str) -> None:
    database.execute(_STYLE_TABLE)
    there = database.execute("select 1 from sqlite_master where name = 'gpkg_geometry_columns'").fetchone()
    query = "select column_name from gpkg_geometry_columns where table_name = ?"
    geometry = _first(database.execute(query, (layer.name,))) if there else ""
    for number, style in enumerate(layer.styles, start=1):
        database.execute(
            "insert into layer_styles values (?, '', '', ?, ?, ?, ?, ?, ?, ?, '', '', ?)",
            (
                number, layer.name, geometry, style.name, style.qml, style.sld, int(number == 1),
                f"{layer.title or layer.name}: {style.name}", date,
            ),
        )  # fmt: skip
    database.execute(
        "insert into gpkg_contents (table_name, data_type, identifier, description, last_change) "
        "values ('layer_styles', 'attributes', 'layer_styles', 'Styles of the layers, for QGIS', ?)",
        (date,),
    )
    database.execute("insert into gpkg_ogr_contents values ('layer_styles', ?)", (len(layer.styles),))


def _first(rows: Iterable[tuple[str, ...]]) -> str:
    """The first value of the first row; empty if there is none, as of a layer without geometry."""
    return next((row[0] for row in rows), "")


_SCHEMA_TABLES = (
    "create table if not exists gpkg_extensions (table_name TEXT,column_name TEXT,extension_name TEXT NOT NULL,"
    "definition TEXT NOT NULL,scope TEXT NOT NULL,"
    "CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name))",
    "create table gpkg_data_columns (table_name TEXT NOT NULL,column_name TEXT NOT NULL,name TEXT,title TEXT,"
    "description TEXT,mime_type TEXT,constraint_name TEXT,"
    "CONSTRAINT pk_gdc PRIMARY KEY (table_name, column_name),CONSTRAINT gdc_tn UNIQUE (table_name, name))",
    "create table gpkg_data_column_constraints (constraint_name TEXT NOT NULL,constraint_type TEXT NOT NULL,value TEXT,"
    "min NUMERIC,min_is_inclusive BOOLEAN,max NUMERIC,max_is_inclusive BOOLEAN,description TEXT,"
    "CONSTRAINT gdcc_ntv UNIQUE (constraint_name, constraint_type, value))",
)
# As QGIS makes it.
_STYLE_TABLE = (
    "create table layer_styles (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,f_table_catalog TEXT(256),"
    "f_table_schema TEXT(256),f_table_name TEXT(256),f_geometry_column TEXT(256),styleName TEXT(30),styleQML TEXT,"
    "styleSLD TEXT,useAsDefault BOOLEAN,description TEXT,owner TEXT(30),ui TEXT(30),"
    "update_time DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')))"
)
