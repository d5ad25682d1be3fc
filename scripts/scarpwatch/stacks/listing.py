"""What a folder of radar products holds, in the form in which the reader of every family says it.

A listing comes from names and small text files alone. It is made while the workflow is planned, so this
module and the `list_folder` of every reader do with the standard library.
"""

from __future__ import annotations

import datetime
import os
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from scarpwatch.dates import date_name, pair_name, parse_date, require_radar_dates
from scarpwatch.errors import InputError
from scarpwatch.files.kinds import ZIP_PREFIX, is_missing, path_fault, zip_of

_COPY = re.compile(r" ?\(\d+\)(?=\.\w+$)")


@dataclass(frozen=True)
class PairFiles:
    """One ready interferogram.

    Attributes
    ----------
    reference, secondary : date
        The earlier date first, whatever the order in the product.
    files : mapping of name to path
        All that is read for this pair, and nothing that other pairs change: at least ``unwrapped``. A path
        inside a ZIP is written as GDAL writes it.
    known : mapping
        What small files shared by many pairs say of this one (a list of baselines, say), so that a longer
        list does not make all pairs be read again. Values are text or numbers.
    backwards : bool
        Whether the pair is reversed: the product's reference is the later date, so that its phase is to be negated.
    """

    reference: datetime.date
    secondary: datetime.date
    files: Mapping[str, str]
    known: Mapping[str, str | float] = field(default_factory=dict)
    backwards: bool = False

    @property
    def name(self) -> str:
        """The pair as the project names it, YYYYMMDD_YYYYMMDD."""
        return pair_name(self.reference, self.secondary)


