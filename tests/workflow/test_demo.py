"""The whole DAG on a small grid: its products, and what reruns when something changes."""

import json
import re
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import rasterio
from projects import NOISE, SMALL
from rio_cogeo.cogeo import cog_validate

from scarpwatch.conventions import TOWARDS

UNTIL = "2024-06-11"
NEXT = "2024-07-17"
AFTER_DEFORMATION = {
    "mask_quality": 1,
    "geocode_deformation": 1,
    "tabulate_points": 1,
    "compare_truth": 1,
    "tabulate_deformation": 1,
    "check_factors": 1,
    "train_model": 4,
    "explain_scores": 3,
    "tabulate_all_errors": 1,
    "explain_response": 1,
    "rank_factors": 1,
    "map_susceptibility": 3,
    "calibrate_scores": 4,
    "model_counts": 1,
    "map_density": 1,
    "compare_models": 1,
    "tabulate_skill": 1,
    "control_models": 1,
    "classify_factor": 2,
    "plot_ground_figures": 1,
    "plot_model_figures": 1,
    "judge_assessment": 1,
    "list_units": 1,
    "style_deformation": 1,
    "write_project": 1,
    "write_kmz": 1,
    "write_stac": 1,
    "write_report": 1,
}


def read(path: Path):
    with rasterio.open(path) as source:
        return source.read(1), source.profile, source.tags()


def test_a_run_is_told_in_few_lines_and_ends_with_verdict_and_report(demo):
    printed = (demo.folder / "printed.txt").read_text()
    lines = printed.splitlines()
    assert len(lines) <= 40 and max(map(len, lines)) <= 200, printed
    for words in (
        r"pairs screened: 12 of 12 pairs used, mean coherence 0\.\d\d$",
        r"network inverted: 6 dates, residual rms 0\.\d\d rad$",
        r"mapping units delineated: \d+ units, V 0\.\d\d, I -?0\.\d\d$",
        r"models trained: 8 models, AUC of the map 0\.\d\d(-0\.\d\d)? static, 0\.\d\d(-0\.\d\d)? coupled$",
        r"^AUC of the map .* notable decisions? of the program",
        r"^Report: results/\d{4}-\d\d-\d\d/report\.html$",
    ):
        assert re.search(words, printed, re.MULTILINE), (words, printed)
    assert not [words for words in NOISE if words in printed]
    log = demo.folder / lines[-1].removeprefix("Log: ")
    assert "Job stats:" in log.read_text() and "Finished jobid: 0 (Rule: all)" in log.read_text()


def test_every_product_is_there_and_on_the_analysis_grid(demo):
    results = demo.folder / "results"
    _, grid, _ = read(results / "factors" / "dem.tif")
    rasters = [
        *(results / "factors").glob("*.tif"),
        *(path for path in (results / UNTIL / "deformation").glob("*.tif") if path.stem != "quality_mask"),
        *(results / UNTIL / "maps").glob("*.tif"),
        *(results / "static" / "maps").glob("*.tif"),
        results / "units" / "slope_units.tif",
    ]
    assert len(rasters) == 10 + 6 + (3 * 5 + 2) + 3 * 5 + 1
    for path in rasters:
        values, profile, tags = read(path)
        for key in ("crs", "transform", "width", "height"):
            assert profile[key] == grid[key], path
        assert np.isfinite(values).any() != ("NOTE" in tags), path  # what was not modelled says so
        if path.parent.name in ("maps", "deformation"):
            assert cog_validate(str(path), strict=True, quiet=True)[0], path
            assert tags["PROGRAM"] == "ScarpWatch" and len(tags["CONFIG_DIGEST"]) == 16, path
    for name in ("scarpwatch.qgz", "scarpwatch.kmz", "stac/item.json", "deformation/rate.qml"):
        assert (results / UNTIL / name).stat().st_size > 1000
    for name in (
        "roc",
        "susceptibility",
        "importance",
        "network",
        "class_shares",
        "deformation",
        "factors",
        "series",
    ):
        assert (results / UNTIL / "figures" / f"{name}.png").stat().st_size > 10_000
    report = (results / UNTIL / "report.html").read_text()
    assert report.count("data:image/webp;base64") >= 9
    assert not re.search(r'(src|href)="https?://', report)


