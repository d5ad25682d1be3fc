import numpy as np
import pytest
from affine import Affine
from figure_inputs import make_grid
from matplotlib.figure import Figure
from matplotlib.patches import Polygon
from rasterio.crs import CRS
from rasterio.warp import transform

from scarpwatch.figures.maps.cartography import finish_axes
from scarpwatch.figures.overlaid.locator import add_locator, radar_coverage
from scarpwatch.grids.grid import Grid, write_raster

GRID = make_grid(60, 70)
NOTHING = np.empty((0, 2))


def drawn(grid, **given):
    axes = Figure(figsize=(5, 5)).add_subplot()
    finish_axes(axes, grid)
    handles = add_locator(axes, grid, **{"avoid": NOTHING, **given})
    return axes, handles


def test_the_area_lies_in_it_where_its_degrees_say():
    axes, (entry,) = drawn(GRID)
    (box,) = axes.child_axes
    (area,) = (patch for patch in box.patches if isinstance(patch, Polygon))
    west, south, east, north = GRID.bounds[0], GRID.bounds[1], GRID.bounds[2], GRID.bounds[3]
    x, y = transform(GRID.crs, "EPSG:4326", [west, east], [south, north])
    outline = area.get_xy()
    assert np.ptp(outline[:, 0]) == pytest.approx(x[1] - x[0], rel=0.05)
    assert outline[:, 1].mean() == pytest.approx(np.mean(y), abs=0.01)
    assert np.ptp(box.get_ylim()) > 3.9 * np.ptp(outline[:, 1])
    for text in box.texts:  # each stands on its line
        degrees, _, rest = text.get_text()[:-1].partition("°")
        value = float(degrees) + float(rest.rstrip("′") or 0) / 60 if "″" not in rest else None
        along, edges = (0, box.get_xlim()) if text.get_text()[-1] in "EW" else (1, box.get_ylim())
        if value is not None:
            value *= -1 if text.get_text()[-1] in "WS" else 1
            at = edges[0] + text.get_position()[along] * (edges[1] - edges[0])
            assert at == pytest.approx(value, abs=1e-6)
    assert len({text.get_text()[-1] for text in box.texts}) == 2
    axes.figure.draw_without_rendering()
    for text in box.texts:
        assert box.get_window_extent().contains(*text.get_window_extent().min)
        assert box.get_window_extent().contains(*text.get_window_extent().max)
        assert sum(text.get_window_extent().overlaps(other.get_window_extent()) for other in box.texts) == 1
    assert entry.get_label() == "area in the overview"


def test_it_reaches_to_the_end_of_what_the_radar_covers():
    covered = np.array([[-86.0, 35.0], [-83.0, 35.0], [-83.0, 38.0], [-86.0, 38.0]])
    axes, handles = drawn(GRID, covered=covered)
    (box,) = axes.child_axes
    (west, east), (south, north) = box.get_xlim(), box.get_ylim()
    assert west < -86 < -83 < east and south < 35 < 38 < north
    assert [handle.get_label() for handle in handles] == ["radar coverage", "area in the overview"]


def test_it_stands_where_it_hides_fewest_points():
    left, bottom, right, top = GRID.bounds
    three = np.array([[left, bottom], [right, bottom], [right, top]], dtype=float)
    axes, _ = drawn(GRID, avoid=three)
    (box,) = axes.child_axes
    axes.figure.draw_without_rendering()
    outer, inner = axes.get_window_extent(), box.get_window_extent()
    assert inner.x0 == pytest.approx(outer.x0, abs=2) and inner.y1 == pytest.approx(outer.y1, abs=2)


def test_without_a_reference_system_there_is_none():
    axes, handles = drawn(Grid(None, Affine(10, 0, 0, 0, -10, 0), (20, 20)))
    assert handles == [] and not axes.child_axes


def test_the_outline_of_the_radar_leaves_pixels_without_a_place_out(tmp_path):
    grid = Grid(CRS.from_epsg(4326), Affine(0.01, 0, 10.0, 0, -0.01, 50.0), (40, 60))
    height = np.ones(grid.shape)
    height[:, :20] = np.nan
    write_raster(tmp_path / "height.tif", height, grid)
    outline = radar_coverage(tmp_path / "height.tif", [])
    assert outline.min(axis=0) == pytest.approx([10.205, 49.605])
    assert outline.max(axis=0) == pytest.approx([10.595, 49.995])
    rows, columns = np.indices(grid.shape)
    radar = Grid(None, Affine.identity(), grid.shape)
    for name, values in (("height", height), ("latitude", 50 - rows), ("longitude", 5.0 + columns)):
        write_raster(tmp_path / f"{name}.tif", values.astype(float), radar)
    places = [tmp_path / "latitude.tif", tmp_path / "longitude.tif"]
    outline = radar_coverage(tmp_path / "height.tif", places)
    assert outline.min(axis=0) == pytest.approx([25, 11]) and outline.max(axis=0) == pytest.approx([64, 50])
    write_raster(tmp_path / "height.tif", np.full(grid.shape, np.nan), grid)
    assert radar_coverage(tmp_path / "height.tif", []) is None
