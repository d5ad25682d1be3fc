"""Section `velocity`."""

import pytest
from pydantic import ValidationError

from scarpwatch.config.velocity_settings import VelocitySettings


def test_defaults() -> None:
    settings = VelocitySettings()
    assert settings.annual
    assert not settings.semiannual
    assert settings.steps == []


def test_steps_are_dates() -> None:
    given = VelocitySettings(steps=["2024-09-18", 20250103])
    assert given.model_dump(mode="json")["steps"] == ["2024-09-18", "2025-01-03"]


@pytest.mark.parametrize(
    "values", [{"annual": "perhaps"}, {"linear": True}, {"steps": ["soon"]}, {"steps": "2024-09-18"}]
)
def test_refused(values: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        VelocitySettings(**values)
