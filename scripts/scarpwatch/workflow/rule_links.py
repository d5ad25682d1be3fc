"""Which rules of a run need files of which others, as the workflow says it, without its graph of jobs.

Snakemake's graph is there only in the process that people start, and a step's parameters have to come out the same in
the process of its job. The way back from the targets is therefore gone here, once for all pairs and all scenes alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from scarpwatch.workflow.rule_defaults import step_of

PARTS = {
    "terrain": "terrain, factors, units",
    "insar": "radar",
    "learning": "models and maps",
    "report": "figures and report",
}
"""Parts of the work, by the environment that the steps of each share."""

_PAIR_OR_DATE = re.compile(r"\d{8}(_\d{8})?")


def rule_links(rules: Iterable[Any], targets: Sequence[str]) -> list[tuple[str, str]]:
    """Go back from some files of the run to all that they need.

    Parameters
    ----------
    rules : Snakemake's, all of the workflow
    targets : files that the workflow makes

    Returns
    -------
    list of (str, str)
        A rule and one that needs a file of it, sorted. Files of the user's have no rule and no link.
    """
    rules = list(rules)
    links = set()
    waiting = [(str(target), "") for target in targets]
    made_by: dict[str, str] = {}  # by files that are alike but for the pair or the date
    while waiting:
        file, user = waiting.pop()
        kind = _PAIR_OR_DATE.sub("<>", file)
        if kind not in made_by:
            rule = next((rule for rule in rules if rule.is_producer(file)), None)
            made_by[kind] = step_of(rule.name) if rule else ""
            if rule:
                found, *_ = rule.expand_input(rule.get_wildcards(file))
                waiting += [(str(needed), step_of(rule.name)) for needed in found]
        if made_by[kind] and user:
            links.add((made_by[kind], user))
    return sorted(links)


def rule_parts(rules: Iterable[Any]) -> dict[str, str]:
    """The part of the work of each of Snakemake's rules that names an environment."""
    stems = {step_of(rule.name): Path(str(rule.conda_env)).stem for rule in rules if rule.conda_env}
    return {name: PARTS[stem] for name, stem in sorted(stems.items()) if stem in PARTS}
