"""A generated stack with known series, coherence and gaps, for the benchmark of the network inversion.

The same phases and coherences are written twice: as this project's GeoTIFFs, and as MintPy's
``ifgramStack.h5``. Missing phases are NaN in the first and zero in the second, as each wants it. dolphin reads the
GeoTIFFs too, but its coherence is not coded.
"""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import h5py
import numpy as np
from affine import Affine
from numpy.typing import NDArray
from scipy.ndimage import zoom

from scarpwatch.conventions import phase_per_displacement
from scarpwatch.dates import DAYS_PER_YEAR
from scarpwatch.files.json_files import write_json
from scarpwatch.grids.grid import Grid, new_raster, write_raster
from scarpwatch.insar.interferograms.coding import NODATA, decode_coherence, encode_coherence
from scarpwatch.insar.interferograms.phase_statistics import phase_variance
from scarpwatch.insar.network.pairs import Pair, select_pairs

WAVELENGTH = 0.0555
LOOKS = 16
INTERVAL_DAYS = 12
SEED = 20240107

# What a pixel's pairs leave, and the share of the scene with it.
COMMON, SCATTERED, WINTER, CUT, EMPTY = range(5)
KINDS = {
    COMMON: ("all pairs", 0.70),
    SCATTERED: ("gaps, all dates connected", 0.18),
    WINTER: ("dates without any pair", 0.05),
    CUT: ("two halves that no pair connects", 0.06),
    EMPTY: ("no pair", 0.01),
}


def smooth(rng: np.random.Generator, size: int, cells: int) -> NDArray[np.float32]:
    """A smooth random field (size, size) of unit variance with features of size / cells."""
    coarse = rng.standard_normal((cells + 3, cells + 3))
    field = zoom(coarse, (size + 1) / cells, order=1)[:size, :size]
    return np.asarray(field / field.std(), np.float32)


def network(scenes: int) -> tuple[list[date], list[Pair]]:
    """Dates twelve days apart, each paired with the next three."""
    days = [date(2024, 1, 7) + timedelta(days=INTERVAL_DAYS * n) for n in range(scenes)]
    return days, select_pairs(days, neighbours=3)


def kinds(size: int) -> NDArray[np.uint8]:
    """Which kind of gaps each pixel (size, size) has: patches of the shares in ``KINDS``."""
    field = smooth(np.random.default_rng([SEED, 1]), size, 12)
    order = np.argsort(field, axis=None, kind="stable")
    found = np.empty(size * size, np.uint8)
    ends = np.rint(np.cumsum([share for _, share in KINDS.values()]) * size * size).astype(int)
    for kind, start, end in zip(KINDS, [0, *ends[:-1]], ends, strict=True):
        found[order[start:end]] = kind
    return found.reshape(size, size)


def truth(size: int, days: list[date]) -> NDArray[np.float32]:
    """Displacement (dates, size, size) in m: rates, a season, and turbulence of 3 mm."""
    rng = np.random.default_rng([SEED, 2])
    rate, season = 0.01 * smooth(rng, size, 8), 0.003 * smooth(rng, size, 5)
    series = np.empty((len(days), size, size), np.float32)
    for n, day in enumerate(days):
        years = (day - days[0]).days / DAYS_PER_YEAR
        series[n] = rate * years + season * np.sin(2 * np.pi * years) + 0.003 * smooth(rng, size, 16)
    return series


