"""Decisions: printed, kept in records, read back once, and described on a page of their own."""

import re

import pytest

from scarpwatch.config.load import known_keys
from scarpwatch.config.settings import Config
from scarpwatch.decisions import KINDS, decide, markdown, sentence


def test_a_decision_is_printed_with_its_reason(caplog: pytest.LogCaptureFixture) -> None:
    decision = decide("dem_error", "left out", "all baselines are 7.14 m", notable=True)
    printed = caplog.text
    assert "left out" in printed
    assert "all baselines are 7.14 m" in printed
    assert sentence(decision) == "DEM error: left out; all baselines are 7.14 m."


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(KeyError):
        decide("weather", "left out", "it rained")


def test_the_page_tells_every_kind_and_only_keys_that_exist() -> None:

    page = markdown()
    keys = list(known_keys(Config))
    for kind in KINDS.values():
        assert kind.title in page
        named = re.findall(r"`([a-z_]+(?:\.[a-z_]+)+)", " ".join(kind))
        assert set(named) <= set(keys), f"{kind.title} names keys that the config does not have"
