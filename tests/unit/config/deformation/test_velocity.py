"""Section `velocity`."""

import pytest
from pydantic import ValidationError

from scarpwatch.config.deformation.velocity import VelocitySettings


def test_defaults() -> None:
    settings = VelocitySettings()
    assert settings.annual
    assert not settings.semiannual
    assert settings.steps == []


def test_steps_are_dates() -> None:
    given = VelocitySettings(steps=["2024-09-18", 20250103])
    assert given.model_dump(mode="json")["steps"] == ["2024-09-18", "2025-01-03"]


def test_steps_may_have_a_time_which_is_utc() -> None:
    given = VelocitySettings(steps=["2024-09-18T13:00", "2024-09-18T15:00+02:00", "2024-09-18T13:00Z"])
    assert given.model_dump(mode="json")["steps"] == 3 * ["2024-09-18T13:00:00"]


@pytest.mark.parametrize(
    "values", [{"annual": "perhaps"}, {"linear": True}, {"steps": ["soon"]}, {"steps": "2024-09-18"}]
)
def test_refused(values: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        VelocitySettings(**values)
