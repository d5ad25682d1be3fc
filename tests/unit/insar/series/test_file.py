import numpy as np
import pytest
import xarray as xr
from affine import Affine
from rasterio.crs import CRS
from rasterio.windows import Window

from scarpwatch.conventions import SIGN
from scarpwatch.dates import DAYS_PER_YEAR
from scarpwatch.errors import InputError
from scarpwatch.grids.grid import Grid
from scarpwatch.insar.series.file import create_series, open_series, read_series, write_series

DATES = ["20240107", "20240119", "20240301"]
RADAR = Grid(None, Affine.scale(4, 2), (5, 7))
# A grid whose numbers come from numpy, as computed ones do.
MAPPED = Grid(CRS.from_epsg(32616), Affine(np.float64(80.5), 0, 740_000, 0, -80.5, 4_060_000.25), (5, 7))


def layers():
    rng = np.random.default_rng(1)
    rate = rng.normal(size=(5, 7)).astype(np.float32)
    rate[1, 2] = np.nan
    return {"rate": (rate, "m/yr"), "rank": (np.arange(35).reshape(5, 7).astype(np.int16), "1")}


@pytest.mark.parametrize("grid", [RADAR, MAPPED])
def test_everything_comes_back(tmp_path, grid):
    displacement = np.random.default_rng(2).normal(size=(3, 5, 7)).astype(np.float32)
    displacement[:, 0, 0] = np.nan
    path = tmp_path / "new/series.nc"
    attributes = {"reference": "here", "wavelength_m": 0.0555}
    write_series(path, grid, layers(), displacement=displacement, dates=DATES, attributes=attributes)
    dataset, found = read_series(path)
    assert found == grid
    np.testing.assert_array_equal(dataset["displacement"].values, displacement)
    for name, (values, units) in layers().items():
        np.testing.assert_array_equal(dataset[name].values, values)
        assert dataset[name].dtype == values.dtype
        assert dataset[name].attrs["units"] == units
    assert dataset.attrs["reference"] == "here"
    assert dataset.attrs["wavelength_m"] == 0.0555
    assert [str(day)[:10].replace("-", "") for day in dataset["time"].values] == DATES
    assert [file.name for file in path.parent.iterdir()] == ["series.nc"]


def test_any_reader_of_cf_finds_units_sign_time_and_place(tmp_path):
    write_series(
        tmp_path / "a.nc", MAPPED, layers(), displacement=np.zeros((3, 5, 7)), dates=DATES, attributes=None
    )
    with xr.open_dataset(tmp_path / "a.nc", engine="h5netcdf") as dataset:
        assert dataset.attrs["Conventions"].startswith("CF-")
        series = dataset["displacement"]
        assert series.dims == ("time", "y", "x")
        assert series.dtype == np.float32
        assert series.attrs["units"] == "m"
        assert series.attrs["sign"] == SIGN
        assert "spatial_ref" in (series.encoding.get("grid_mapping"), series.attrs.get("grid_mapping"))
        assert CRS.from_wkt(dataset["spatial_ref"].attrs["crs_wkt"]) == MAPPED.crs
        assert dataset["time"].values[2] == np.datetime64("2024-03-01")
        np.testing.assert_allclose(dataset["x"].values, 740_000 + 80.5 * (np.arange(7) + 0.5))
        np.testing.assert_allclose(dataset["y"].values, 4_060_000.25 - 80.5 * (np.arange(5) + 0.5))


def test_layers_alone_have_no_time(tmp_path):
    write_series(tmp_path / "a.nc", RADAR, layers())
    dataset, _ = read_series(tmp_path / "a.nc")
    assert "time" not in dataset.sizes
    assert set(dataset.data_vars) - {"spatial_ref"} == {"rate", "rank"}
    np.testing.assert_array_equal(dataset["x"].values, np.arange(7))


