"""A look at all inputs: everything is described, and all faults are told."""

from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from raster_makers import CELL, NORTH, UTM, WEST, hills, truncate, write
from shapely import LineString, Point

from scarpwatch.config import load_config
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
    assert parts(inspection.findings) == ["dem", "ndvi", "roads", "inventory", "left out"]


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
    assert [fault.part for fault in look(raw).faults] == ["table"]
