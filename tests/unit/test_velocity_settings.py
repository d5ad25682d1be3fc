"""Section `velocity`."""

import pytest
from pydantic import ValidationError

from scarpwatch.config.velocity_settings import VelocitySettings


def test_defaults() -> None:
    settings = VelocitySettings()
    assert settings.annual
    assert not settings.semiannual


@pytest.mark.parametrize("values", [{"annual": "perhaps"}, {"linear": True}])
def test_refused(values: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        VelocitySettings(**values)
