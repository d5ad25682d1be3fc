"""The texts of the rules, in which rules of single dates are called by their step."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
_OF_DATES = re.compile(r'rule:\n\s*name:\s*f"(\w+)_\{\w+\}"')


def rule_text(path: Path) -> str:
    """A file of rules, with ``rule unwrap_phase:`` for ``rule: name: f"unwrap_phase_{date}"``."""
    return _OF_DATES.sub(r"rule \1:", path.read_text(encoding="utf-8"))


def step_counts(counts: dict[str, int]) -> dict[str, int]:
    """Numbers of jobs by rule, with those of single dates added up by their step."""
    found: dict[str, int] = {}
    for rule, number in counts.items():
        step = re.sub(r"_\d{8}$", "", rule)
        found[step] = found.get(step, 0) + number
    return found
