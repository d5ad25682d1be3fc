"""Folders of radar products: told from their file names, and listed and read by the module of their family."""

from __future__ import annotations

import importlib
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, cast

from scarpwatch.errors import InputError
from scarpwatch.families import FAMILIES
from scarpwatch.files.kinds import require_plain_names
from scarpwatch.stacks.listing import (
    DeformationListing,
    PairListing,
    SceneListing,
    containers,
    files_below,
    require_folder,
)

if TYPE_CHECKING:
    from scarpwatch.stacks.readers import DeformationReader, PairReader, SceneReader, SeriesReader


_MOST_KINDS = 3  # of files that a message names
# Kinds of files that radar programs leave and that are not read, and what to do with them.
_UNREAD = {
    ".grd": "grids of GMTSAR, ISBAS and others (.grd) are not read: write the rate as GeoTIFF and give it as rate_raster",
}


def file_names(folder: str | Path) -> list[str]:
    """Paths of all files below a folder, relative to it, with slashes, sorted.

    Raises
    ------
    InputError
        If the folder is missing.
    """
    folder = require_folder(folder)
    return [path.relative_to(folder).as_posix() for path in files_below(folder)]


def recognise(folder: str | Path, names: Iterable[str] | None = None) -> tuple[str, str]:
    """The family of a folder's products, and a sentence that says how it was told.

    Parameters
    ----------
    names : of :func:`file_names`, where they are at hand

    Raises
    ------
    InputError
        If the folder is missing, or its files are those of no family or of several.
    """
    names = file_names(folder) if names is None else list(names)
    found = _hits(names)
    if not found:
        signs = "; ".join(f"{name}: {family.sign}" for name, family in FAMILIES.items())
        raise InputError(
            folder,
            f"sar.source is auto, and no file in it or below it is named like those of a known family: {_there(names)}",
            f"Give the right folder, or name the family in sar.source. What is looked for: {signs}.",
        )
    if len(found) > 1:
        several = "; ".join(f"{name} ({len(hits)} files such as {hits[0]})" for name, hits in found.items())
        raise InputError(
            folder,
            f"sar.source is auto, and the folder holds products of several families: {several}",
            "Name the one to use in sar.source, or give a folder that holds one family.",
        )
    ((name, hits),) = found.items()
    return name, f"recognised as {name} by {len(hits)} files such as {hits[0]}"


def list_pairs(family: str, folder: str | Path, *, exclude: Collection[date] = ()) -> PairListing:
    """List a folder of ready interferograms with the reader of its family.

    Raises
    ------
    InputError
        As the reader says; if the folder holds files of another family instead, the message names that. If a file's
        path has a word in braces.
    """
    with _naming_other_family(family, folder):
        listing = pair_reader(family).list_folder(folder, exclude=exclude)
    _require_plain_names(listing.geometry, *(pair.files for pair in listing.pairs))
    return listing


def list_scenes(family: str, folder: str | Path, *, exclude: Collection[date] = ()) -> SceneListing:
    """List a folder with a stack of SLCs, as :func:`list_pairs`."""
    with _naming_other_family(family, folder):
        listing = scene_reader(family).list_folder(folder, exclude=exclude)
    _require_plain_names(listing.geometry, *(scene.files for scene in listing.scenes))
    return listing


def list_deformation(
    family: str,
    folder: str | Path,
    *,
    file: str | Path | None = None,
    exclude: Collection[date] = (),
    told: Mapping[str, Any] | None = None,
) -> DeformationListing:
    """List a folder with a finished deformation, as :func:`list_pairs`.

    Parameters
    ----------
    file : name of the one to be taken, where there are several
    told : what the config says of it (`sar.rate`)
    """
    with _naming_other_family(family, folder):
        listing = deformation_reader(family).list_folder(folder, file=file, exclude=exclude, told=told)
    _require_plain_names(listing.files, {name: str(path) for name, path in listing.geometry.items()})
    return listing


def reader_module(family: str) -> str:
    """Dotted name of the module that reads a family."""
    return f"scarpwatch.stacks.{FAMILIES[family].reader}"


def pair_reader(family: str) -> PairReader:
    """The module that reads a family of ready interferograms."""
    return cast("PairReader", importlib.import_module(reader_module(family)))


def scene_reader(family: str) -> SceneReader:
    """The module that reads a family of coregistered SLC stacks."""
    return cast("SceneReader", importlib.import_module(reader_module(family)))


def deformation_reader(family: str) -> DeformationReader:
    """The module that reads a family of finished deformations."""
    return cast("DeformationReader", importlib.import_module(reader_module(family)))


def series_reader(family: str) -> SeriesReader:
    """The same of a family that brings displacement series."""
    return cast("SeriesReader", importlib.import_module(reader_module(family)))


def _require_plain_names(*parts: Mapping[str, str]) -> None:
    require_plain_names(path for files in parts for path in containers(files))


def _hits(names: list[str]) -> dict[str, list[str]]:
    """The families of which there are files, with these."""
    found = {
        name: [path for path in names if re.search(family.pattern, path)] for name, family in FAMILIES.items()
    }
    return {name: hits for name, hits in found.items() if hits}


def _there(names: Sequence[str]) -> str:
    """What a folder holds, in words, and what is known of kinds of files that are not read."""
    if not names:
        return "the folder is empty"
    kinds = Counter(PurePosixPath(name).suffix.lower() for name in names).most_common(_MOST_KINDS)
    shown = [
        f"{number} {kind or 'without an ending'} (such as {next(name for name in names if name.lower().endswith(kind))})"
        for kind, number in kinds
    ]
    more = len(names) - sum(number for _, number in kinds)
    told = [_UNREAD[kind] for kind, _ in kinds if kind in _UNREAD]
    return "; ".join([f"there are {', '.join(shown)}" + (f" and {more} other files" if more else ""), *told])


@contextmanager
def _naming_other_family(family: str, folder: str | Path) -> Iterator[None]:
    """Add to a reader's error about a folder that it is one of another family, if it is."""
    try:
        yield
    except InputError as error:
        # The error of a file is one of the family's own, and a folder that is missing holds nothing.
        if error.where != str(Path(folder)) or not Path(folder).is_dir():
            raise
        names = file_names(folder)
        found = _hits(names)
        if family in found:
            raise
        if not found:
            raise InputError(folder, f"{error.fault}; {_there(names)}", error.cure) from error
        shown = "; ".join(f"{name}, such as {hits[0]}" for name, hits in found.items())
        raise InputError(
            folder,
            f"sar.source is {family}, and the folder holds files of {shown}",
            f"Set sar.source: {' or '.join(found)} in the config, or give a folder of {family}.",
        ) from error
