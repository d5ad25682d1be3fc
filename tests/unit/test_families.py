"""The registry of families, and what follows from it."""

import re
from pathlib import Path

import pytest

from scarpwatch.config.deformation.sar import SarSettings
from scarpwatch.families import FAMILIES, FORMS, described, form_of


def test_the_config_takes_each_family_and_no_other():
    for name in (*FAMILIES, "auto"):
        assert SarSettings(source=name, folder=Path("products")).source == name
    with pytest.raises(ValueError, match="'hyp3', 'licsar'"):
        SarSettings(source="hyp4", folder=Path("products"))


def test_every_family_is_described_under_what_it_brings():
    text = described()
    for name, family in FAMILIES.items():
        part = text[text.index(FORMS[family.form]) :].partition(".")[0]
        assert f"`{name}`" in part


def test_what_a_source_brings():
    assert [form_of(name) for name in ("hyp3", "opera", "mintpy", "slc_stack", "simulated")] == [
        "pairs",
        "scenes",
        "deformation",
        "scenes",
        "scenes",
    ]
    assert form_of(None) is form_of("auto") is None


def test_patterns_can_be_read():
    for family in FAMILIES.values():
        assert re.compile(family.pattern).search("notes.txt") is None
