"""Thematic maps of the factors of a ready table, unit by unit, as those of rasters are cell by cell."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import geopandas
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import BoundaryNorm, ListedColormap
from matplotlib.figure import Figure
from numpy.typing import NDArray

from scarpwatch.factors.factor import FactorLook
from scarpwatch.figures.entries import FigureEntry
from scarpwatch.figures.maps.cartography import system_words
from scarpwatch.figures.maps.factor_classes import (
    classify_directions,
    classify_numbers,
    direction_classes,
    named_classes,
    numeric_classes,
)
from scarpwatch.figures.maps.factors import Panel, plot_panels
from scarpwatch.figures.maps.units import draw_units, frame_of, unit_shapes
from scarpwatch.figures.style import NO_DATA, styled

ENTRY = FigureEntry(
    name="factors",
    section="factors",
    order=10,
    needs="models maps table",
    caption=(
        "The factors of the table in classes, unit by unit: within the limits that the config gives, or else within "
        "round ones made for the units. The models use the numbers, not the classes."
    ),
    alternative="Thematic maps of the conditioning factors.",
)

NOTE = "* limits made for these units: nearly all of them lie in one class of the config"


def unit_panel(look: FactorLook, values: pd.Series, *, fit_area: bool = True) -> Panel:
    """The classes of a factor of a ready table.

    Parameters
    ----------
    values : (units,)
        Numbers, degrees clockwise from north, or names of classes; missing where a unit has none.
    fit_area : bool
        Make round limits where nearly all units lie in one class of the config, see :func:`numeric_classes`.
    """
    numbers: NDArray[np.integer]
    if look.kind == "classes":
        names = _in_order(values.dropna().unique())
        classes = named_classes(look, dict(enumerate(names, start=1)))
        numbers = (
            values.map({name: number for number, name in enumerate(names, start=1)}).fillna(0).to_numpy(int)
        )
    elif look.kind == "circular":
        classes = direction_classes(look, flat=False)
        numbers = classify_directions(values.to_numpy(float))
    else:
        classes = numeric_classes(look, values.to_numpy(float), fit_area=fit_area)
        numbers = classify_numbers(values.to_numpy(float), classes.breaks)
    return Panel(look, numbers, classes.labels, classes.colours, classes.own)


def _in_order(names: Iterable[Any]) -> list[str]:
    """Names of classes as people count them: codes by their number, then words."""
    words = sorted(map(str, names))
    codes = pd.to_numeric(pd.Series(words, dtype=object), errors="coerce")
    return [words[place] for place in codes.sort_values(kind="stable", na_position="last").index]


@styled
def plot_unit_factors(
    panels: Sequence[Panel], units: geopandas.GeoDataFrame, *, date: str | None = None
) -> Figure:
    """One map per factor, three in a row.

    Parameters
    ----------
    panels : of :func:`unit_panel`, in the order of the units
    units : points or polygons
    date : of the assessment, or ``static``; told below the maps
    """
    grid = frame_of(units)
    shapes = unit_shapes(units, grid)

    def draw(place: Axes, panel: Panel, colours: Sequence[str]) -> None:
        norm = BoundaryNorm(np.arange(len(colours) + 2) - 0.5, len(colours) + 1)
        draw_units(place, shapes, panel.numbers.astype(float), ListedColormap([NO_DATA, *colours]), norm)

    return plot_panels(panels, grid, draw, told=system_words(grid), date=date, note=NOTE)
