"""Digests of the content of users' files, by which the workflow knows whether a file has changed.

Modification times do not tell: a restored backup and ``cp -p`` bring other bytes with an old time, a copy the
same bytes with a new one. So the rules that read a user's file have a digest of it as a parameter. It is kept
in a cache beside what the file system says of the file (size, modification time, time of change, inode), and
taken anew only when one of these is another.

Of a file above 64 MB the digest is of its size, of both ends and of some hundred blocks between, at places that
the size gives: a stack has hundreds of gigabytes, and what is processed anew differs nearly everywhere.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from scarpwatch.files.members import members

WHOLE_BYTES = 64 * 2**20  # up to this size all bytes count
END_BYTES = 2**20
BLOCK_BYTES = 2**14
BLOCKS = 256
READ_BYTES = 2**22
TELL_BYTES = 2 * 10**9
THREADS = 8  # reading waits for disk and network
SETTLED_NS = 2 * 10**9  # a file changed less than this ago may change again without another time
MISSING = "missing"

_STATISTICS = re.compile(
    rb"""<MDI\s+key=["']STATISTICS_[^>]*>[^<]*</MDI>|<Histograms>.*?</Histograms>""", re.DOTALL
)
_EMPTY = re.compile(rb"<(Metadata|PAMRasterBand|PAMDataset)\b[^>]*>\s*</\1>")

State = tuple[int, int, int, int]  # size, modification time, time of change, inode


@dataclass
class Digests:
    """The cache: state and digest of files by their paths, and where it is kept."""

    file: Path
    known: dict[str, tuple[State, str]] = field(default_factory=dict)
    changed: bool = False

    @classmethod
    def load(cls, file: Path) -> Digests:
        """Read the cache; one that is missing or damaged is empty."""
        digests = cls(file)
        with suppress(OSError, ValueError, TypeError, AttributeError):
            # Not by files.json_files: a cache that is damaged is taken anew without a word.
            entries = json.loads(file.read_text(encoding="utf-8"))
            digests.known = {path: (tuple(state), str(found)) for path, (state, found) in entries.items()}
        return digests

    def save(self) -> None:
        """Write the cache, if there is something new in it. Without leave to write, it is taken again next time."""
        if not self.changed:
            return
        self.changed = not write_cache(self.file, json.dumps(self.known))

    def prepare(self, paths: Iterable[str | Path], *, tell: Callable[[str], None] = print) -> None:
        """Take the digests of many files and all their members at once, and say so where it takes long."""
        files = list(dict.fromkeys(file for path in paths for file in members(path)))
        total = sum(size if size <= WHOLE_BYTES else 0 for size in map(self._unread, files))
        if total > TELL_BYTES:
            tell(f"reading {total / 1e9:.1f} GB of input files once, to know later whether they have changed")
        with ThreadPoolExecutor(THREADS) as pool:
            list(pool.map(self._of_file, files))
        self.save()

    def of(self, paths: str | Path | Sequence[str | Path]) -> str:
        """Sixteen digits for the content of files with their sidecars and members.

        The order counts, as it does in a mosaic; names do not, except how those of sidecars end.
        """
        total = hashlib.sha256()
        for path in [paths] if isinstance(paths, (str, Path)) else paths:
            total.update(b"|")
            for file in members(path):
                content = self._of_file(file)
                if content:  # else nothing that is read
                    total.update(f"{file.suffix.lower()} {content};".encode())
        return total.hexdigest()[:16]

    def _unread(self, file: Path) -> int:
        """Size of a file whose digest has to be taken."""
        with suppress(OSError):
            state = _state(os.stat(file))
            if str(file) not in self.known or self.known[str(file)][0] != state:
                return state[0]
        return 0

    def _of_file(self, file: Path) -> str:
        try:
            state = _state(os.stat(file))
            key = str(file)
            if key in self.known and self.known[key][0] == state:
                return self.known[key][1]
            with open(file, "rb") as stream:
                state = _state(os.fstat(stream.fileno()))
                found = _digest(stream, state[0])
                same = _state(os.fstat(stream.fileno())) == state
        except OSError:
            return MISSING
        age = time.time_ns() - state[2]
        if same and age > SETTLED_NS:
            self.known[key] = (state, found)
            self.changed = True
        return found


def write_cache(file: Path, text: str) -> bool:
    """Whether a file that can be found out again was written; where it cannot be, nothing is left beside it."""
    draft = file.with_name(f"{file.name}.{os.getpid()}")
    try:
        draft.write_text(text, encoding="utf-8")
        os.replace(draft, file)
    except OSError:
        with suppress(OSError):
            draft.unlink()
        return False
    return True


def _state(stat: os.stat_result) -> State:
    return stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino


def _digest(stream: IO[bytes], size: int) -> str:
    if stream.name.endswith(".aux.xml") and size < END_BYTES:
        return _digest_auxiliary(stream.read())
    total = hashlib.sha256()
    if size <= WHOLE_BYTES:
        while part := stream.read(READ_BYTES):
            total.update(part)
    else:
        total.update(f"{size};".encode())
        total.update(stream.read(END_BYTES))
        for number in range(BLOCKS):
            stream.seek(END_BYTES + (size - 2 * END_BYTES - BLOCK_BYTES) * number // (BLOCKS - 1))
            total.update(stream.read(BLOCK_BYTES))
        stream.seek(size - END_BYTES)
        total.update(stream.read(END_BYTES))
    return total.hexdigest()


def _digest_auxiliary(content: bytes) -> str:
    """Of GDAL's .aux.xml without statistics, which programs add when they show a raster; empty if that was all."""
    rest, statistics = _STATISTICS.subn(b"", content)
    empty = 1
    while empty:
        rest, empty = _EMPTY.subn(b"", rest)
    rest = b"".join(line.strip() for line in rest.splitlines())
    if not rest:
        return "" if statistics else hashlib.sha256(content).hexdigest()
    return hashlib.sha256(rest).hexdigest()
