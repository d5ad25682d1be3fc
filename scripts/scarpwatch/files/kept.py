"""Finished files that outlive the job which made them, for a step that makes several things in one job.

Snakemake removes all outputs of a job that fails, and before it runs one again. What is whole of such a job is kept
under a second name (a hard link, which takes no space) with its recipe: a digest of all that it was made of. The job
that runs next takes up what has its recipe, and makes the rest. The second name of ``folder/name`` is
``folder/.finished/name``, and its recipe stands in ``folder/.finished/name.recipe``.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from scarpwatch.files.finished import adopt, checksum_of, record_of
from scarpwatch.files.write_faults import RECORDS


def recipe(files: Sequence[str | Path], settings: Any) -> str:
    """Digest of what something is made of.

    Parameters
    ----------
    files : their bytes count, and their names do not
    settings : parameters and digest of the code, as JSON takes them
    """
    bytes_of = [list(checksum_of(path)) for path in files]
    return hashlib.sha256(json.dumps([bytes_of, settings], sort_keys=True).encode()).hexdigest()


def keep(paths: Sequence[str | Path], made_of: str) -> None:
    """Keep finished files for a job that would make them of the same.

    Where the file system has no hard links or is full, nothing is kept, and such a job makes them again.
    """
    for path in map(Path, paths):
        kept, note = _places(path)
        checksum, size = checksum_of(path)
        try:
            kept.parent.mkdir(exist_ok=True)
            # The note goes first and comes last, so that a kill leaves none that speaks of other bytes.
            for old in (note, kept):
                old.unlink(missing_ok=True)
            os.link(path, kept)
            note.write_text(json.dumps([made_of, checksum, size]), encoding="ascii")
        except OSError:
            return


def take_up(paths: Sequence[str | Path], made_of: str) -> bool:
    """Give files their names back if all of them were kept with this recipe and are whole; tell whether they were.

    Their time is that of now, as of files that are made: Snakemake would run the job again and again if they were older than
    what it reads.
    """
    for path in map(Path, paths):
        kept, note = _places(path)
        try:
            told = json.loads(note.read_text(encoding="ascii"))
            if told != [made_of, *checksum_of(kept, recorded=False)]:
                return False
        except (OSError, ValueError):
            return False
    try:
        for path in map(Path, paths):
            adopt(_places(path)[0], path)
            os.utime(path)
    except OSError:
        for path in map(Path, paths):
            with suppress(OSError):
                path.unlink()
        return False
    return True


def _places(path: Path) -> tuple[Path, Path]:
    folder = record_of(path).parent
    assert folder.name == RECORDS
    return folder / path.name, folder / f"{path.name}.recipe"
