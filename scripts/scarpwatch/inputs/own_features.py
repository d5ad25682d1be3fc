"""Checks of features how much of which lies around a cell is a factor of the user's own.

Each fault is one InputError, or one ConfigError where a key is wrong.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import shapely

from scarpwatch.errors import ConfigError, InputError
from scarpwatch.inputs.rasters.checks import Area
from scarpwatch.inputs.vectors.checks import REGION_M, read_layer, refuse_types, with_notes
from scarpwatch.inputs.vectors.density_kind import UNITS, Kind, density_kind

if TYPE_CHECKING:
    import geopandas as gpd


def check_density(
    path: str | Path,
    area: Area,
    *,
    key: str,
    radius_m: float,
    layer: str | None = None,
    cell_m: float | None = None,
) -> dict[str, Any]:
    """Check features whose density is measured.

    Parameters
    ----------
    key : of the factor in the config, for messages: ``factors.more.road_density``
    radius_m : of the circle around a cell; features so far outside the area count
    layer : of a file that has several
    cell_m : side of the cells of the analysis grid, if it is known

    Returns
    -------
    dict
        As of :func:`~scarpwatch.inputs.vectors.checks.read_layer`, with the ``unit`` of the density, if any features are
        near the area.

    Raises
    ------
    ConfigError
        If the radius is smaller than a cell.
    InputError
        As :func:`~scarpwatch.inputs.vectors.checks.read_layer`, and if features of several kinds are near the area.
    """
    if cell_m is not None and radius_m < cell_m:
        raise ConfigError(
            f"{key}.radius_m",
            f"a radius of {radius_m:g} m is smaller than a cell of the analysis grid ({cell_m:g} m)",
            "Raise it to a few cells.",
        )
    features, found = read_layer(path, area, layer=layer, margin_m=radius_m, beyond_m=REGION_M)
    refuse_types(path, features, "points, lines or polygons")
    if features.empty:
        return with_notes(
            found,
            [f"none of its features lies within {radius_m:g} m of the area: the density is 0 everywhere"],
        )
    try:
        kind = density_kind(features.geometry)
    except ValueError as error:
        raise InputError(
            path, str(error), f"Give a file of one kind, or name its layer with {key}.layer."
        ) from None
    assert kind is not None
    return with_notes({**found, "unit": UNITS[kind]}, _twice_notes(features, kind))


def _twice_notes(features: gpd.GeoDataFrame, kind: Kind) -> list[str]:
    """A note on features that are there more than once, as in layers merged from several; polygons do not add up."""
    if kind == "polygons":
        return []
    shapes = shapely.to_wkb(shapely.normalize(features.geometry.to_numpy()))
    again = len(shapes) - len(set(shapes.tolist()))
    return [f"{again:,} of its {len(shapes):,} {kind} are there once more and count again"] if again else []
