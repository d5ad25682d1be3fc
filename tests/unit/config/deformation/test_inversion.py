"""Section `inversion`."""

import pytest
from pydantic import ValidationError

from scarpwatch.config.deformation.inversion import InversionSettings, ReferencePoint


def test_a_reference_point_can_be_given() -> None:
    settings = InversionSettings(reference={"longitude": -99.185, "latitude": 19.41})
    assert settings.reference == ReferencePoint(longitude=-99.185, latitude=19.41)


@pytest.mark.parametrize(
    "values",
    [
        {"reference_window": 4},
        {"reference": {"longitude": 200, "latitude": 0}},
        {"reference": {"longitude": 20}},
        {"weights": "coherence"},
        {"robust": "huber"},
        {"memory_mb": 100},
        {"reference_min_coherence": 1.5},
    ],
)
def test_refused(values: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        InversionSettings(**values)
