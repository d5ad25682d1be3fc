"""What a style says, apart from the form in which a program reads it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from scarpwatch.grids.products import Classes

Shape = Literal["polygon", "point"]
Operator = Literal["=", ">", ">=", "<", "is null"]


class Ramp(NamedTuple):
    """Colours of the numbers of a raster, interpolated between the values that are given.

    Attributes
    ----------
    stops : (value, colour such as ``#55abe0``), ascending
    unit : for the legend, empty if there is none
    """

    stops: tuple[tuple[float, str], ...]
    unit: str = ""


class Condition(NamedTuple):
    """What a rule asks of a column; ``is null`` has no value."""

    column: str
    operator: Operator
    value: float | str | None = None


class Rule(NamedTuple):
    """How the shapes are drawn that meet all of some conditions.

    Attributes
    ----------
    label : of the legend
    conditions : none: every shape
    colour : of the fill, None: none
    hatched : whether thin dark lines go over it
    """

    label: str
    conditions: tuple[Condition, ...]
    colour: str | None
    hatched: bool = False


class Shapes(NamedTuple):
    """How polygons or points are drawn: all rules that a shape meets, the later above the earlier.

    Attributes
    ----------
    labels : column whose text is written beside the shapes, or None
    """

    shape: Shape
    rules: tuple[Rule, ...]
    labels: str | None = None


Style = Classes | Ramp | Shapes


def even_stops(colours: Sequence[str], low: float, high: float) -> tuple[tuple[float, str], ...]:
    """Colours at equal steps from one value to another."""
    steps = len(colours) - 1
    return tuple(
        (round(low + (high - low) * number / steps, 10), colour) for number, colour in enumerate(colours)
    )
