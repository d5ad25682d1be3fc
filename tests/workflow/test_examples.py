"""The example configs on real data, and small synthetic twins that need none."""

import json
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import rasterio
from affine import Affine
from projects import copy_project
from shapely.geometry import Point

from scarpwatch.conventions import phase_per_displacement
from scarpwatch.dates import DAYS_PER_YEAR
from scarpwatch.grids.grid import Grid, read_raster, write_raster


def read(path: Path) -> np.ndarray:
    return read_raster(path)[0]


def quality_of(project) -> dict:
    return json.loads(next((project.folder / "results").glob("*/deformation/quality.json")).read_text())


@pytest.fixture(scope="module")
def mexico(shared_real, tmp_path_factory):
    project = copy_project(tmp_path_factory.mktemp("mexico"))
    folder = shared_real / "mexico_city_s1"
    change = {
        "sar": {"folder": str(folder)},
        "factors": {"dem": str(folder / "geotiffs" / "cropA_T005A_dem.tif")},
    }
    project.write_config(change, base="config/examples/mexico_city.yaml")
    project.snakemake()
    return project


def test_mexico_city_is_inverted_at_full_rank(mexico):
    quality = quality_of(mexico)
    assert quality["pairs"] == 30
    assert quality["full_rank"] == 12
    assert quality["full_rank_share"] > 0.99
    assert 0.25 <= quality["residual_rms_rad"] <= 0.31


def test_mexico_city_sinks_in_the_east(mexico):
    results = mexico.folder / "results"
    rate = read(results / "2018-07-17" / "deformation" / "rate.tif")
    assert np.nanmin(rate) < -20
    assert np.nanmax(rate) < 5
    across = np.nanmedian(rate[20:-20, 20:-20], axis=0)
    assert np.nanmedian(across[:25]) > -2
    assert np.nanmedian(across[-30:]) < -10
    with rasterio.open(results / "2018-07-17" / "deformation" / "rate.tif") as source:
        assert source.crs.to_epsg() == 32614
    assert "Mexico City" in (results / "2018-07-17" / "report.html").read_text()


def test_ready_interferograms_give_the_rate_that_made_them(tmp_path):
    """A synthetic twin of the Mexico City stack, as GAMMA writes it."""
    grid = Grid(rasterio.CRS.from_epsg(4326), Affine(0.001, 0, -99.2, 0, -0.001, 19.45), (40, 50))
    days = ["20240101", "20240113", "20240125", "20240206", "20240218", "20240301"]
    y, x = np.mgrid[:40, :50]
    rate = -0.15 * np.exp(-((x - 35) ** 2 + (y - 20) ** 2) / 60)  # m/yr, towards the satellite
    folder = tmp_path / "stack"
    for i, first in enumerate(days):
        for k in range(i + 1, min(i + 4, len(days))):
            years = (pd.Timestamp(days[k]) - pd.Timestamp(first)).days / DAYS_PER_YEAR
            phase = phase_per_displacement(0.0554657594) * rate * years
            phase += 0.5 + 0.1 * i  # of each pair its own, as unwrapping leaves it
            name = f"{first}-{days[k]}"
            write_raster(folder / f"a_{name}_unw.tif", phase.astype(np.float32), grid, nodata=0)
            write_raster(folder / f"a_{name}_cc.tif", np.full((40, 50), 0.7, np.float32), grid, nodata=0)
    write_raster(tmp_path / "dem.tif", (2240 + x + y).astype(np.float32), grid)
    for day in days:
        (folder / f"r{day}_VV_slc.par").write_text(PARAMETERS.format(day[:4], day[4:6], day[6:]))
    project = copy_project(tmp_path)
    project.write_config(
        {
            "sar": {"folder": "stack"},
            "factors": {"dem": "dem.tif"},
            "inversion": {"reference": {"longitude": -99.19, "latitude": 19.43}},
        },
        base="config/examples/mexico_city.yaml",
    )
    project.snakemake()
    deformation = project.folder / "results" / "2024-03-01" / "deformation"
    found = read(deformation / "rate.tif")
    assert np.nanmin(found) == pytest.approx(-15, abs=0.3)
    assert np.nanmax(found) == pytest.approx(0, abs=0.1)
    assert quality_of(project)["residual_rms_rad"] < 1e-3
    report = (deformation.parent / "report.html").read_text()
    assert "baselines are not known" in report  # so the DEM error was left alone, and the report says it


