"""The whole way from products of a family to the rate on the map, as jobs."""

import csv
import importlib
import json
import shutil
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from affine import Affine
from product_truth import Truth, degrees, write_dem
from projects import Project, copy_project
from rasterio.crs import CRS

from scarpwatch.grids.grid import Grid, read_raster, read_tags, write_raster

TRUTH = Truth()
UNTIL = TRUTH.dates[-1].isoformat()
RATE = f"results/{UNTIL}/deformation/rate.tif"
CHANGE = {
    "sar": {"source": "auto", "folder": "products", "exclude_dates": []},
    # What is looked at is the reading: the nearest pixel may be half of one off, on the flanks of what moves.
    "grid": {"crs": None, "resolution_m": None, "resampling": "bilinear"},
    "factors": {"dem": "dem.tif", "dem_band": 1},
    "inversion": {
        "reference": {"longitude": 113.655, "latitude": 23.645, "known_stable": True},
        "reference_window": 3,
    },
    "corrections": {"ramp_and_height": False, "dem_error": False},
    # The speckle of a small miniature leaves little coherence.
    "quality": {"min_temporal_coherence": 0.3},
}


def project_of(folder: Path, name: str, truth: Truth = TRUTH, **change) -> Project:
    """A project with a miniature of one family and a DEM."""
    project = copy_project(folder)
    (folder / "products").mkdir()
    importlib.import_module(f"miniatures.{name}").write(folder / "products", truth)
    write_dem(folder / "dem.tif", truth)
    project.write_config(CHANGE, change, base="config/examples/mexico_city.yaml")
    return project


def require_rate(project: Project, *, bound: float) -> None:
    """The rate on the map is the true one, its sign included; ``bound`` in cm/yr."""
    rate, grid = read_raster(project.folder / RATE)
    truth = 100 * TRUTH.rate(*degrees(grid))
    known = np.isfinite(rate)
    assert known.mean() > 0.5
    error = (rate - truth)[known]
    still = known & (np.abs(truth) < 1e-3)
    error -= np.median((rate - truth)[still])
    assert np.sqrt(np.mean(error**2)) < bound
    sinking, rising = known & (truth < -5), known & (truth > 1.5)
    assert np.median(rate[sinking]) < -4
    assert np.median(rate[rising]) > 1


def test_pairs_with_one_that_is_empty_and_then_a_new_scene(tmp_path):
    project = project_of(tmp_path, "gamma", Truth(dates=TRUTH.dates[:5]))
    empty = sorted((tmp_path / "products").rglob("*_unw.tif"))[3]
    phase, grid = read_raster(empty)
    write_raster(empty, 0 * np.nan_to_num(phase), grid, nodata=0)
    until = TRUTH.dates[4].isoformat()
    printed = project.snakemake(RATE.replace(UNTIL, until), "results/validation.json")
    assert "recognised as gamma by" in printed
    name = "_".join(f"{day:%Y%m%d}" for day in TRUTH.pairs[3])
    assert f"{name} is left out" in printed
    record = json.loads((tmp_path / "results/validation.json").read_text())
    assert [(decision["kind"], decision["taken"]) for decision in record["decisions"]] == [
        ("family", "gamma")
    ]
    found = record["sar"]
    assert found["unusable"] == {name: "all its phase over the DEM is zero or no data"}
    with open(tmp_path / "results" / until / "network.tsv", newline="") as stream:
        rows = {
            f"{row['reference']}_{row['secondary']}": row for row in csv.DictReader(stream, delimiter="\t")
        }
    assert {pair for pair, row in rows.items() if row["used"] == "false"} == {name}
    assert rows[name]["reason"] == "nothing is measured in the area"
    # The last date arrives with its two pairs; nothing that was read is read again.
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "products").rglob("*") if path.is_file()}
    more = tmp_path / "more"
    importlib.import_module("miniatures.gamma").write(more, TRUTH)
    for path in more.rglob("*"):
        target = tmp_path / "products" / path.relative_to(more)
        if path.is_file() and target not in before:
            target.write_bytes(path.read_bytes())
    jobs = project.jobs(RATE)
    assert jobs["read_pair"] == 2
    assert "read_pair_geometry" not in jobs
    assert "choose_reference" in jobs  # a stack shorter than inversion.reference_scenes
    project.snakemake(RATE)
    require_rate(project, bound=0.05)


def write_later(product: Path, day: date, later: date) -> None:
    """Beside a product of SNAP (ZNAP) write it again with another date, in its bands' names and its metadata."""
    copy = shutil.copytree(product, product.with_name(f"{later:%Y%m%d}-coreg.znap"))
    short, new = f"{day:%d%b%Y}", f"{later:%d%b%Y}"
    for band in list(copy.glob(f"?_*_{short}")):
        band.rename(band.with_name(band.name.replace(short, new)))
    past, until = (f"[ {(moment - date(2000, 1, 1)).days}, " for moment in (day, later))  # times of kind utc
    for path in (copy / ".zattrs", *copy.glob("*/.zattrs"), copy / "SNAP" / "product_metadata.json"):
        path.write_text(path.read_text().replace(short, new).replace(past, until))


