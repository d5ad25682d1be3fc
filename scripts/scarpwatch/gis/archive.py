"""ZIP archives with fixed bytes: equal members give equal files."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path

from scarpwatch.files.finished import atomic_path

_FIXED_DATE = (1980, 1, 1, 0, 0, 0)  # the earliest that a ZIP knows
_PICTURES = (".png", ".jpg")  # are compressed as they are


def write_archive(path: str | Path, members: Mapping[str, bytes]) -> None:
    """Write an archive atomically, its members in the order given.

    Raises
    ------
    WriteError
        If the disk is full or the folder read-only.
    """
    with atomic_path(path) as temporary, zipfile.ZipFile(temporary, "w") as archive:
        for name, content in members.items():
            about = zipfile.ZipInfo(name, _FIXED_DATE)
            about.external_attr = 0o644 << 16
            about.compress_type = zipfile.ZIP_STORED if name.endswith(_PICTURES) else zipfile.ZIP_DEFLATED
            archive.writestr(about, content)
