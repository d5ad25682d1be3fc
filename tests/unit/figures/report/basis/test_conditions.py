"""What the report says of the run's parts follows the config."""

import pytest

from scarpwatch.algorithms.registry import ENTRIES
from scarpwatch.factors.factor import Factor
from scarpwatch.factors.registry import DEFORMATION, MORE_TERRAIN, STUDY
from scarpwatch.figures.report.basis.advice import HOW_TO_READ, LIMITS
from scarpwatch.figures.report.basis.conditions import (
    enumerate_words,
    factor_words,
    parts,
    predictor_sentence,
    relevant,
    static_words,
    subtitle,
)
from scarpwatch.figures.report.basis.result_tables import Model

RUN = (*STUDY, *MORE_TERRAIN, *DEFORMATION)
COLUMNS = [
    Factor(name, phrase=name, source="table", dynamic=name in ("rain", "b"))
    for name in ("steepness", "area", "rain", "a", "b")
]
TABLE = {"file": "t.csv", "dynamic_factors": ["rain"]}


def models(*factors, coupled=(), population=None):
    made = []
    for which, names in ((False, factors), (True, (*factors, *coupled))):
        if names and (coupled or not which):
            metrics = {"predictors": list(names), "prevalence": {}, "validation": {"population": population}}
            made.append(Model(ENTRIES["rf"], which, metrics, None, None))
    return made


@pytest.mark.parametrize(
    ("factors", "words"),
    [
        (["slope"], "terrain"),
        (["ndvi", "elevation"], "terrain and land cover (NDVI)"),
        (["ruggedness", "slope"], "terrain"),
        (["lithology", "distance_to_roads"], "lithology and distances to roads"),
        (
            ["aspect", "ndvi", "lithology", "distance_to_faults", "distance_to_rivers", "distance_to_roads"],
            "terrain, land cover (NDVI), lithology and distances to faults, rivers and roads",
        ),
    ],
)
def test_only_the_factors_that_are_there_are_spoken_of(factors, words):
    assert static_words(factors, RUN) == words
    assert predictor_sentence(models(*factors), RUN, None) == f"The models use {words} only."
    assert words in subtitle("static", models(*factors), RUN, None)


@pytest.mark.parametrize(
    ("phrases", "words"),
    [
        (["quarries"], "maximum daily rainfall, soil and distances to roads and quarries"),
        (["distance to quarries"], "maximum daily rainfall, soil and distances to roads and quarries"),
        (
            ["distance to quarries", "distance to PGA lines", "roads"],
            "maximum daily rainfall, soil and distances to roads, quarries and PGA lines",
        ),
        (["proximity to mines"], "maximum daily rainfall, soil, proximity to mines and distances to roads"),
    ],
)
def test_factors_of_the_users_own_are_enumerated_and_distances_said_once(phrases, words):
    own = [Factor("rain", phrase="maximum daily rainfall"), Factor("soil", phrase="soil", kind="classes")]
    roads = next(factor for factor in STUDY if factor.name == "distance_to_roads")
    given = [roads, *own, *(Factor(f"d{n}", kind="distance", phrase=each) for n, each in enumerate(phrases))]
    assert factor_words(given) == words


def test_coupled_models_name_the_dynamic_factors_that_they_use():
    said = predictor_sentence(models("slope", coupled=("deformation_rate",)), RUN, None)
    assert said == "Static models use terrain; coupled models (SAR+) use the deformation rate as well."
    said = predictor_sentence(models("steepness", "area", coupled=("rain",)), COLUMNS, TABLE)
    assert said == "Static models use the table's steepness, area; coupled models (SAR+) use rain as well."


def test_a_ready_table_has_no_radar_scenes():
    assert "radar" not in subtitle("2025-01-01", models("a", coupled=("b",)), COLUMNS, TABLE)
    assert "land cover" not in subtitle("static", models("a"), COLUMNS, TABLE)
    assert enumerate_words(["a", "b", "c"]) == "a, b and c" and enumerate_words([]) == "no factor"


def said(**changes):
    given = {
        "config": {"units": {"source": "grid"}, "samples": {"split": "random"}},
        "models": models("slope", coupled=("deformation_rate",), population={}),
        "deformation": True,
        "elsewhere": False,
        "bias": True,
        "demo": False,
        "places": True,
    }
    return " ".join(relevant((*HOW_TO_READ, *LIMITS), parts(**given | changes)))


def test_limits_follow_split_source_and_table():
    own = said()
    assert "Not corrected: the ionosphere" in own and "The inventory is taken" in own
    assert "Validation units lie among" in own and "figures nearer to those of the spatial blocks" in own
    assert "Validation units lie among" not in said(config={"samples": {"split": "spatial"}})
    assert "spatial blocks" not in said(places=False)
    elsewhere = said(elsewhere=True, bias=False)
    assert "Not corrected" not in elsewhere and "bias of short pairs is mapped" not in elsewhere
    table = said(
        config={"units": {"table": TABLE}}, models=models("a", coupled=("b",)), deformation=False, bias=False
    )
    assert "inventory" not in table and "satellite" not in table and "The labels of the table" in table
    assert "learned from samples" not in table and "share of landslide units like that of the table" in table
