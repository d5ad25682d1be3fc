"""What all figures share: fonts, colours, display names, and writing PNG files with the same bytes each time.

Figures are made with ``matplotlib.figure.Figure`` and the Agg canvas, never through pyplot, so that no
display is needed and no state is left behind. Classes, rates and ground without data have colours of their own
(``susceptibility_classes.py``, ``map_colours.py``), which are told apart in grey and with colour blindness; others are
from the sets of Okabe and Ito (2008) and of ColorBrewer (Harrower and Brewer 2003).
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import ParamSpec

import matplotlib as mpl
from matplotlib.colors import LinearSegmentedColormap, ListedColormap
from matplotlib.figure import Figure

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

RC: dict[str, object] = {
    "font.family": "DejaVu Sans",
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
}

#: Diverging, centred at zero; its centre is pale yellow, so that "zero" is not taken for "no data".
DIVERGING = LinearSegmentedColormap.from_list("rate", RATE_COLOURS, N=511)


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


def save_figure(figure: Figure, path: str | Path, *, dpi: int = 150) -> None:
    """Write a figure as PNG, atomically, with no date and no version in it (the same bytes each time)."""
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(RC)  # type: ignore[arg-type]
        with atomic_path(path) as temporary:
            figure.savefig(
                temporary,
                dpi=dpi,
                format="png",
                metadata={"Software": None},
                facecolor="white",
                bbox_inches="tight",
                pad_inches=0.08,
            )
