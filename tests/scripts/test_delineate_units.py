"""Mapping units of each source, through files."""

import json
from types import SimpleNamespace

import geopandas as gpd
import numpy as np
import pytest
from affine import Affine
from rasterio.crs import CRS
from scipy.ndimage import gaussian_filter
from shapely.geometry import box

from delineate_units import main
from scarpwatch.config.susceptibility.units import UnitsSettings
from scarpwatch.errors import DataError
from scarpwatch.grids.grid import Grid, read_raster, write_raster

GRID = Grid(CRS.from_epsg(32617), Affine(30, 0, 500010, 0, -30, 4000000), (81, 61))


def job(folder, height=None, **settings):
    if height is None:  # a valley that falls to the south
        row, column = np.mgrid[:81, :61]
        height = 15.0 * np.abs(column - 30) + (80 - row)
    write_raster(folder / "dem.tif", height.astype(np.float32), GRID)
    units = UnitsSettings(**settings)
    return SimpleNamespace(
        input=SimpleNamespace(dem=folder / "dem.tif", polygons=units.polygons or [], water=units.water or []),
        output=SimpleNamespace(
            raster=folder / "units.tif", polygons=folder / "units.gpkg", summary=folder / "units.json"
        ),
        params=SimpleNamespace(settings=units.model_dump(mode="json", exclude={"polygons", "water"})),
    )


def products(folder):
    labels, grid = read_raster(folder / "units.tif")
    assert grid == GRID
    assert labels.dtype == np.int32
    return labels, gpd.read_file(folder / "units.gpkg"), json.loads((folder / "units.json").read_text())


def test_slope_units_of_a_valley_are_its_sides(tmp_path):
    main(job(tmp_path, sizes="published"))
    labels, polygons, summary = products(tmp_path)
    assert set(np.unique(labels)) == {1, 2}
    assert polygons["unit_id"].tolist() == [1, 2]
    assert polygons["area_m2"].sum() == labels.size * 900
    assert summary["count"] == 2
    assert summary["parameters"]["min_area_m2"] == 150_000
    assert 0 <= summary["internal_variance_V"] < 0.05
    assert -1 <= summary["spatial_autocorrelation_I"] <= 1


def hills():
    rng = np.random.default_rng(5)
    smooth = gaussian_filter(rng.standard_normal(GRID.shape), 5)
    return 500 + 200 * smooth / smooth.std() + np.arange(81)[:, None]


@pytest.mark.parametrize("sizes", ["even", "published"])
def test_a_wanted_number_of_units_is_searched_for(tmp_path, sizes):
    sliver = {"clean_size_m2": 5000} if sizes == "published" else {}
    main(job(tmp_path, hills(), target_count=60, circular_variance=0.05, sizes=sizes, **sliver))
    labels, polygons, summary = products(tmp_path)
    assert abs(labels.max() - 60) <= 2
    assert summary["parameters"]["sizes"] == sizes
    assert summary["below_clean_size"] == 0
    assert summary["count"] == len(polygons) == labels.max()
    assert summary["search"][-1]["units"] == labels.max()
    assert summary["search"][-1]["min_area_m2"] == summary["parameters"]["min_area_m2"]


def test_no_unit_of_even_size_is_below_the_smallest_but_those_without_a_neighbour_which_are_counted(tmp_path):
    height = hills()
    height[:, 30], height[40, :] = np.nan, np.nan  # four quarters ...
    height[:12, :12] = np.nan
    height[3:6, 3:6] = 500.0  # ... and an island of nine cells
    main(job(tmp_path, height, min_area_m2=60_000))
    labels, polygons, summary = products(tmp_path)
    small = polygons[polygons["area_m2"] < 60_000]
    assert summary["below_clean_size"] == len(small) == 1
    assert set(np.unique(labels[3:6, 3:6])) == set(small["unit_id"])
    assert summary["parameters"]["clean_size_m2"] == 60_000


def test_flats_and_water_belong_to_no_unit(tmp_path):
    height = hills()
    height[10:40, 20:50] = 400.0
    gpd.GeoDataFrame(geometry=[box(500010, 3997570, 500310, 3998000)], crs=GRID.crs).to_file(
        tmp_path / "water.gpkg"
    )
    main(job(tmp_path, height, flat_below_deg=1.0, water=tmp_path / "water.gpkg"))
    labels, _, summary = products(tmp_path)
    assert (labels[12:38, 22:48] == 0).all()
    assert (labels[-10:, :10] == 0).all()
    assert (labels[60:70, 20:] > 0).all()
    assert summary["area_km2"] == pytest.approx((labels > 0).sum() * 900 / 1e6)


def test_catchments_crossed_with_reversed_ones(tmp_path):
    main(job(tmp_path, hills(), method="catchments", threshold_m2=1e5))
    labels, polygons, summary = products(tmp_path)
    assert (labels > 0).all()
    assert summary["parameters"]["method"] == "catchments"
    assert 10 < len(polygons) < 400


def test_polygons_have_keys_that_stay_with_the_place(tmp_path):
    main(job(tmp_path, hills()))
    _, polygons, _ = products(tmp_path)
    assert polygons["key"].is_unique
    assert polygons["key"].str.fullmatch(r"E\d{7}N\d{7}").all()


def test_grid_cells(tmp_path):
    main(job(tmp_path, source="grid", grid_cells=20))
    labels, polygons, summary = products(tmp_path)
    assert labels.max() == len(polygons) == summary["count"] == 5 * 4
    assert summary["unit_area_m2"]["largest"] == 400 * 900


def test_users_polygons(tmp_path):
    shapes = [box(500010, 3999000, 500610, 4000000), box(500310, 3999000, 500910, 4000000)]
    gpd.GeoDataFrame(geometry=shapes, crs=GRID.crs).to_file(tmp_path / "own.gpkg")
    main(job(tmp_path, source="polygons", polygons=tmp_path / "own.gpkg"))
    labels, polygons, summary = products(tmp_path)
    assert set(np.unique(labels)) == {0, 1, 2}
    np.testing.assert_allclose(polygons["area_m2"], 600_000)
    assert summary["parameters"] == {"source": "polygons"}


def test_no_unit_at_all_is_an_error(tmp_path):
    with pytest.raises(DataError, match="no mapping unit"):
        main(job(tmp_path, np.full(GRID.shape, np.nan), source="grid"))