SLOW = [
    pytest.param(name, bound, marks=pytest.mark.slow)
    for name, bound in {
        "gamma": 0.05,
        "hyp3": 0.05,
        "licsar": 0.05,
        "snap_pairs": 0.05,
        "snap_stack": 1.0,
        "snap_znap": 1.0,
        "opera": 1.0,
        "isce2": 1.0,
    }.items()
]


@pytest.mark.parametrize(("name", "bound"), SLOW)
def test_the_true_rate_reaches_the_map(tmp_path, name, bound):
    project = project_of(tmp_path, name, interferograms={"looks_azimuth": 3, "looks_range": 3})
    project.snakemake(RATE)
    require_rate(project, bound=bound)
    registration = json.loads((tmp_path / RATE).with_name("registration.json").read_text())
    assert registration["shift_cells"] == [0, 0]
    assert registration["height_correlation"] > 0.95


@pytest.mark.slow
def test_a_real_pair_of_snap_becomes_an_interferogram(tmp_path, shared_real):
    """Two dates near Amsterdam: read, paired and flattened by the jobs; the stack brings its heights, the DEM the area.

    A rate takes three, so the earlier image, which is not the reference, stands there a second time with a later date.
    """
    project = copy_project(tmp_path)
    shutil.copytree(shared_real / "amsterdam_s1_pair", tmp_path / "products")
    write_later(tmp_path / "products" / "20230319-coreg.znap", date(2023, 3, 19), date(2023, 4, 12))
    grid = Grid(CRS.from_epsg(32631), Affine(15, 0, 628_000, 0, -15, 5_805_300), (130, 130))
    write_raster(
        tmp_path / "dem.tif", np.linspace(45, 55, 130 * 130, dtype=np.float32).reshape(grid.shape), grid
    )
    change = {
        "sar": {"folder": "products"},
        "interferograms": {"looks_azimuth": 3, "looks_range": 9},
    }
    project.write_config(CHANGE, change, base="config/examples/mexico_city.yaml")
    pair = "results/pairs/interferograms/20230319_20230331.tif"
    project.snakemake(pair, "results/validation.json")
    found = json.loads((tmp_path / "results/validation.json").read_text())["sar"]
    assert found["source"] == "snap_stack"
    assert (found["first_date"], found["last_date"]) == ("2023-03-19", "2023-04-12")
    tags = read_tags(tmp_path / pair)
    assert float(tags["PERPENDICULAR_BASELINE_M"]) == pytest.approx(
        -33.9, abs=0.01
    )  # the later less the earlier
    formed, _ = read_raster(tmp_path / pair)
    formed = formed[formed != 0]
    assert formed.size > 900
    assert np.abs(formed.mean()) > 0.85 * np.abs(formed).mean()  # no fringes


@pytest.mark.slow
def test_zips_of_hyp3_are_read_where_they_lie(tmp_path):
    project = project_of(tmp_path, "hyp3")
    for made in sorted(path for path in (tmp_path / "products").iterdir() if path.is_dir()):
        importlib.import_module("miniatures.hyp3").pack(made)
    before = sorted((tmp_path / "products").rglob("*"))
    printed = project.snakemake(RATE)
    assert "recognised as hyp3 by 9 files such as S1AA_" in printed
    require_rate(project, bound=0.05)
    assert sorted((tmp_path / "products").rglob("*")) == before
    assert project.jobs(RATE) == {}


@pytest.mark.slow
def test_a_licsar_frame_without_baselines_goes_on_without_the_dem_error(tmp_path):
    project = project_of(tmp_path, "licsar", corrections={"ramp_and_height": False, "dem_error": True})
    next((tmp_path / "products").rglob("baselines")).unlink()
    report = f"results/{UNTIL}/report.html"
    project.snakemake(report, "results/validation.json")
    require_rate(project, bound=0.05)
    fault = "the perpendicular baselines are not known"
    summary = json.loads((tmp_path / RATE).with_name("corrections.json").read_text())
    assert summary["left_out"] == [f"dem_error: {fault}"]
    assert fault in (tmp_path / report).read_text()
    log = next((tmp_path / "results/logs/correct_series").iterdir())
    assert f"left out: dem_error: {fault}" in log.read_text()
    found = json.loads((tmp_path / "results/validation.json").read_text())["sar"]
    assert "so the DEM error is neither estimated nor removed" in " ".join(found["notes"])
