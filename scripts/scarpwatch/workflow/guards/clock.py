"""Times of products that lie ahead of now, as after a clock was set back or on a disk from a computer whose clock is ahead.

Snakemake makes a product anew where another that it is made from has a later time, and dates what a step has made by
the clock. As long as products lie ahead of the clock, what is made from them is older at once, and what
has become stale by a new product is not. So products are dated back in their order: at the start of a run, and while it is
at work as soon as a step has made what is older than it should be. Users' files stay as they are, since their
times do not count.
"""

from __future__ import annotations

import asyncio
import datetime
import os
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import wraps
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from scarpwatch.errors import ClockError

STEP_NS = 1000  # between products in order: Snakemake compares floats of seconds, which are 240 ns apart
COARSE_NS = 2 * 10**9  # the same on a file system that keeps whole seconds, or every second one
TICK_S = 0.01  # files get the time of now or of the kernel's last tick, so one may be dated ahead by that
OF_FOLDER = ".snakemake_timestamp"  # the file whose time Snakemake takes for that of a folder

Dated = tuple[Path, bool]  # a file or, where the second is false, the symbolic link itself


def catch_up(results: Path, *, tell: Callable[[str], None] = print) -> int:
    """Date products that lie ahead of now back, in their order; equal times stay equal.

    To be called by a run that has claimed the folder.

    Parameters
    ----------
    results : the folder with the products
    tell : is given the line that says what was done, if anything was

    Returns
    -------
    int
        Now, by the clock of the file system, in nanoseconds since 1970. All products are older.

    Raises
    ------
    ClockError
        If a time cannot be changed; those that were are in order.
    """
    now = _now(results)
    dated = defaultdict(list)
    for path, follow in _products(results):
        with suppress(FileNotFoundError):  # removed meanwhile, by a step
            dated[os.stat(path, follow_symlinks=follow).st_mtime].append((path, follow))
    new = dates_in_order(dated, now)
    for date in sorted(new):  # the oldest first, so that the order holds wherever this ends
        for path, follow in dated[date]:
            _date(path, follow, new[date], now)
    if new:
        files = {path for date in new if _is_ahead(date, now) for path, _ in dated[date]}
        tell(
            f"{len(files)} files in {results}/ were dated up to {_words(max(new))}, ahead of the clock "
            f"({_words(now / 1e9)}), which was set back or is not that of the computer they come from. They were dated "
            "back in their order, and no step runs again for that. Check that the clock is right."
        )
    return now


def dates_in_order(dates: Iterable[float], now: int) -> dict[float, int]:
    """New times for those that lie ahead of now, and for what would not be older than these any more.

    Parameters
    ----------
    dates : seconds since 1970, as Snakemake compares them
    now : nanoseconds since 1970

    Returns
    -------
    dict of float to int
        By each time that changes the new one in nanoseconds, before now and in the same order.
    """
    newest_first = sorted(set(dates), reverse=True)
    ahead = [date for date in newest_first if _is_ahead(date, now)]
    if not ahead:
        return {}
    coarse = all(date.is_integer() for date in ahead)
    limit, new = now, {}
    for date in newest_first:
        if date < limit / 1e9:
            break
        limit -= COARSE_NS if coarse else STEP_NS
        new[date] = limit
    return new


def _is_ahead(date: float, now: int) -> bool:
    return date > now / 1e9 + TICK_S


def keep_order(dag: Any, begun: int | None = None, put_back: Callable[[], int] | None = None) -> None:
    """Let Snakemake accept what a step makes after the clock was set back, or from users' files dated ahead.

    Snakemake dates outputs when the step has ended, and lets it fail if an input has a later time then, one of the
    user's too. Here users' files are left out of that, and products dated back first.

    Parameters
    ----------
    dag : Snakemake's class of graphs of jobs, whose check is put in the place of its own
    begun : when the run began, nanoseconds since 1970 by the clock of the file system; all products were older
    put_back : dates products back and gives the time; without it, in the process of a job, nothing is checked
    """
    touch = dag.check_and_touch_output
    floor = begun or 0

    @wraps(touch)
    async def touch_in_order(
        self: Any, job: Any, *args: Any, check_output_mtime: bool = True, **options: Any
    ) -> None:
        nonlocal floor
        await touch(self, job, *args, check_output_mtime=False, **options)
        if put_back is None:
            return
        own = [file for file in job.input if not file.is_ancient]
        made = [file for file in job.output if await file.exists_local()]
        newest = max([await _time_of(file) for file in own if await file.exists_local()], default=0.0)
        if made and min([await _time_of(file) for file in made]) < max(newest, floor / 1e9):
            floor = put_back()
            await asyncio.sleep(2 * TICK_S)  # that what is ahead by less than a tick is past
            for file in made:
                file.touch()
        if check_output_mtime:
            await self.check_output_mtime(SimpleNamespace(input=own, rule=job.rule), made)

    dag.check_and_touch_output = touch_in_order


async def _time_of(file: Any) -> float:
    return (await file.mtime_uncached(skip_storage=True)).local()


def _now(folder: Path) -> int:
    """The time that a file gets which is written now; on a network drive the clock is another computer's."""
    with suppress(OSError), tempfile.TemporaryFile(dir=folder) as stream:
        return os.fstat(stream.fileno()).st_mtime_ns
    return time.time_ns()


def _products(results: Path) -> Iterator[Dated]:
    """All files but hidden ones and logs, also behind symbolic links, as results may lie on several disks."""
    seen = set()
    for place, folders, names in os.walk(results, followlinks=True):
        real = os.path.realpath(place)
        if real in seen:
            folders.clear()
            continue
        seen.add(real)
        folders[:] = [name for name in folders if name[0] != "." and Path(place, name) != results / "logs"]
        for name in names:
            if name[0] != "." or name == OF_FOLDER:
                path = Path(place, name)
                yield path, True
                if path.is_symlink():
                    yield path, False


def _date(path: Path, follow: bool, date: int, now: int) -> None:
    try:
        os.utime(path, ns=(date, date), follow_symlinks=follow)
    except FileNotFoundError:
        pass  # removed meanwhile, by a step
    except OSError as error:
        raise ClockError(
            path,
            f"its time lies ahead of the clock ({_words(now / 1e9)}) and cannot be changed ({error.strerror}), so that "
            "Snakemake would take what is made from it for older",
            "Set the clock right if it is behind. Else make the file yours and writable (chown, chmod u+w), or let the "
            "run work in another folder (--directory)",
        ) from error


def _words(seconds: float) -> str:
    return f"{datetime.datetime.fromtimestamp(seconds):%Y-%m-%d %H:%M:%S}"
