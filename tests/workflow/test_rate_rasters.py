"""A rate as GeoTIFF as the source of a whole run, from the file to the report."""

import json

import numpy as np
import pytest
from miniatures import rate_raster as miniature
from product_truth import Truth, degrees, write_dem
from projects import copy_project

from scarpwatch.dates import DAYS_PER_YEAR
from scarpwatch.grids.grid import read_raster, read_tags

TRUTH = Truth()


def prepare(folder, change=None, **options):
    """A project with the miniature and a DEM."""
    (folder / "rate").mkdir()
    miniature.write(folder / "rate", TRUTH, **options)
    write_dem(folder / "dem.tif", TRUTH, 110.0)
    project = copy_project(folder)
    change = change or {"sar": {"source": "auto", "rate": None}}
    project.write_config(
        {"grid": {"resampling": "bilinear"}}, change, base="config/examples/rate_raster.yaml"
    )
    return project


def test_a_rate_that_is_positive_away_becomes_a_map_of_the_true_one(tmp_path):
    project = prepare(tmp_path)
    results = tmp_path / "results" / TRUTH.dates[-1].isoformat()
    wanted = [results / "deformation" / name for name in ("rate.tif", "cumulative.tif")]
    wanted.append(tmp_path / "results/stack/look_vector.tif")
    printed = project.snakemake(*(str(path.relative_to(tmp_path)) for path in wanted))
    assert "recognised as rate_raster by 1 files such as rate.tif" in printed
    assert "its numbers are taken as mm/yr, negated" in printed
    rate, grid = read_raster(wanted[0])
    truth, known = 100 * TRUTH.rate(*degrees(grid)), np.isfinite(rate)
    assert known.mean() > 0.75
    np.testing.assert_allclose(rate[known], truth[known], atol=0.1)  # interpolated between cells of 100 m
    cumulative, _ = read_raster(wanted[1])
    np.testing.assert_allclose(cumulative[known], rate[known] * 60 / DAYS_PER_YEAR, rtol=1e-5)
    quality = json.loads((results / "deformation" / "quality.json").read_text())
    assert quality["origin"] == "rate raster, rate.tif"
    assert quality["reference"]["longitude"] is None
    assert "place not known" in read_tags(wanted[0])["REFERENCE"]
    look, _ = read_raster(wanted[2], band=3)
    assert np.nanmedian(look) == pytest.approx(np.median(TRUTH.los(*degrees(grid))[2]), abs=0.01)


@pytest.mark.slow
def test_a_bare_rate_and_the_config_make_a_report(tmp_path):
    """No tags, no look vector, no coherence; afterwards MintPy's files of it, which then have no incidence."""
    told = {
        "unit": "cm/yr",
        "negate": False,
        "first_date": str(TRUTH.dates[0]),
        "last_date": str(TRUTH.dates[-1]),
    }
    bare = {"unit": "cm/yr", "away": False, "tagged": False, "sight": "none", "quality": False}
    project = prepare(tmp_path, {"sar": {"rate": told}}, **bare)
    project.snakemake()
    results = tmp_path / "results" / TRUTH.dates[-1].isoformat()
    report = (results / "report.html").read_text()
    assert "read as it is (rate raster, rate.tif)" in report
    assert "the cumulative deformation is the rate times the period" in report
    project.snakemake("mintpy", "pixels")
    assert (results / "mintpy" / "velocity.h5").is_file()
    assert project.jobs() == {}