def test_a_failed_write_leaves_the_old_file(tmp_path):
    write_series(tmp_path / "a.nc", RADAR, layers())
    before = (tmp_path / "a.nc").read_bytes()
    with pytest.raises(TypeError):
        write_series(tmp_path / "a.nc", RADAR, layers(), attributes={"bad": object()})
    assert (tmp_path / "a.nc").read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["a.nc"]


KINDS = {name: (values.dtype, units) for name, (values, units) in layers().items()}


def write_blocks(path, displacement, windows):
    with create_series(path, MAPPED, KINDS, dates=DATES, attributes={"reference": "here"}) as write:
        for window in windows:
            part = window.toslices()
            write(window, {"rate": layers()["rate"][0][part]}, displacement[:, *part])
            write(window, {"rank": layers()["rank"][0][part]})


def test_the_file_is_the_same_to_the_byte_whatever_the_blocks(tmp_path):
    displacement = np.random.default_rng(3).normal(size=(3, 5, 7)).astype(np.float32)
    write_blocks(tmp_path / "whole.nc", displacement, [Window(0, 0, 7, 5)])
    write_blocks(tmp_path / "rows.nc", displacement, [Window(0, row, 7, 1) for row in range(5)])
    quarters = [Window(0, 0, 4, 3), Window(4, 0, 3, 3), Window(0, 3, 4, 2), Window(4, 3, 3, 2)]
    write_blocks(tmp_path / "quarters.nc", displacement, quarters)
    whole = (tmp_path / "whole.nc").read_bytes()
    assert (tmp_path / "rows.nc").read_bytes() == whole
    assert (tmp_path / "quarters.nc").read_bytes() == whole
    np.testing.assert_array_equal(read_series(tmp_path / "rows.nc")[0]["displacement"].values, displacement)


def test_blocks_are_read_alone(tmp_path):
    displacement = np.random.default_rng(4).normal(size=(3, 5, 7)).astype(np.float32)
    write_blocks(tmp_path / "a.nc", displacement, [Window(0, 0, 7, 5)])
    with open_series(tmp_path / "a.nc") as series:
        assert series.grid == MAPPED
        assert series.dates == DATES
        assert series.attributes["reference"] == "here"
        assert series.units == {"rate": "m/yr", "rank": "1"}
        np.testing.assert_allclose(series.years, np.array([0, 12, 54]) / DAYS_PER_YEAR)
        np.testing.assert_array_equal(series.displacement(), displacement)
        np.testing.assert_array_equal(series.at_date(1), displacement[1])
        np.testing.assert_array_equal(series.displacement(Window(2, 1, 3, 4)), displacement[:, 1:5, 2:5])
        np.testing.assert_array_equal(series.layer("rank", Window(0, 4, 7, 1)), layers()["rank"][0][4:])
        np.testing.assert_array_equal(series.layer("rate"), layers()["rate"][0])


def test_a_file_of_layers_opens_without_dates(tmp_path):
    write_series(tmp_path / "a.nc", RADAR, layers())
    with open_series(tmp_path / "a.nc") as series:
        assert series.dates == []
        assert series.grid == RADAR


@pytest.mark.parametrize("content", [None, b"not a NetCDF file"])
def test_what_is_no_series_is_refused(tmp_path, content):
    if content:
        (tmp_path / "a.nc").write_bytes(content)
    with pytest.raises(InputError, match=r"a\.nc"), open_series(tmp_path / "a.nc"):
        pass


def test_a_file_with_a_hole_never_appears(tmp_path):
    rows = [Window(0, row, 7, 1) for row in (0, 1, 3, 4)]
    with pytest.raises(ValueError, match=r"not written in full: displacement, rate, rank"):
        write_blocks(tmp_path / "a.nc", np.zeros((3, 5, 7)), rows)
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_layer_is_refused(tmp_path):
    with (
        pytest.raises(ValueError, match="no such layers: speed"),
        create_series(tmp_path / "a.nc", RADAR, KINDS) as write,
    ):
        write(Window(0, 0, 7, 5), {"speed": np.zeros((5, 7))})
