"""What LiCSBAS makes of a frame's interferograms: the folder ``GEOCml*``, multilooked, corrected, masked or clipped."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from scarpwatch.errors import InputError
from scarpwatch.files.kinds import require_small_text
from scarpwatch.grids.plain_numbers import LICSBAS_GRID

_PAIR = re.compile(r"\d{8}_\d{8}")
_RADAR = "slc.mli.par"
SPEED_OF_LIGHT = 299_792_458.0  # m/s


def multilooked(folder: Path, files: Iterable[Path], notes: list[str]) -> list[Path]:
    """LiCSBAS's unwrapped phase in a folder: ``<pair>/<pair>.unw`` of one ``GEOCml*``; notes are added to.

    Raises
    ------
    InputError
        If there are several such folders, or the file that tells the grid is missing.
    """
    found = _images(files)
    places = sorted({path.parents[1] for path in found})
    if len(places) > 1:
        raise InputError(
            folder,
            f"it holds LiCSBAS's interferograms {len(places)} times: {', '.join(place.name for place in places)}",
            "Give one of these folders in sar.folder, usually the one that LiCSBAS made last.",
        )
    if not places:
        return []
    (place,) = places
    if not (place / LICSBAS_GRID).is_file():
        raise InputError(
            place,
            f"there is no {LICSBAS_GRID} in it, so size and place of its images are not known",
            f"Copy LiCSBAS's folder as a whole, with {LICSBAS_GRID}.",
        )
    notes.append(f"LiCSBAS's own form of the interferograms is read, from {place.name}")
    if "GACOS" in place.name:
        notes.append("LiCSBAS has taken GACOS's delays out of them: give none in corrections.delays")
    return found


def passed_over(files: Iterable[Path]) -> list[str]:
    """A note on LiCSBAS's folders beside the GeoTIFFs that are read."""
    names = sorted({path.parents[1].name for path in _images(files)})
    return [f"the GeoTIFFs are read, and not what LiCSBAS made of them ({', '.join(names)})"] if names else []


def _images(files: Iterable[Path]) -> list[Path]:
    return [
        path
        for path in files
        if path.suffix == ".unw" and path.stem == path.parent.name and _PAIR.fullmatch(path.stem)
    ]


def shared_files(unwrapped: Path) -> dict[str, str]:
    """The text files that tell grid and radar of LiCSBAS's images, by name; none for LiCSAR's GeoTIFFs."""
    if unwrapped.suffix != ".unw":
        return {}
    told = {"grid": unwrapped.parents[1] / LICSBAS_GRID, "radar": unwrapped.parents[1] / _RADAR}
    return {name: str(path) for name, path in told.items() if path.is_file()}


def look_vector_files(grid: str | None) -> dict[str, str]:
    """LiCSBAS's rasters of the look vector beside the file that tells the grid; none if not all three are there."""
    if grid is None:
        return {}
    parts = {"los_east": "E.geo", "los_north": "N.geo", "los_up": "U.geo"}
    found = {name: Path(grid).with_name(file) for name, file in parts.items()}
    return {name: str(path) for name, path in found.items()} if all(map(Path.is_file, found.values())) else {}


def wavelength_of(path: str | None) -> float:
    """The wavelength (m) by the radar's frequency in ``slc.mli.par``; Sentinel-1's without that file.

    Raises
    ------
    InputError
        If the file does not tell a radar's frequency.
    """
    from scarpwatch.stacks.readers import SENTINEL1_WAVELENGTH_M

    if path is None:
        return SENTINEL1_WAVELENGTH_M
    text = require_small_text(path)
    match = re.search(r"^radar_frequency:?\s+(\S+)", text, re.MULTILINE)
    try:
        frequency = float(match[1]) if match else 0.0
    except ValueError:
        frequency = 0.0
    if not 3e8 < frequency < 4e10:
        raise InputError(
            path,
            "`radar_frequency` is missing or is none of a radar, in Hz",
            "Take the file as LiCSBAS wrote it.",
        )
    # LiCSBAS writes 5.405 GHz for Sentinel-1, whose wavelength is known to more digits.
    wavelength = SPEED_OF_LIGHT / frequency
    near = abs(wavelength / SENTINEL1_WAVELENGTH_M - 1) < 1e-5
    return SENTINEL1_WAVELENGTH_M if near else wavelength
