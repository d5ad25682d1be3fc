"""The layers of a project: how the files of a run are titled and drawn."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
from numpy.typing import NDArray
from pyproj import CRS

from scarpwatch.figures.maps.cartography import read_for_map
from scarpwatch.gis.project import ProjectLayer
from scarpwatch.grids.grid import open_raster
from scarpwatch.grids.products import read_classes
from scarpwatch.styles import layers as styles
from scarpwatch.styles.limits import nice_limit
from scarpwatch.styles.style import Style

LEAST_RATE = 1.0  # cm/yr at the ends of a scale of rates, at least: colours of rest do not tell noise apart
RASTERS: dict[str, tuple[str, Callable[[NDArray[Any]], Style]]] = {
    "index": ("Susceptibility index", lambda values: styles.index_style()),
    "sigma": (
        "Standard deviation of the index",
        lambda values: styles.spread_style(upper(values)),
    ),
    "probability": (
        "Probability of a landslide",
        lambda values: styles.probability_style(min(1.0, upper(values))),
    ),
    "density": (
        "Landslides per km², observed",
        lambda values: styles.density_style(upper(values[values > 0])),
    ),
    "expected_density": (
        "Landslides per km², expected",
        lambda values: styles.density_style(upper(values[values > 0])),
    ),
    "rate": (
        "Deformation rate, line of sight (cm/yr)",
        lambda values: styles.rate_style(symmetric(values)),
    ),
    "vertical": ("Vertical rate (cm/yr)", lambda values: styles.rate_style(symmetric(values))),
    "east": ("East rate (cm/yr)", lambda values: styles.rate_style(symmetric(values))),
    "cumulative": (
        "Cumulative displacement, line of sight (cm)",
        lambda values: styles.rate_style(symmetric(values), "cm"),
    ),
    "rate_sigma": (
        "Standard deviation of the rate (cm/yr)",
        lambda values: styles.rate_sigma_style(upper(values)),
    ),
    "vertical_sigma": (
        "Standard deviation of the vertical rate (cm/yr)",
        lambda values: styles.rate_sigma_style(upper(values)),
    ),
    "east_sigma": (
        "Standard deviation of the east rate (cm/yr)",
        lambda values: styles.rate_sigma_style(upper(values)),
    ),
    "temporal_coherence": ("Temporal coherence", lambda values: styles.coherence_style()),
    "dem": (
        "Elevation (m)",
        lambda values: styles.grey_style(float(values.min()), float(values.max()), "m"),
    ),
}
"""Of rasters of numbers: title, and style by the known values."""

CLASS_RASTERS = {
    "classes": "Susceptibility classes",
    "applicable": "Area of applicability",
    "remark": "Remarks on the rate",
    "reasons": "Why there is no rate",
    "blind": "Blind spots of the decomposition",
}


def upper(values: NDArray[Any]) -> float:
    """A round number that 98 % of the values are not beyond."""
    return nice_limit(float(np.quantile(values, 0.98))) if values.size else 1.0


def symmetric(values: NDArray[Any]) -> float:
    """The same of their sizes, at least ``LEAST_RATE``."""
    return max(LEAST_RATE, upper(np.abs(values)))


def raster_style(path: str | Path, role: str) -> Style:
    """The style of a raster by what it is, of ``RASTERS`` or ``CLASS_RASTERS``; without any value, from 0 to 1."""
    if role in CLASS_RASTERS:
        return read_classes(path)
    known = known_values(path)
    return RASTERS[role][1](known if known.size else np.array([0.0, 1.0]))


def known_values(path: str | Path) -> NDArray[np.float64]:
    """The values that a raster has, of large ones those of a coarser copy."""
    values = read_for_map(path)[0]
    return np.asarray(values[np.isfinite(values)])


def raster_layer(
    path: str | Path, project: str | Path, role: str, *, title: str = "", shown: bool = False
) -> list[ProjectLayer]:
    """A raster as a layer; none where it has no value.

    Parameters
    ----------
    project : the project's file
    role : of ``RASTERS`` or ``CLASS_RASTERS``
    title : where it is not that of the role
    """
    if role not in CLASS_RASTERS and not known_values(path).size:
        return []
    style = raster_style(path, role)
    with open_raster(path) as source:
        crs, about = CRS.from_wkt(source.crs.to_wkt()), told(source.tags())
    said = title or (CLASS_RASTERS.get(role) or RASTERS[role][0])
    return [ProjectLayer(said, relative(path, project), "raster", crs, style, shown=shown, about=about)]


def class_raster_layer(path: str | Path, project: str | Path, title: str) -> ProjectLayer:
    """A raster of classes under a title of its own, such as a factor."""
    with open_raster(path) as source:
        crs, about = CRS.from_wkt(source.crs.to_wkt()), told(source.tags())
    return ProjectLayer(title, relative(path, project), "raster", crs, read_classes(path), about=about)


def vector_layer(
    path: str | Path,
    project: str | Path,
    title: str,
    style: Style,
    *,
    aliases: Mapping[str, str] | None = None,
    shown: bool = False,
) -> list[ProjectLayer]:
    """The first layer of a GeoPackage; none where it has no places."""
    table, shape = pyogrio.list_layers(path)[0]
    if shape is None:
        return []
    about = pyogrio.read_info(path, layer=table)
    return [
        ProjectLayer(
            title,
            relative(path, project),
            "point" if "Point" in shape else "polygon",
            CRS.from_user_input(about["crs"]),
            style,
            str(table),
            shown,
            aliases or {},
            told(about["layer_metadata"] or {}),
        )
    ]


def relative(path: str | Path, project: str | Path) -> str:
    """A path as seen from the project's file."""
    return Path(os.path.relpath(path, Path(project).parent)).as_posix()


def told(tags: Mapping[str, str]) -> str:
    """What the tags of a file say, a line each."""
    return "\n".join(f"{key}: {value}" for key, value in sorted(tags.items()) if key != "AREA_OR_POINT")
