"""Names of OPERA CSLC and COMPASS products: burst, date, channel; read while the workflow is planned."""

from __future__ import annotations

import datetime
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from scarpwatch.stacks.listing import date_of, original_name, refuse_twice

_BURST = r"T(?P<track>\d{3})[-_](?P<number>\d{6})[-_](?P<swath>IW\d)"
_OPERA = re.compile(
    rf"OPERA_L2_CSLC-S1_{_BURST}_(?P<acquired>\d{{8}}T\d{{6}})Z_(?P<made>\d{{8}}T\d{{6}})Z_S1\w_(?P<channel>[HV]{{2}})"
    r"_v[\d.]+\.h5",
    re.IGNORECASE,
)
_COMPASS = re.compile(rf"{_BURST}_(?P<date>\d{{8}})(_(?P<channel>[HV]{{2}}))?\.h5", re.IGNORECASE)
_STATIC = re.compile(rf"(OPERA_L2_CSLC-S1-STATIC_|static_layers_){_BURST}(_.*)?\.h5", re.IGNORECASE)
_DAY = datetime.timedelta(days=1)
PASS = datetime.timedelta(hours=1)  # bursts of one pass lie seconds apart, those of the next days


@dataclass(frozen=True)
class Product:
    """One file: ``made`` is when OPERA made it, ``channel`` is VV or HH, both empty where the name does not say."""

    burst: str
    date: datetime.date
    path: Path
    made: str
    channel: str


def opera_products(paths: Iterable[Path]) -> list[Product]:
    """What is named as OPERA does; all bursts of a pass have the date on which it began."""
    timed = []
    for path in paths:
        match = _OPERA.fullmatch(original_name(path.name))
        if match and date_of(match["acquired"][:8]):
            moment = datetime.datetime.strptime(match["acquired"].upper(), "%Y%m%dT%H%M%S")
            timed.append((moment, path, match))
    timed.sort(key=lambda item: item[:2])
    result, began, before = [], datetime.datetime.min, datetime.datetime.min
    for moment, path, match in timed:
        if moment - before > PASS:
            began = moment
        before = moment
        result.append(
            Product(burst_of(match), began.date(), path, match["made"].upper(), match["channel"].upper())
        )
    return result


def compass_products(paths: Iterable[Path]) -> list[Product]:
    """What is named as COMPASS does, with the date alone; all bursts of a pass have the date on which it began."""
    result = []
    for path in paths:
        match = _COMPASS.fullmatch(original_name(path.name))
        date = date_of(match["date"]) if match else None
        if match and date:
            result.append(Product(burst_of(match), date, path, "", (match["channel"] or "").upper()))
    return _joined_over_midnight(result)


def _joined_over_midnight(products: list[Product]) -> list[Product]:
    """Bursts of the day after, which a date lacks, with that date: a pass over midnight (UTC).

    Two passes of one track lie days apart, and each has all its bursts: of two that share none, one goes on where the
    other ended. That the times agree is asked where the files are opened (`files.require_one_pass`).
    """
    bursts: dict[tuple[str, datetime.date], set[str]] = {}
    for product in products:
        bursts.setdefault((product.burst[:4], product.date), set()).add(product.burst)
    moved: set[tuple[str, datetime.date]] = set()
    for track, date in sorted(bursts):
        after = track, date + _DAY
        if (track, date) not in moved and after in bursts and bursts[track, date].isdisjoint(bursts[after]):
            moved.add(after)
    return [
        replace(product, date=product.date - _DAY) if (product.burst[:4], product.date) in moved else product
        for product in products
    ]


def burst_of(match: re.Match[str]) -> str:
    """The burst as COMPASS writes it, t078_165495_iw3."""
    return f"t{match['track']}_{match['number']}_{match['swath'].lower()}"


def newest(
    folder: Path, products: Iterable[Product], notes: list[str]
) -> dict[tuple[str, datetime.date], Product]:
    """Each burst of each date once; of several processings by OPERA the last."""
    result: dict[tuple[str, datetime.date], Product] = {}
    replaced = 0
    for product in sorted(products, key=lambda product: (product.made, str(product.path))):
        key = product.burst, product.date
        if key in result:
            if product.channel != result[key].channel or product.made == result[key].made:
                refuse_twice(product.path, result[key].path, folder)
            replaced += 1
        result[key] = product
    if replaced:
        notes.append(
            f"{replaced} product{'s' if replaced > 1 else ''} left aside for a later processing of the same burst"
        )
    return dict(sorted(result.items()))


def static_layers(paths: Iterable[Path], bursts: Collection[str]) -> dict[str, str]:
    """The static layers of the stack's bursts; of several the last by name, which is the later version."""
    found = {
        burst_of(match): str(path) for path in paths if (match := _STATIC.fullmatch(original_name(path.name)))
    }
    return {f"static_{burst}": found[burst] for burst in bursts if burst in found}


def burst_files(files: Mapping[str, str], prefix: str = "") -> dict[str, str]:
    """The files of the bursts by name: those of the date itself, the first date's, or the static layers."""
    pattern = re.compile(prefix + r"(t\d{3}_\d{6}_iw\d)")
    return {match[1]: path for name, path in sorted(files.items()) if (match := pattern.fullmatch(name))}
