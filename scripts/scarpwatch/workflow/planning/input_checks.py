"""The checks of the inputs themselves while a run is planned, before any job.

Checked here and not by a step that the others wait for. Such a step would have to run again for every new scene, and all
that comes after it too (`ancient` is no way out. Snakemake 9 does not look for other reasons to run a job that stands
behind one that runs). The demo's inputs are made by the workflow. What reads images is imported where it is used.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from scarpwatch.config.settings import Config
from scarpwatch.inputs.series_files import list_series, series_window
from scarpwatch.workflow.planning.stack import Stack

Tell = Callable[[str], None]


def check_given(config: Config, tell: Tell) -> Mapping[str, str]:
    """Check the inputs; names of pairs that hold nothing, with the reason.

    Parameters
    ----------
    tell : takes what people should know

    Raises
    ------
    InputError, ConfigError
        For the first fault.
    """
    from scarpwatch.inspection.checks import check_inputs

    found = check_inputs(config)
    _tell_notes(found, tell)
    unusable: Mapping[str, str] = found.get("sar", {}).get("unusable", {})
    for pair, why in unusable.items():
        tell(f"sar: {pair} is left out: {why}")
    return unusable


def check_series(config: Config, stack: Stack | None, tell: Tell) -> None:
    """Check the series of the user's own factors that go up to the date of the assessment, the last of the stack.

    Beside the demo's ground, which is not made yet, dates are looked at alone, those of series that end elsewhere too.

    Raises
    ------
    InputError
        As :func:`scarpwatch.inputs.series_checks.check_series`.
    """
    if stack is None or not stack.dates:
        return
    until = stack.dates[-1]
    if stack.source != "simulated":
        from scarpwatch.inspection.checks import check_dynamic

        _tell_notes(check_dynamic(config, until), tell)
        return
    for name, own in config.factors.more.items():
        if own.series is not None:
            key = f"factors.more.{name}"
            files = list_series(own.series, key=key)
            window = series_window(
                files, own.until or until, own.days, key=key, most_missing=own.most_missing
            )
            _tell_notes({key: {"notes": window.notes()}}, tell)


def _tell_notes(found: Mapping[str, Any], tell: Tell) -> None:
    for name, part in found.items():
        for note in part.get("notes", []) if isinstance(part, dict) else []:
            tell(f"{name}: {note}")
