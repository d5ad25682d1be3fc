"""The exceptions that people see: each says which file, what is wrong and what to do."""

from __future__ import annotations

from pathlib import Path


class ScarpWatchError(Exception):
    """An error with a message for the person who runs the workflow.

    Parameters
    ----------
    where : path or str
        The file, or the config key, at fault.
    fault : str
        What is wrong with it.
    cure : str
        What to do about it.
    """

    def __init__(self, where: str | Path, fault: str, cure: str) -> None:
        self.where, self.fault, self.cure = str(where), fault, cure
        super().__init__(f"{where}: {fault}. {cure}")


class ConfigError(ScarpWatchError):
    """A value in the config file is missing, unknown, out of bounds or contradicts another."""


class InputError(ScarpWatchError):
    """An input file is missing, damaged or not what the workflow needs."""


class DataError(ScarpWatchError):
    """The data are readable but do not suffice for a result (too few pairs, units or landslides)."""
