"""Section `unwrapping`."""

import pytest
from pydantic import ValidationError

from scarpwatch.config.deformation.unwrapping import UnwrappingSettings


def test_defaults() -> None:
    settings = UnwrappingSettings()
    assert settings.method == "whirlwind"
    assert settings.min_coherence == 0.15


@pytest.mark.parametrize("values", [{"method": "magic"}, {"min_coherence": 1.0}, {"min_coherence": -0.1}])
def test_refused(values: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        UnwrappingSettings(**values)
