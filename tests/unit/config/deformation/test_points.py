"""Section `points`."""

import pytest
from pydantic import ValidationError

from scarpwatch.config.deformation.points import PointsSettings

DAM = {"name": "Dam", "longitude": -84.25, "latitude": 36.5}


def test_places_are_given_by_name_and_position() -> None:
    settings = PointsSettings(places=[DAM, {**DAM, "name": 12}])
    assert [place.name for place in settings.places] == ["Dam", "12"]
    assert settings.fastest == 6
    assert PointsSettings().places == []


@pytest.mark.parametrize(
    "values",
    [
        {"places": [DAM, DAM]},
        {"places": [{"name": "Dam", "longitude": -84.25}]},
        {"places": [{**DAM, "latitude": 95}]},
        {"places": [{**DAM, "name": " "}]},
        {"fastest": -1},
    ],
)
def test_refused(values: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        PointsSettings(**values)
