"""All inputs are looked at, whatever is wrong with them, in the middle of a project."""

import csv
import shutil

import geopandas as gpd
import pytest
import yaml
from shapely.geometry import Point


@pytest.fixture
def area(project):
    (project.folder / "in").mkdir()
    yield project
    for name in ("in", "results"):
        shutil.rmtree(project.folder / name, ignore_errors=True)


def test_all_faults_are_told_by_one_command(area):
    points = gpd.GeoDataFrame(geometry=[Point(740_000, 4_060_000)] * 40, crs=32616)
    points.to_file(area.folder / "in" / "landslides.gpkg")
    (area.folder / "in" / "ndvi.tif").write_text("nothing")
    (area.folder / "in" / "scenes.tsv").write_text("date\tfile\n2024-01-07\tnone.tif\n")
    config = {
        "name": "Test",
        "sar": {"source": "slc_stack", "scenes": "in/scenes.tsv", "geometry": "in/none"},
        "factors": {"dem": "in/dem.tif", "ndvi": "in/ndvi.tif", "roads": "in/roads.gpkg"},
        "inventory": {"file": "in/landslides.gpkg"},
    }
    (area.folder / "run.yaml").write_text(yaml.safe_dump(config))
    printed = area.snakemake("inspect_inputs")
    assert "5 faults end a run before it begins" in printed
    for file in ("in/dem.tif", "in/ndvi.tif", "in/roads.gpkg", "in/none"):
        assert file in printed
    assert "Traceback" not in printed
    assert "5 faults" in (area.folder / "results" / "inputs.html").read_text()
    with open(area.folder / "results" / "inputs.tsv", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t"))
    assert sorted(row["input"] for row in rows if row["status"] == "fault") == [
        "dem",
        "ndvi",
        "roads",
        "sar",
        "sar",
    ]
