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
from scarpwatch.insar.output.decomposition import BLIND
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
    curve = {"auc": 0.9 - spread, "in_top_tenth": 0.5 - spread, "landslide_share": [0, 1]}
    curve["landslides"] = {"landslide_share": [0, 0.9]} if coupled else None
    classes = class_table(np.repeat([1, 2, 3, 4, 5], 40), np.full(200, 1e6), truth)
    importance = pd.DataFrame({"factor": ["ndvi", "slope"], "gain": [0.3, 0.7]})
    return Model(
        ALGORITHMS[algorithm],
        coupled,
        {"training": part, "validation": part, "rate_curves": {"prediction": curve}},
        classes,
        importance,
    )


def more_of_the_run():
    """Series, corrections, two tracks, skill by distance, response and counts."""
    velocity = [-5.04, 1.0, np.nan]
    kinds = ["given", "fastest unit", "given"]
    response = {"factor": ["slope"] * 2 + ["lithology"], "ale": [-0.1, 0.12, np.nan], "shap_scale": "score"}
    profile = {"algorithm": "rf", "factors": "static", "from_m": [0, 90, 500], "distance_m": [60, 200, 900]}
    return {
        "points": pd.DataFrame({"name": ["a", "Unit 4", "c"], "kind": kinds, "velocity": velocity}),
        "corrections": {
            "dates": ["20240107", "20240119", "20240131"],
            "applied": ["ramp_and_height", "dem_error"],
            "spread_before_mm": [0, 9, 12],
            "spread_after_ramp_and_height_mm": [0, 6, 7],
            "spread_after_dem_error_mm": [0, 7, 7],
        },
        "decomposition": {
            "shares": {BLIND[0]: 0.61},
            "median_sigma_cm_per_year": {"vertical": 0.214, "east": 0.15},
        },
        "looks": ALGORITHMS,
        "profile": pd.DataFrame(profile).assign(auc=[0.81, 0.75, np.nan]),
        "folds": {"percentiles_m": {"map": [0.0, 240.0, 2000.0]}},
        "response": pd.DataFrame(response),
        "probability": [
            (name, {"calibration": {"ece": ece}}) for name, ece in (("RF", 0.5), ("SAR+XGBoost", 0.012))
        ],
        "verdict": {"main": {"model": "SAR+XGBoost"}},
        "counts": {"landslides": 361, "modelled": True, "observed": 350, "expected": 341.6},
    }


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
        errors=[("RF", {"units": 660, "threshold": 0.5, "counts": {"TP": 223, "TN": 247, "FP": 83, "FN": 107}})],
        **more_of_the_run(),
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
        ("calibration", ["calibration error of the scores 0.", "(SAR+XGBoost), of the probability 0.012 (SAR+XGBoost)"]),
        ("susceptibility", ["2 models (RF, SAR+XGBoost)", "40 (RF)", "% of the ground"]),
        ("class_rates", ["50 % of the low and very low ones and 0 % of the high", "by less than 1 cm/yr"]),
        ("class_shares", ["take from 40", "hold from 0 (RF)"]),
        ("uncertainty", ["median 0.052 (RF)"]),
        ("importance", ["Slope (RF) and Slope (SAR+XGBoost)"]),
        ("errors", ["RF 470 of 660"]),
        ("series", ["2 points", "from −5.0 (a) to +1.0 (Unit 4) cm/yr; 1 more not measured"]),
        ("corrections", ["Maps of 2024-01-31", "10.5 mm as inverted, 6.5 mm less ramp and height term, 7.0 mm less DEM"]),
        ("decomposition", ["61 % of the area", "vertical 0.21 cm/yr and east 0.15 cm/yr"]),
        ("rate_curves", ["from 0.500 (RF) to 0.700 (SAR+XGBoost)", "from 10 (RF) to 30 (SAR+XGBoost) % of their units"]),
        ("thresholds", ["at an index of 0.5, 68 (RF) % of the landslide units", "25 (RF) % of the free units"]),
        ("index_spread", ["median of the standard deviation 0.052 (RF)"]),
        ("error_profile", ["(60 m from a sample that trained) 0.810 (RF)", "(200 m", "0.750 (RF)", "within 240 m"]),
        ("response", ["Slope (0.22), lithology;"]),
        ("landslide_density", ["361 landslides in units of 1 km² (601.67 per km²)", "350 were observed and 342 expected"]),
    ],
)  # fmt: skip
def test_alternatives_hold_the_figures_of_the_run(whole, name, figures):
    _, alternative = words(whole, name)
    for text in figures:
        assert text in alternative, (text, alternative)


def test_captions_hold_what_is_drawn_in_this_run(whole):
    told = {
        name: words(whole, name)[0]
        for name in ("series", "corrections", "rate_curves", "response", "landslide_density")
    }
    assert "at the places that were named and the fastest units (the cell" in told["series"]
    assert "leaves more than the one before" in told["corrections"]
    assert "highest index down. For" in told["rate_curves"]  # one model alone tells landslides apart
    assert "main model (SAR+XGBoost)" in told["response"] and "on the scale of the index)" in told["response"]
    assert "expected by models" in told["landslide_density"]
    smaller = {**whole.corrections, "spread_after_dem_error_mm": [0, 5, 6]}
    other = dataclasses.replace(
        whole,
        corrections=smaller,
        counts={"landslides": 361, "modelled": False},
        models=whole.models[1:],
        response=None,
    )
    assert "leaves more" not in words(other, "corrections")[0]
    assert "and of their landslides. For" in words(other, "rate_curves")[0]
    for text in words(other, "landslide_density"):
        assert "expected" not in text
    assert "scale" not in words(other, "response")[0]


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
