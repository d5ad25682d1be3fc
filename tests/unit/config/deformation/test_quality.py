"""Section `quality`."""

import pytest
from pydantic import ValidationError

from scarpwatch.config.deformation.quality import QualitySettings


def test_only_the_temporal_coherence_is_asked_for_by_default() -> None:
    settings = QualitySettings().model_dump()
    assert settings.pop("min_temporal_coherence") == 0.7
    assert set(settings.values()) == {None}


@pytest.mark.parametrize(
    "values",
    [
        {"min_temporal_coherence": 1.5},
        {"min_temporal_coherence": None},
        {"max_residual_rms_rad": 0},
        {"max_nonzero_closure_share": -0.1},
        {"min_pairs": 0},
        {"min_dates": 1},
        {"max_phase_bias_cm_per_year": 0},
    ],
)
def test_refused(values: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        QualitySettings(**values)
