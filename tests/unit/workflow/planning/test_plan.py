"""Plans of small configs: the parts of a run that follow from what is given."""

import json
from datetime import date

import numpy as np
import pandas as pd
import pytest
from rasterio.crs import CRS
from transfer_areas import LAW, area, train_there

from scarpwatch.config.load import load_config
from scarpwatch.errors import ConfigError, DataError, InputError
from scarpwatch.figures.entries import declared_figures
from scarpwatch.grids.grid import Grid, write_raster
from scarpwatch.workflow.planning.plan import Plan, make_plan, motion_settings, settings
from scarpwatch.workflow.planning.step_inputs import decision_records, report_entries, user_files

from .test_stack import DAYS, scene_table, touch

DEMO = {
    "name": "a",
    "sar": {"source": "simulated"},
    "demo": {"scenes": 5},
    "factors": {"dem": "results/demo/dem.tif"},
    "inventory": {"file": "results/demo/landslides.gpkg"},
}

PACKAGES = ("scarpwatch.qgz", "scarpwatch.kmz", "stac")


def told_plan(raw, **options) -> tuple[Plan, list[str]]:
    told: list[str] = []
    return make_plan(raw, "a.yaml", tell=told.append, **options), told


@pytest.fixture
def dem(tmp_path):
    from affine import Affine

    grid = Grid(CRS.from_epsg(32616), Affine(50, 0, 740_000, 0, -50, 4_060_000), (80, 90))
    write_raster(tmp_path / "dem.tif", np.full(grid.shape, 300, np.float32), grid)
    (tmp_path / "slides.gpkg").touch()
    return {"dem": str(tmp_path / "dem.tif")}


def test_the_demo_is_planned_whole_without_any_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    plan, told = told_plan(DEMO)
    assert plan.simulated and plan.has_pairs and plan.has_series and plan.has_models and plan.has_look
    assert plan.until == plan.dates[-1].isoformat()
    assert plan.targets == [
        "results/validation.json",
        "results/pairs/pairs.tsv",
        f"results/{plan.until}/closure/pairs.tsv",
        "results/stack/look_vector.tif",
        f"results/{plan.until}/report.html",
        f"results/{plan.until}/deformation/rate.qml",
        *(f"results/{plan.until}/{name}" for name in PACKAGES),
        *(
            f"results/{plan.until}/figures/map_{kind}_{name}.png"
            for kind in ("static", "coupled")
            for name in plan.algorithms
        ),
        f"results/{plan.until}/tables/validation_rates.csv",
    ]
    filtered = {**DEMO, "corrections": {"turbulence_filter": {}}}
    assert f"results/{plan.until}/deformation/filtered.nc" in told_plan(filtered)[0].targets
    assert plan.evaluated == [*plan.algorithms, "logistic"]
    assert [plan.loaded(name) for name in plan.evaluated] == plan.evaluated
    assert plan.main_model(plan.until) == f"coupled_{plan.algorithms[0]}"
    assert plan.main_model("static") == f"static_{plan.algorithms[0]}"
    named, _ = told_plan({**DEMO, "models": {"main": "xgboost"}})
    assert named.main_model(plan.until) == "coupled_xgboost"
    assert len(plan.position) == 2 and len(plan.mask) == 1 and plan.tiles == ["0_0"]
    assert plan.made_here("results/demo/dem.tif") and not plan.made_here("results/other/dem.tif")
    assert all("results" not in line for line in told)


def test_static_models_alone(dem, tmp_path):
    raw = {"name": "a", "factors": dem, "inventory": {"file": str(tmp_path / "slides.gpkg")}}
    plan, _ = told_plan(raw, check=False)
    assert not (plan.has_sar or plan.has_pairs or plan.has_series or plan.has_look or plan.simulated)
    assert (plan.source, plan.form, plan.until, plan.pairs, plan.layers) == (None, None, None, (), ())
    assert plan.targets == [
        "results/validation.json",
        "results/static/report.html",
        *(f"results/static/{name}" for name in PACKAGES),
        *(f"results/static/figures/map_static_{name}.png" for name in plan.algorithms),
        "results/static/tables/validation_rates.csv",
    ]
    assert plan.loaded_by_name == {"scarpwatch.stacks.families": []}
    assert not plan.made_here("results/demo/dem.tif") and plan.made_here("results/factors/dem.tif")


def test_a_large_area_is_divided_in_tiles_and_only_for_slope_units(dem, tmp_path):
    raw = {"name": "a", "factors": dem, "inventory": {"file": str(tmp_path / "slides.gpkg")}}
    cut = {"cells_per_tile": 4000}
    plan, _ = told_plan({**raw, "units": cut}, check=False)
    assert plan.tile_layout == (2, 2) and plan.tiles == ["0_0", "0_1", "1_0", "1_1"]
    plan, _ = told_plan({**raw, "units": {**cut, "source": "grid"}}, check=False)
    assert plan.tile_layout == (1, 1)


def test_a_family_is_recognised_and_its_reader_is_what_is_loaded(dem, tmp_path):
    touch(
        tmp_path / "products",
        *(
            f"{pair}/{pair}.geo.{kind}.tif"
            for pair in ("20240107_20240119", "20240119_20240131")
            for kind in ("unw", "cc")
        ),
    )
    touch(tmp_path / "products", *(f"a.geo.{name}.tif" for name in "ENU"))
    raw = {"name": "a", "factors": dem, "sar": {"source": "auto", "folder": str(tmp_path / "products")}}
    plan, told = told_plan(raw, check=False)
    assert plan.source == plan.config.sar.source == "licsar" and told == []
    assert plan.recognised.startswith("recognised as licsar by 2 files")
    assert plan.loaded_by_name == {"scarpwatch.stacks.families": ["scarpwatch.stacks.licsar.reader"]}
    assert not plan.has_models and plan.until == "2024-01-31"
    with pytest.raises(InputError):  # empty files are no rasters
        told_plan(raw)