def test_the_rate_has_its_sign_and_follows_the_truth(demo):
    rate, _, tags = read(demo.folder / "results" / UNTIL / "deformation" / "rate.tif")
    assert tags["UNITS"] == "cm/yr"
    assert TOWARDS in tags["SIGN"]
    with rasterio.open(demo.folder / "results" / "demo" / "truth" / "ground.tif") as source:
        true = 100 * source.read(2)
    known = np.isfinite(rate)
    assert 0.5 < known.mean() < 1
    # Half a year of six scenes under a turbulent sky is a poor measurement: the sign and the fast bowls show.
    assert np.corrcoef(rate[known], true[known])[0, 1] > 0.6
    truth = json.loads((demo.folder / "results" / UNTIL / "truth.json").read_text())
    assert truth["rmse_ratio"] < 1.2
    assert abs(truth["offset_cm_per_year"]) < 3 * truth["offset_sigma_cm_per_year"]


def test_every_unit_has_the_scores_of_six_models_and_the_baseline(demo):
    results = demo.folder / "results"
    units = gpd.read_file(results / "units" / "slope_units.gpkg")
    assert units.crs is not None
    for assessment in ("static", UNTIL):
        for algorithm in ("rf", "lightgbm", "xgboost", "logistic"):
            folder = results / assessment / "models" / algorithm
            scores = pd.read_parquet(folder / "scores.parquet")
            assert sorted(scores["unit_id"]) == sorted(units["unit_id"])
            assert scores["score"].between(0, 1).all()
            metrics = json.loads((folder / "metrics.json").read_text())
            for part in ("training", "validation"):
                assert sum(metrics[part]["counts"].values()) == metrics[part]["units"]
            assert ("deformation_rate" in metrics["predictors"]) == (assessment != "static")


def test_a_second_run_has_nothing_to_do(demo):
    assert "Nothing to be done" in demo.snakemake()


def test_one_new_scene_runs_its_own_pairs_and_what_depends_on_them(demo):
    demo.write_config(SMALL, {"demo": {"scenes": 7}})
    try:
        assert demo.jobs() == {
            "simulate_scene": 1,
            "prepare_scene": 1,
            "unwrap_phase": 1,
            "list_scenes": 1,
            "select_pairs": 1,
            "screen_pairs": 1,
            "invert_network": 1,
            "correct_series": 1,
            "estimate_velocity": 1,
            "close_triplets": 1,
            # The figures and the report of a new date are new files; the units, factors, samples and static models
            # behind them are not made again.
            "validate_inputs": 1,
            **AFTER_DEFORMATION,
        }
    finally:
        demo.write_config(SMALL)


def test_an_edit_of_the_library_reruns_what_it_touches(demo):
    module = demo.folder / "scripts" / "scarpwatch" / "insar" / "series" / "velocity.py"
    text = module.read_text()
    try:
        module.write_text(text + "\n# a comment only\n")
        assert demo.jobs() == {}
        module.write_text(text + "\nEDITED = True\n")
        assert demo.jobs() == {"estimate_velocity": 1, **AFTER_DEFORMATION}
    finally:
        module.write_text(text)


def test_a_change_of_the_classes_reruns_the_maps_only(demo):
    demo.write_config(SMALL, {"zoning": {"breaks": [0.1, 0.3, 0.6, 0.9]}})
    try:
        jobs = demo.jobs()
    finally:
        demo.write_config(SMALL)
    assert jobs["map_susceptibility"] == 6
    assert not {"train_model", "invert_network", "tabulate_factors", "unwrap_phase"} & set(jobs)


@pytest.mark.slow
def test_the_older_assessment_stays_when_a_scene_arrives(tmp_path):
    from projects import copy_project

    project = copy_project(tmp_path)
    project.write_config(SMALL)
    project.snakemake()
    results = project.folder / "results"
    before = {path: path.read_bytes() for path in (results / UNTIL).rglob("*.tif")}
    project.write_config(SMALL, {"demo": {"scenes": 7}})
    project.snakemake()
    assert all(path.read_bytes() == content for path, content in before.items())
    assert (results / NEXT / "report.html").is_file()
    older, newer = (json.loads((results / day / "reference.json").read_text()) for day in (UNTIL, NEXT))
    # The same place; what is decided about coherence is each assessment's own.
    assert {**older, "decisions": None} == {**newer, "decisions": None}
