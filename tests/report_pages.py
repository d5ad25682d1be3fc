"""Reports of a small area, as the step writes them."""

import dataclasses
import io
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
from figure_inputs import FACTORS as STATIC
from figure_inputs import LOOKS, UNTIL, area_job, step
from PIL import Image
from verdicts import DEMO, MOTION

from scarpwatch.factors.factor import Factor, factor_record
from scarpwatch.factors.registry import DEFORMATION, STUDY
from scarpwatch.figures.entries import PARTS, declared_figures, figures_shown
from scarpwatch.figures.report.verdict.motion import MOVES
from scarpwatch.figures.report.verdict.priority import priority_units
from scarpwatch.figures.report.verdict.words import Found, verdict_record
from scarpwatch.files.json_files import write_json
from scarpwatch.files.records import write_table
from scarpwatch.inputs.photo_copies import Copy
from scarpwatch.inputs.photos import Photo
from scarpwatch.units.photo_table import photo_table
from write_report import main

ENTRIES = [dataclasses.asdict(entry) for entry in figures_shown(declared_figures(), set(PARTS) - {"table"})]
FACTORS = {
    "run": [factor_record(factor) for factor in (*STUDY, *DEFORMATION)],
    "left_out": [],
    "origins": {},
}
COLUMNS = [Factor(name, title=name, phrase=name, source="table") for name in STATIC]
DATED = ("network", "deformation", "deformation_quality", "truth")
MODELLED = (
    "factors", "roc", "calibration", "rate_curves", "susceptibility", "uncertainty", "class_shares", "importance",
)  # fmt: skip


RATES = {"classes": {"deformation_rate": [-2.0, -1.0, 1.0, 2.0]}}


def write_verdict(path, models, assessment=UNTIL):
    """The verdict on models, or on a deformation alone."""
    static = DEMO._replace(model="RF", motion=None, moves=None, gain=None)
    of_models = static if assessment == "static" else DEMO
    write_json(
        path,
        verdict_record(of_models if models else Found(motion=MOTION, moves=MOVES), chosen="RF is first."),
    )
    return path


def write_priority(path):
    rated = pd.DataFrame({"unit_id": [7, 9], "score": [0.91, 0.87], "class": [5, 5], "landslides": [2, 0]})
    rated = rated.assign(score_std=0.04, applicable=[1, 0], name=["<script>alert(1)</script>", "b"])
    write_table(path, priority_units(rated, pd.DataFrame({"unit_id": [7, 9], "area_m2": [1e5, 2e5]}), None))
    return path


def write_surroundings(folder, rates):
    """What stands in the units, a photograph, what was found in the files, and with rates the classes of the units."""
    place = {
        "place": ["Town <b>", None],
        "place_distance_m": [1234.0, np.nan],
        "place_direction": ["NE", None],
    }
    exposure = pd.DataFrame({"unit_id": [7, 9], **place, "roads_km": [0.5, 0.0]})
    write_table(folder / "exposure.parquet", exposure)
    stream = io.BytesIO()
    Image.new("RGB", (4, 3)).save(stream, "WEBP")
    copies = [Copy(stream.getvalue(), 4, 3)]
    write_table(
        folder / "photos.parquet",
        photo_table([Photo(Path("a <i>.jpg"), 1.0, 2.0, caption='Scarp "<script>" $')], copies, None),
    )
    write_json(
        folder / "validation.json",
        {"dem": {"file": "a/dem <u>.tif", "cell_size": [10.0, 10.0]}, "left_out": []},
    )
    files = {name: folder / f"{name}.parquet" for name in ("exposure", "photos")}
    rated = []
    if rates:
        units = pd.read_parquet(rates)["unit_id"]
        table = gpd.GeoDataFrame(
            {"unit_id": units, "class": 5}, geometry=gpd.points_from_xy(units, units), crs=32649
        )
        table.to_file(folder / "rated.gpkg")
        rated = folder / "rated.gpkg"
    return {**files, "inputs": folder / "validation.json", "rated": rated}


def write(area, target, assessment=UNTIL, *, models=True):
    """Write a report and return its text."""
    files = area_job(area, assessment, models=models)
    dated, results = files["dated"], area / "results"
    names = ["study_area", *(DATED if assessment != "static" else ()), *(MODELLED if models else ())]
    kinds = ("metrics", "classes", "importance", "reliability", "errors")
    main(
        step(
            {
                "figures": [str(area / f"figures/{name}.png") for name in names],
                "dem": files["dem"],
                "network": dated("network.tsv"),
                "rate": dated("deformation/rate.tif"),
                "quality": dated("deformation/quality.json"),
                "closure": dated("closure/summary.json"),
                "registration": dated("deformation/registration.json"),
                "corrections": dated("deformation/corrections.json"),
                "truth": dated("truth.json"),
                "decomposition": [],
                **{kind: files["static"][kind] for kind in kinds},
                **{f"coupled_{kind}": files["coupled"][kind] for kind in kinds},
                "comparison": dated("comparison.json", models),
                "controls": str(results / assessment / "controls.json") if models else [],
                "ranking": files["ranking"],
                "coupled_ranking": dated("tables/importance.csv", models),
                "collinearity": files["collinearity"],
                "coupled_collinearity": dated("models/collinearity.json", models),
                "units": files["units"],
                "delineation": results / "units/delineation.json" if models else [],
                "labels": results / "units/labels.json" if models else [],
                "samples": results / "units/samples.json" if models else [],
                "folds": results / "units/folds.json" if models else [],
                "deformation": dated("factors.parquet", models),
                "densities": [],
                "transfer": [],
                "coupled_transfer": [],
                "counts": [],
                **{f"{prefix}probability": [] for prefix in ("", "coupled_")},
                "count_groups": [],
                **{name: [] for name in ("points", "profile", "response")},
                "verdict": write_verdict(target.with_name("verdict.json"), models, assessment),
                "priority": write_priority(target.with_name("priority.csv")) if models else [],
                **write_surroundings(target.parent, dated("factors.parquet", models)),
                "decided": [
                    file
                    for file in (dated("deformation/quality.json"), dated("deformation/corrections.json"))
                    if file
                ],
            },
            {"report": target},
            {
                "config": {"name": "Test area", "units": {"source": "slope_units"}, "factors": RATES},
                "assessment": assessment,
                "factors": FACTORS,
                "algorithms": LOOKS,
                "entries": ENTRIES,
            },
        )
    )
    return target.read_text(encoding="utf-8")
