import pytest
from pydantic import ValidationError

from scarpwatch.config.deformation.closure import ClosureSettings


def test_repair_and_bridging_are_on_unless_switched_off():
    settings = ClosureSettings()
    assert settings.repair
    assert settings.bridge_gap
    off = ClosureSettings(repair=False, bridge_gap=None)
    assert not off.repair
    assert off.bridge_gap is None


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("bias_window", 4, "odd"),
        ("bias_window", 17, "15"),
        ("bridge_gap", 0, "1"),
        ("repair", "often", "valid boolean"),
    ],
)
def test_values_out_of_bounds_are_refused(key, value, words):
    with pytest.raises(ValidationError, match=words):
        ClosureSettings(**{key: value})