@dataclass(frozen=True)
class SceneFiles:
    """One date of a coregistered stack of SLCs; ``files`` and ``known`` as those of :class:`PairFiles`."""

    date: datetime.date
    files: Mapping[str, str]
    known: Mapping[str, str | float] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The date as file names write it, YYYYMMDD."""
        return date_name(self.date)


@dataclass(frozen=True)
class PairListing:
    """A folder of ready interferograms.

    Attributes
    ----------
    pairs : in the order of their names, each once
    geometry : mapping of name to path
        Inputs of the step that makes the stack's geometry, besides the DEM and the first pairs.
    notes : sentences for the user
        What was found, taken or missed that they should know of (no baselines, reversed pairs).
    """

    family: str
    folder: Path
    pairs: tuple[PairFiles, ...]
    geometry: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @property
    def dates(self) -> list[datetime.date]:
        """All dates of the pairs, earliest first."""
        return sorted({day for pair in self.pairs for day in (pair.reference, pair.secondary)})

    def pair(self, name: str) -> PairFiles:
        """The pair of that name."""
        return next(pair for pair in self.pairs if pair.name == name)


@dataclass(frozen=True)
class SceneListing:
    """A folder with a coregistered stack of SLCs.

    Attributes
    ----------
    scenes : earliest first, each date once
    geometry : mapping of name to path
        Inputs of the step that makes the stack's geometry, besides the DEM and the first scene.
    layers : names of the geometry layers that the reader can make
    """

    family: str
    folder: Path
    scenes: tuple[SceneFiles, ...]
    geometry: Mapping[str, str] = field(default_factory=dict)
    layers: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def dates(self) -> list[datetime.date]:
        """All dates, earliest first."""
        return [scene.date for scene in self.scenes]

    def scene(self, name: str) -> SceneFiles:
        """The scene of that date, YYYYMMDD."""
        return next(scene for scene in self.scenes if scene.name == name)


def files_below(folder: Path) -> list[Path]:
    """All files in a folder and its subfolders, sorted; links to folders are followed.

    People gather products by links (LiCSBAS's guide tells them to). The `._` files that macOS leaves beside
    each file are passed over.
    """
    found, seen = [], set()
    for place, folders, names in os.walk(folder, followlinks=True):
        real = os.path.realpath(place)
        if real in seen:  # a link that leads back
            folders.clear()
            continue
        seen.add(real)
        for name in names:
            path = Path(place, name)
            if name.startswith("._"):
                continue
            fault = path_fault(path)
            if fault and not is_missing(path):  # what a broken link lacks is told when it is read
                raise InputError(path, fault, "Take it out of the folder.")
            found.append(path)
    return sorted(found)


def original_name(name: str) -> str:
    """The name of what a file is a browser's copy of, ``a.zip`` for ``a (1).zip``; that of any other file as it is."""
    return _COPY.sub("", name)


def without_copies(paths: Iterable[Path], notes: list[str]) -> list[Path]:
    """The files without a browser's copies of files beside them, on which a note is added."""
    paths = list(paths)
    there = set(paths)
    kept = [
        path
        for path in paths
        if original_name(path.name) == path.name or path.with_name(original_name(path.name)) not in there
    ]
    if copies := len(paths) - len(kept):
        many = "1 file is a copy" if copies == 1 else f"{copies} files are copies"
        notes.append(f"{many} of what is there by name, and passed over")
    return kept


def container(path: str) -> str:
    """The file on disk that a path names: the ZIP for a file inside one."""
    return zip_of(path) if path.startswith(ZIP_PREFIX) else path


def containers(files: Mapping[str, str]) -> list[str]:
    """The files on disk that the paths name, each once, in order."""
    return sorted({container(path) for path in files.values()})


def in_zip(archive: Path, member: str) -> str:
    """The path of a file inside a ZIP.

    Raises
    ------
    InputError
        If the name leads out of the archive.
    """
    parts = PurePosixPath(member.replace("\\", "/")).parts
    if ".." in parts or member.startswith(("/", "\\")) or re.match(r"[A-Za-z]:", member):
        raise InputError(
            archive,
            f"it holds a file named {member!r}, a path that leads out of the archive",
            "Download it again from its maker; do not unpack it.",
        )
    return f"{ZIP_PREFIX}{archive}/{member}"


def order_scenes(
    folder: Path, scenes: Iterable[SceneFiles], exclude: Collection[datetime.date]
) -> tuple[SceneFiles, ...]:
    """The scenes, earliest first, without those left out.

    Raises
    ------
    InputError
        If a date stands there twice or cannot be, `exclude` names a date that is not there, or fewer than two are left.
    """
    scenes = list(scenes)
    for scene in scenes:
        require_radar_dates(next(iter(scene.files.values())), [scene.date])
    require_known(folder, exclude, {scene.date for scene in scenes})
    kept: dict[str, SceneFiles] = {}
    for scene in scenes:
        if scene.date in exclude:
            continue
        if scene.name in kept:
            refuse_twice(
                next(iter(scene.files.values())), next(iter(kept[scene.name].files.values())), folder
            )
        kept[scene.name] = scene
    if len(kept) < 2:
        raise InputError(
            folder,
            f"it leaves {len(kept)} scene{'' if len(kept) == 1 else 's'}, and an interferogram takes two",
            "Add scenes of other dates; a useful rate takes fifteen or more.",
        )
    return tuple(kept[name] for name in sorted(kept))


def require_folder(folder: str | Path) -> Path:
    """The folder as a path.

    Raises
    ------
    InputError
        If it is not there.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise InputError(folder, "the folder does not exist", "Check sar.folder in the config.")
    return folder


def require_known(folder: Path, exclude: Collection[datetime.date], every: Collection[datetime.date]) -> None:
    """Refuse to leave out a date that is not there: it may be a slip of the pen for one that is."""
    unknown = sorted(set(exclude) - set(every))
    if unknown:
        raise InputError(
            folder,
            f"it has nothing of {', '.join(map(str, unknown))}, which sar.exclude_dates leaves out",
            "Correct sar.exclude_dates in the config.",
        )


def refuse_twice(second: str | Path, first: str | Path, folder: Path) -> None:
    """Raise: a pair or a date that stands there twice cannot be chosen from by the program."""
    shown = Path(first).relative_to(folder) if Path(first).is_relative_to(folder) else first
    raise InputError(
        second,
        f"the same dates stand there a second time ({shown})",
        "Keep one product of the same dates: one polarisation, one track, one frame, one number of looks.",
    )


def date_of(text: str) -> datetime.date | None:
    """The date in YYYYMMDD or YYYY-MM-DD, or None if it is none."""
    try:
        return parse_date(text)
    except ValueError:
        return None


def acquisition_tag(seconds: float | None) -> dict[str, str]:
    """The tag of the time of day at which the images are taken, HH:MM:SS in UTC; none where it is not known.

    Parameters
    ----------
    seconds : of the day, of the first line or the middle of the scene; None or NaN where not known
    """
    if seconds is None or not 0 <= seconds < 86_400:
        return {}
    whole = int(seconds)
    return {"ACQUISITION_TIME_UTC": f"{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}"}


def seconds_of(clock: str) -> float:
    """Seconds of the day of HH:MM:SS, HHMMSS or a time of ISO 8601; NaN where it is none."""
    try:
        told = datetime.time.fromisoformat(clock.strip())
    except ValueError:
        return float("nan")
    return 3600.0 * told.hour + 60 * told.minute + told.second


@dataclass(frozen=True)
class DeformationListing:
    """A folder with a finished deformation.

    Attributes
    ----------
    maker : the program or the kind of file, as the report names it
    series : the displacement series, or None where there is a rate alone
    velocity : the rate; None where there is a series, from which the rate is then estimated
    geometry : mapping of name to path
        Inputs of the step that makes the stack's geometry; besides them the DEM, unless ``layers`` has heights.
    quality : files of the layers of a series or a rate, by name
    dates : first to last, without those left out; of a rate its first and last date
    layers : names of the geometry layers that the files have
    mask : the maker's own mask, taken where there is no temporal coherence to judge by
    sigma : standard deviation of a rate, where it is a file of its own
    known : what names, tags and config say of the numbers, as text or numbers
    """

    family: str
    maker: str
    folder: Path
    series: Path | None
    velocity: Path | None
    geometry: Mapping[str, Path]
    quality: Mapping[str, Path]
    dates: tuple[datetime.date, ...]
    layers: tuple[str, ...]
    notes: tuple[str, ...]
    mask: Path | None = None
    sigma: Path | None = None
    known: Mapping[str, str | float] = field(default_factory=dict)

    @property
    def main(self) -> Path:
        """The file that the deformation comes from."""
        path = self.series or self.velocity
        assert path is not None
        return path

    @property
    def files(self) -> dict[str, str]:
        """All that is read for the deformation: ``deformation``, where there are ``mask`` and ``sigma``, and the layers."""
        beside = {"mask": self.mask, "sigma": self.sigma, **self.quality}
        return {
            "deformation": str(self.main),
            **{name: str(path) for name, path in beside.items() if path is not None},
        }

    @property
    def origin(self) -> str:
        """Where the deformation comes from, in words."""
        return f"{self.maker}, {self.main.name}"
