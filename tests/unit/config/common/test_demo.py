"""Section `demo`."""

import datetime
import itertools

import pytest
from pydantic import ValidationError

from scarpwatch.config.common.demo import DemoSettings


def test_dates_span_two_years_on_the_repeat_cycle() -> None:
    dates = DemoSettings().dates()
    assert len(dates) == 24
    assert dates[0] == datetime.date(2024, 1, 7)
    assert 700 <= (dates[-1] - dates[0]).days <= 731
    steps = [(second - first).days for first, second in itertools.pairwise(dates)]
    assert set(steps) == {24, 36}


@pytest.mark.parametrize("interval", [12, 17.3, 31, 366])
def test_another_scene_changes_no_earlier_date(interval: float) -> None:
    longest = DemoSettings(scenes=60, mean_interval_days=interval).dates()
    assert len(set(longest)) == 60
    for scenes in (2, 24, 25, 59):
        assert DemoSettings(scenes=scenes, mean_interval_days=interval).dates() == longest[:scenes]


@pytest.mark.parametrize(
    "values",
    [{"scenes": 1}, {"mean_interval_days": 6}, {"landslide_units": 362}, {"rate_effect": -1}, {"size_km": 0}],
)
def test_refused(values: dict[str, float]) -> None:
    with pytest.raises(ValidationError):
        DemoSettings(**values)
