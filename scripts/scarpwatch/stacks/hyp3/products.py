"""Products of HyP3 in a folder: unpacked, as ZIPs, clipped by their user, or as copies that a browser made."""

from __future__ import annotations

import datetime
import re
import zipfile
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path, PurePosixPath

from scarpwatch.errors import InputError, ScarpWatchError
from scarpwatch.stacks.hyp3.metadata import parse_name
from scarpwatch.stacks.listing import files_below, in_zip, original_name, refuse_twice

PARAMETERS = ".txt"
RASTERS = {
    "unwrapped": "_unw_phase.tif",
    "coherence": "_corr.tif",
    "parameters": PARAMETERS,
    "water_mask": "_water_mask.tif",
    "components": "_conncomp.tif",
}
LOOK_VECTORS = {"theta": "_lv_theta.tif", "phi": "_lv_phi.tif"}
_CUTS = (
    "",
    "_clipped",
    "_clip",
)  # as MintPy's tutorials for HyP3 name what they clip; the first that is there is read
_PHASE = re.compile(r"_unw_phase(_clipped|_clip|)\.tif$")
_LIKE = re.compile(r"_INT\d+_.*(\.zip|_unw_phase.*\.tif)$")


def find_products(folder: Path, faults: list[ScarpWatchError]) -> tuple[dict[str, dict[str, str]], list[str]]:
    """Files of each product by its name, and notes; what is wrong with ZIPs is added to ``faults``.

    Raises
    ------
    InputError
        If a product is unpacked in two places.
    """
    files = files_below(folder)
    products, notes = _unpacked(folder, files)
    loose = set(products)
    archives = [
        (Path(original_name(path.name)).stem, path) for path in files if path.suffix.lower() == ".zip"
    ]
    archives = [(name, path) for name, path in archives if parse_name(name) is not None]
    twice, copies = 0, 0
    for name, path in sorted(archives, key=lambda found: (found[0] != found[1].stem, found[1])):
        if name in products:
            twice += name in loose and name == path.stem
            copies += name != path.stem
            continue
        try:
            products[name] = _files_in(path, name)
        except InputError as error:
            faults.append(error)
    if twice:
        notes.append(f"{_are(twice)} there as ZIP and unpacked; unpacked is read")
    if copies:
        notes.append(f"{copies} ZIP{'s' if copies > 1 else ''} named as a copy of what is there, passed over")
    return dict(sorted(products.items())), notes + _strange(files)


def require_one_frame(names: Iterable[str], exclude: Collection[datetime.date], folder: Path) -> None:
    """Refuse products of the same dates and of other places: each is a stack of its own.

    Raises
    ------
    InputError
    """
    seen: dict[tuple[datetime.date, ...], str] = {}
    for name in names:
        product = parse_name(name)
        if product is None or {product.first, product.second} & set(exclude):
            continue
        other = seen.setdefault(tuple(sorted((product.first, product.second))), name)
        before = parse_name(other)
        if before is not None and before.place != product.place:
            raise InputError(
                folder,
                f"{other} and {name} have the same dates and are of two frames: {before.place} and {product.place}",
                "Put the products of each frame into a folder of its own and make a run of each, or order one product "
                "of several bursts.",
            )


def _are(number: int) -> str:
    return "1 product is" if number == 1 else f"{number} products are"


def _unpacked(folder: Path, files: Iterable[Path]) -> tuple[dict[str, dict[str, str]], list[str]]:
    """Files of each product that is unpacked, and notes on those that were clipped."""
    found: dict[str, dict[str, Path]] = {}
    for path in files:
        match = _PHASE.search(path.name)
        name = path.name[: match.start()] if match else ""
        if match is None or parse_name(name) is None:
            continue
        if match[1] in found.setdefault(name, {}):
            refuse_twice(path, found[name][match[1]], folder)
        found[name][match[1]] = path
    products, clipped = {}, 0
    for name, phases in found.items():
        cut = next(ending for ending in _CUTS if ending in phases)
        clipped += cut != ""
        ends = {**RASTERS, **LOOK_VECTORS}
        ends = {key: end.replace(".tif", f"{cut}.tif") for key, end in ends.items()}
        beside = {key: phases[cut].with_name(name + end) for key, end in ends.items()}
        # A link that leads nowhere is told where it is read.
        products[name] = {
            key: str(file) for key, file in beside.items() if key == "unwrapped" or file.is_file()
        }
    both = sum("" in phases and len(phases) > 1 for phases in found.values())
    notes = [f"{_are(both)} there whole and clipped; whole is read"] if both else []
    if clipped:
        notes.append(f"{_are(clipped)} read from clipped rasters, since the whole ones are not there")
    return products, notes


def _strange(files: Iterable[Path]) -> list[str]:
    """A note on what is named much like HyP3's products."""
    strange = [
        path.name
        for path in files
        if _LIKE.search(path.name)
        and parse_name(re.sub(r"\.zip$", "", _PHASE.sub("", original_name(path.name)))) is None
    ]
    if not strange:
        return []
    more = f" and {len(strange) - 5} more" if len(strange) > 5 else ""
    return [f"not named as HyP3 names its products, so passed over: {', '.join(strange[:5])}{more}"]


def _files_in(archive: Path, name: str) -> dict[str, str]:
    try:
        with zipfile.ZipFile(archive) as file:
            members = file.namelist()
    except (OSError, zipfile.BadZipFile) as error:
        raise InputError(archive, f"the ZIP cannot be read ({error})", "Download it again.") from error
    paths = {PurePosixPath(member).name: in_zip(archive, member) for member in members}
    endings: Mapping[str, str] = {**RASTERS, **LOOK_VECTORS}
    files = {key: paths[name + end] for key, end in endings.items() if name + end in paths}
    if "unwrapped" not in files:
        raise InputError(archive, f"it does not hold {name}{RASTERS['unwrapped']}", "Download it again.")
    return files
