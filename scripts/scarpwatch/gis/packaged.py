"""The files of a run as groups of layers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pyogrio
from pyproj import CRS

from scarpwatch.files.geopackage_layers import Column
from scarpwatch.gis.layers import class_raster_layer, raster_layer, symmetric, upper, vector_layer
from scarpwatch.gis.project import Bounds, Group, ProjectLayer
from scarpwatch.grids.class_names import read_class_names
from scarpwatch.grids.grid import read_grid
from scarpwatch.grids.products import PROGRAM
from scarpwatch.insar.output.point_layers import COLUMNS as POINTS
from scarpwatch.learning.map_layers import DENSITY, ERRORS, SUSCEPTIBILITY
from scarpwatch.styles import layers as styles

OPEN = 2  # groups that are open when a project is


def packaged_layers(files: Sequence[str], listed: Sequence[Mapping[str, Any]], project: str) -> list[Group]:
    """Groups of layers in the order of the files; files without any value or place are left out.

    Parameters
    ----------
    listed : of each file ``group``, ``subgroup``, ``role``, ``title`` and ``shown``
    project : the project's file
    """
    limits = _class_limits(files, listed)
    tree: dict[str, dict[str, list[ProjectLayer]]] = {}
    for path, said in zip(files, listed, strict=True):
        place = tree.setdefault(said["group"], {}).setdefault(said["subgroup"], [])
        place += _layers(path, said, project, limits.get((said["group"], said["subgroup"])))
    groups = []
    for number, (title, parts) in enumerate(tree.items()):
        members: list[Group | ProjectLayer] = []
        for name, layers in parts.items():
            if layers:
                shown = any(layer.shown for layer in layers)
                members += [Group(name, layers, shown)] if name else layers
        if members:
            groups.append(Group(title, members, number < OPEN))
    return groups


def _class_limits(
    files: Sequence[str], listed: Sequence[Mapping[str, Any]]
) -> dict[tuple[str, str], dict[int, str]]:
    """Names with limits of the classes of every model, from its raster of classes."""
    return {
        (said["group"], said["subgroup"]): read_class_names(path)
        for path, said in zip(files, listed, strict=True)
        if said["role"] == "classes"
    }


def _layers(
    path: str, said: Mapping[str, Any], project: str, limits: Mapping[int, str] | None
) -> list[ProjectLayer]:
    role, title, shown = said["role"], said["title"], said["shown"]
    if role == "units":
        points = "Point" in (pyogrio.list_layers(path)[0][1] or "")
        style = styles.unit_point_style(limits) if points else styles.unit_style(limits)
        return vector_layer(path, project, title, style, aliases=_aliases(SUSCEPTIBILITY), shown=shown)
    if role == "density_units":
        density = pyogrio.read_dataframe(path, layer=0, columns=["observed_density"], read_geometry=False)
        known = density["observed_density"].to_numpy(float)
        drawn = styles.density_unit_style(upper(known[known > 0]))
        return vector_layer(path, project, "Units by observed density", drawn, aliases=_aliases(DENSITY))
    if role == "points":
        rates = pyogrio.read_dataframe(path, layer=0, columns=["velocity"], read_geometry=False)
        drawn = styles.point_style(symmetric(rates["velocity"].dropna().to_numpy(float)))
        return vector_layer(path, project, title, drawn, aliases=_aliases(POINTS), shown=shown)
    if role == "errors":
        points = "Point" in (pyogrio.list_layers(path)[0][1] or "")
        drawn = styles.outcome_style("point" if points else "polygon")
        return vector_layer(path, project, title, drawn, aliases=_aliases(ERRORS))
    if role == "factor":
        return [class_raster_layer(path, project, title)]
    return raster_layer(path, project, role, title=title, shown=shown)


def _aliases(columns: Mapping[str, Column]) -> dict[str, str]:
    return {name: column.alias for name, column in columns.items()}


def project_place(files: Sequence[str]) -> tuple[CRS, Bounds]:
    """Coordinate system and extent of the map: of the last raster, which is that of the terrain, or of the first layer."""
    rasters = [path for path in files if path.endswith(".tif")]
    if rasters:
        grid = read_grid(rasters[-1])
        assert grid.crs is not None
        return CRS.from_wkt(grid.crs.to_wkt()), grid.bounds
    about = pyogrio.read_info(files[0], layer=0)
    return CRS.from_user_input(about["crs"] or "EPSG:4326"), tuple(about["total_bounds"])


def tell_origin(provenance: Mapping[str, str]) -> str:
    """Program, version, area and digest of the config, a line each."""
    return "\n".join(f"{key}: {value}" for key, value in {**PROGRAM, **provenance}.items())
