"""What is known of a learning algorithm before its code is loaded: its name, its look, and what a config may ask of it.

Steps are given these facts as parameters and import no registry, so that a new algorithm reruns no step of another one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

Line = str | tuple[int, tuple[int, ...]]
"""A line style of matplotlib: a name, or an offset with lengths of dashes and gaps."""


@dataclass(frozen=True)
class AlgorithmLook:
    """What figures, tables and report need to know of an algorithm.

    Attributes
    ----------
    name : in the config, and of its folder of results
    short : as figures call its models
    colour : a colour of matplotlib
    line : how its curves are drawn
    importance : what its own measure of importance is called above a panel of bars
    measure : the same in words, for the notes of tables
    orders_factors : whether its importance counts in the order of the factors in the study's layout, which is one of
        models of trees
    """

    name: str
    short: str
    colour: str = "#444444"
    line: Line = "-"
    importance: str = "gain"
    measure: str = "gain"
    orders_factors: bool = True


@dataclass(frozen=True)
class Algorithm(AlgorithmLook):
    """One algorithm, whole, but for its code.

    Attributes
    ----------
    title : in words, within a sentence
    takes_monotone : whether its index can be held to rise or fall with a column; an ensemble's if its members' can
    ensemble : whether it is made of the other algorithms of a run
    """

    title: str = ""
    takes_monotone: bool = True
    ensemble: bool = False


def look_record(algorithm: AlgorithmLook) -> dict[str, Any]:
    """The look of an algorithm, for the parameters of a rule."""
    return {field.name: getattr(algorithm, field.name) for field in fields(AlgorithmLook)}


def read_looks(records: Iterable[Mapping[str, Any]]) -> dict[str, AlgorithmLook]:
    """The looks in such records by name, in their order."""
    looks = [AlgorithmLook(**{**record, "line": read_line(record["line"])}) for record in records]
    return {look.name: look for look in looks}


def model_name(look: AlgorithmLook, coupled: bool) -> str:
    """Name of a model as figures show it: ``XGBoost``, or ``SAR+XGBoost`` for the coupled one."""
    return f"SAR+{look.short}" if coupled else look.short


def measures(looks: Iterable[AlgorithmLook]) -> str:
    """What the importance of some algorithms is, in words."""
    return ", ".join(dict.fromkeys(look.measure for look in looks))


def ordering(looks: Iterable[AlgorithmLook], names: Sequence[str]) -> list[str]:
    """Those of some names whose importance orders the factors; all of them if there are none."""
    counted = {look.name for look in looks if look.orders_factors}
    return [name for name in names if name in counted] or list(names)


def read_line(line: Any) -> Line:
    """A line style as JSON or a user's list gives it."""
    if isinstance(line, str):
        return line
    offset, dashes = line
    return int(offset), tuple(int(length) for length in dashes)
