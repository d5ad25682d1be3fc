"""A look at all inputs: everything is described, and all faults are told."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from raster_makers import CELL, NORTH, UTM, WEST, hills, truncate, write
from shapely import LineString, Point

from scarpwatch.config import load_config, read_config
from scarpwatch.inspection.inputs_look import Inspection, look_at_inputs, parts


@pytest.fixture
def raw(tmp_path: Path) -> dict[str, Any]:
    write(tmp_path / "dem.tif", hills())
    write(tmp_path / "ndvi.tif", (hills() - 1000) / 200)
    rng = np.random.default_rng(1)
    slides = [Point(WEST + x, NORTH - y) for x, y in rng.uniform(CELL, 50 * CELL, (40, 2))]
    gpd.GeoDataFrame({"id": range(40)}, geometry=slides, crs=UTM).to_file(tmp_path / "slides.gpkg")
    road = LineString([(WEST, NORTH), (WEST + 900, NORTH - 900)])
    gpd.GeoDataFrame({"id": [1]}, geometry=[road], crs=UTM).to_file(tmp_path / "roads.gpkg")
    factors = {
        name: str(tmp_path / f"{name}.{end}")
        for name, end in (("dem", "tif"), ("ndvi", "tif"), ("roads", "gpkg"))
    }
    return {"name": "a", "factors": factors, "inventory": {"file": str(tmp_path / "slides.gpkg")}}


def look(raw: dict[str, Any]) -> Inspection:
    return look_at_inputs(load_config(raw, "a"))


def values(inspection: Inspection, part: str) -> dict[str, str]:
    return {line.item: line.value for line in inspection.findings if line.part == part}


def test_everything_is_described(raw: dict[str, Any]) -> None:
    inspection = look(raw)
    assert not inspection.faults
    assert values(inspection, "dem")["size"] == "60 x 80 cells"
    assert values(inspection, "ndvi")["covers of the DEM's area"] == "100.0%"
    assert values(inspection, "roads")["features in the area"] == "1"
    assert values(inspection, "inventory")["landslides on the DEM"] == "40"
    assert list(values(inspection, "left out")) == ["faults", "lithology", "rivers", "radar data"]
    assert [outline.name for outline in inspection.outlines] == ["dem", "ndvi", "roads", "inventory"]
    assert values(inspection, "units")["source"].startswith("slope units from the DEM, by aspect")
    assert parts(inspection.findings) == [
        *("dem", "ndvi", "roads", "inventory", "terrain", "units", "left out")
    ]
    assert values(inspection, "terrain") == {"Local relief": "derived from the DEM, radius_m: 500"}


def test_plugins_that_cannot_be_used_are_told_beside_other_faults(
    raw: dict[str, Any], tmp_path: Path
) -> None:
    """Also where other keys name their factors."""
    (tmp_path / "gully.py").write_text("def derive(dem:\n")
    (tmp_path / "roads.gpkg").unlink()
    raw["factors"]["plugins"] = [str(tmp_path / name) for name in ("absent.py", "gully.py")]
    raw["models"] = {"predictors_exclude": ["absent"], "monotone": {"gully": "increasing"}}
    inspection = look(raw)
    assert [(fault.part, Path(fault.item).name) for fault in inspection.faults] == [
        ("roads", "roads.gpkg"),
        ("plugins", "absent.py"),
        ("plugins", "gully.py"),
    ]
    assert "cannot be read as Python" in inspection.faults[-1].value
    assert values(inspection, "dem")["size"] == "60 x 80 cells"


def test_own_algorithms_that_cannot_be_used_are_told_beside_other_faults(
    raw: dict[str, Any], tmp_path: Path
) -> None:
    (tmp_path / "knn.py").write_text("def make(settings:\n")
    (tmp_path / "roads.gpkg").unlink()
    raw["models"] = {"plugins": [str(tmp_path / name) for name in ("absent.py", "knn.py")]}
    inspection = look({**raw, "models": {**raw["models"], "monotone": {"slope": "increasing"}}})
    assert {(fault.part, Path(fault.item).name) for fault in inspection.faults} == {
        ("roads", "roads.gpkg"),
        ("algorithms", "absent.py"),
        ("algorithms", "knn.py"),
    }


def test_what_comes_from_the_dem_is_said(raw: dict[str, Any]) -> None:
    raw["factors"]["rivers"] = {"from_dem_km2": 0.5}
    raw["units"] = {"source": "grid", "grid_cells": 4}
    inspection = look(raw)
    assert "0.5 km2" in values(inspection, "rivers")["source"]
    assert values(inspection, "units")["source"] == "squares of 4 x 4 cells"


def test_all_faults_are_told_at_once(raw: dict[str, Any], tmp_path: Path) -> None:
    truncate(tmp_path / "ndvi.tif")
    (tmp_path / "roads.gpkg").unlink()
    raw["factors"]["faults"] = str(tmp_path / "text.gpkg")
    (tmp_path / "text.gpkg").write_text("nothing")
    raw["inventory"]["min_landslides"] = 500
    raw["sar"] = {"source": "auto", "folder": str(tmp_path)}
    inspection = look(raw)
    assert {(fault.part, Path(fault.item).name) for fault in inspection.faults} == {
        ("ndvi", "ndvi.tif"),
        ("roads", "roads.gpkg"),
        ("faults", "text.gpkg"),
        ("inventory", "slides.gpkg"),
        ("sar", tmp_path.name),
    }
    assert all("." in fault.value for fault in inspection.faults)
    assert values(inspection, "dem")["size"] == "60 x 80 cells"


def test_a_name_that_steps_cannot_be_given_is_a_fault(raw: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / "roads.gpkg").rename(tmp_path / "{roads}.gpkg")
    raw["factors"]["roads"] = str(tmp_path / "{roads}.gpkg")
    (fault,) = look(raw).faults
    assert fault.item == raw["factors"]["roads"] and "a word in braces" in fault.value


def test_the_users_own_factors_are_inputs_like_others(raw: dict[str, Any], tmp_path: Path) -> None:
    write(tmp_path / "rain.tif", hills())
    write(tmp_path / "snow.tif", hills(), crs=None)
    own = {name: {"raster": str(tmp_path / f"{name}.tif")} for name in ("rain", "snow", "hail")}
    own["rain"] |= {"title": "Rain of a day"}
    raw["factors"] |= {"more": own, "terrain": ["slope", "elevation", "ruggedness"]}
    inspection = look(raw)
    rain, snow, hail = (f"factors.more.{name}" for name in own)
    assert [fault.part for fault in inspection.faults] == [hail, snow]
    assert "Correct factors.more.hail.raster in the config" in inspection.faults[0].value
    assert values(inspection, rain)["covers of the DEM's area"] == "100.0%"
    assert [outline.name for outline in inspection.outlines] == ["dem", "ndvi", "roads", "inventory", rain]
    assert inspection.titles == {rain: "Rain of a day", snow: "Snow", hail: "Hail"}
    assert values(inspection, "terrain") == {"Terrain ruggedness index": "derived from the DEM"}


def test_a_series_is_looked_at_up_to_the_last_date_of_the_stack(raw: dict[str, Any], tmp_path: Path) -> None:
    raw |= {"sar": {"source": "simulated"}, "demo": {"scenes": 5, "mean_interval_days": 12}}
    last = date.fromisoformat(values(look(raw), "sar")["dates"][-10:])
    (tmp_path / "rain").mkdir()
    for back in range(8):
        write(tmp_path / "rain" / f"{last - timedelta(days=back)}.tif", hills())
    raw["factors"]["more"] = {"rain": {"series": str(tmp_path / "rain"), "days": 5, "dynamic": True}}
    inspection, part = look(raw), "factors.more.rain"
    assert part in [outline.name for outline in inspection.outlines]
    assert values(inspection, part)["dates"] == f"{last - timedelta(days=4)} to {last}"
    raw["sar"] = {"source": "auto", "folder": str(tmp_path)}  # a family that cannot be told
    assert "date of the assessment is not known" in values(look(raw), part)["check"]


def test_a_dem_with_a_fault_still_says_where_it_lies(raw: dict[str, Any], tmp_path: Path) -> None:
    write(tmp_path / "dem.tif", 0 * hills())
    inspection = look(raw)
    assert [fault.part for fault in inspection.faults] == ["dem"]
    assert values(inspection, "roads")["features in the area"] == "1"
    write(tmp_path / "dem.tif", hills(), crs=None)
    inspection = look(raw)
    assert [fault.part for fault in inspection.faults] == ["dem"]
    assert inspection.area is None
    assert "not compared with the DEM" in values(inspection, "roads")["check"]
    # What can be seen without it is told all the same.
    (tmp_path / "roads.gpkg").write_text("nothing")
    assert [fault.part for fault in look(raw).faults] == ["dem", "roads"]


def test_what_the_run_makes_itself_is_no_fault(
    raw: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    raw["factors"]["ndvi"] = "results/demo/ndvi.tif"
    inspection = look(raw)
    assert not inspection.faults
    assert "the run makes it" in values(inspection, "ndvi")["file"]


def test_a_ready_table(tmp_path: Path) -> None:
    frame = pd.DataFrame({"slope": np.arange(90.0), "slide": [0, 1] * 45})
    frame.to_csv(tmp_path / "units.csv", index=False)
    table = {"file": str(tmp_path / "units.csv"), "label": "slide", "factors": ["slope"]}
    raw = {"name": "a", "units": {"source": "table", "table": table}}
    assert not look(raw).faults
    table["factors"] = ["steepness"]
    raw["models"] = {"plugins": [str(tmp_path / "absent.py")]}
    assert [fault.part for fault in look(raw).faults] == ["algorithms", "table"]


def test_the_surface_of_the_dem_is_looked_at(raw: dict[str, Any], tmp_path: Path) -> None:
    spoilt = hills()
    spoilt[30, 40] += 900
    write(tmp_path / "dem.tif", spoilt)
    (fault,) = look(raw).faults
    assert fault.part == "dem"
    assert "spike" in fault.value
    raw["factors"]["dem_faults"] = "report"
    inspection = look(raw)
    assert not inspection.faults
    assert "spike" in values(inspection, "dem")["surface"]


def test_what_the_dates_must_fit_is_tried_too(raw: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / "gacos").mkdir()
    raw |= {
        "sar": {"source": "simulated"},
        "demo": {"scenes": 8},
        "corrections": {"delays": {"folder": str(tmp_path / "gacos"), "direction": "zenith"}},
        "velocity": {"steps": ["2030-01-01"]},
    }
    told = [(fault.part, fault.value) for fault in look(raw).faults]
    assert [part for part, _ in told] == ["sar", "delays"]
    assert "a step needs" in told[0][1]
    assert "there is no delay raster for 20240107 and 7 other dates" in told[1][1]


def test_what_few_dates_do_not_allow_is_told(raw: dict[str, Any]) -> None:
    raw |= {"sar": {"source": "simulated"}, "demo": {"scenes": 3, "mean_interval_days": 12}}
    told = [line.value for line in look(raw).findings if line.item == "motion model"]
    assert ["velocity.annual" in told[0], "corrections.dem_error" in told[1]] == [True, True]
    raw["demo"]["scenes"] = 2
    assert "the stack has 2 dates" in look(raw).faults[0].value


@pytest.mark.parametrize(
    ("name", "dates"), [("mexico_city", "13, 2018-01-06 to 2018-07-17"), ("ecuador", None)]
)
def test_the_examples_have_no_fault(
    shared_real: Path, monkeypatch: pytest.MonkeyPatch, name: str, dates: str | None
) -> None:
    root = Path(__file__).parents[3]
    monkeypatch.chdir(root)  # their paths are relative to the project
    inspection = look_at_inputs(read_config(root / "config" / "examples" / f"{name}.yaml"))
    assert not inspection.faults
    if dates is not None:
        assert values(inspection, "sar")["dates"] == dates
        assert values(inspection, "sar")["pairs"] == "30, of which 30 can be used"
        assert all(0.5 < row.coherence < 0.7 for row in inspection.pairs)
    else:
        assert values(inspection, "inventory")["landslides on the DEM"] == "175"


def test_the_run_of_the_other_track_is_looked_for(raw: dict[str, Any], tmp_path: Path) -> None:
    other = tmp_path / "descending" / "results"
    raw |= {"sar": {"source": "simulated"}, "demo": {}, "decomposition": {"other": str(other)}}
    assert [fault.part for fault in look(raw).faults] == ["other track"]
    other.mkdir(parents=True)
    (fault,) = look(raw).faults
    assert "no assessment with a deformation rate" in fault.value