PARAMETERS = """Gamma Interferometric SAR Processor (ISP) - Image Parameter File
sensor:    S1A IW IW1 VV
date:      {} {} {}
start_time:              2412.556599   s
center_time:             2421.890880   s
end_time:                2431.225161   s
range_samples:                 68116
azimuth_lines:                  9083
azimuth_line_time: 2.0555563e-03 s
range_looks: 1
azimuth_looks: 1
heading:                 -12.2742586   degrees
range_pixel_spacing:        2.329562   m
azimuth_pixel_spacing:     14.011650   m
near_range_slc:           798980.1369  m
center_range_slc:         878319.1947  m
far_range_slc:            957658.2525  m
incidence_angle:             39.7036   degrees
radar_frequency:        5.4050005e+09  Hz
sar_to_earth_center:             7071290.0000   m
earth_radius_below_sensor:       6375860.0000   m
"""


@pytest.mark.slow
@pytest.mark.parametrize("example", ["ecuador", "ecuador_slope_units"])
def test_ecuador_runs_from_terrain_to_maps(shared_real, tmp_path, example):
    project = copy_project(tmp_path)
    folder = shared_real / "ecuador_landslides"
    change = {
        "factors": {"dem": str(folder / "ta.tif")},
        "inventory": {"file": str(folder / "lsl_350pts.gpkg")},
        "models": {"trees": 60},
    }
    project.write_config(change, base=f"config/examples/{example}.yaml")
    project.snakemake()
    results = project.folder / "results"
    with rasterio.open(folder / "ta.tif") as source:
        bands = dict(zip(source.descriptions, source.read(), strict=True))
    slope = read(results / "factors" / "slope.tif")
    inner = np.isfinite(slope) & np.isfinite(bands["slope"])
    inner[[0, -1]] = inner[:, [0, -1]] = False
    assert np.abs(slope - bands["slope"])[inner].max() < 1e-4
    labels = json.loads((results / "units" / "labels.json").read_text())
    assert labels["inside"] == 175
    for algorithm in ("rf", "lightgbm", "xgboost"):
        classes = read(results / "static" / "maps" / f"{algorithm}_class.tif")
        assert set(np.unique(classes)) <= {0, 1, 2, 3, 4, 5}
        metrics = json.loads((results / "static" / "models" / algorithm / "metrics.json").read_text())
        assert metrics["validation"]["auc"] > 0.5
    report = (results / "static" / "report.html").read_text()
    for missing in ("NDVI", "lithology", "faults", "roads"):
        assert missing in report


@pytest.mark.slow
def test_static_models_run_on_grid_cells_without_real_data(tmp_path):
    """A synthetic twin of the Ecuador example: landslides on the steep half, which the models must find."""
    grid = Grid(rasterio.CRS.from_epsg(32717), Affine(10, 0, 700_000, 0, -10, 9_560_000), (90, 120))
    y, x = np.mgrid[:90, :120]
    edge = 60 + 3 * np.sin(y / 9)  # no crease along a whole column, which would pass for a stripe
    height = 1000 + np.where(x < edge, 0.2, 8.0) * (x - edge) + 5 * np.sin(y / 6)
    write_raster(tmp_path / "dem.tif", height.astype(np.float32), grid)
    rng = np.random.default_rng(0)
    points = [Point(*p) for p in rng.uniform((700_620, 9_559_120), (701_180, 9_559_980), (60, 2))]
    gpd.GeoDataFrame({"lslpts": ["TRUE"] * 60}, geometry=points, crs=32717).to_file(tmp_path / "slides.gpkg")
    project = copy_project(tmp_path)
    project.write_config(
        {
            "factors": {"dem": "dem.tif", "dem_band": 1},
            "inventory": {"file": "slides.gpkg"},
            "models": {"trees": 40},
        },
        base="config/examples/ecuador.yaml",
    )
    project.snakemake()
    maps = project.folder / "results" / "static" / "maps"
    for algorithm in ("rf", "lightgbm", "xgboost"):
        index = read(maps / f"{algorithm}.tif")
        assert np.nanmean(index[:, 65:115]) > np.nanmean(index[:, 5:55]) + 0.3
