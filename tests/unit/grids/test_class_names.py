import numpy as np
import pytest
from affine import Affine
from rasterio.crs import CRS

from scarpwatch.errors import InputError
from scarpwatch.grids.class_names import class_tag, read_class_names
from scarpwatch.grids.grid import Grid, write_raster

GRID = Grid(CRS.from_epsg(32617), Affine(30, 0, 500_000, 0, -30, 4_000_000), (2, 3))


def test_names_come_back_by_their_codes(tmp_path):
    names = {1: "granite", 2: 'grès "rouge"', 255: "outside"}
    write_raster(tmp_path / "rock.tif", np.ones(GRID.shape, np.uint8), GRID, tags=class_tag(names))
    assert read_class_names(tmp_path / "rock.tif") == names


def test_a_raster_without_names_is_told(tmp_path):
    write_raster(tmp_path / "dem.tif", np.ones(GRID.shape, np.float32), GRID)
    with pytest.raises(InputError, match=r"dem\.tif: it has no tag CLASSES"):
        read_class_names(tmp_path / "dem.tif")
