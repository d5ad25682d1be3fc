"""The tables of scenes, pairs and networks: each with its writer and its reader."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from scarpwatch.dates import parse_date
from scarpwatch.errors import InputError
from scarpwatch.files.finished import atomic_path
from scarpwatch.insar.network.pairs import Pair

LOW = "below network.min_coherence"  # how the reason of a pair of low coherence begins

COLUMNS = (
    "reference",
    "secondary",
    "days",
    "perpendicular_baseline_m",
    "mean_coherence",
    "used",
    "reason",
    "tie_rad",
)

PAIR_COLUMNS = COLUMNS[:4]
SCENE_COLUMNS = ("date", "source", "sensor", "perpendicular_baseline_m")


def _write(path: str | Path, comments: Iterable[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write lines of comments and rows separated by tabs, atomically."""
    with atomic_path(path) as temporary, open(temporary, "w", newline="", encoding="utf-8") as stream:
        stream.writelines(f"# {comment}\n" for comment in comments)
        csv.writer(stream, delimiter="\t", lineterminator="\n").writerows(rows)


def write_scenes(
    path: str | Path, facts: Mapping[str, str], scenes: Iterable[tuple[str, str, str, float]]
) -> None:
    """Write ``scenes.tsv``, in the order of the dates.

    Parameters
    ----------
    facts : what holds for the whole stack, for comments above the table
    scenes : date (``YYYYMMDD``), source, sensor, and perpendicular baseline relative to the first date (m)
    """
    rows = [
        (parse_date(day), source, sensor, f"{value:.3f}") for day, source, sensor, value in sorted(scenes)
    ]
    _write(path, (f"{key}: {value}" for key, value in facts.items()), [SCENE_COLUMNS, *rows])


def read_baselines(path: str | Path) -> dict[str, float]:
    """Perpendicular baseline (m) of each date (``YYYYMMDD``) in ``scenes.tsv``; NaN where not known."""
    with open(path, newline="", encoding="utf-8") as stream:
        rows = csv.DictReader((line for line in stream if not line.startswith("#")), delimiter="\t")
        return {row["date"].replace("-", ""): float(row["perpendicular_baseline_m"]) for row in rows}


def write_pairs(path: str | Path, names: Iterable[str], baselines: Mapping[str, float]) -> None:
    """Write ``pairs.tsv``: what is known of the pairs before there are interferograms.

    Parameters
    ----------
    names : of the pairs, ``YYYYMMDD_YYYYMMDD``
    baselines : as :func:`read_baselines` gives them
    """
    ends = [name.split("_") for name in names]
    rows = [
        (first, second, Pair.parse(f"{first}_{second}").days, f"{baselines[second] - baselines[first]:.3f}")
        for first, second in ends
    ]
    _write(path, (), [PAIR_COLUMNS, *rows])


def write_network(path: str | Path, network: Iterable[Mapping[str, Any]]) -> None:
    """Write ``network.tsv`` from rows as :func:`read_network` gives them."""
    rows = [
        (
            row["reference"],
            row["secondary"],
            row["days"],
            f"{row['perpendicular_baseline_m']:.3f}",
            f"{row['mean_coherence']:.4f}",
            "true" if row["used"] else "false",
            row["reason"],
            "" if math.isnan(row["tie_rad"]) else f"{row['tie_rad']:.6f}",
        )
        for row in network
    ]
    _write(path, (), [COLUMNS, *rows])


def read_network(path: str | Path) -> list[dict[str, Any]]:
    """Rows of ``network.tsv``: dates as ``YYYYMMDD``, numbers as float (NaN where not known), ``used`` as bool.

    ``reason`` says why a pair was dropped, was kept although its coherence is low, or is tied otherwise than through
    the reference window; it is empty for the others. ``tie_rad`` is the phase at the reference of a pair that is
    tied otherwise, NaN of the others.

    Raises
    ------
    InputError
        If a column is missing or the table has no pairs.
    """
    with open(path, newline="", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t"))
    if not rows:
        raise InputError(path, "the table has no pairs", "Run the rule that writes it again.")
    try:
        return [
            {
                "reference": row["reference"],
                "secondary": row["secondary"],
                "days": int(row["days"]),
                "perpendicular_baseline_m": float(row["perpendicular_baseline_m"] or "nan"),
                "mean_coherence": float(row["mean_coherence"] or "nan"),
                "used": row["used"].lower() == "true",
                "reason": row["reason"],
                "tie_rad": float(row.get("tie_rad") or "nan"),
            }
            for row in rows
        ]
    except KeyError as error:
        raise InputError(path, f"column {error} is missing", "Run the rule that writes it again.") from None


def used_ties(network: Sequence[Mapping[str, Any]]) -> list[float]:
    """``tie_rad`` of the pairs that the network uses."""
    return [row["tie_rad"] for row in network if row["used"]]


def used_files(network: Sequence[Mapping[str, Any]], paths: Sequence[str]) -> list[str]:
    """The pairs' files (named ``YYYYMMDD_YYYYMMDD``) of those pairs that the network uses, in its order.

    Raises
    ------
    InputError
        If a pair that is used has no file.
    """
    files = {Path(path).stem: path for path in paths}
    names = [f"{row['reference']}_{row['secondary']}" for row in network if row["used"]]
    missing = [name for name in names if name not in files]
    if missing:
        raise InputError(
            "network.tsv", f"pair {missing[0]} has no file", "Run the rule that writes the table again."
        )
    return [files[name] for name in names]


def used_ends(
    network: Sequence[Mapping[str, Any]] | None, dates: Sequence[str]
) -> tuple[Sequence[int], Sequence[int]]:
    """Places among the dates of the ends of the pairs in use; without a network, of each date and the next.

    Parameters
    ----------
    network : rows of :func:`read_network`; None where it is not known
    dates : ``YYYYMMDD``
    """
    if network is None:
        return range(len(dates) - 1), range(1, len(dates))
    used = [row for row in network if row["used"]]
    first, second = ([dates.index(row[end]) for row in used] for end in ("reference", "secondary"))
    return first, second
