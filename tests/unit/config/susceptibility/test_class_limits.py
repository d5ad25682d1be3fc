"""Section `factors.classes`: a key for each factor in numbers."""

import pytest
from pydantic import ValidationError

from scarpwatch.config.susceptibility.class_limits import ClassesSettings, require_increasing
from scarpwatch.factors.registry import BUILT_IN


def test_every_factor_in_numbers_has_a_key_with_the_limits_of_its_entry() -> None:
    found = ClassesSettings().model_dump()
    assert found.pop("fit_area") is True
    assert {name: tuple(limits or ()) for name, limits in found.items()} == {
        factor.name: factor.breaks for factor in BUILT_IN if factor.has_direction
    }


@pytest.mark.parametrize(
    "wrong", [{"slope": [30, 15]}, {"slope": None}, {"aspect": [90]}, {"plan_curvature": []}]
)
def test_limits_that_cannot_be_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        ClassesSettings(**wrong)


def test_limits_must_increase() -> None:
    require_increasing([1.0, 2.0])
    require_increasing(None)
    with pytest.raises(ValueError, match="must increase"):
        require_increasing([1.0, 1.0])
