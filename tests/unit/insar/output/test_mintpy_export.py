import h5py
import numpy as np
import pytest
from affine import Affine
from pyproj import Transformer
from rasterio.crs import CRS

from scarpwatch.grids.grid import Grid
from scarpwatch.insar.output.mintpy_export import file_attributes, write_layers, write_timeseries

GRID = Grid(CRS.from_epsg(32616), Affine(50, 0, 731_900, 0, -50, 4_068_250), (20, 30))
DATES = ["20240107", "20240119", "20240212"]


def place(row, column, grid=GRID):
    x, y = grid.transform @ (column + 0.5, row + 0.5)
    longitude, latitude = Transformer.from_crs(grid.crs, 4326, always_xy=True).transform(x, y)
    return {"longitude": longitude, "latitude": latitude}


def attributes(grid=GRID, **options):
    options = {"reference": place(7, 12), "wavelength": 0.0555, **options}
    return file_attributes(grid, DATES, **options)


def test_the_grid_is_told_by_its_upper_left_corner():
    found = attributes()
    assert (found["LENGTH"], found["WIDTH"]) == ("20", "30")
    assert (float(found["X_FIRST"]), float(found["Y_FIRST"])) == (731_900, 4_068_250)
    assert (float(found["X_STEP"]), float(found["Y_STEP"])) == (50, -50)
    assert (found["UTM_ZONE"], found["EPSG"], found["X_UNIT"]) == ("16N", "32616", "meters")
    assert {found["START_DATE"], found["REF_DATE"]} == {"20240107"}
    assert found["DATE12"] == "20240107_20240212"
    assert all(isinstance(value, str) for value in found.values())


def test_the_reference_is_a_cell_and_its_centre():
    found = attributes()
    assert (found["REF_Y"], found["REF_X"]) == ("7", "12")
    x, y = GRID.transform @ (12.5, 7.5)
    assert (float(found["REF_LON"]), float(found["REF_LAT"])) == (x, y)
    assert "REF_Y" not in attributes(reference={"longitude": -84.0, "latitude": 30.0})


@pytest.mark.parametrize(
    ("heading", "direction"), [(-12.3, "ASCENDING"), (347.7, "ASCENDING"), (-167.7, "DESCENDING")]
)
def test_heading_and_direction(heading, direction):
    found = attributes(heading_deg=heading)
    assert (float(found["HEADING"]), found["ORBIT_DIRECTION"]) == (heading, direction)
    for unknown in (attributes(), attributes(heading_deg=float("nan"))):
        assert not {"HEADING", "ORBIT_DIRECTION"} & set(unknown)


def test_other_projections_name_no_zone():
    grid = Grid(CRS.from_epsg(3035), Affine(50, 0, 4_321_000, 0, -50, 3_210_000), (20, 30))
    found = attributes(grid, reference=place(3, 4, grid))
    assert found["EPSG"] == "3035"
    assert "UTM_ZONE" not in found


def test_a_series_is_written_date_by_date(tmp_path):
    series = np.random.default_rng(1).normal(size=(3, 20, 30)).astype(np.float32)
    series[:, 4, 5] = np.nan
    baselines = np.array([0, 41.5, -20])
    path = tmp_path / "timeseries.h5"
    write_timeseries(path, (values for values in series), DATES, attributes(), baselines=baselines)
    with h5py.File(path) as file:
        assert file.attrs["FILE_TYPE"] == "timeseries" and file.attrs["UNIT"] == "m"
        np.testing.assert_array_equal(file["timeseries"][:], series)
        assert [day.decode() for day in file["date"][:]] == DATES
        np.testing.assert_allclose(file["bperp"][:], baselines)
    write_timeseries(path, series, DATES, attributes())
    with h5py.File(path) as file:
        assert "bperp" not in file


def test_a_series_without_one_of_its_dates_leaves_no_file(tmp_path):
    with pytest.raises(ValueError, match="shorter"):
        write_timeseries(tmp_path / "timeseries.h5", np.zeros((2, 20, 30)), DATES, attributes())
    assert not list(tmp_path.iterdir())


def test_layers_keep_their_names_and_kind(tmp_path):
    layers = {"velocity": np.full((20, 30), 0.02, np.float32), "velocityStd": np.ones((20, 30), np.float32)}
    write_layers(tmp_path / "velocity.h5", layers, attributes(), kind="velocity", unit="m/year")
    with h5py.File(tmp_path / "velocity.h5") as file:
        assert list(file) == ["velocity", "velocityStd"]
        assert file.attrs["FILE_TYPE"] == "velocity" and file.attrs["UNIT"] == "m/year"
        assert file.attrs["WIDTH"] == "30"
