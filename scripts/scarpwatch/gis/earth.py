"""What a package for Google Earth holds: units by class, and points with the pictures of their series."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from scarpwatch.figures.style import short
from scarpwatch.gis.kml import Folder, Shape
from scarpwatch.gis.layers import symmetric
from scarpwatch.gis.pictures import draw_series, png
from scarpwatch.grids.products import Colour
from scarpwatch.learning.map_layers import SUSCEPTIBILITY
from scarpwatch.map_colours import NO_DATA_COLOUR, rate_items
from scarpwatch.susceptibility_classes import CLASS_COLOURS, rgba

MINUS = "\N{MINUS SIGN}"
ALPHA, FAINT = 190, 90  # of units inside and outside the area of applicability
MOST_UNITS = 20_000
"""That Google Earth shows without delay."""
FACTS = ("score", "score_std", "probability", "landslides", "driver_1", "driver_2", "driver_3")


def unit_styles() -> dict[str, Colour]:
    """Style of every class, and of its units outside the area of applicability."""
    colours = {number: rgba(colour)[:3] for number, colour in enumerate(CLASS_COLOURS, start=1)}
    return {
        f"class{number}{suffix}": (*colour, alpha)
        for number, colour in colours.items()
        for suffix, alpha in (("", ALPHA), ("outside", FAINT))
    }


def unit_folders(
    units: gpd.GeoDataFrame, limits: Mapping[int, str], cell: float = 0.0, most: int = MOST_UNITS
) -> list[Folder]:
    """The units with a class, a folder for each class, the highest first.

    Parameters
    ----------
    limits : name with limits of each class
    cell : width of the cells that the borders of the units follow, in the unit of their coordinates: borders are
        straightened by as much, common ones alike; 0 leaves them as they are
    most : units that are drawn: of more, the lowest classes are left out as a whole, which the titles tell
    """
    known = units[(units["class"] > 0) & units.geometry.notna()].reset_index(drop=True)
    counts = known["class"].value_counts().reindex(sorted(limits, reverse=True), fill_value=0)
    drawn = set(counts.index[counts.cumsum() <= most])
    known = known[known["class"].isin(drawn)].reset_index(drop=True)
    if cell and len(known) and not (known.geom_type == "Point").any():
        known = known.set_geometry(
            gpd.GeoSeries(shapely.coverage_simplify(known.geometry.to_numpy(), cell), crs=units.crs)
        )
        known = known[~known.geometry.is_empty].reset_index(drop=True)
    mapped = known.to_crs(4326) if known.crs is not None else known
    shown = [name for name in FACTS if name in mapped]
    folders = []
    for number, title in sorted(limits.items(), reverse=True):
        rows = mapped[mapped["class"] == number]
        shapes = []
        for row in rows.to_dict("records"):
            outside = row.get("applicable") == 0
            facts = {SUSCEPTIBILITY[name].alias: _said(row[name]) for name in shown if pd.notna(row[name])}
            facts |= {"Area of applicability": "outside"} if outside else {}
            name = f"{row['name']}" if isinstance(row.get("name"), str) else f"Unit {row['unit_id']}"
            style = f"class{number}{'outside' if outside else ''}"
            shapes.append(Shape(name, row["geometry"], style, facts))
        told = f"{counts[number]:,} units{'' if number in drawn else ', too many to draw'}"
        folders.append(Folder(f"{title}: {told}", shapes))
    return folders


def _said(value: Any) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def point_folder(points: gpd.GeoDataFrame) -> tuple[Folder, dict[str, Colour], dict[str, bytes]]:
    """Points with the pictures of their series, the styles that they need, and the pictures by their names.

    Parameters
    ----------
    points : in degrees, as the step tabulate_points writes them
    """
    days = [name for name in points if name[0] == "D" and name[1:].isdigit()]
    limit = symmetric(points["velocity"].dropna().to_numpy(float))
    stops = rate_items(limit)
    styles = {f"rate{number}": rgba(colour) for number, (_, colour) in enumerate(stops)}
    styles["rateless"] = rgba(NO_DATA_COLOUR)
    shapes, pictures = [], {}
    for number, row in enumerate(points.to_dict("records"), start=1):
        series = np.array([row[day] for day in days], float)
        facts, picture, style = {}, "", "rateless"
        if np.isfinite(row["velocity"]):
            style = f"rate{int(np.argmin([abs(value - row['velocity']) for value, _ in stops]))}"
            rate = f"{row['velocity']:+.2f} ± {row['velocity_sigma']:.2f} cm/yr".replace("-", MINUS)
            facts = {"Deformation rate": rate, "Kind": str(row["kind"])}
            picture = f"pictures/series_{number}.png"
            pictures[picture] = png(
                draw_series(short(str(row["name"])), [day[1:] for day in days], series, rate)
            )
        elif row["note"]:
            facts = {"Note": str(row["note"])}
        shapes.append(Shape(str(row["name"]), row["geometry"], style, facts, picture))
    return Folder("Displacement series at points", shapes), styles, pictures
