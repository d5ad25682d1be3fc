"""Steps called one after the other in one job, each with what the rule says that has it as a job of its own.

The step of a figure or of a table takes a second of work, and two to start and to load what draws it. The rules of single figures stay, for
those who ask for one, and as the place that says what each is drawn from.
"""

from __future__ import annotations

import gc
import importlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import PurePath
from types import SimpleNamespace
from typing import Any, NamedTuple

from scarpwatch.errors import ScarpWatchError
from scarpwatch.workflow.logs import log


class StepCall(NamedTuple):
    """A job of a rule, as Snakemake would plan it alone."""

    rule: Any
    wildcards: Mapping[str, str]

    @property
    def inputs(self) -> Any:
        """Its input files, by name; users' own are marked as ``ancient``."""
        return self.rule.expand_input(self.wildcards)[0]

    @property
    def outputs(self) -> Any:
        """Its output files, by name."""
        return self.rule.expand_output(self.wildcards)[0]

    def record(self) -> dict[str, Any]:
        """What its step is called with, as plain values: ``step``, ``input``, ``output``, ``params``, ``wildcards``."""
        inputs, outputs = self.inputs, self.outputs
        params, _ = self.rule.expand_params(self.wildcards, inputs, outputs, None)
        return {
            "step": self.rule.name,
            "input": _by_name(inputs),
            "output": _by_name(outputs),
            "params": dict(params.items()),
            "wildcards": dict(self.wildcards),
        }


def _by_name(files: Any) -> dict[str, str | list[str]]:
    return {
        name: str(found) if isinstance(found, str) else [str(file) for file in found]
        for name, found in files.items()
    }


def step_calls(rules: Iterable[Any], files: Sequence[str]) -> list[StepCall]:
    """The jobs that make some files, in the order of their rules.

    Parameters
    ----------
    rules : those of Snakemake's that may make them; of two that make the same file the last counts
    """
    rules = list(rules)
    found: dict[tuple[int, tuple[str, ...]], StepCall] = {}
    for file in files:
        places = [place for place, rule in enumerate(rules) if rule.is_producer(file)]
        wildcards = rules[places[-1]].get_wildcards(file)
        key = (places[-1], tuple(f"{name}={value}" for name, value in sorted(wildcards.items())))
        found[key] = StepCall(rules[places[-1]], wildcards)
    return [found[key] for key in sorted(found)]


def outputs_of(calls: Iterable[StepCall]) -> list[str]:
    """All files that the calls make."""
    return [str(file) for call in calls for file in call.outputs]


def inputs_of(calls: Iterable[StepCall], ancient: Callable[[str], Any]) -> list[Any]:
    """All files that the calls read, each once.

    Parameters
    ----------
    ancient : Snakemake's mark of files whose times do not count
    """
    files = {str(file): file.is_ancient for call in calls for file in call.inputs}
    return [ancient(file) if marked else file for file, marked in files.items()]


def figures_asked_for(targets: Iterable[str]) -> bool:
    """Whether single figures are among the files that people ask for."""
    return any(PurePath(target).parent.name == "figures" for target in targets)


def run_calls(records: Iterable[Mapping[str, Any]]) -> None:
    """Call the step of each record of :meth:`StepCall.record`.

    Raises
    ------
    RuntimeError
        Naming the step, where one ends with an error that has no message for people.
    """
    for record in records:
        step = record["step"]
        log.info(step)
        call = {name: SimpleNamespace(**record[name]) for name in ("input", "output", "params", "wildcards")}
        try:
            importlib.import_module(step).main(SimpleNamespace(**call))
        except (ScarpWatchError, OSError, MemoryError):  # `run_step` has words of its own for these
            log.error(f"{step} ended with an error")
            raise
        except Exception as error:
            raise RuntimeError(f"{step}: {type(error).__name__}: {error}") from error
        gc.collect()  # figures refer to themselves, and would pile up
