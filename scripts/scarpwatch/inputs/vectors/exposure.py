"""Named places and exposed features (roads, buildings) near the area. Each fault is one InputError."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from scarpwatch.errors import InputError
from scarpwatch.inputs.rasters.checks import Area
from scarpwatch.inputs.tables.text import is_blank
from scarpwatch.inputs.vectors.checks import REGION_M, column_names, read_layer, refuse_types, with_notes
from scarpwatch.inputs.vectors.density_kind import Kind, density_kind

PLACES_M = 20_000.0
"""Places so far outside the area count, m."""
LONGEST_NAME = 80  # signs of a place's name that are kept


def read_places(
    path: str | Path, area: Area, *, column: str, layer: str | None = None
) -> tuple[gpd.GeoDataFrame, dict[str, Any]]:
    """The places with a name in the area and up to `PLACES_M` around it.

    Parameters
    ----------
    column : with the names

    Returns
    -------
    places : GeoDataFrame
        ``name`` and geometry, in the CRS of the file.
    found : as of :func:`~scarpwatch.inputs.vectors.checks.read_layer`

    Raises
    ------
    InputError
        As :func:`~scarpwatch.inputs.vectors.checks.read_layer`, and if it has no such column, or no name in it.
    """
    features, found = read_layer(path, area, layer=layer, margin_m=PLACES_M, beyond_m=REGION_M)
    refuse_types(path, features, "points, lines or polygons")
    if column not in features.columns:
        raise InputError(
            path,
            f"it has no column {column!r} with the names of the places",
            f"Set report.places.column to one of {column_names(features) or 'its columns, of which it has none'}.",
        )
    named = ~is_blank(features[column].astype("string"))
    if len(features) and not named.any():
        raise InputError(
            path, f"column {column!r} is blank everywhere near the area", "Choose report.places.column."
        )
    notes = []
    if features.empty:
        notes.append(
            f"none of its places lies within {PLACES_M / 1000:g} km of the area: no unit is told one"
        )
    elif not named.all():
        notes.append(f"{int((~named).sum()):,} of its {len(features):,} places have no name and are left out")
    names = [_one_line(name) for name in features.loc[named, column]]
    places = gpd.GeoDataFrame({"name": names}, geometry=features.geometry[named].to_numpy(), crs=features.crs)
    return places, with_notes(found, notes)


def read_exposed(
    path: str | Path, area: Area, *, key: str, layer: str | None = None
) -> tuple[gpd.GeoDataFrame, Kind | None, dict[str, Any]]:
    """The features in the area whose length or number is told, each once.

    Parameters
    ----------
    key : in the config, for messages: ``report.exposure.roads``

    Returns
    -------
    features : GeoDataFrame
        In the CRS of the file; copies of a feature are left out.
    kind : what they are; None if none is in the area
    found : as of :func:`~scarpwatch.inputs.vectors.checks.read_layer`

    Raises
    ------
    InputError
        As :func:`~scarpwatch.inputs.vectors.checks.read_layer`, and if features of several kinds are in the area.
    """
    features, found = read_layer(path, area, layer=layer, beyond_m=REGION_M)
    refuse_types(path, features, "points, lines or polygons")
    try:
        kind = density_kind(features.geometry)
    except ValueError as error:
        fault = str(error).replace(
            "whose densities have no common unit", "of which some have a length and others a number"
        )
        raise InputError(
            path, fault, f"Give a file of one kind, or name its layer with {key}.layer."
        ) from None
    if features.empty:
        return features, None, with_notes(found, ["none of its features lies in the area"])
    shapes = shapely.to_wkb(shapely.normalize(features.geometry.to_numpy()))
    first = np.sort(np.unique(shapes, return_index=True)[1])
    copies = len(features) - first.size
    notes = [f"{copies:,} of its {len(features):,} {kind} are there more than once and count once"]
    return features.iloc[first], kind, with_notes(found, notes if copies else [])


def check_places(path: str | Path, area: Area, *, column: str, layer: str | None = None) -> dict[str, Any]:
    """What :func:`read_places` found, with its errors."""
    return read_places(path, area, column=column, layer=layer)[1]


def check_exposed(path: str | Path, area: Area, *, key: str, layer: str | None = None) -> dict[str, Any]:
    """What :func:`read_exposed` found, with its errors."""
    return read_exposed(path, area, key=key, layer=layer)[2]


def _one_line(name: object) -> str:
    text = " ".join(str(name).split())
    return (
        text if len(text) <= LONGEST_NAME else f"{text[: LONGEST_NAME - 1].rstrip()}\N{HORIZONTAL ELLIPSIS}"
    )
