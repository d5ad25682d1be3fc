import numpy as np
import pytest
import xarray as xr
from affine import Affine
from rasterio.crs import CRS

from scarpwatch.grid import Grid
from scarpwatch.insar.series_file import read_series, write_series

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
        assert series.attrs["sign"].startswith("positive towards the satellite")
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
