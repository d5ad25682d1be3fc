"""MintPy's and LiCSBAS's results as the source of a whole run, from the files to the report."""

import json

import numpy as np
import pytest
import yaml
from miniatures import licsbas
from miniatures import mintpy as miniature
from product_truth import Truth, degrees, write_dem
from projects import copy_project
from track_results import write_track

from scarpwatch.dates import DAYS_PER_YEAR
from scarpwatch.grids.grid import read_grid, read_raster
from scarpwatch.insar.series.file import read_series

TRUTH = Truth()


@pytest.mark.slow
def test_a_series_of_licsbas_becomes_a_rate_and_a_report(tmp_path):
    licsbas.write(tmp_path / "frame", TRUTH)
    write_dem(tmp_path / "dem.tif", TRUTH, 110.0)
    project = copy_project(tmp_path)
    change = {
        "grid": {"resampling": "bilinear"},
        "sar": {"source": "auto", "folder": "frame", "file": None},
        "velocity": {"annual": False},
    }
    project.write_config(change, base="config/examples/mintpy.yaml")
    project.snakemake()
    results = results_of(project)
    require_truth(results, "rate", 100, 0.1)
    quality = json.loads((results / "deformation" / "quality.json").read_text())
    assert quality["origin"] == "LiCSBAS, cum.h5"
    assert quality["reference"]["longitude"] == pytest.approx(licsbas.REFERENCE[0], abs=0.001)
    assert "LiCSBAS" in (results / "report.html").read_text()


def prepare(folder, **options):
    """A project with the miniature and a DEM."""
    miniature.write(folder / "mintpy", TRUTH, **options)
    write_dem(folder / "dem.tif", TRUTH, 110.0)
    project = copy_project(folder)
    # Cells of 110 m for pixels of 100 m keep the values of pixels; interpolated, they can be held to the truth closely.
    change = {
        "grid": {"resampling": "bilinear"},
        "sar": {"source": "auto", "file": None},
        "velocity": {"annual": False},
    }
    project.write_config(change, base="config/examples/mintpy.yaml")
    return project


def results_of(project):
    return project.folder / "results" / TRUTH.dates[-1].isoformat()


def require_truth(results, name, factor, tolerance):
    """A map of the deformation is the true rate times a factor."""
    found, grid = read_raster(results / "deformation" / f"{name}.tif")
    lon, lat = degrees(grid)
    known = np.isfinite(found)
    assert known.mean() > 0.75  # the DEM reaches a little beyond
    assert not known[TRUTH.missing(lon, lat)].all()
    np.testing.assert_allclose(found[known], factor * TRUTH.rate(lon, lat)[known], atol=tolerance)


def test_a_series_becomes_a_rate_without_any_pair(tmp_path):
    project = prepare(tmp_path)
    results = results_of(project)
    project.snakemake(str((results / "deformation" / "rate.tif").relative_to(tmp_path)))
    require_truth(results, "rate", 100, 0.1)  # interpolated between cells of 100 m
    quality = json.loads((results / "deformation" / "quality.json").read_text())
    assert quality["origin"] == f"MintPy, {miniature.SERIES}"
    assert (quality["dates"], quality["pairs"]) == (6, len(TRUTH.pairs))
    assert quality["reference"]["longitude"] == pytest.approx(miniature.REFERENCE[0], abs=0.001)
    series, _ = read_series(results / "deformation" / "timeseries.nc")
    assert not {"residual_rms", "rank"} & set(series)
    left = project.jobs()
    assert {"plot_ground_figures", "write_report"} < set(left)
    of_pairs = {
        "list_scenes",
        "select_pairs",
        "screen_pairs",
        "close_triplets",
        "invert_network",
        "correct_series",
    }
    assert not of_pairs & set(left)


@pytest.mark.slow
def test_the_report_of_a_series_says_where_it_comes_from(tmp_path):
    project = prepare(tmp_path)
    project.snakemake()
    report = (results_of(project) / "report.html").read_text()
    assert "read as it is (MintPy, timeseries_ERA5_demErr.h5)" in report
    assert "6 (2024-01-05 to 2024-03-05)" in report


@pytest.mark.slow
def test_a_rate_alone_becomes_a_map_and_a_report(tmp_path):
    project = prepare(tmp_path, series=None, quality=False)
    project.snakemake()
    results = results_of(project)
    require_truth(results, "rate", 100, 0.1)
    require_truth(results, "cumulative", 100 * 60 / DAYS_PER_YEAR, 0.1)
    sigma = read_raster(results / "deformation" / "rate_sigma.tif")[0]
    np.testing.assert_allclose(sigma[np.isfinite(sigma)], 0.1, atol=1e-4)
    report = (results / "report.html").read_text()
    assert "the cumulative deformation is the rate times the period" in report
    assert not (results / "figures" / "series.png").exists()


@pytest.mark.slow
def test_radar_geometry_gives_the_same_rate(tmp_path):
    project = prepare(tmp_path, mapped=False)
    project.snakemake(f"results/{TRUTH.dates[-1]}/deformation/rate.tif")
    require_truth(results_of(project), "rate", 100, 0.2)  # interpolated from cells of 100 m


@pytest.mark.slow
def test_two_tracks_give_vertical_and_east_rates(tmp_path):
    """This track by MintPy, the other as its run left it."""
    project = prepare(tmp_path)
    grid = read_grid(tmp_path / "dem.tif")
    write_track(tmp_path / "other", grid, 192.5, missing=TRUTH.missing)
    config = yaml.safe_load((tmp_path / "run.yaml").read_text())
    (tmp_path / "run.yaml").write_text(yaml.safe_dump({**config, "decomposition": {"other": "other"}}))
    project.snakemake()
    results = results_of(project)
    rate, vertical, east = (
        read_raster(results / "deformation" / f"{name}.tif")[0] for name in ("rate", "vertical", "east")
    )
    known = np.isfinite(vertical)
    assert known.mean() > 0.7
    look = np.stack(TRUTH.los(*degrees(grid)))
    np.testing.assert_allclose((look[0] * east + look[2] * vertical)[known], rate[known], atol=2e-3)
    report = (results / "report.html").read_text()
    assert "North motion is taken as zero" in report
    assert "Vertical and east rates: where they are known, and how well" in report
