"""Files of ready interferograms put together as pairs, the same for all makers; with the standard library alone."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from scarpwatch.dates import require_radar_dates
from scarpwatch.errors import InputError
from scarpwatch.stacks.listing import PairFiles, refuse_twice, require_known


def pair_of(
    first: datetime.date,
    second: datetime.date,
    files: Mapping[str, str],
    known: Mapping[str, str | float] | None = None,
) -> PairFiles:
    """A pair with the earlier date as reference, and whether its phase is to be negated for that.

    Parameters
    ----------
    first, second : the product's reference and secondary
    files, known : as :class:`~scarpwatch.stacks.listing.PairFiles` has them
    """
    early, late = sorted((first, second))
    return PairFiles(early, late, files, known or {}, backwards=first > second)


def order_pairs(
    folder: Path, pairs: Iterable[PairFiles], exclude: Collection[datetime.date]
) -> tuple[PairFiles, ...]:
    """The pairs in the order of their names, without those of dates left out.

    Raises
    ------
    InputError
        If a pair stands there twice, has the same date twice or one that cannot be, `exclude` names a date that no pair has, or no
        pair is left.
    """
    pairs = list(pairs)
    for pair in pairs:
        require_radar_dates(next(iter(pair.files.values())), (pair.reference, pair.secondary))
    require_known(folder, exclude, {day for pair in pairs for day in (pair.reference, pair.secondary)})
    kept: dict[str, PairFiles] = {}
    for pair in pairs:
        if pair.reference in exclude or pair.secondary in exclude:
            continue
        first = next(iter(pair.files.values()))
        if pair.reference == pair.secondary:
            raise InputError(first, "both dates of the pair are the same", "Remove or rename the file.")
        if pair.name in kept:
            refuse_twice(first, next(iter(kept[pair.name].files.values())), folder)
        kept[pair.name] = pair
    if not kept:
        raise InputError(folder, "no pair is left", "Leave out fewer dates in sar.exclude_dates.")
    return tuple(kept[name] for name in sorted(kept))


def reversed_notes(pairs: Iterable[PairFiles]) -> list[str]:
    """A note that names the reversed pairs: those whose later date is the product's reference."""
    names = [pair.name for pair in pairs if pair.backwards]
    return [f"reversed pairs (later date first), negated: {', '.join(names)}"] if names else []
