"""How long a run still takes, from what its finished steps took."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

ENOUGH_S = 5.0  # seconds of finished work before anything is said


@dataclass
class Pace:
    """Times of the steps of a run.

    Attributes
    ----------
    typical : seconds of a step of each rule where nothing better is known
    planned : steps of each rule in this run
    """

    typical: Mapping[str, float]
    planned: Counter[str] = field(default_factory=Counter)
    _running: dict[int, tuple[str, float]] = field(default_factory=dict)
    _ended: Counter[str] = field(default_factory=Counter)
    _spent: Counter[str] = field(default_factory=Counter)

    def start(self, job: int, rule: str, now: float) -> None:
        """A step starts, at ``now`` in seconds of any clock."""
        self._running[job] = (rule, now)

    def end(self, job: int, now: float) -> None:
        """A step ends."""
        rule, began = self._running.pop(job)
        self._ended[rule] += 1
        self._spent[rule] += now - began  # type: ignore[assignment]

    def left(self, elapsed: float, now: float) -> float | None:
        """Seconds until the last step ends, ``None`` as long as too little has ended to tell.

        A rule's step takes what its steps took in this run on average, and one of which none has ended what it
        typically takes, times the ratio of both over what has ended. As many steps run at a time as did so far.

        Parameters
        ----------
        elapsed : seconds since the run began
        now : the clock of ``start`` and ``end``
        """
        spent = float(sum(self._spent.values()))
        if spent < ENOUGH_S:
            return None
        usual = sum(number * self.typical.get(rule, 0.0) for rule, number in self._ended.items())
        scale = spent / usual if usual else 1.0
        expected = {
            rule: (
                self._spent[rule] / self._ended[rule]
                if self._ended[rule]
                else scale * self.typical.get(rule, 0.0)
            )
            for rule in self.planned
        }
        todo = sum(
            max(number - self._ended[rule], 0) * expected[rule] for rule, number in self.planned.items()
        )
        at_work = 0.0
        for rule, began in self._running.values():
            at_work += now - began
            todo -= min(now - began, expected.get(rule, 0.0))
        return max(todo, 0.0) / max((spent + at_work) / max(elapsed, 1e-9), 1e-9)


def in_words(seconds: float | None) -> str:
    """A time left as people say it; empty where it is not known."""
    if seconds is None:
        return ""
    if seconds < 60:
        return "less than 1 min left"
    if seconds < 90 * 60:
        return f"about {seconds / 60:.0f} min left"
    return f"about {seconds / 3600:.1f} h left"
