"""Writing a factor of the user's own, with a look at its values."""

import numpy as np
import pytest
from affine import Affine
from rasterio.crs import CRS
from rasterio.windows import Window

from scarpwatch.errors import InputError
from scarpwatch.grids.grid import Grid, read_raster, read_tags
from scarpwatch.inputs.rasters.own_factor import write_factor

GRID = Grid(CRS.from_epsg(32617), Affine(10, 0, 500000, 0, -10, 4000000), (6, 8))


def write(path, values, plausible=(None, None)):
    blocks = [(Window(0, row, 8, 2), values[row : row + 2]) for row in (0, 2, 4)]
    write_factor(
        path,
        blocks,
        GRID,
        title="Rain",
        unit="mm",
        plausible=plausible,
        source="rain.tif",
        key="factors.more.rain",
        tags={"DAYS": "30"},
    )


def test_values_unit_and_tags_are_written_and_gaps_stay_gaps(tmp_path, caplog):
    values = np.arange(48, dtype=np.float32).reshape(6, 8)
    values[0, 0] = np.nan
    write(tmp_path / "a.tif", values, plausible=(0, 100))
    found, grid = read_raster(tmp_path / "a.tif")
    np.testing.assert_array_equal(found, values)
    tags = read_tags(tmp_path / "a.tif")
    assert grid == GRID and (tags["UNITS"], tags["DAYS"]) == ("mm", "30")
    assert "97.9% of the cells have a value, 1 to 47 mm" in caplog.text


@pytest.mark.parametrize(
    ("fill", "words"), [(np.nan, "no cell on the analysis grid"), (-9999.0, "run from -9999")]
)
def test_what_cannot_be_is_refused_and_leaves_no_file(tmp_path, fill, words):
    with pytest.raises(InputError, match=words):
        write(tmp_path / "a.tif", np.full((6, 8), fill, np.float32), plausible=(0, None))
    assert not (tmp_path / "a.tif").exists()
