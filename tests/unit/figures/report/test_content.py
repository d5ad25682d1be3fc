import dataclasses

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure
from verdicts import DEMO, MOTION

from scarpwatch.algorithms.registry import ENTRIES as ALGORITHMS
from scarpwatch.factors.registry import DEFORMATION, STUDY, factor_named
from scarpwatch.figures.entries import PARTS, declared_figures, figures_shown
from scarpwatch.figures.report.basis.result_tables import Model, Table
from scarpwatch.figures.report.content import build_page
from scarpwatch.figures.report.results import Results
from scarpwatch.figures.report.verdict.motion import MOVES
from scarpwatch.figures.report.verdict.words import Found, verdict_record
from scarpwatch.figures.style import save_figure
from scarpwatch.files.json_files import plain
from scarpwatch.learning.metrics.scores import evaluate_scores
from scarpwatch.learning.zoning import class_table
from scarpwatch.susceptibility_classes import NUMBER

#: The figures of a run that has everything but a ready table.
ENTRIES = figures_shown(declared_figures(), set(PARTS) - {"table"})
GIVEN = ("slope", "ndvi")
CONFIG = {
    "name": "Somewhere",
    "inventory": {"file": "slides.gpkg"},
    "units": {"source": "grid"},
    "models": {"predictors_exclude": ["ndvi", "roads"]},
    "factors": {"classes": {"deformation_rate": [-2.0, -1.0, 1.0, 2.0]}},
}


@pytest.fixture
def results(tmp_path):
    rng = np.random.default_rng(0)
    truth = rng.random(200) < 0.5
    part = plain(evaluate_scores(truth, np.clip(rng.normal(0.4 + 0.2 * truth, 0.2), 0, 1)))
    classes = class_table(rng.integers(1, NUMBER + 1, 200), np.full(200, 1e5), truth)
    importance = pd.DataFrame({"factor": ["slope"], "gain": [1.0]})
    models = [
        Model(ALGORITHMS["rf"], coupled, {"training": part, "validation": part}, classes, importance)
        for coupled in (False, True)
    ]
    figures = []
    for entry in ENTRIES:
        save_figure(Figure(figsize=(1, 1)), tmp_path / f"{entry.name}.png", dpi=40)
        figures.append(tmp_path / f"{entry.name}.png")
    rate = rng.normal(0, 1, (30, 30))
    rate[:3] = np.nan
    network = pd.DataFrame(
        {
            "reference": ["20240107", "20240119"],
            "secondary": ["20240119", "20240131"],
            "used": [True, False],
            "mean_coherence": [0.5, np.nan],
            "reason": ["", "below network.min_coherence"],
        }
    )
    row = {
        "algorithm": "rf",
        "static_auc": 0.7,
        "coupled_auc": 0.7,
        "difference": 0.0,
        "p_value": 0.9,
        "verdict": "no_difference",
    }
    return Results(
        looks=ALGORITHMS,
        config=CONFIG,
        assessment="2024-01-31",
        area_km2=123.4,
        grid="30 × 30 cells",
        figures=figures,
        entries=ENTRIES,
        factors=[*map(factor_named, GIVEN), *DEFORMATION],
        left_out=[factor for factor in STUDY if factor.name not in GIVEN],
        rate=rate,
        network=network,
        quality={
            "first_date": "2024-01-07",
            "last_date": "2024-01-31",
            "dates": 3,
            "residual_rms_rad": 0.2871,
            "measured_share": 0.9,
            "criteria": [],
        },
        truth={"n": 900, "slope": 0.987, "correlation": 0.98, "error_std_cm_per_year": 0.2},
        models=models,
        comparison={"units": 200, "positives": 99, "models": [row]},
        units=pd.DataFrame(
            {"unit_id": [1, 2], "area_m2": [1e5, 2e5], "slope": [3.0, 4.0], "ndvi": [0.1, 0.2]}
        ),
        delineation={"count": 2, "internal_variance_V": 0.19},
        inventory={"total": 43, "inside": 40, "outside": 3},
        deformation_units=pd.DataFrame({"unit_id": [1, 2], "deformation_rate": [0.1, np.nan]}),
        versions={"Python": "3.11.2"},
        verdict=verdict_record(DEMO, chosen="RF is the main model."),
        priority=pd.DataFrame(
            {"rank": [1], "unit_id": [2], "class_name": ["high"], "score": [0.7], "score_std": [0.1]}
            | {"outside": [0], "landslides": [0]}
        ),
    )


def sections(page):
    return {section.anchor: section for section in page.sections}


def texts(page):
    return " ".join(" ".join((*section.paragraphs, *section.points)) for section in page.sections)


def figures(page):
    return [
        item.path.stem for section in page.sections for item in section.items if not isinstance(item, Table)
    ]


