from pathlib import Path

import pandas as pd
import pytest
from figure_inputs import ALGORITHMS, LOOKS, UNTIL, area_job, make_area

from scarpwatch.factors.factor import Factor, factor_record
from scarpwatch.factors.registry import DEFORMATION, STUDY
from scarpwatch.figures.entries import FigureEntry
from scarpwatch.figures.report.basis.page import Picture
from scarpwatch.figures.report.basis.result_tables import Table
from scarpwatch.figures.report.results import FILES, Results, read_results
from scarpwatch.files.json_files import write_json


def entry(name, order, section="models"):
    words = {"caption": f"Caption of {name}.", "alternative": f"Picture of {name}."}
    return FigureEntry(name=name, section=section, order=order, needs="models", **words)


def empty(**changes):
    given = {
        "config": {},
        "assessment": "static",
        "area_km2": None,
        "grid": None,
        "figures": [],
        "entries": [],
    }
    return Results(**{**given, **changes})


def test_pictures_and_tables_stand_by_their_order():
    results = empty(
        figures=["out/second.png", "out/first.png", "out/elsewhere.png", "out/undeclared.png"],
        entries=[entry("first", 10), entry("second", 30), entry("absent", 20), entry("elsewhere", 1, "area")],
    )
    table = Table("T", ("a", "b"), ())
    items = results.items("models", (20, [table]), (40, []))
    assert items == (
        Picture(Path("out/first.png"), "Caption of first.", "Picture of first."),
        table,
        Picture(Path("out/second.png"), "Caption of second.", "Picture of second."),
    )


def test_the_leading_figure_is_shown_once():
    entries = [entry("susceptibility", 10, "susceptibility"), entry("uncertainty", 20, "susceptibility")]
    results = empty(figures=["out/susceptibility.png", "out/uncertainty.png"], entries=entries)
    assert results.lead.path == Path("out/susceptibility.png")
    assert [item.path.stem for item in results.items("susceptibility")] == ["uncertainty"]
    main = [entry("map_coupled_rf", 5, "susceptibility"), *entries]
    whole = empty(figures=["out/map_coupled_rf.png", *results.figures], entries=main)
    assert whole.lead.path.stem == "map_coupled_rf" and len(whole.items("susceptibility")) == 2


def test_a_run_without_a_part_has_none_of_it():
    results = empty(config={"units": {"source": "table", "table": {"file": "t.csv"}}})
    assert results.ready_table == {"file": "t.csv"} and results.moving == "the dynamic factors"
    assert results.unit_name == "units of the table" and not results.has_places
    placed = empty(config=results.config, units=pd.DataFrame({"x": [1.0], "y": [2.0]}))
    assert empty(factors=DEFORMATION).moving == "deformation"
    assert empty(factors=[*DEFORMATION, Factor("rain", dynamic=True)]).moving == "the dynamic factors"
    assert placed.has_places and empty().has_places and empty().moving == "deformation"


@pytest.fixture(scope="module")
def area(tmp_path_factory):
    return make_area(tmp_path_factory.mktemp("area"), shape_=(60, 60))


def test_files_are_read_into_their_parts(area):
    job = area_job(area)
    kinds = ("metrics", "classes", "importance", "reliability")
    files = {key: [] for key in FILES}
    files |= {"dem": job["dem"], "quality": job["dated"]("deformation/quality.json"), "units": job["units"]}
    files |= {kind: job["static"][kind] for kind in kinds}
    files |= {f"coupled_{kind}": job["coupled"][kind] for kind in kinds}
    files |= {"ranking": job["ranking"], "collinearity": job["collinearity"]}
    given = {"config": {"name": "A"}, "assessment": UNTIL, "algorithms": LOOKS}
    given["factors"] = {
        "run": [factor_record(STUDY[0])],
        "left_out": [factor_record(STUDY[1])],
        "origins": {},
    }
    files["verdict"] = area / "verdict.json"
    write_json(files["verdict"], {"headline": "It ranks."})
    results = read_results(files, **given, figures=["a.png"], entries=[])
    assert results.verdict == {"headline": "It ranks."} and results.priority is None
    assert results.crs == "EPSG:32616" and results.lead is None
    assert [(model.look.name, model.coupled) for model in results.models] == [
        (name, coupled) for coupled in (False, True) for name in ALGORITHMS
    ]
    assert [part.coupled for part in results.reliability] == [False, True]
    assert results.transfer == []
    assert results.quality["pairs"] == 66 and results.closure is None and results.network is None
    assert results.titles == {"slope": "Slope"} and results.left_out == [STUDY[1]]
    assert results.area_km2 > 0 and len(results.units) > 10 and "Python" in results.versions