def missing(kind: NDArray[np.uint8], pair: int, first: int, second: int, scenes: int) -> NDArray[np.bool_]:
    """Where a pair is missing."""
    rng = np.random.default_rng([SEED, 3, pair])
    scattered = (kind == SCATTERED) & (
        rng.random(kind.shape, np.float32) < (0.15 if second - first > 1 else 0)
    )
    winter = (kind == WINTER) & bool({first, second} & {scenes // 3, scenes // 3 + 1})
    cut = (kind == CUT) & (first < scenes // 2 <= second)
    return scattered | winter | cut | (kind == EMPTY)


def make_stack(
    folder: Path, size: int, *, scenes: int = 48, mintpy: bool = True, dolphin: bool = False
) -> None:
    """Write the stack's files below ``folder``, those of the peers where asked; what is complete is left as it is."""
    done, asked = folder / "stack.json", {"mintpy": mintpy, "dolphin": dolphin}
    if done.exists():
        there = json.loads(done.read_text())
        if there["scenes"] == scenes and all(there.get(name, 0) >= wanted for name, wanted in asked.items()):
            return
    folder.mkdir(parents=True, exist_ok=True)
    days, pairs = network(scenes)
    kind, series = kinds(size), truth(size, days)
    np.save(folder / "truth.npy", series)
    np.save(folder / "kinds.npy", kind)
    base = np.clip(0.65 + 0.15 * smooth(np.random.default_rng([SEED, 4]), size, 40), 0.2, 0.95)
    row, column = (int(value) for value in np.argwhere(kind == COMMON)[np.argmax(base[kind == COMMON])])
    grid = Grid(None, Affine.identity(), (size, size))
    stack = h5py.File(folder / "ifgramStack.h5", "w") if mintpy else None
    if stack:
        describe(stack, size, days, pairs, (row, column))
    for number, pair in enumerate(pairs):
        first, second = days.index(pair.reference), days.index(pair.secondary)
        rng = np.random.default_rng([SEED, 5, number])
        codes = encode_coherence(0.15 + (base - 0.15) * np.exp((INTERVAL_DAYS - pair.days) / 40))
        coherence = decode_coherence(codes)
        phase = rng.standard_normal((size, size), np.float32) * np.sqrt(phase_variance(coherence, LOOKS))
        phase += np.float32(phase_per_displacement(WAVELENGTH)) * (series[second] - series[first])
        gone = missing(kind, number, first, second, scenes)
        phase[gone] = np.nan
        tags = {
            "REFERENCE_DATE": f"{pair.reference:%Y%m%d}",
            "SECONDARY_DATE": f"{pair.secondary:%Y%m%d}",
            "WAVELENGTH_M": WAVELENGTH,
            "LOOKS": LOOKS,
        }
        write_raster(folder / f"unwrapped/{pair.name}.tif", phase, grid, tags=tags)
        write_raster(folder / f"coherence/{pair.name}.tif", codes, grid, nodata=NODATA, tags=tags)
        if dolphin:
            write_raster(folder / f"correlation/{pair.name}.tif", coherence, grid, tags=tags)
        if stack:
            stack["unwrapPhase"][number] = np.nan_to_num(phase)
            stack["coherence"][number] = coherence
    if stack:
        stack.close()
    names = [pair.name for pair in pairs]
    with new_raster(
        folder / "cycles.tif", grid, dtype="int8", bands=len(pairs), descriptions=names
    ) as raster:  # no cycle to add anywhere
        for number in range(len(pairs)):
            raster.write(np.zeros((size, size), np.int8), number + 1)
    with open(folder / "network.tsv", "w") as table:
        print(
            "reference",
            "secondary",
            "days",
            "perpendicular_baseline_m",
            "mean_coherence",
            "used",
            "reason",
            sep="\t",
            file=table,
        )
        for pair in pairs:
            print(*pair.name.split("_"), pair.days, 0.0, "nan", "true", "", sep="\t", file=table)
    reference = {"row": row, "column": column, "half": 0, "chosen": "by the benchmark"}
    write_json(folder / "reference.json", reference)
    record = {"size": size, "scenes": scenes, "looks": LOOKS, "pairs": names, **asked}
    done.write_text(json.dumps(record))


def describe(
    stack: h5py.File, size: int, days: list[date], pairs: list[Pair], reference: tuple[int, int]
) -> None:
    """What MintPy wants to know of a stack of interferograms, in its own layout, without compression."""
    for name in ("unwrapPhase", "coherence"):
        stack.create_dataset(name, (len(pairs), size, size), np.float32)
    stack["date"] = np.array([pair.name.split("_") for pair in pairs], "S8")
    stack["bperp"] = np.zeros(len(pairs), np.float32)
    stack["dropIfgram"] = np.ones(len(pairs), np.bool_)
    stack.attrs.update(
        {
            "FILE_TYPE": "ifgramStack",
            "PROCESSOR": "isce",
            "LENGTH": str(size),
            "WIDTH": str(size),
            "WAVELENGTH": str(WAVELENGTH),
            "ALOOKS": "1",
            "RLOOKS": str(LOOKS),
            "NCORRLOOKS": str(LOOKS),
            "REF_Y": str(reference[0]),
            "REF_X": str(reference[1]),
            "START_DATE": f"{days[0]:%Y%m%d}",
            "END_DATE": f"{days[-1]:%Y%m%d}",
        }
    )
