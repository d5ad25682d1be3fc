"""Section `interferograms`."""

import pytest
from pydantic import ValidationError

from scarpwatch.config.deformation.interferograms import InterferogramsSettings


def test_defaults() -> None:
    settings = InterferogramsSettings()
    assert (settings.looks_azimuth, settings.looks_range, settings.goldstein_alpha) == (4, 4, 0.5)


@pytest.mark.parametrize("values", [{"looks_azimuth": 0}, {"looks_range": 2.5}, {"goldstein_alpha": 1.1}])
def test_refused(values: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        InterferogramsSettings(**values)
