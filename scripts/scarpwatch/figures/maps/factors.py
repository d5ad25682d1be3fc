"""Thematic maps of the factors, side by side, from their rasters of classes."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import BoundaryNorm, ListedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from numpy.typing import NDArray

from scarpwatch.factors.factor import FactorLook
from scarpwatch.figures.entries import FigureEntry
from scarpwatch.figures.maps.cartography import (
    draw_raster,
    finish_axes,
    grid_words,
    height_over_width,
    map_panels,
    no_data_patch,
    read_for_map,
)
from scarpwatch.figures.maps.furniture import add_furniture, add_note, date_words
from scarpwatch.figures.style import panel_letter, short, styled, unit_text
from scarpwatch.grids.class_names import read_class_names
from scarpwatch.grids.grid import Grid, open_raster

NO_BREAK = "\N{NO-BREAK SPACE}"
MOST_CLASSES = 12  # in a legend beside a panel; the rarer ones share an entry
FEW_COLOUR = "#f4f4f4"
LETTERS = 18  # in a line of a legend: longer ones would push the next column of maps away
ENTRY_HEIGHT = 0.142  # inches of a line of a legend
TITLE_HEIGHT = 0.15  # inches of a line of a title


@dataclass(frozen=True)
class Panel:
    """One thematic map, ready to plot.

    Attributes
    ----------
    numbers : array (rows, columns), or (units,) where there are no rasters
        Class numbers from 1; 0 = no data.
    labels, colours : one per class, the first of class 1
    own_classes : bool
        The limits were made for the area.
    """

    look: FactorLook
    numbers: NDArray[np.integer]
    labels: tuple[str, ...]
    colours: tuple[str, ...]
    own_classes: bool = False


def read_panel(look: FactorLook, path: str | Path) -> Panel:
    """Read a raster of classes with its colours and names, and its unit where the factor itself has none."""
    numbers, _ = read_for_map(path, categorical=True)
    with open_raster(path) as source:
        tags, table = source.tags(), source.colormap(1)
    names = read_class_names(path)
    order = range(1, max(names) + 1)
    colours = tuple("#{:02x}{:02x}{:02x}".format(*table[number][:3]) for number in order)
    labels = tuple(names[number] for number in order)
    look = replace(look, unit=look.unit or tags.get("UNITS", ""))
    return Panel(look, numbers, labels, colours, tags["OWN_CLASSES"] == "yes")


ENTRY = FigureEntry(
    name="factors",
    section="factors",
    order=10,
    needs="models terrain",
    caption=(
        "The factors in classes, by default those of Table 3 of Liang et al. (2026); an asterisk marks limits "
        "made for the area. The models use the numbers, not the classes."
    ),
    alternative="Thematic maps of the conditioning factors.",
)


@styled
def plot_factors(panels: Sequence[Panel], grid: Grid, *, date: str | None = None) -> Figure:
    """One map per factor, three in a row.

    Parameters
    ----------
    panels : of :func:`read_panel`
    date : of the assessment, or ``static``; told below the maps
    """

    def draw(place: Axes, panel: Panel, colours: Sequence[str]) -> None:
        draw_raster(
            place,
            np.ma.masked_equal(panel.numbers, 0),
            grid,
            colormap=ListedColormap(colours),
            norm=BoundaryNorm(np.arange(len(colours) + 1) + 0.5, len(colours)),
        )

    return plot_panels(panels, grid, draw, told=grid_words(grid), date=date)


def plot_panels(
    panels: Sequence[Panel],
    grid: Grid,
    draw: Callable[[Axes, Panel, Sequence[str]], None],
    *,
    told: str,
    date: str | None,
    note: str = "* limits made for this area: nearly all of it lies in one class of the config",
) -> Figure:
    """One map per panel, three in a row, with its title and the legend of its classes.

    Parameters
    ----------
    grid : the frame of all maps
    draw : draws the classes of a panel, given the colour of each
    told : reference system and cells
    date : of the assessment, or ``static``
    note : what the asterisk of limits that are the area's own means
    """
    columns = min(3, len(panels))
    rows = math.ceil(len(panels) / columns)
    figure, axes = map_panels(rows, columns, grid, beside=1.25, below=0.45)
    room = int(10.5 * figure.get_figwidth() / columns)  # letters of a title before it reaches the next panel
    titles = [_title(panel, panel_letter(index), room) for index, panel in enumerate(panels)]
    legends = [_legend_entries(panel) for panel in panels]
    tall = (figure.get_figwidth() / columns - 1.25) * height_over_width(grid)
    needs = [
        max(0.0, ENTRY_HEIGHT * sum(1 + str(handle.get_label()).count("\n") for handle in handles) - tall)
        + TITLE_HEIGHT * title.count("\n")
        for title, (_, handles) in zip(titles, legends, strict=True)
    ]
    more = sum(max(needs[first : first + columns]) for first in range(0, len(panels), columns))
    figure.set_figheight(figure.get_figheight() + more)
    for index, (panel, title, (colours, handles)) in enumerate(zip(panels, titles, legends, strict=True)):
        place = axes[index // columns, index % columns]
        draw(place, panel, colours)
        _legend(place, handles)
        place.set_title(title, fontsize=9)
        finish_axes(place, grid, left=index % columns == 0, bottom=index + columns >= len(panels))
    for place in axes.flat[len(panels) :]:
        place.set_axis_off()
    add_furniture(axes[0, 0], grid, lift=13)
    own = any(panel.own_classes for panel in panels)
    add_note(figure, told, date_words(date), note if own else "")
    return figure


def _title(panel: Panel, letter: str, room: int) -> str:
    """Letter, name and unit of a panel in lines of ``room`` characters."""
    told = unit_text(panel.look.unit)
    unit = f" ({told})".replace(" ", NO_BREAK) if told else ""
    unit = unit.replace(NO_BREAK, " ", 1)  # a unit of several words stays on one line
    mark = f"{NO_BREAK}*" if panel.own_classes else ""
    name = panel.look.title.replace("Maximum", "Max.")
    return textwrap.fill(f"({letter}) {name}{unit}{mark}", max(14, room))


def _legend_entries(panel: Panel) -> tuple[list[str], list[Patch]]:
    """Colour of every class, and the entries of the legend; of very many classes the rare ones share one."""
    cells = np.bincount(panel.numbers.ravel(), minlength=len(panel.labels) + 1)
    shown = set(range(len(panel.labels)))
    if len(shown) > MOST_CLASSES:
        shown = set(np.argsort(-cells[1:], kind="stable")[: MOST_CLASSES - 1].tolist())
    colours = [colour if k in shown else FEW_COLOUR for k, colour in enumerate(panel.colours)]
    handles = [_patch(panel.colours[k], panel.labels[k]) for k in sorted(shown)]
    if len(shown) < len(panel.labels):
        handles.append(_patch(FEW_COLOUR, f"{len(panel.labels) - len(shown)} more"))
    return colours, handles + ([no_data_patch()] if cells[0] else [])


def _patch(colour: str, label: str) -> Patch:
    text = "\n".join(textwrap.wrap(short(label), LETTERS, break_long_words=True)) or label
    return Patch(facecolor=colour, edgecolor="#888888", linewidth=0.4, label=text)


def _legend(axes: Axes, handles: Sequence[Patch]) -> None:
    """Classes beside the map, not on it."""
    axes.legend(
        handles=list(handles),
        loc="upper left",
        bbox_to_anchor=(1.0, 1.02),
        fontsize=7.5,
        handlelength=1.1,
        handletextpad=0.5,
        labelspacing=0.35,
        borderaxespad=0.3,
    )
