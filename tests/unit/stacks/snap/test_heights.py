"""Heights of radar cells: the product's own, or where the line of sight meets a DEM."""

import numpy as np
import pytest
from product_truth import Truth, write_dem
from rasterio.crs import CRS
from rasterio.transform import from_origin
from snap_files import write_dimap
from snap_simulation import look, metadata

from scarpwatch.errors import InputError
from scarpwatch.grids.grid import Grid, write_raster
from scarpwatch.stacks.snap.acquisition import reference_of
from scarpwatch.stacks.snap.geometry import Window
from scarpwatch.stacks.snap.heights import height_range, heights_from_dem, read_elevation
from scarpwatch.stacks.snap.metadata import read_document

TRUTH = Truth()
BOUNDS = 113.60, 23.60, 113.66, 23.65


@pytest.fixture(scope="module")
def image(tmp_path_factory):
    folder = tmp_path_factory.mktemp("snap")
    tree = metadata(TRUTH, TRUTH.dates[:2])
    return reference_of(read_document(str(write_dimap(folder, "a", {"i": np.zeros((2, 2))}, tree))), "a.dim")


def test_cells_get_the_height_that_they_see(tmp_path, image) -> None:
    grid = Grid(CRS.from_epsg(4326), from_origin(113.58, 23.67, 0.0002, 0.0002), (500, 500))
    lon, lat = np.meshgrid(*grid.centres())
    write_raster(tmp_path / "dem.tif", TRUTH.height(lon, lat).astype(np.float32), grid)
    window = Window(20, 33, (150, 210))
    found = heights_from_dem(str(tmp_path / "dem.tif"), image, window)
    truth = look(TRUTH).height[window.slices]
    assert np.ptp(truth) > 290
    assert (
        np.abs(found - truth).max() < 0.5
    )  # with the DEM's cells of 20 m, and 0.1 m to which it is iterated


def test_outside_the_dem_no_height_is_known(tmp_path, image) -> None:
    write_dem(tmp_path / "dem.tif", TRUTH)
    found = heights_from_dem(str(tmp_path / "dem.tif"), image, Window(0, 0, (200, 300)))
    truth = look(TRUTH)
    inside = (np.abs(truth.longitude - 113.63) < 0.029) & (np.abs(truth.latitude - 23.625) < 0.024)
    far = (np.abs(truth.longitude - 113.63) > 0.034) | (np.abs(truth.latitude - 23.625) > 0.029)
    assert np.isfinite(found[inside]).all()
    assert np.isnan(found[far]).all()


def test_a_dem_without_heights(tmp_path, image) -> None:
    grid = Grid(CRS.from_epsg(4326), from_origin(113.58, 23.67, 0.01, 0.01), (10, 10))
    write_raster(tmp_path / "dem.tif", np.full((10, 10), np.nan, np.float32), grid)
    with pytest.raises(InputError, match="it has no height"):
        heights_from_dem(str(tmp_path / "dem.tif"), image, Window(0, 0, (5, 5)))


def test_snaps_marks_of_no_elevation() -> None:
    found = read_elevation(np.array([[-32768.0, 0.0, -12.5, np.nan]], np.float32))
    assert np.isnan(found).tolist() == [[True, False, False, True]]


def test_the_range_of_heights(tmp_path) -> None:
    write_dem(tmp_path / "dem.tif", TRUTH)
    low, high = height_range({"dem": str(tmp_path / "dem.tif")}, BOUNDS)
    assert low == pytest.approx(120 - 150, abs=5)
    assert high == pytest.approx(420 + 150, abs=5)
    assert height_range({"elevation": "band"}, BOUNDS) == (-500, 9000)
    with pytest.raises(InputError, match="no band of elevation, and no DEM"):
        height_range({"real": "i.img"}, BOUNDS)
