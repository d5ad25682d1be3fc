"""Section `sar`."""

import datetime

import pytest
from pydantic import ValidationError

from scarpwatch.config.deformation.sar import SarSettings


@pytest.mark.parametrize(
    ("values", "missing"),
    [
        ({"source": "slc_stack"}, "sar.scenes"),
        ({"source": "slc_stack", "scenes": "scenes.tsv"}, "sar.geometry"),
        ({"source": "slc_stack", "scenes": "s", "geometry": "g", "flattened": "false"}, "reference_look_rad"),
        ({"source": "gamma"}, "sar.folder"),
    ],
)
def test_each_source_needs_its_files(values: dict[str, str], missing: str) -> None:
    with pytest.raises(ValidationError, match=missing):
        SarSettings(**values)


def test_sources_with_their_files() -> None:
    SarSettings(source="simulated")
    SarSettings(source="gamma", folder="pairs")
    stack = SarSettings(source="slc_stack", scenes="scenes.tsv", geometry="geometry")
    assert stack.wavelength_m == pytest.approx(299792458 / 5.405000454334350e9, abs=1e-8)


def test_excluded_dates_are_dates() -> None:
    settings = SarSettings(source="simulated", exclude_dates=["2024-02-12", 20240307])
    assert settings.exclude_dates == [datetime.date(2024, 2, 12), datetime.date(2024, 3, 7)]


def test_an_unknown_source_is_refused() -> None:
    with pytest.raises(ValidationError):
        SarSettings(source="sentinel")


def test_the_time_of_the_images_is_one_of_the_day() -> None:
    given = SarSettings(source="simulated", acquisition_time="05:31")
    assert given.acquisition_time == datetime.time(5, 31)
    assert given.model_dump(mode="json")["acquisition_time"] == "05:31:00"
    for wrong in (331, 5.5, "soon", "05:31+02:00", True):
        with pytest.raises(ValidationError, match="in quotes"):
            SarSettings(source="simulated", acquisition_time=wrong)
