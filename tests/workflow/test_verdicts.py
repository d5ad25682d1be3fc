"""The verdict of whole runs: a demo that ranks, units no better than their size, ground that does not move, few scenes."""

import json

import geopandas as gpd
import numpy as np
import pytest
import yaml
from affine import Affine
from figure_inputs import make_terrain
from projects import ROOT, SMALL, Project, copy_project
from rasterio.crs import CRS
from shapely.geometry import Point

from scarpwatch.figures.report.verdict import motion, ranking
from scarpwatch.grids.grid import Grid, write_raster
from scarpwatch.workflow.planning.plan import make_plan

pytestmark = pytest.mark.slow
FOREST = {"models": {"algorithms": ["rf"], "baseline": False, "trees": 100}}
FULL = yaml.safe_load((ROOT / "config" / "demo_full.yaml").read_text(encoding="utf-8"))
UNEVEN = {
    "sizes": "published",
    "min_area_m2": 8000,
    "circular_variance": 0.2,
    "threshold_m2": 100_000,
    "max_area_m2": None,
    "clean_size_m2": 2000,
}
NO_BETTER_THAN_SIZE = (ranking.SIZE_ONLY, ranking.SIZE_PERHAPS, ranking.NO_GROUND, ranking.CHANCE_ONLY)


def verdict(project: Project, assessment: str) -> dict:
    project.snakemake(f"results/{assessment}/verdict.json")
    return json.loads((project.folder / f"results/{assessment}/verdict.json").read_text(encoding="utf-8"))


def small_demo(folder, scenes: int, **demo) -> Project:
    project = copy_project(folder)
    few = {"demo": {"scenes": scenes, **demo}, "inversion": {"reference_scenes": scenes}}
    project.write_config(SMALL, FOREST, few)
    return project


def last_date(project: Project) -> str:
    """The assessment that a plain run ends with."""
    raw = yaml.safe_load((project.folder / "run.yaml").read_text(encoding="utf-8"))
    return make_plan(raw, "run.yaml", check=False).assessment


# Beyond two sigma: in so many times as many cells as noise alone gives; a year of ten scenes tells less than two of 24.
@pytest.mark.parametrize(("demo", "times"), [({}, 2.5), (FULL, 4)], ids=["quick", "full"])
def test_the_demo_ranks_and_its_deformation_adds(tmp_path, demo, times):
    project = copy_project(tmp_path)
    project.write_config(demo, FOREST)
    found = verdict(project, last_date(project))
    assert found["headline"] == (
        "This map ranks landslides, and the deformation shows ground that moves and adds to the ranking."
    )
    share = found["deformation"]["beyond_share"]
    assert share > times * found["deformation"]["noise_share"] and found["coupling_gain"]["interval"][0] > 0


def test_on_units_of_uneven_size_the_map_of_ecuador_does_not_rank_beyond_them(shared_real, tmp_path):
    project, folder = copy_project(tmp_path), shared_real / "ecuador_landslides"
    files = {
        "factors": {"dem": str(folder / "ta.tif")},
        "inventory": {"file": str(folder / "lsl_350pts.gpkg")},
    }
    project.write_config(files, FOREST, {"units": UNEVEN}, base="config/examples/ecuador_slope_units.yaml")
    found = verdict(project, "static")
    assert found["ranking"]["area_auc"] == pytest.approx(0.773, abs=0.02)
    assert found["ranks"] in NO_BETTER_THAN_SIZE and "not" in found["headline"]
    assert found["answers"][0]["short"] == "no"


def test_landslides_that_are_spread_evenly_over_uneven_units_are_not_ranked(tmp_path):
    """A synthetic twin: the area of units is all that tells where landslides lie."""
    grid = Grid(CRS.from_epsg(32717), Affine(10, 0, 700_000, 0, -10, 9_560_000), (300, 300))
    write_raster(tmp_path / "dem.tif", make_terrain(grid, seed=3).astype(np.float32), grid)
    left, bottom, right, top = grid.bounds
    rng = np.random.default_rng(5)
    places = rng.uniform((left + 50, bottom + 50), (right - 50, top - 50), (150, 2))
    slides = {"lslpts": ["TRUE"] * len(places)}
    gpd.GeoDataFrame(slides, geometry=[Point(*place) for place in places], crs=grid.crs).to_file(
        tmp_path / "slides.gpkg"
    )
    project = copy_project(tmp_path)
    files = {"factors": {"dem": "dem.tif", "dem_band": 1}, "inventory": {"file": "slides.gpkg"}}
    project.write_config(files, FOREST, {"units": UNEVEN}, base="config/examples/ecuador_slope_units.yaml")
    found = verdict(project, "static")
    assert found["ranking"]["area_auc"] > 0.6
    assert found["ranks"] in NO_BETTER_THAN_SIZE and "not" in found["headline"]


def test_ground_that_does_not_move_says_nothing(tmp_path):
    project = small_demo(tmp_path, 12, rate_effect=0.0)
    ground = project.folder / "scripts/scarpwatch/simulate/ground.py"
    text = ground.read_text(encoding="utf-8")
    for name in ("rate", "annual"):  # so little that it cannot be seen, and varies still
        assert f"(DISPLACEMENT_OF_APPROACH * {name})" in text
        text = text.replace(f"(DISPLACEMENT_OF_APPROACH * {name})", f"(1e-6 * {name})")
    ground.write_text(text, encoding="utf-8")
    found = verdict(project, last_date(project))
    assert found["moves"] == motion.NOTHING and "deformation says nothing" in found["headline"]
    assert found["coupling_gain"]["interval"][0] <= 0


def test_four_scenes_are_too_few(tmp_path):
    project = small_demo(tmp_path, 4)
    found = verdict(project, last_date(project))
    assert found["moves"] == motion.TOO_FEW and "scenes are too few" in found["headline"]
    assert found["deformation"]["dates"] == 4
