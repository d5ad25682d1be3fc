"""Labels of the units of a ready table: of its own column, or from a file of landslides."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pandas as pd
from affine import Affine
from rasterio.crs import CRS

from scarpwatch.config.susceptibility.inventory import InventorySettings
from scarpwatch.decisions import KEY
from scarpwatch.errors import InputError
from scarpwatch.grids.grid import Grid
from scarpwatch.inputs.tables.days import read_days
from scarpwatch.inputs.tables.ready_table import ReadyTable
from scarpwatch.inputs.vectors.landslide_places import select_landslides
from scarpwatch.inputs.vectors.on_grid import read_vector
from scarpwatch.units.label_rules import decide_labels, other_rules
from scarpwatch.units.labels import count_landslides

log = logging.getLogger(__name__)

CELLS_ACROSS = 20
"""Outlines of units that come as polygons are taken to be drawn as exactly as on cells of which so many lie along the
side of a square of the median area."""


def require_polygons(
    table: ReadyTable,
    path: str | Path,
    *,
    told: str = "which of them holds a landslide of the inventory",
    instead: str = "a column of labels (units.table.label) in place of inventory",
) -> geopandas.GeoSeries:
    """The outlines of the units, in which landslides and others' features can be placed.

    Parameters
    ----------
    told, instead : for messages: what takes outlines, and what to do without

    Raises
    ------
    InputError
        If they have none, or their coordinate system is not known.
    """
    if table.places is None or not table.has_area:
        raise InputError(
            path,
            f"its units have no outlines, so that it cannot be told {told}",
            f"Give a vector file with polygons, or {instead}",
        )
    if table.places.crs is None:
        raise InputError(
            path,
            f"it does not say its coordinate system, so that it cannot be told {told}",
            "Declare the system in the file",
        )
    return table.places


def label_ready_units(
    table: ReadyTable, path: str | Path, inventory: InventorySettings | None, *, need_landslides: bool
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Landslides per unit of a ready table.

    Parameters
    ----------
    path : the table's file, for messages
    inventory : section ``inventory``; without it the label column of the table counts
    need_landslides : whether models are to be trained on them

    Returns
    -------
    labels : DataFrame
        ``unit_id`` from 1 in the order of the table and ``landslides`` (NaN where nothing is known); with an inventory all
        that `count_landslides` gives.
    found : what became of the inventory, for a JSON file

    Raises
    ------
    InputError
        As `require_polygons`, and if too few landslides lie in the units or too few units are free of them.
    """
    unit_id = np.arange(1, len(table.names) + 1)
    if inventory is None:
        return pd.DataFrame({"unit_id": unit_id, "landslides": table.landslides}), {}
    places = require_polygons(table, path)
    units = geopandas.GeoDataFrame({"unit_id": unit_id}, geometry=places.to_numpy(), crs=places.crs)
    grid = _grid_over(places)
    features = read_vector(inventory.file, grid, layer=inventory.layer)
    landslides = select_landslides(features, inventory.label_column, inventory.label_value)
    labels, counts = count_landslides(
        landslides,
        units,
        grid,
        position_error_m=inventory.position_error_m,
        at_border=inventory.at_border,
        min_share=inventory.min_share,
        below_min_share=inventory.below_min_share,
        days=read_days(landslides[inventory.date_column]) if inventory.date_column else None,
    )
    for note in counts.notes():
        log.warning(note)
    slid, free = int((labels["label"] == 1).sum()), int((labels["label"] == 0).sum())
    if need_landslides and (counts.inside < inventory.min_landslides or free < 10):
        raise InputError(
            inventory.file,
            f"{counts.inside} of {counts.total} landslides lie in units of {path} ({counts.outside} beyond them all, "
            f"{counts.masked} between them), which makes {slid} units with and {free} without landslides, where at "
            f"least {inventory.min_landslides} landslides and 10 units without are needed",
            "Check the coordinate systems of both files, or lower inventory.min_landslides",
        )
    decided = decide_labels(labels, places.area, inventory.min_share, inventory.below_min_share)
    return labels, {
        **counts.as_dict(),
        "rules": other_rules(labels, places.area, inventory.min_share),
        KEY: [decided],
    }


def _grid_over(places: geopandas.GeoSeries) -> Grid:
    """A grid over the units with cells as fine as their outlines are taken to be."""
    left, bottom, right, top = places.total_bounds
    cell = float(np.sqrt(places.area.median())) / CELLS_ACROSS
    shape = int(np.ceil((top - bottom) / cell)), int(np.ceil((right - left) / cell))
    return Grid(CRS.from_user_input(places.crs), Affine(cell, 0, left, 0, -cell, top), shape)
