"""Section `corrections`."""

import pytest
from pydantic import ValidationError

from scarpwatch.config.deformation.corrections import CorrectionsSettings


def test_defaults() -> None:
    settings = CorrectionsSettings()
    assert settings.ramp_and_height
    assert settings.dem_error
    assert settings.delays is None
    assert settings.turbulence_filter is None


def test_delays_are_of_the_zenith_unless_it_is_said() -> None:
    settings = CorrectionsSettings(delays={"folder": "gacos"}, turbulence_filter={})
    assert settings.delays is not None
    assert settings.delays.direction == "zenith"
    assert settings.turbulence_filter is not None
    assert (settings.turbulence_filter.length_m, settings.turbulence_filter.days) == (2000, 60)


@pytest.mark.parametrize(
    "values",
    [
        {"ramp_and_height": "perhaps"},
        {"dem_error": 3},
        {"delays": {"direction": "zenith"}},
        {"delays": {"folder": "gacos", "direction": "up"}},
        {"turbulence_filter": {"length_m": 0}},
        {"turbulence_filter": {"days": 0}},
    ],
)
def test_refused(values: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        CorrectionsSettings(**values)
