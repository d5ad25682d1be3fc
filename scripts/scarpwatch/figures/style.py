"""What all figures share: fonts, colours, display names, and writing files with the same bytes each time.

Figures are made with ``matplotlib.figure.Figure`` and the Agg canvas, never through pyplot, so that no
display is needed and no state is left behind. Classes, rates and ground without data have colours of their own
(``susceptibility_classes.py``, ``map_colours.py``), which are told apart in grey and with colour blindness; others are
from the sets of Okabe and Ito (2008) and of ColorBrewer (Harrower and Brewer 2003).
"""

from __future__ import annotations

import functools
import textwrap
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import ParamSpec

import matplotlib as mpl
import numpy as np
from matplotlib import colormaps
from matplotlib.collections import Collection
from matplotlib.colors import Colormap, LinearSegmentedColormap, ListedColormap
from matplotlib.figure import Figure

from scarpwatch.figures.fonts import FAMILY, fit_fonts
from scarpwatch.files.finished import atomic_path
from scarpwatch.map_colours import NO_DATA_COLOUR, RATE_COLOURS
from scarpwatch.styles.limits import nice_limit as nice_limit
from scarpwatch.susceptibility_classes import CLASS_COLOURS

P = ParamSpec("P")

#: Cells, bars and slots without data; named "no data" in every legend that shows it.
NO_DATA = NO_DATA_COLOUR
NO_DATA_LABEL = "no data"
INK = "#222222"
WIDTH = 10.0  # inches: full width of a page of the report
PAD = 0.08  # inches around a figure
MOST_POINTS = 50_000  # of shapes in a PDF; with more it opens slowly, and they are drawn as a picture
#: What a file would tell of the program and the time, by its format.
UNDATED = {"png": ("Software",), "pdf": ("CreationDate", "Creator", "Producer")}

RC: dict[str, object] = {
    "font.family": FAMILY,
    "font.size": 9,
    "axes.titlesize": 10,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.labelsize": 9,
    "axes.edgecolor": "#555555",
    "axes.linewidth": 0.7,
    "axes.axisbelow": True,
    "xtick.labelsize": 8,
    "ytick.labelsize": 8,
    "xtick.color": "#444444",
    "ytick.color": "#444444",
    "legend.fontsize": 8.5,
    "legend.frameon": False,
    "legend.handlelength": 1.6,
    "grid.color": "#e3e3e3",
    "grid.linewidth": 0.6,
    "axes.unicode_minus": True,
    # Names of areas, classes and units are users' own: a $ in one is a $, and no formula begins there.
    "text.parse_math": False,
    "pdf.fonttype": 42,  # texts of a PDF can be searched and edited
}

#: Diverging, centred at zero; its centre is pale yellow, so that "zero" is not taken for "no data".
DIVERGING = LinearSegmentedColormap.from_list("rate", RATE_COLOURS, N=511)


def colormap_named(name: str) -> Colormap:
    """A colour map of matplotlib, or the one of rates."""
    return DIVERGING if name == DIVERGING.name else colormaps[name]


def panel_letter(index: int) -> str:
    """Letter of a panel, counted from 0: a to z, then aa, ab, ..."""
    first, last = divmod(index, 26)
    return (panel_letter(first - 1) if first else "") + chr(ord("a") + last)


def susceptibility_colormap() -> ListedColormap:
    """The class colours, lowest to highest."""
    return ListedColormap(list(CLASS_COLOURS), name="susceptibility")


def short(text: str, most: int = 40) -> str:
    """A user's name for something, short enough for a legend."""
    text = " ".join(text.split())
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}\N{HORIZONTAL ELLIPSIS}"


def wrapped(text: str, inches: float, size: float = 10.0) -> str:
    """A title in as many lines as its place takes."""
    letters = int(inches * 72 / (0.66 * size))  # bold ones are two thirds as wide as high
    return textwrap.fill(text, max(10, letters), break_long_words=False)


def unit_text(unit: str) -> str:
    """A unit as people are shown it: ``km/km2`` as km/km²."""
    return unit.replace("km2", "km²")


def styled(draw: Callable[P, Figure]) -> Callable[P, Figure]:
    """Run a function that draws a figure with the project's fonts and lines, leaving no trace behind."""

    @functools.wraps(draw)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> Figure:
        with mpl.rc_context():
            mpl.rcdefaults()  # a user's own matplotlibrc must not change the figures
            mpl.rcParams.update(RC)  # type: ignore[arg-type]
            return draw(*args, **kwargs)

    return wrapper


def save_figure(figure: Figure, paths: str | Path | Sequence[str | Path], *, dpi: int = 300) -> None:
    """Write a figure, atomically, with no date and no version in it (the same bytes each time).

    Parameters
    ----------
    paths : one file or several
        Each in the format that its suffix says: ``.png``, or ``.pdf``, whose texts and lines stay such, while pictures in
        it, and shapes of very many points, are drawn at the same resolution.
    dpi : int
        Dots per inch.
    """
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(RC)  # type: ignore[arg-type]
        fit_fonts(figure)
        figure.draw_without_rendering()
        # Settled, and the same in all files. By None and not "none", which draws the figure once more for each file.
        figure.set_layout_engine(None)
        for legend in figure.legends:  # or it would move to the edge of the frame
            legend.set_bbox_to_anchor((0, 0, 1, 1), figure.transFigure)
        frame = figure.get_tightbbox().padded(PAD)
        for shapes in figure.findobj(Collection):
            shapes.set_rasterized(_points(shapes) > MOST_POINTS)
        for path in [paths] if isinstance(paths, (str, Path)) else paths:
            kind = Path(path).suffix[1:]
            with atomic_path(path) as temporary:
                figure.savefig(
                    temporary,
                    dpi=dpi,
                    format=kind,
                    metadata=dict.fromkeys(UNDATED[kind]),
                    facecolor="white",
                    bbox_inches=frame,
                )


def _points(shapes: Collection) -> int:
    """Number of points of a collection's outlines, as often as they are drawn."""
    paths = shapes.get_paths()
    each = sum(np.shape(path.vertices)[0] for path in paths)
    places = len(np.atleast_2d(shapes.get_offsets()))
    return each * places if len(paths) == 1 else max(each, places)
