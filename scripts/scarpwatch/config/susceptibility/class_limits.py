"""Section `factors.classes`: the limits of the classes of the thematic maps, a key for each factor in numbers."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from pydantic import create_model, field_validator

from scarpwatch.config.common.base import Real, Section, setting
from scarpwatch.factors.factor import Factor
from scarpwatch.factors.registry import BUILT_IN

MOST_LIMITS = 20


def require_increasing(limits: list[float] | None) -> None:
    """Refuse limits that do not increase (ValueError)."""
    if limits and any(first >= second for first, second in pairwise(limits)):
        raise ValueError("the limits must increase from each to the next")


class ClassLimits(Section):
    """Classes of the thematic maps. The models use the numbers, not the classes.

    The defaults are those of Table 3 of Liang et al. (2026), whose text calls rates within 1 cm/yr stable and
    up to 2 cm/yr moderate; null stands for round limits made for the area. The study has no classes of NDVI and of
    cumulative deformation. Aspect has eight sectors and flat ground, lithology its own classes. The report's tables and
    sentences go by the limits of the deformation rate too; the class that holds zero is called stable there.
    """

    fit_area: bool = setting(
        True,
        description="Where more than 80 % of the area (90 % for curvatures and deformation) lies in one class, use round limits made for the area "
        "instead; maps and files then say so.",
    )

    @field_validator("*")
    @classmethod
    def _increasing(cls, value: Any) -> Any:
        if isinstance(value, list):
            require_increasing(value)
        return value


def _limits(factor: Factor) -> Any:
    what = f"Inner class limits of {factor.title if factor.title.isupper() else factor.title.lower()}, increasing."
    size: dict[str, Any] = {"unit": factor.unit or "1", "min_length": 1, "max_length": MOST_LIMITS}
    if factor.breaks:
        return (list[Real], setting(lambda: list(factor.breaks), description=what, **size))
    return (list[Real] | None, setting(None, description=f"{what} null: made for the area.", **size))


if TYPE_CHECKING:
    ClassesSettings = ClassLimits
else:
    ClassesSettings = create_model(
        "ClassesSettings",
        __base__=ClassLimits,
        __doc__=ClassLimits.__doc__,
        **{factor.name: _limits(factor) for factor in BUILT_IN if factor.has_direction},
    )
