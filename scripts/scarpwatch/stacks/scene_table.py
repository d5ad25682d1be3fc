"""The user's scene table: one line per date of a coregistered SLC stack.

Read at parse time, so with the standard library alone.
"""

from __future__ import annotations

import csv
import datetime
import math
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from scarpwatch.dates import date_name, parse_date, require_radar_dates
from scarpwatch.errors import InputError
from scarpwatch.files.kinds import path_fault, require_plain_names

REQUIRED = ("date", "file", "perpendicular_baseline_m")
_EXAMPLE = "The first line names the columns: date, file, perpendicular_baseline_m"


@dataclass(frozen=True)
class Scene:
    """One date of the stack.

    Attributes
    ----------
    date : date
    file : Path
        The SLC; relative names in the table are relative to the table's folder.
    perpendicular_baseline_m, parallel_baseline_m : float or None
        To one reference orbit, the same for all dates (m); the perpendicular one is positive towards far
        range. None where the table leaves them blank.
    """

    date: datetime.date
    file: Path
    perpendicular_baseline_m: float | None = None
    parallel_baseline_m: float | None = None

    @property
    def name(self) -> str:
        """The date as file names and pairs write it, YYYYMMDD."""
        return date_name(self.date)


def read_scenes(
    table: str | Path, *, exclude: Collection[datetime.date] = (), check_files: bool = True
) -> list[Scene]:
    """Read a scene table (TSV, or CSV with commas or semicolons).

    Lines that begin with ``#`` are skipped.

    Parameters
    ----------
    exclude : dates to leave out
    check_files : bool
        Whether the scenes' files must exist.

    Returns
    -------
    list of Scene
        At least two, earliest first, each date once.

    Raises
    ------
    InputError
        If the table is missing, empty or not a table, lacks a column, has a wrong date or number, names a
        date twice or a file that does not exist, or leaves fewer than two scenes.
    """
    table = Path(table)
    if not table.is_file():
        raise InputError(table, "the scene table does not exist", "Check sar.scenes in the config.")
    try:
        text = table.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(table, "the scene table is not text in UTF-8", "Save it as TSV or CSV.") from None
    lines = [
        (number, line)
        for number, line in enumerate(text.splitlines(), start=1)
        if line.strip() and not line.startswith("#")
    ]
    if not lines:
        raise InputError(table, "the scene table is empty", f"{_EXAMPLE}.")
    scenes = [_scene(table, number, row) for number, row in _rows(table, lines) if any(row.values())]
    _check_dates(table, scenes)
    kept = sorted((scene for scene in scenes if scene.date not in exclude), key=lambda scene: scene.date)
    unknown = sorted(set(exclude) - {scene.date for scene in scenes})
    if unknown:
        raise InputError(
            table,
            f"it has no scene of {', '.join(map(str, unknown))}, which sar.exclude_dates leaves out",
            "Correct sar.exclude_dates in the config.",
        )
    if len(kept) < 2:
        raise InputError(
            table,
            f"it leaves {len(kept)} scene{'' if len(kept) == 1 else 's'}, and an interferogram takes two",
            "Add scenes of other dates; a useful rate takes fifteen or more.",
        )
    if check_files:
        _check_files(table, kept)
    return kept


def _rows(table: Path, lines: list[tuple[int, str]]) -> Iterable[tuple[int, dict[str, str]]]:
    header = lines[0][1]
    delimiter = max("\t,;", key=header.count)
    names = [name.strip().lower() for name in next(csv.reader([header], delimiter=delimiter))]
    missing = [name for name in REQUIRED if name not in names]
    if missing:
        raise InputError(
            table,
            f"the column {', '.join(missing)} is missing (found: {', '.join(filter(None, names))})",
            f"{_EXAMPLE}, separated by tabs or commas.",
        )
    for number, line in lines[1:]:
        cells = [cell.strip() for cell in next(csv.reader([line], delimiter=delimiter))]
        if len(cells) > len(names) and any(cells[len(names) :]):
            raise InputError(
                f"{table}, line {number}",
                f"{len(cells)} cells under {len(names)} column names",
                "Put the same number of cells in every line; quote cells that hold the separator.",
            )
        yield number, dict(zip(names, cells + [""] * (len(names) - len(cells)), strict=False))


def _scene(table: Path, number: int, row: dict[str, str]) -> Scene:
    where = f"{table}, line {number}"
    try:
        date = parse_date(row["date"])
    except ValueError:
        raise InputError(
            where, f"{row['date']!r} is not a date", "Write it YYYY-MM-DD or YYYYMMDD."
        ) from None
    require_radar_dates(where, [date])
    if not row["file"]:
        raise InputError(where, "the file name is missing", "Name the scene's file in the column `file`.")
    return Scene(
        date,
        table.parent / row["file"],
        _metres(where, "perpendicular_baseline_m", row),
        _metres(where, "parallel_baseline_m", row),
    )


def _metres(where: str, column: str, row: dict[str, str]) -> float | None:
    text = row.get(column, "")
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise InputError(
            where,
            f"{column} is {text!r}, not a number",
            "Write metres with a decimal point, or leave it blank.",
        )
    return value


def _check_dates(table: Path, scenes: list[Scene]) -> None:
    seen: dict[datetime.date, Path] = {}
    for scene in scenes:
        if scene.date in seen:
            raise InputError(
                table,
                f"{scene.date} stands there twice ({seen[scene.date].name} and {scene.file.name})",
                "Keep one scene per date: mosaic the slices of one pass first.",
            )
        seen[scene.date] = scene.file


def _check_files(table: Path, scenes: list[Scene]) -> None:
    require_plain_names(scene.file for scene in scenes)
    missing = [scene.file for scene in scenes if path_fault(scene.file)]
    if missing:
        more = f" (and {len(missing) - 1} others of the table)" if len(missing) > 1 else ""
        raise InputError(
            missing[0],
            f"{path_fault(missing[0])}{more}",
            f"Correct the column `file` of {table}; names are relative to the table's folder.",
        )
