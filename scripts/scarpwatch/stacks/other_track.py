"""The finished run of the other track (ascending or descending) for the decomposition: which of its files are read."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from pathlib import Path

from scarpwatch.errors import InputError

_DATED = re.compile(r"\d{4}-\d{2}-\d{2}")
_FILES = {
    "other_rate": "{date}/deformation/rate.tif",
    "other_sigma": "{date}/deformation/rate_sigma.tif",
    "other_quality": "{date}/deformation/quality.json",
    "other_look": "stack/look_vector.tif",
}


@dataclass(frozen=True)
class OtherTrack:
    """Files of the other run by name, and the date of the assessment."""

    date: str
    files: dict[str, str]


def find_other_track(
    folder: str | Path, date: datetime.date | None = None, *, own: str | Path = "results"
) -> OtherTrack:
    """Find the files of a finished run.

    Parameters
    ----------
    folder : its folder `results`
    date : of its assessment; None for the last one
    own : this run's folder `results`

    Raises
    ------
    InputError
        If the folder is missing, is this run's own, has no assessment (of that date), or lacks a file.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise InputError(folder, "the folder does not exist", "Correct decomposition.other in the config.")
    if folder.resolve() == Path(own).resolve():
        raise InputError(
            folder,
            "it is the folder of this run's own results",
            "Run each track in a folder of its own and give the other one's results in decomposition.other.",
        )
    dates = sorted(path.name for path in folder.iterdir() if path.is_dir() and _DATED.fullmatch(path.name))
    dates = [day for day in dates if (folder / day / "deformation" / "rate.tif").is_file()]
    wanted = date.isoformat() if date is not None else dates[-1] if dates else None
    if wanted not in dates:
        told = f"of {wanted}; there are {', '.join(dates)}" if date is not None and dates else ""
        raise InputError(
            folder,
            f"it has no assessment with a deformation rate {told}".rstrip(),
            "Run the other track to its end first, and give its folder results in decomposition.other.",
        )
    files = {name: str(folder / pattern.format(date=wanted)) for name, pattern in _FILES.items()}
    missing = [path for path in files.values() if not Path(path).is_file()]
    if missing:
        raise InputError(
            missing[0],
            "the file does not exist, and the decomposition needs it",
            "Run the other track again with this version, from a source that tells the look vector.",
        )
    assert wanted is not None
    return OtherTrack(wanted, files)
