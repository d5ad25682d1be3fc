"""The whole config: checks that span sections, and what every field must say."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from scarpwatch.config.load import bounds_of, section_of, section_path
from scarpwatch.config.settings import Config

SMALLEST: dict[str, Any] = {"name": "a", "factors": {"dem": "d.tif"}, "inventory": {"file": "i.gpkg"}}


def fields(model: type[BaseModel], prefix: str = "") -> Iterator[tuple[str, FieldInfo]]:
    for name, field in model.model_fields.items():
        yield prefix + name, field
        section = section_of(field)
        if section is not None:
            yield from fields(section, f"{prefix}{section_path(name, field)}.")


@pytest.mark.parametrize(("key", "field"), list(fields(Config)))
def test_every_field_is_described_and_every_number_has_unit_and_bounds(key: str, field: FieldInfo) -> None:
    assert field.description, key
    if section_of(field) is None and re.search(r"\b(int|float)\b", str(field.annotation)):
        extra = field.json_schema_extra
        assert isinstance(extra, dict), f"{key} has no unit"
        assert extra.get("unit"), f"{key} has no unit"
        assert bounds_of(field) or "list" in str(field.annotation), f"{key} has no bounds"


def test_the_smallest_config_takes_defaults_and_survives_json() -> None:
    config = Config.model_validate(SMALLEST)
    assert config.network.neighbours == 3
    assert config.sar is None
    assert Config.model_validate(json.loads(config.model_dump_json())) == config


def test_a_section_whose_keys_are_all_commented_out_takes_its_defaults() -> None:
    assert Config.model_validate({**SMALLEST, "network": None}).network.neighbours == 3


PLUGIN = str(Path(__file__).parents[2] / "plugins" / "naive_bayes.py")
MINTPY = {"sar": {"source": "mintpy", "folder": "mintpy"}}


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"inventory": None}, "nothing to compute"),
        ({"sar": {"source": "simulated"}}, "section demo is missing"),
        ({"sar": {"source": "simulated"}, "demo": {"landslides": 20, "landslide_units": 20}}, "is below"),
        ({"factors": None}, "factors.dem must be given"),
        ({"models": {"monotone": {"height": "increasing"}}}, "models.monotone names height"),
        (
            {"models": {"algorithms": ["rf", "logistic"], "monotone": {"slope": "increasing"}}},
            "models.algorithms has logistic, which cannot be held to rise or fall with slope",
        ),
        (
            {"models": {"plugins": [PLUGIN], "monotone": {"slope": "increasing"}}},
            "models.plugins has naive_bayes, which cannot be held to rise or fall with slope",
        ),
        ({"models": {"predictors_exclude": ["height"]}}, "height, which is no factor"),
        (
            {"models": {"apply": "../other/results"}, "zoning": {"method": "roc"}},
            "zoning.method is roc, which goes by held-out samples",
        ),
        ({"decomposition": {"other": "../descending/results"}}, "decomposition is given without sar"),
        (
            {**MINTPY, "inversion": {"reference": {"longitude": 113.6, "latitude": 23.6}}},
            r"inversion\.reference is given: a finished deformation has its own reference",
        ),
        ({**MINTPY, "corrections": {"delays": {"folder": "d"}}}, r"corrections\.delays is given"),
        ({"seed": -1}, "greater than or equal to 0"),
    ],
)
def test_sections_that_do_not_fit_together(change: dict[str, Any], fault: str) -> None:
    with pytest.raises(ValidationError, match=fault):
        Config.model_validate({**SMALLEST, **change})


def test_a_prospective_split_needs_the_column_of_dates() -> None:
    samples = {"split": "prospective", "prospective_date": "2020-01-01"}
    with pytest.raises(ValidationError, match=r"inventory\.date_column is not given"):
        Config(**{**SMALLEST, "samples": samples})
    Config(**{**SMALLEST, "samples": samples, "inventory": {"file": "i.gpkg", "date_column": "day"}})


def test_kinds_of_columns_reach_the_table_that_is_read() -> None:
    table = {"file": "t.csv", "label": "slid", "factors": ["soil", "wind", "rain"], "categorical": ["soil"]}
    more = {"soil": {"kind": "classes"}, "wind": {"kind": "circular"}, "rain": {"unit": "mm"}}
    raw = {"name": "a", "units": {"source": "table", "table": table}, "factors": {"more": more}}
    config = Config.model_validate(raw)
    assert config.units.table is not None
    assert (config.units.table.categorical, config.units.table.circular) == (["soil"], ["wind"])
    assert Config.model_validate(json.loads(config.model_dump_json())) == config
    more["wind"]["kind"] = "classes"
    raw["units"]["table"]["circular"] = ["wind"]
    with pytest.raises(
        ValidationError, match=r"factors\.more\.wind is classes, but units\.table says circular"
    ):
        Config.model_validate(raw)


@pytest.mark.parametrize(
    ("factor", "fault"),
    [
        ("road_m", None),
        ("rock", "no static factor that is a number"),
        ("facing", "no static factor that is a number"),
        ("rate", "no static factor that is a number"),
        ("distance", "no static factor that is a number"),
    ],
)
def test_an_inventory_is_thinned_by_a_static_number(factor: str, fault: str | None) -> None:
    table = {
        "file": "t.csv",
        "label": "slid",
        "factors": ["road_m", "rock", "facing"],
        "categorical": ["rock"],
    }
    table |= {"circular": ["facing"], "dynamic_factors": ["rate"], "until": "2025-01-01"}
    raw = {
        "name": "a",
        "units": {"source": "table", "table": table},
        "models": {"thinning": {"factors": [factor]}},
    }
    if fault is None:
        assert Config.model_validate(raw).models.thinning is not None
        return
    with pytest.raises(ValidationError, match=fault):
        Config.model_validate(raw)


@pytest.mark.parametrize(
    ("factor", "possible"),
    [("rock", True), ("road_m", False), ("facing", False), ("zone", False), ("absent", False)],
)
def test_regions_are_static_classes(factor: str, possible: bool) -> None:
    """Of a number nearly each unit would be a region, and the folds random ones under another name."""
    table = {
        "file": "t.csv",
        "label": "slid",
        "factors": ["road_m", "rock", "facing"],
        "circular": ["facing"],
    }
    table |= {"categorical": ["rock", "zone"], "dynamic_factors": ["zone"], "until": "2025-01-01"}
    raw = {"name": "a", "units": {"source": "table", "table": table}, "samples": {"regions": factor}}
    if possible:
        assert Config.model_validate(raw).samples.regions == factor
        return
    with pytest.raises(ValidationError, match=r"samples\.regions is .*name one \(rock\)"):
        Config.model_validate(raw)
