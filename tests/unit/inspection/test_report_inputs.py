"""Inputs that only the report uses."""

import geopandas as gpd
import numpy as np
import pytest
from own_factor_files import GRID, write_own_factors
from photo_makers import write_photo
from shapely.geometry import LineString, Point, box

from scarpwatch.config import load_config
from scarpwatch.errors import InputError
from scarpwatch.inputs.rasters.checks import Area
from scarpwatch.inspection.checks import check_inputs
from scarpwatch.inspection.input_files import input_files, require_files
from scarpwatch.inspection.inputs_look import look_at_inputs
from scarpwatch.inspection.report_inputs import (
    check_own_photos,
    exposed_key,
    report_checks,
    report_outlines,
    report_titles,
)

REPORT = {
    "places": {"file": "places.gpkg"},
    "exposure": {
        "roads": {"file": "tracks.gpkg", "title": "Forest roads"},
        "houses": {"file": "houses.gpkg"},
    },
    "photos": {"folder": "photos"},
}


@pytest.fixture
def config(tmp_path, monkeypatch):
    write_own_factors(tmp_path)
    monkeypatch.chdir(tmp_path)
    left, bottom, right, top = GRID.bounds
    middle = Point((left + right) / 2, (bottom + top) / 2)
    gpd.GeoDataFrame({"name": ["Town"]}, geometry=[middle], crs=GRID.crs).to_file("places.gpkg")
    gpd.GeoDataFrame(
        {"id": [1]}, geometry=[LineString([(left, bottom), (right, top)])], crs=GRID.crs
    ).to_file("tracks.gpkg")
    gpd.GeoDataFrame({"id": [1]}, geometry=[middle.buffer(5)], crs=GRID.crs).to_file("houses.gpkg")
    write_photo(
        tmp_path / "photos/a.jpg", tuple(gpd.GeoSeries([middle], crs=GRID.crs).to_crs(4326)[0].coords[0])
    )
    raw = {"name": "a", "factors": {"dem": "dem.tif"}, "inventory": {"file": "slides.gpkg"}, "report": REPORT}
    return load_config({**raw, "sar": None, "demo": None}, "a.yaml")


def test_each_is_checked_under_its_name(config):
    area = Area("dem.tif", 1, GRID.crs, GRID.bounds)
    found = {name: check(area) for name, check in report_checks(config)}
    assert list(found) == ["places", "report.exposure.roads", "report.exposure.houses", "photos"]
    assert found["photos"]["photographs"] == 1 == check_own_photos(config, None)["photographs"]
    assert found["report.exposure.roads"]["geometry"] == "LineString"
    assert set(found) < set(check_inputs(config))
    assert [name for name, _ in report_outlines(config)] == list(found)[:3]
    assert all(make().ring.shape[1] == 2 for _, make in report_outlines(config))


def test_people_read_their_titles(config):
    assert report_titles(config) == {
        exposed_key("roads"): "Exposed: Forest roads",
        exposed_key("houses"): "Exposed: houses",
    }
    look = look_at_inputs(config)
    assert not [fault for fault in look.faults if fault.part in ("places", "photos", *report_titles(config))]
    assert {"places", "photos", *report_titles(config)} <= {finding.part for finding in look.findings}


def test_all_that_is_missing_is_told_at_once(config, tmp_path):
    keys = dict(input_files(config))
    assert {"report.places.file", "report.exposure.roads.file", "report.photos.folder"} <= set(keys)
    (tmp_path / "places.gpkg").unlink()
    (tmp_path / "tracks.gpkg").unlink()
    with pytest.raises(
        InputError, match=r"report.places.file names it.*tracks.gpkg \(report.exposure.roads.file\)"
    ):
        require_files(config)
    faults = {fault.part for fault in look_at_inputs(config).faults}
    assert {"places", "report.exposure.roads"} <= faults


@pytest.fixture
def of_table(config):
    """The same inputs beside a ready table of the same ground, with outlines or as points."""

    def made(*, outlines: bool):
        left, bottom, _, top = GRID.bounds
        side = (top - bottom) / 90
        squares = [box(left, bottom + side * k, left + side, bottom + side * (k + 1)) for k in range(90)]
        table = {"slope": np.linspace(1, 40, 90), "slid": [0, 1, 0] * 30}
        units = gpd.GeoDataFrame(table, geometry=squares, crs=GRID.crs)
        (units if outlines else units.set_geometry(units.centroid)).to_file("units.gpkg")
        settings = {"file": "units.gpkg", "label": "slid", "factors": ["slope"], "min_landslides": 10}
        report = {key: REPORT[key] for key in ("places", "exposure")}
        return load_config(
            {"name": "a", "units": {"source": "table", "table": settings}, "report": report}, "a"
        )

    return made


def test_units_of_a_table_with_outlines_are_told_them_too(of_table):
    config = of_table(outlines=True)
    names = ["places", "report.exposure.roads", "report.exposure.houses"]
    assert list(check_inputs(config)) == ["table", *names]
    look = look_at_inputs(config)
    assert not look.faults and set(names) <= {finding.part for finding in look.findings}
    assert look.titles[exposed_key("roads")] == "Exposed: Forest roads"


def test_of_a_table_without_outlines_they_are_refused_with_the_reason(of_table):
    config = of_table(outlines=False)
    with pytest.raises(InputError, match=r"no outlines.*\(report.places and report.exposure\).*leave .* out"):
        check_inputs(config)
    (fault,) = look_at_inputs(config).faults
    assert fault.item == "units.gpkg" and "no outlines" in fault.value
