"""Section `corrections`."""

import pytest
from pydantic import ValidationError

from scarpwatch.config.corrections_settings import CorrectionsSettings


def test_defaults() -> None:
    settings = CorrectionsSettings()
    assert settings.ramp_and_height
    assert settings.dem_error


@pytest.mark.parametrize("values", [{"ramp_and_height": "perhaps"}, {"dem_error": 3}])
def test_refused(values: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        CorrectionsSettings(**values)
