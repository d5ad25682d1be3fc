"""Section `report`."""

import pytest
from pydantic import ValidationError

from scarpwatch.config.common.report import ReportSettings
from scarpwatch.config.load import load_config
from scarpwatch.errors import ConfigError

ROADS = {"roads": {"file": "roads.gpkg"}}
AREA = {"name": "a", "factors": {"dem": "dem.tif"}, "inventory": {"file": "slides.gpkg"}}


def test_nothing_is_told_and_the_study_is_not_printed_unless_asked_for():
    report = ReportSettings()
    assert (report.places, report.exposure, report.photos) == (None, {}, None)
    assert not report.compare_with_study


@pytest.mark.parametrize("name", ["Roads", "2nd", "a b", "", "a" * 41])
def test_names_that_are_no_columns_are_refused(name):
    with pytest.raises(ValidationError, match="no name of small letters"):
        ReportSettings(exposure={name: {"file": "a.gpkg"}})


def test_exposure_is_that_of_units():
    load_config({**AREA, "report": {"exposure": ROADS}}, "a.yaml")
    with pytest.raises(ConfigError, match=r"report.exposure cannot be told.*no inventory"):
        load_config({**AREA, "inventory": None, "sar": None, "report": {"exposure": ROADS}}, "a.yaml")
    table = {"source": "table", "table": {"file": "t.csv", "label": "y", "factors": ["slope"]}}
    load_config({"name": "a", "units": table, "report": {"places": {"file": "p.csv"}}}, "a.yaml")