def test_a_whole_run_shows_every_part(results):
    page = build_page(results)
    assert list(sections(page)) == [
        "priority", "trust", "reading", "deformation", "models", "susceptibility", "importance", "area", "factors",
        "decisions", "config", "software",
    ]  # fmt: skip
    assert page.lead.path.stem == "map_{main}" and page.verdict["headline"].startswith("This map ranks")
    assert [section.folded for section in page.sections] == [False] * 2 + [True] * 10
    assert sorted([*figures(page), page.lead.path.stem]) == sorted(entry.name for entry in ENTRIES)
    for section in page.sections:
        declared = [
            entry.name
            for entry in ENTRIES
            if entry.section == section.anchor and entry.name != page.lead.path.stem
        ]
        assert [name for name in figures(page) if name in declared] == declared, section.anchor
    assert page.title == "ScarpWatch: Somewhere"
    assert "2024-01-31" in page.subtitle
    facts = dict(sections(page)["area"].facts)
    assert facts["Area"] == "123 km²"
    assert facts["Scenes"] == "3 (2024-01-07 to 2024-01-31)"
    assert facts["Pairs used"] == "1 of 2"
    assert facts["Grid-cell units"] == "2"
    assert facts["Landslides in units"] == "40"


def test_factors_not_given_are_said(results):
    said = " ".join(sections(build_page(results))["factors"].paragraphs)
    assert "lithology" in said
    assert "distance to faults" in said
    assert "slope" not in said
    assert "kept out of the models by the config: NDVI" in said


def test_missing_deformation_is_said(results):
    assert (
        "50.0 % of the grid-cell units have a deformation measurement; in the others it is missing"
        in texts(build_page(results))
    )


def test_simulated_results_are_called_so(results):
    assert "simulated" in texts(build_page(results))
    real = dataclasses.replace(results, truth=None)
    assert "simulated" not in texts(build_page(real))


def test_deformation_only(results):
    page = build_page(
        dataclasses.replace(
            results,
            models=[],
            comparison=None,
            units=None,
            delineation=None,
            inventory=None,
            deformation_units=None,
            priority=None,
            verdict=verdict_record(Found(motion=MOTION, moves=MOVES), chosen=""),
        )
    )
    assert page.lead is None or page.lead.path.stem in ("map_{main}", "deformation")
    assert "models" not in sections(page)
    assert "factors" not in sections(page)
    assert "No landslide inventory was given" in texts(page)
    assert "susceptibility index" not in texts(page)
    assert "deformation" in figures(page)


def test_static_only(results):
    page = build_page(
        dataclasses.replace(
            results,
            assessment="static",
            rate=None,
            network=None,
            quality=None,
            truth=None,
            comparison=None,
            deformation_units=None,
            models=results.models[:1],
        )
    )
    assert "deformation" not in sections(page)
    assert "static factors" in page.subtitle
    assert "Scenes" not in dict(sections(page)["area"].facts)
    assert "satellite" not in texts(page)
    assert "SAR+" not in texts(page)


def test_config_and_versions_are_printed(results):
    page = build_page(results)
    assert ("units.source", "grid") in sections(page)["config"].pairs
    assert sections(page)["software"].pairs == (("Python", "3.11.2"),)


def test_config_sections_without_use_are_left_out(results):
    config = {**CONFIG, "sar": None, "network": {"neighbours": 3}, "inventory": {"file": "a.gpkg"}}
    names = [
        name for name, _ in sections(build_page(dataclasses.replace(results, config=config)))["config"].pairs
    ]
    assert "network.neighbours" not in names
    assert "inventory.file" in names
    assert "units.source" in names


def test_settings_that_ready_pairs_do_not_use_are_left_out(results):
    def keys(source):
        config = {**results.config, "sar": {"source": source}, "unwrapping": {"method": "whirlwind"}}
        page = build_page(dataclasses.replace(results, config=config))
        return [name for name, _ in sections(page)["config"].pairs]

    assert "unwrapping.method" in keys("isce2")
    assert "unwrapping.method" not in keys("licsar")


def test_a_deformation_from_elsewhere_shows_its_period_and_no_network(results):
    """There are no pairs; what the config says of them had no use."""
    quality = {
        "origin": "MintPy, timeseries.h5",
        "first_date": "2024-01-05",
        "last_date": "2024-03-05",
        "dates": 6,
        "measured_share": 0.9,
        "criteria": [],
    }
    config = {
        **CONFIG,
        "sar": {"source": "mintpy"},
        "inversion": {"robust": "l2"},
        "velocity": {"annual": True},
    }
    page = build_page(
        dataclasses.replace(
            results, network=None, closure=None, corrections=None, quality=quality, config=config
        )
    )
    assert ("Scenes", "6 (2024-01-05 to 2024-03-05)") in sections(page)["area"].facts
    names = [name for name, _ in sections(page)["config"].pairs]
    assert "inversion.robust" not in names
    assert "velocity.annual" in names
    assert any("read as it is" in text for text in sections(page)["deformation"].paragraphs)
    rate = build_page(dataclasses.replace(results, network=None, quality={**quality, "dates": 2}))
    assert ("Period", "2024-01-05 to 2024-03-05") in sections(rate)["area"].facts


def test_a_baseline_that_leads_is_said_to_be_none_of_the_maps(results):
    part = {**results.models[1].metrics["validation"], "auc": 0.99}
    leading = dataclasses.replace(
        results.models[1],
        look=ALGORITHMS["logistic"],
        metrics={"training": part, "validation": part},
        classes=None,
    )
    page = build_page(dataclasses.replace(results, models=[*results.models, leading]))
    points = sections(page)["trust"].points
    assert any(
        "LR, the baseline" in point and "reaches 0.990" in point and "not mapped" in point for point in points
    )
    assert not any("not mapped" in point for point in sections(build_page(results))["trust"].points)
