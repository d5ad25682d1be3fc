"""Section `network`."""

import pytest
from pydantic import ValidationError

from scarpwatch.config.deformation.network import NetworkSettings


def test_defaults() -> None:
    settings = NetworkSettings()
    assert settings.neighbours == 3
    assert settings.if_disconnected == "stop"
    assert settings.max_days is None
    assert settings.max_baseline_m is None
    assert settings.min_coherence is None


@pytest.mark.parametrize(
    "values",
    [
        {"neighbours": 0},
        {"max_days": 0},
        {"max_baseline_m": 0},
        {"if_disconnected": "go_on"},
        {"min_coherence": 1.2},
    ],
)
def test_refused(values: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        NetworkSettings(**values)
