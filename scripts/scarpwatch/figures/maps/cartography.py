"""What maps share: reading at the size of a picture, relief, axes, points and lines.

Coordinates on the axes are easting and northing in km for projected grids, longitude and latitude in
degrees for geographic ones. Rasters are read decimated, so that a map of 25 million cells costs no more
than one of a million.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pyproj
from affine import Affine
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.colors import Colormap, Normalize, to_rgb, to_rgba
from matplotlib.figure import Figure
from matplotlib.image import AxesImage
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from numpy.typing import ArrayLike, NDArray
from rasterio.enums import Resampling

from scarpwatch.figures.style import INK, NO_DATA, NO_DATA_LABEL, WIDTH
from scarpwatch.grids.grid import Grid, open_raster
from scarpwatch.grids.mosaic import Raster
from scarpwatch.grids.projection import ground_units

FLAT = math.sin(math.radians(45.0))  # relief of level ground under a sun 45 degrees high
COVERED = 0.05  # of a map, by dots, at most
LEAST_DOT = 0.5  # points squared: a dot that is still seen
LETTER = 0.075  # inches: width of a figure at the axes' ticks
LEGEND = 0.9  # inches under all panels of a figure


def read_for_map(
    path: Raster, *, band: int = 1, max_cells: int = 1_000_000, categorical: bool = False
) -> tuple[NDArray[Any], Grid]:
    """Read a band with at most about ``max_cells`` cells.

    Parameters
    ----------
    categorical : bool
        Take the most frequent value instead of the mean, and keep integers with their nodata value.

    Returns
    -------
    values : array (rows, columns)
        Float64 with NaN for no data unless ``categorical``.
    grid : Grid
        With the larger cells.
    """
    with open_raster(path) as source:
        step = max(1, math.ceil(math.sqrt(source.width * source.height / max_cells)))
        shape = (math.ceil(source.height / step), math.ceil(source.width / step))
        scale = Affine.scale(source.width / shape[1], source.height / shape[0])
        grid = Grid(source.crs, source.transform @ scale, shape)
        if categorical:
            return source.read(band, out_shape=shape, resampling=Resampling.mode), grid
        values = source.read(band, out_shape=shape, resampling=Resampling.average, masked=True)
        return np.ma.filled(values.astype(np.float64), np.nan), grid


def metres_per_unit(grid: Grid) -> tuple[float, float]:
    """Metres per CRS unit along x and y (in degrees or a projection that stretches: in the grid's middle)."""
    if grid.crs is not None and grid.crs.is_geographic:
        _, bottom, _, top = grid.bounds
        return 111_320.0 * math.cos(math.radians((bottom + top) / 2)), 110_574.0
    return (1.0, 1.0) if grid.crs is None else ground_units(grid.crs, grid.bounds)


def axis_units(grid: Grid) -> tuple[float, str, str]:
    """Divisor from CRS units to axis units, and the labels of the x and y axes."""
    if grid.crs is None:
        return 1.0, "Range (samples)", "Azimuth (lines)"
    if grid.crs.is_geographic:
        return 1.0, "Longitude (°)", "Latitude (°)"
    code = grid.crs.to_epsg()
    suffix = f", EPSG:{code}" if code else ""
    metres = (
        grid.crs.linear_units_factor[1] if grid.crs.is_projected else 1.0
    )  # a system without a name is in metres
    return 1000.0 / metres, f"Easting (km{suffix})", "Northing (km)"


def system_words(grid: Grid) -> str:
    """The reference system, for the margin of a map."""
    if grid.crs is None or not (grid.crs.is_projected or grid.crs.is_geographic):
        return "no reference system"
    code = grid.crs.to_epsg()
    return f"{pyproj.CRS.from_user_input(grid.crs).name}{f' (EPSG:{code})' if code else ''}"


def grid_words(grid: Grid) -> str:
    """Reference system and cell size, for the margin of a map."""
    if grid.crs is None:
        return system_words(grid)
    along_x, along_y = (
        size * metres for size, metres in zip(grid.cell_size, metres_per_unit(grid), strict=True)
    )
    cells = (
        f"{along_x:.4g} m"
        if math.isclose(along_x, along_y, rel_tol=0.01)
        else f"{along_x:.4g} × {along_y:.4g} m"
    )
    return f"{system_words(grid)}; {cells} to a cell as drawn"


def extent(grid: Grid) -> tuple[float, float, float, float]:
    """Left, right, bottom, top in axis units, as ``imshow`` wants them."""
    left, bottom, right, top = grid.bounds
    unit = axis_units(grid)[0]
    return left / unit, right / unit, bottom / unit, top / unit


def height_over_width(grid: Grid) -> float:
    """Shape of the map on paper."""
    left, bottom, right, top = grid.bounds
    along_x, along_y = metres_per_unit(grid)
    return (top - bottom) * along_y / ((right - left) * along_x)


def relief(elevation: ArrayLike, grid: Grid, *, azimuth: float = 315.0) -> NDArray[np.float64]:
    """Illumination of a DEM, 0 to 1, with the sun 45 degrees high (Horn 1981); NaN where there is none.

    Heights are exaggerated until the slopes of the picture have an rms gradient of about 0.35, so that
    gentle terrain shows too; steep terrain is left as it is.
    """
    heights = np.asarray(elevation, dtype=np.float64)
    if min(heights.shape) < 2:
        return np.full(heights.shape, FLAT)
    along_x, along_y = metres_per_unit(grid)
    width, height = grid.cell_size
    down = np.gradient(heights, height * along_y, axis=0)
    right = np.gradient(heights, width * along_x, axis=1)
    east, north = right, -down
    known = np.isfinite(east) & np.isfinite(north)
    rms = float(np.sqrt(np.mean(east[known] ** 2 + north[known] ** 2))) if known.any() else 0.0
    exaggeration = min(10.0, max(1.0, 0.35 / rms)) if rms > 0 else 1.0
    east, north = east * exaggeration, north * exaggeration
    angle = math.radians(azimuth)
    sun = (math.sin(angle) * FLAT, math.cos(angle) * FLAT, FLAT)
    lit = (-east * sun[0] - north * sun[1] + sun[2]) / np.sqrt(1 + east**2 + north**2)
    return np.clip(lit, 0.0, 1.0)


def draw_raster(
    axes: Axes,
    values: NDArray[Any],
    grid: Grid,
    *,
    colormap: Colormap | str,
    norm: Normalize,
    background: NDArray[np.float64] | None = None,
    strength: float = 0.75,
) -> AxesImage:
    """Draw values in colour, shaded by a relief; cells without data in flat light grey.

    Level ground keeps the very colour of the legend; slopes are up to ``strength`` darker or lighter.

    Parameters
    ----------
    values : array (rows, columns)
        NaN, or masked, for no data.
    background : array (rows, columns) or None
        Of :func:`relief`.
    """
    cells = np.ma.masked_invalid(np.ma.asarray(values))
    palette = colormaps[colormap] if isinstance(colormap, str) else colormap
    picture = palette(norm(cells), bytes=True)[..., :3] / np.float32(255)
    if background is not None and background.shape == cells.shape:
        light = 1.0 + strength * (np.where(np.isfinite(background), background, FLAT) - FLAT)
        picture = np.clip(picture * light[..., np.newaxis], 0.0, 1.0)
    picture[np.ma.getmaskarray(cells)] = to_rgb(NO_DATA)
    return axes.imshow(picture, extent=extent(grid), origin="upper", interpolation="nearest")


def colour_scale(colormap: Colormap | str, norm: Normalize) -> ScalarMappable:
    """What a colour bar needs."""
    return ScalarMappable(norm=norm, cmap=colormap)


def no_data_patch() -> Patch:
    """Legend entry of the cells without data."""
    return Patch(facecolor=NO_DATA, edgecolor="#999999", linewidth=0.5, label=NO_DATA_LABEL)


def finish_axes(axes: Axes, grid: Grid, *, left: bool = True, bottom: bool = True) -> None:
    """Labels, ticks and the shape of a map; inner panels go without labels."""
    _, x_label, y_label = axis_units(grid)
    along_x, along_y = metres_per_unit(grid)
    west, east, south, north = extent(grid)
    axes.set_xlim(west, east)
    axes.set_ylim(south, north)
    axes.set_aspect(along_y / along_x)
    axes.locator_params(axis="x", nbins=_most_ticks(axes, west, east))
    axes.locator_params(axis="y", nbins=6)
    axes.ticklabel_format(useOffset=False, style="plain")
    axes.tick_params(length=2.5, labelbottom=bottom, labelleft=left)
    axes.grid(True, color=INK, linewidth=0.3, alpha=0.22, zorder=2.5)
    if bottom:
        axes.set_xlabel(x_label)
    if left:
        axes.set_ylabel(y_label)


def _most_ticks(axes: Axes, west: float, east: float) -> int:
    """How many labels fit beside each other below a map: of a small area they have more digits."""
    decimals = max(0, math.ceil(-math.log10((east - west) / 5)))
    letters = len(f"{max(abs(west), abs(east)):.0f}") + decimals + (decimals > 0)
    figure = axes.get_figure(root=True)
    assert figure is not None
    inches = 0.75 * axes.get_position().width * figure.get_figwidth()  # legends take the rest
    return int(np.clip(inches / (LETTER * (letters + 1)), 2, 5))


def share_beyond(values: NDArray[np.floating], low: float, high: float) -> str:
    """In words, which part of the values lies beyond the ends of a colour bar; empty where none does."""
    known = values[np.isfinite(values)]
    outside = np.count_nonzero((known < low) | (known > high))
    if not outside:
        return ""
    percent = 100 * outside / known.size
    return f"{percent:.1g} % beyond the ends" if percent >= 0.01 else "< 0.01 % beyond the ends"


def map_panels(
    rows: int, columns: int, grid: Grid, *, width: float = WIDTH, beside: float = 0.9, below: float = 0.6
) -> tuple[Figure, NDArray[Any]]:
    """A figure whose panels have the shape of the map; narrower than ``width`` where it would be too tall.

    More than four rows make the figure longer, and the panels no smaller than those of four.

    Parameters
    ----------
    beside : float
        Inches that labels, colour bar or legend take beside each panel.
    below : float
        Inches that title and labels take above and below each panel.

    Returns
    -------
    figure, axes (rows, columns)
    """
    pages = max(1.0, rows / 4)
    limit = 8.0 if rows == 1 else 14.0 * pages  # inches: what still fits a page or a screen
    shape = height_over_width(grid)
    panel = max(0.8, min(width / columns - beside, ((limit - LEGEND) / rows - below) / shape))
    width = columns * (panel + beside)
    height = rows * (panel * shape + below) + LEGEND
    figure = Figure(figsize=(width, float(np.clip(height, 2.5, 16.0 * pages))))
    figure.set_layout_engine("compressed", h_pad=0.07)
    axes = figure.subplots(rows, columns, squeeze=False)
    return figure, axes


def draw_points(
    axes: Axes, points: NDArray[np.float64], grid: Grid, *, label: str = "landslides", size: float = 9.0
) -> PathCollection | None:
    """Dark dots with a white rim, the smaller the more there are: together they cover a small part of the map.

    Parameters
    ----------
    points : array (n, 2)
        x and y in CRS units.
    size : float
        The most that a dot takes, points squared.
    """
    if not len(points):
        return None
    unit = axis_units(grid)[0]
    size = dot_size(axes, len(points), size)
    return axes.scatter(
        points[:, 0] / unit,
        points[:, 1] / unit,
        s=size,
        facecolor="#111111",
        edgecolor="white",
        linewidth=0.15 * math.sqrt(size),
        label=label,
        zorder=6,
    )


def dot_size(axes: Axes, count: int, most: float, share: float = COVERED) -> float:
    """Size of each of so many dots, points squared, of which all together cover at most a share of the axes."""
    figure = axes.get_figure(root=True)
    assert figure is not None
    box = axes.get_position()
    area = box.width * figure.get_figwidth() * box.height * figure.get_figheight() * 72**2
    return float(np.clip(share * area / max(count, 1), LEAST_DOT, most))


def points_handle(label: str, size: float = 4.5) -> Line2D:
    """Legend entry of :func:`draw_points`."""
    return Line2D(
        [],
        [],
        linestyle="",
        marker="o",
        markersize=size,
        markerfacecolor="#111111",
        markeredgecolor="white",
        markeredgewidth=0.5,
        label=label,
    )


def draw_lines(
    axes: Axes,
    lines: Sequence[NDArray[np.float64]],
    grid: Grid,
    *,
    colour: str,
    width: float = 0.9,
    style: Any = "-",
    halo: bool = False,
    zorder: float = 4.0,
) -> None:
    """Polylines given as arrays (n, 2) of x and y in CRS units."""
    unit = axis_units(grid)[0]
    scaled = [np.asarray(line)[:, :2] / unit for line in lines]
    if halo:
        axes.add_collection(
            LineCollection(
                scaled, colors=[to_rgba("white", 0.8)], linewidths=width + 1.2, zorder=zorder - 0.1
            ),
            autolim=False,
        )
    axes.add_collection(
        LineCollection(scaled, colors=colour, linewidths=width, linestyles=style, zorder=zorder),
        autolim=False,
    )
