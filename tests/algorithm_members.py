"""What ensembles are made of in tests: two quick algorithms that can be held to rise or fall."""

from scarpwatch.algorithms.registry import ENTRIES

MEMBERS = ("lightgbm", "xgboost")


def members_of(name: str) -> tuple[str, ...]:
    """The members of an ensemble; none of any other algorithm."""
    return MEMBERS if name in ENTRIES and ENTRIES[name].ensemble else ()
