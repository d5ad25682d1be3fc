"""What every rule has that its text need not repeat: its log, memory, run time and the digest of its code."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

# Tables and figures of the demo take 100 to 400 MB (peak resident set), but some of these steps grow with the area:
# distances over 25 million cells take 580, a pair of 14 million cells 350. With less, large areas would have their steps
# end and be tried again; with more, light ones would wait longer on a cluster.
MEMORY_MB = 1500
RUNTIME_MIN = 15
LOGS = "results/logs"
_DATE = re.compile(r"_\d{8}$")
_WILDCARD = re.compile(r"\{\s*([A-Za-z_]\w*)\s*[,}]")


def memory(base: int) -> Callable[[Any, int], int]:
    """Memory in MB that grows with every attempt, as Snakemake asks for it."""

    def requested(wildcards: Any, attempt: int) -> int:
        return base * attempt

    return requested


def step_of(rule: str) -> str:
    """The step that a rule runs: its name, for rules of single dates (``unwrap_phase_20240119``) without the date."""
    return _DATE.sub("", rule)


def complete_rules(workflow: Any, digest: Callable[[str], str]) -> None:
    """Give the rules what they do not say themselves; one without a script (a target) is left as it is.

    Parameters
    ----------
    workflow : Snakemake's, whose rules are changed in place
    digest : of the code of a step, by its name; asked for only when a job of the rule is planned
    """
    defaults: dict[str, Any] = {"mem_mb": memory(MEMORY_MB), "runtime": RUNTIME_MIN}
    for rule in workflow.rules:
        if rule.script is None:
            continue
        if not rule.log:
            rule.log_modifier = workflow.modifier.path_modifier
            rule.set_log(log_path(rule.name, rule.output[0] if rule.output else ""))
        stated = rule.ruleinfo.resources[1] if rule.ruleinfo.resources else {}
        # By --set-resources, where the name of a step stands for the rules of all its dates.
        told: dict[str, None] = {}
        for name in dict.fromkeys((step_of(rule.name), rule.name)):
            given = workflow.resource_settings._parsed_overwrite_resources.get(name, {})
            rule.resources.update(given)
            told.update(dict.fromkeys(given))
        for key, value in defaults.items():
            if key not in stated and key not in told:
                rule.resources[key] = value
        rule.set_params(library=_for_jobs(digest, step_of(rule.name)))


def log_path(rule: str, output: str) -> str:
    """The log of a rule: one file, or one for each job, named by the wildcards in the order of the first output.

    Parameters
    ----------
    output : pattern of the first output
    """
    wildcards = list(dict.fromkeys(_WILDCARD.findall(output)))
    if not wildcards:
        return f"{LOGS}/{rule}.log"
    return f"{LOGS}/{rule}/{'_'.join(f'{{{name}}}' for name in wildcards)}.log"


def _for_jobs(digest: Callable[[str], str], name: str) -> Callable[[Any], str]:
    def library(wildcards: Any) -> str:
        return digest(name)

    return library
