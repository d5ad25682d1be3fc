"""Section `factors`."""

import json
from pathlib import Path

import pytest
from pydantic import ValidationError

from scarpwatch.config.susceptibility.factors import FactorsSettings


def test_what_is_not_given_is_left_out() -> None:
    settings = FactorsSettings(dem="dem.tif")
    assert settings.dem_band == 1
    assert all(getattr(settings, name) is None for name in ("ndvi", "lithology", "faults", "roads", "rivers"))
    assert FactorsSettings().dem is None  # the whole config asks for it, unless there is a ready table


def test_keys_of_classes_are_compared_as_the_values_of_the_map_are() -> None:
    def keys(**classes: str) -> list[str]:
        return list(
            FactorsSettings(dem="d", lithology={"file": "l.gpkg", "classes": classes}).lithology.classes
        )

    assert keys(**{" lime  stone": "a", "gre\u0300s": "b"}) == ["lime stone", "gr\u00e8s"]
    for twins in (["a ", "a"], ["gre\u0300s", "gr\u00e8s"]):
        with pytest.raises(ValidationError, match="stands there twice"):
            keys(**dict.fromkeys(twins, "x"))


def test_rivers_come_from_a_file_or_from_the_dem() -> None:
    assert FactorsSettings(dem="d", rivers={"from_dem_km2": 0.5}).rivers.from_dem_km2 == 0.5
    assert FactorsSettings(dem="d", rivers={"file": "r.gpkg"}).rivers.file.name == "r.gpkg"
    for rivers in ({}, {"file": "r.gpkg", "from_dem_km2": 0.5}):
        with pytest.raises(ValidationError, match="and not both"):
            FactorsSettings(dem="d", rivers=rivers)


def test_class_codes_survive_json() -> None:
    settings = FactorsSettings(dem="d", lithology={"file": "l.tif", "classes": {1: "shale", 2: "limestone"}})
    dumped = json.loads(settings.model_dump_json())
    assert dumped["lithology"]["classes"] == {"1": "shale", "2": "limestone"}
    assert FactorsSettings(**dumped) == settings


@pytest.mark.parametrize(
    "values", [{"dem": ""}, {"dem_band": 0}, {"slope_method": "other"}, {"distance_cap_m": 1}]
)
def test_refused(values: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        FactorsSettings(**{"dem": "d", **values})


def test_class_limits_are_the_studys_and_must_increase() -> None:
    classes = FactorsSettings(dem="d").classes
    assert classes.elevation == [228.4, 465.8, 703.2, 940.6]
    assert FactorsSettings(dem="d", classes={"slope": [10]}).classes.slope == [10]
    for wrong in ({"slope": [30, 15]}, {"slope": [15, 15]}, {"slope": []}, {"aspect": [90]}):
        with pytest.raises(ValidationError):
            FactorsSettings(dem="d", classes=wrong)


def test_several_files_and_layers() -> None:
    settings = FactorsSettings(dem=["a.tif", "b.tif"], ndvi="n.tif", layers={"faults": "active"})
    assert [path.name for path in settings.dem] == ["a.tif", "b.tif"]
    assert settings.ndvi.name == "n.tif"
    assert settings.layers == {"faults": "active"}
    with pytest.raises(ValidationError):
        FactorsSettings(dem="a.tif", layers={"fault": "active"})
    with pytest.raises(ValidationError):
        FactorsSettings(dem="a.tif", ndvi_reliability=4)


@pytest.mark.parametrize(
    ("files", "words"),
    [
        (["my-factor.py"], "my-factor.py cannot name a factor"),
        (["heat_load.txt"], "cannot name a factor"),
        (["a/heat.py", "b/heat.py"], "heat is the name of another factor"),
        (["slope.py"], "slope is the name of another factor"),
    ],
)
def test_a_plugin_is_named_as_a_column_can_be(files: list[str], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        FactorsSettings(plugins=files)
    assert FactorsSettings(plugins=["heat_load.py"]).plugins == [Path("heat_load.py")]