def test_faults_are_told_before_anything_runs(dem, tmp_path):
    raw = {"name": "a", "factors": dem, "sar": scene_table(tmp_path)}
    with pytest.raises(InputError, match=r"none\.tif"):
        told_plan({**raw, "factors": {"dem": "none.tif"}}, check=False)
    with pytest.raises(ConfigError, match=r"factors\.dme"):
        told_plan({**raw, "factors": {"dme": "dem.tif"}}, check=False)
    with pytest.raises(DataError):
        told_plan({**raw, "network": {"max_days": 3}}, check=False)
    with pytest.raises(InputError, match="no delay raster for 20240107"):
        told_plan({**raw, "corrections": {"delays": {"folder": str(tmp_path / "geometry")}}}, check=False)


def test_delays_and_another_track_go_with_their_dates_and_a_look_vector(dem, tmp_path):
    from track_results import write_track

    from scarpwatch.grids.grid import read_grid

    touch(tmp_path / "delays", *(f"{day:%Y%m%d}.tif" for day in DAYS))
    write_track(tmp_path / "other" / "results", read_grid(dem["dem"]), 192.0)
    raw = {
        "name": "a",
        "factors": dem,
        "sar": scene_table(tmp_path),
        "corrections": {"delays": {"folder": str(tmp_path / "delays")}},
    }
    plan, _ = told_plan(raw, check=False)
    assert list(plan.delays) == [f"{day:%Y%m%d}" for day in DAYS] and plan.other_track is None
    raw["decomposition"] = {"other": str(tmp_path / "other" / "results")}
    with pytest.raises(ConfigError, match=r"look vector.*los_east\.tif"):
        told_plan(raw, check=False)
    touch(tmp_path / "geometry", "los_east.tif", "los_north.tif", "los_up.tif")
    plan, _ = told_plan(raw, check=False)
    assert plan.other_track.files["other_rate"].endswith("deformation/rate.tif")


def test_a_ready_table_has_maps_where_its_units_have_places(tmp_path):
    table = tmp_path / "t.csv"
    pd.DataFrame({"slid": [0, 1], "steep": [1.0, 2.0], "sinking": [0.1, 0.2]}).to_csv(table, index=False)
    settings_of = {"file": str(table), "label": "slid", "factors": ["steep"]}
    settings_of |= {"dynamic_factors": ["sinking"], "until": "2025-06-01"}
    raw = {"name": "a", "units": {"source": "table", "table": settings_of}}
    plan, _ = told_plan(raw, check=False)
    assert plan.table is not None and plan.has_models and not plan.has_maps
    assert plan.until == "2025-06-01" and plan.targets[-1] == "results/2025-06-01/tables/validation_rates.csv"
    raw["units"]["table"] |= {"x": "x", "y": "y", "crs": "EPSG:32616"}
    assert told_plan(raw, check=False)[0].has_maps


def test_settings_are_plain_and_leave_out_what_must_not_rerun():
    config = load_config(DEMO, "a")
    plain = settings(config.demo, "scenes")
    assert "scenes" not in plain and plain["first_date"] == "2024-01-07"
    assert "acquisition_time" not in motion_settings(config)
    timed = load_config({**DEMO, "sar": {"source": "simulated", "acquisition_time": "13:05"}}, "a")
    assert motion_settings(timed) == settings(timed.velocity) | {"acquisition_time": "13:05:00"}
    assert config.demo.dates()[0] == date(2024, 1, 7)


def test_models_of_another_area_take_the_place_of_own_ones(dem, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    there = train_there(tmp_path / "there", *area(1, LAW, units=300, landslides=50), trees=10)
    # The study's factors would all have to be given here too: the models know two of them alone.
    for name in ("record.json", "columns.json"):
        path = there / "static/models/xgboost/model" / name
        record = json.loads(path.read_text())
        if name == "record.json":
            record["factors"] = {name: record["factors"][name] for name in ("slope", "elevation")}
            record["part_of"] = {"slope": "mean", "elevation": "mean"}
        else:
            record = {"slope": "slope", "elevation": "elevation"}
        path.write_text(json.dumps(record))
    raw = {
        "name": "a",
        "factors": dem,
        "units": {"source": "grid"},
        "models": {"apply": str(there), "algorithms": ["xgboost"]},
    }
    plan, told = told_plan(raw, check=False)
    assert plan.has_models and not plan.trains and not plan.has_landslides and not plan.has_coupled
    assert plan.evaluated == ["xgboost"] and plan.min_landslides is None and told == []
    packed = [f"results/static/{name}" for name in PACKAGES]
    assert plan.targets == [
        "results/validation.json",
        "results/static/report.html",
        *packed,
        "results/static/figures/map_static_xgboost.png",
    ]
    assert set(plan.applied.every_file()) <= set(user_files(plan))
    records = decision_records(plan, "static")
    assert "results/static/transfer.json" in records and "results/units/samples.json" not in records
    shown = [entry.name for entry in report_entries(plan, "static", declared_figures())]
    assert "susceptibility" in shown and not {"roc", "importance", "class_shares"} & set(shown)
    judged, _ = told_plan({**raw, "inventory": {"file": str(tmp_path / "slides.gpkg")}}, check=False)
    assert judged.has_landslides and judged.min_landslides == 30 and not judged.trains
