"""Captions and alternatives: what a figure of the run holds, and nothing that is not there."""

import dataclasses

import numpy as np
import pandas as pd
import pytest

from scarpwatch.algorithms.registry import ENTRIES as ALGORITHMS
from scarpwatch.factors.registry import DEFORMATION, STUDY
from scarpwatch.figures.entries import PARTS, declared_figures, figures_shown
from scarpwatch.figures.report.basis.result_tables import Model
from scarpwatch.figures.report.parts.reliability import Reliability
from scarpwatch.figures.report.picture_words import picture_words
from scarpwatch.figures.report.results import Results
from scarpwatch.files.json_files import plain
from scarpwatch.learning.metrics.scores import evaluate_scores
from scarpwatch.learning.zoning import class_table

ENTRIES = {entry.name: entry for entry in figures_shown(declared_figures(), set(PARTS) - {"table"})}
CLASSES = {"classes": {"deformation_rate": [-2.0, -1.0, 1.0, 2.0]}}
BARE = Results(
    config={"factors": CLASSES}, assessment="static", area_km2=None, grid=None, figures=(), entries=()
)


def model(algorithm, coupled, spread):
    rng = np.random.default_rng(0)
    truth = np.arange(200) < 100
    part = plain(evaluate_scores(truth, np.clip(rng.normal(0.4 + 0.2 * truth, spread), 0, 1)))
    classes = class_table(np.repeat([1, 2, 3, 4, 5], 40), np.full(200, 1e6), truth)
    importance = pd.DataFrame({"factor": ["ndvi", "slope"], "gain": [0.3, 0.7]})
    return Model(ALGORITHMS[algorithm], coupled, {"training": part, "validation": part}, classes, importance)


@pytest.fixture
def whole():
    rate = np.linspace(-3, 1, 1000).reshape(20, 50).copy()
    rate[:2] = np.nan
    network = {
        "reference": ["20240107", "20240119"], "secondary": ["20240119", "20240131"],
        "used": [True, False], "mean_coherence": [0.5, 0.25],
    }  # fmt: skip
    models = [model("rf", False, 0.4), model("xgboost", True, 0.2)]
    return dataclasses.replace(
        BARE,
        config={
            "factors": {**CLASSES, "roads": "roads.gpkg", "rivers": {"from_dem_km2": 4}, "faults": None},
            "inventory": {"file": "slides.gpkg"},
            "units": {"source": "slope_units", "explore": {"min_area_m2": [1]}},
        },
        area_km2=892.0,
        factors=[*STUDY[:2], *DEFORMATION],
        units=pd.DataFrame({"unit_id": [1, 2, 3], "area_m2": [1e5, 2e5, 3e5]}),
        inventory={"total": 361, "inside": 360},
        rate=rate,
        quality={"rate_sigma_median_cm_per_year": 0.185, "temporal_coherence_median": 0.97, "subsets": {"measured_share": 0.0}},
        network=pd.DataFrame(network),
        closure={"nonzero_share": 0.01, "flagged_share": 0.002, "phase_bias": {"significant_share": 0.05}},
        truth={"n": 88_864, "correlation": 0.9859, "error_std_cm_per_year": 0.176},
        rated=pd.DataFrame({"unit_id": [1, 2, 3], "class": [1, 1, 5]}),
        deformation_units=pd.DataFrame({"unit_id": [1, 2, 3], "deformation_rate": [0.1, -3.0, -2.0]}),
        models=models,
        reliability=[Reliability(False, ALGORITHMS, {"rf": {"median_score_std": 0.0517}}, pd.DataFrame(), {})],
        errors=[("RF", {"units": 660, "counts": {"TP": 223, "TN": 247, "FP": 83, "FN": 107}})],
    )  # fmt: skip


def words(results, name):
    return picture_words(ENTRIES[name], results)


@pytest.mark.parametrize(
    ("name", "figures"),
    [
        ("study_area", ["892 km²", "361 landslides, rivers and roads", "slope units"]),
        ("units", ["3 slope units", "median 0.200 km²", "V, I and F"]),
        ("deformation", ["−2.6 to +1.0 cm/yr", "90 % of the map", "55 % of it less than 1 cm/yr"]),
        ("deformation_quality", ["0.18 cm/yr", "0.97 in the median"]),
        ("network", ["3 scenes", "1 pairs and 1 dropped", "from 0.25 to 0.50"]),
        ("closure", ["1.00 %", "0.20 %", "5.0 % of the area"]),
        ("truth", ["88,864 pixels", "correlation 0.986", "0.18 cm/yr"]),
        ("factors", [STUDY[0].title, DEFORMATION[0].title]),
        ("roc", ["(RF) to", "(SAR+XGBoost)"]),
        ("skill_curves", ["AUC of the map from"]),
        ("calibration", ["expected calibration error from"]),
        ("susceptibility", ["2 models (RF, SAR+XGBoost)", "40 (RF)", "% of the ground"]),
        ("class_rates", ["50 % of the low and very low ones and 0 % of the high", "by less than 1 cm/yr"]),
        ("class_shares", ["take from 40", "hold from 0 (RF)"]),
        ("uncertainty", ["median 0.052 (RF)"]),
        ("importance", ["Slope (RF) and Slope (SAR+XGBoost)"]),
        ("errors", ["RF 470 of 660"]),
    ],
)  # fmt: skip
def test_alternatives_hold_the_figures_of_the_run(whole, name, figures):
    _, alternative = words(whole, name)
    for text in figures:
        assert text in alternative, (text, alternative)


def test_layers_that_are_not_there_are_not_named(whole):
    _, alternative = words(whole, "study_area")
    assert "faults" not in alternative
    caption, alternative = words(BARE, "study_area")
    for layer in ("landslides", "rivers", "roads", "faults", "outlines"):
        assert layer not in alternative and layer not in caption
    alone = dataclasses.replace(whole, config={**whole.config, "units": {"source": "grid"}})
    for text in words(alone, "units"):
        assert "V" not in text and "(F)" not in text
    assert "(V)" in words(whole, "units")[0]


def test_hatching_and_coherence_are_told_where_they_are(whole):
    assert "Hatched" not in words(whole, "deformation")[0]
    doubtful = dataclasses.replace(whole, quality={**whole.quality, "subsets": {"measured_share": 0.1}})
    assert "Hatched" in words(doubtful, "deformation")[0]
    without = dataclasses.replace(whole, quality={**whole.quality, "temporal_coherence_median": None})
    assert not any("coherence" in text for text in words(without, "deformation_quality"))


def test_another_limit_of_stable_ground_is_told(whole):
    other = {**whole.config, "factors": {**whole.config["factors"], "classes": {"deformation_rate": [0.0]}}}
    assert "less than" not in words(dataclasses.replace(whole, config=other), "deformation")[1]


@pytest.mark.parametrize("name", sorted(ENTRIES))
def test_where_nothing_is_known_the_words_are_those_of_the_entry_or_fewer(name):
    caption, alternative = words(BARE, name)
    assert caption and alternative
    assert not any(character.isdigit() for character in alternative.replace("V, I", ""))


def test_the_page_of_one_model_is_told_by_what_this_model_maps(whole):
    entry = ENTRIES["map_{main}"]
    for mapped in whole.models:
        name = f"map_{'coupled' if mapped.coupled else 'static'}_{mapped.look.name}"
        _, told = picture_words(dataclasses.replace(entry, name=name), whole)
        assert told == (f"Map in five classes of {mapped.name}; high or very high: 40 % of the area.")
    _, told = picture_words(dataclasses.replace(entry, name="map_static_other"), whole)
    assert told == entry.alternative
