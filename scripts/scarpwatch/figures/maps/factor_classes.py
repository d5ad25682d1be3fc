"""Classes of the factors for thematic maps: limits, names, colours, and rasters of class numbers.

The limits come from the config, by default those of Table 3 of Liang et al. (2026, EGUsphere-2026-218).
Where almost the whole area falls into one class (they were made for other terrain), round classes of the
area's own are used, if the config allows, and the raster says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from matplotlib.colors import to_rgb
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray
from rasterio.windows import Window

from scarpwatch.factors.factor import FactorLook
from scarpwatch.figures.style import colormap_named, nice_limit
from scarpwatch.files.json_files import encode
from scarpwatch.grids.grid import Grid
from scarpwatch.grids.products import Classes, Colour, new_product
from scarpwatch.styles.sidecars import write_style

DIRECTIONS = ("flat", "N", "NE", "E", "SE", "S", "SW", "W", "NW")
#: Cyclic in lightness and hue: north dark, south light; flat ground white.
DIRECTION_COLOURS = (
    "#ffffff",
    "#30305f",
    "#3f6fb0",
    "#67a9b5",
    "#b5cfae",
    "#f2e3c6",
    "#e0a878",
    "#bf5f52",
    "#7a2c56",
)
CLASS_COLOURS = (
    "#e6c35c",
    "#88a0b8",
    "#5aa9a0",
    "#c98a6b",
    "#e7b7d2",
    "#a98bbf",
    "#dd8aa5",
    "#7d9a4f",
    "#6d6d8f",
    "#d8b48f",
)
SHADES = (1.0, 0.62, 0.4)  # how light the colours are the first, the second and the third time
#: Share of the area in a single class beyond which the area gets classes of its own. Of factors about zero, such as rates,
#: most of an area may well lie in the class around it.
MOSTLY = 0.8
MOSTLY_CENTRED = 0.9


@dataclass(frozen=True)
class FactorClasses:
    """The classes of one factor; class ``k`` of a raster, from 1, is at index ``k - 1`` (0 = no data).

    Attributes
    ----------
    labels, colours : one per class; colours as ``#rrggbb``
    breaks : inner limits of a numeric factor, else empty
    own : the limits were made for the area
    """

    look: FactorLook
    labels: tuple[str, ...]
    colours: tuple[str, ...]
    breaks: tuple[float, ...] = ()
    own: bool = False


def numeric_classes(
    look: FactorLook, sample: NDArray[np.floating], *, fit_area: bool = True
) -> FactorClasses:
    """Classes of a numeric factor: between its own limits, or where it has none between round ones made for the area.

    Parameters
    ----------
    look : FactorLook
    sample : values spread over the area, NaN = no data
    fit_area : bool
        Make round classes of the area's own where more than 80 % of it lies in one of the classes, 90 % of a factor about zero.
    """
    known = np.asarray(sample, np.float64)
    known = known[np.isfinite(known)]
    breaks: Sequence[float] = look.breaks
    own = False
    if breaks and fit_area and known.size and np.ptp(known) > 0:
        counts = np.bincount(np.digitize(known, breaks))
        own = bool(counts.max() > (MOSTLY_CENTRED if look.centred else MOSTLY) * counts.sum())
    if own or not breaks:
        breaks = own_breaks(known, centred=look.centred) if known.size else (0.0,)
    palette = colormap_named(look.palette)
    shades = np.linspace(0.08, 0.92, len(breaks) + 1)
    colours = tuple("#{:02x}{:02x}{:02x}".format(*(int(255 * c) for c in palette(s)[:3])) for s in shades)
    return FactorClasses(look, class_labels(breaks), colours, tuple(breaks), own)


def direction_classes(look: FactorLook, *, flat: bool) -> FactorClasses:
    """Eight sectors, behind flat ground where there can be any."""
    first = 0 if flat else 1
    return FactorClasses(look, DIRECTIONS[first:], DIRECTION_COLOURS[first:])


def named_classes(look: FactorLook, names: Mapping[int, str]) -> FactorClasses:
    """Classes of rock, soil or land cover, in the order of their codes (1, 2, ...).

    Behind the last colour the first follow again, darker, up to `SHADES` times, so that few classes look alike.
    """
    codes = range(1, max(names) + 1)
    colours = tuple(_class_colour(code - 1) for code in codes)
    return FactorClasses(look, tuple(names.get(code, "") for code in codes), colours)


def _class_colour(place: int) -> str:
    """Colour of the class at a place, counted from 0."""
    turn, place = divmod(place, len(CLASS_COLOURS))
    share = SHADES[turn % len(SHADES)]
    red, green, blue = (round(255 * share * part) for part in to_rgb(CLASS_COLOURS[place]))
    return f"#{red:02x}{green:02x}{blue:02x}"


def class_labels(breaks: Sequence[float]) -> tuple[str, ...]:
    """Texts for the classes between inner limits: ``< 15``, ``15–30``, ..., ``≥ 60``."""
    text = [f"{value:g}".replace("-", "−") for value in breaks]
    join = " to " if min(breaks) < 0 else "–"
    return (
        f"< {text[0]}",
        *(f"{low}{join}{high}" for low, high in pairwise(text)),
        f"≥ {text[-1]}",
    )


def own_breaks(values: NDArray[np.float64], *, centred: bool) -> tuple[float, ...]:
    """Round inner limits for an area that fits no given classes.

    Parameters
    ----------
    values : without NaN
    centred : bool
        Symmetric about zero, with the class around zero twice as wide.
    """
    if centred:
        limit = nice_limit(float(np.quantile(np.abs(values), 0.95)))
        return (-limit, -limit / 2, limit / 2, limit)
    low, high = np.quantile(values, [0.02, 0.98])
    ticks = MaxNLocator(nbins=5, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)
    inner = tuple(float(tick) for tick in ticks if low < tick < high)
    return inner or (float(np.median(values)),)


def classify_numbers(values: NDArray[np.floating], breaks: Sequence[float]) -> NDArray[np.uint8]:
    """Class numbers from 1 (a value equal to a limit belongs to the higher class); 0 where not finite."""
    known = np.isfinite(values)
    numbers = np.digitize(np.where(known, values, 0.0), breaks) + 1
    return np.where(known, numbers, 0).astype(np.uint8)


def classify_directions(
    directions: NDArray[np.floating], slope: NDArray[np.floating] | None = None
) -> NDArray[np.uint8]:
    """Numbers of `direction_classes`, 0 without data.

    Parameters
    ----------
    directions : array (rows, columns)
        Degrees clockwise from north, NaN on flats and without data.
    slope : array (rows, columns) or None
        Tells flat ground (slope known), the first class, from no data; None: there is no such class.
    """
    known = np.isfinite(directions)
    sector = np.floor(((np.where(known, directions, 0.0) + 22.5) % 360.0) / 45.0)
    if slope is None:
        return np.where(known, sector + 1, 0).astype(np.uint8)
    return np.where(known, sector + 2, np.isfinite(slope)).astype(np.uint8)


def write_classes(
    path: str | Path,
    classes: FactorClasses,
    blocks: Iterable[tuple[Window, NDArray[np.uint8]]],
    grid: Grid,
) -> None:
    """Write a raster of class numbers, with the names and colours of the classes and the style for QGIS beside it.

    Parameters
    ----------
    path : the GeoTIFF; its tags hold the classes (``CLASSES``), limits and unit too
    blocks : (window, class numbers) that cover the grid
    """
    tags = {
        "FACTOR": classes.look.title,
        "UNITS": classes.look.unit,
        "LIMITS": encode(list(classes.breaks)),
        "OWN_CLASSES": "yes" if classes.own else "no",
    }
    colours: dict[int, Colour] = {}
    for number, colour in enumerate(classes.colours, start=1):
        red, green, blue = (round(255 * share) for share in to_rgb(colour))
        colours[number] = (red, green, blue, 255)
    named = Classes(dict(enumerate(classes.labels, start=1)), colours)
    target = new_product(
        path, grid, dtype="uint8", nodata=0, description=classes.look.name, tags=tags, classes=named
    )
    with target as raster:
        for window, numbers in blocks:
            raster.write(numbers, 1, window=window)
    write_style(path, named, name=classes.look.title)
