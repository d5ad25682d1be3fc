"""Loading ready interferograms: the readers beside plain reads of the same files.

    make benchmark-loading                                                 138 pairs of 1000 x 1000 pixels
    PYTHONPATH=scripts python benchmarks/loading.py --pairs 10 --size 200  fewer and smaller

Folders of HyP3, LiCSAR and GAMMA products are generated, with compressed rasters and without. Three things are
timed in turn, over all pairs: the files' bytes (`Path.read_bytes`), plain reads of the same bands with rasterio,
and the reader's `read_pair`, which finds the missing cells, scales, masks water and checks. One process, one
thread, CPU seconds, the best of several rounds; the files are in the page cache. Prints a table and writes a JSON
record.
"""

from __future__ import annotations

import argparse
import json
import shutil
import time
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import rasterio
from numpy.typing import NDArray
from rasterio.transform import from_origin

from scarpwatch.stacks.families import pair_reader

ROOT = Path(__file__).resolve().parents[1]
# Compressed rasters as the makers have them: tiles and LZW of HyP3's bursts, deflate of LiCSAR.
COMPRESSED = {
    "hyp3": {"tiled": True, "compress": "lzw"},
    "licsar": {"compress": "deflate"},
    "gamma": {"compress": "deflate"},
}
_PARAMETERS = """Reference Granule: S1A_IW_SLC__1SDV_{first:%Y%m%d}T101112_052026_0649B2_9A3C
Reference Orbit Number: 52026
Baseline: 33.9
Heading: 347.5
Range looks: 20
Azimuth looks: 4
"""


def pair_dates(count: int) -> list[tuple[date, date]]:
    """So many pairs: each date with its next three."""
    days = [date(2020, 1, 6) + timedelta(days=12 * n) for n in range(count // 3 + 4)]
    return [(days[n], days[n + step]) for n in range(len(days) - 3) for step in (1, 2, 3)][:count]


def images(size: int, number: int) -> dict[str, NDArray[np.generic]]:
    """Phase, coherence and land of a pair: smooth, noisy, with a gap in each."""
    rng = np.random.default_rng(number)
    row, column = np.mgrid[:size, :size].astype(np.float32) / size
    phase = 8 * np.sin(3 * row + number) * np.cos(4 * column)
    phase += rng.normal(0, 0.5, phase.shape).astype(np.float32)
    coherence = np.clip(0.6 + 0.3 * np.cos(5 * row) + rng.normal(0, 0.05, phase.shape), 0.02, 1)
    land = np.hypot(row - 0.7, column - 0.3) > 0.1
    phase[: size // 20] = 0
    return {"phase": phase, "coherence": coherence.astype(np.float32), "land": land.astype(np.uint8)}


def write(path: Path, values: NDArray[np.generic], options: dict[str, object], crs: str) -> None:
    corner = (
        from_origin(500000, 2600000, 80, 80) if crs != "EPSG:4326" else from_origin(113, 24, 0.001, 0.001)
    )
    with rasterio.open(
        path,
        "w",
        "GTiff",
        width=values.shape[1],
        height=values.shape[0],
        count=1,
        dtype=values.dtype.name,
        crs=crs,
        transform=corner,
        nodata=0,
        **options,
    ) as target:
        target.write(values, 1)


def make_folder(folder: Path, family: str, pairs: int, size: int, options: dict[str, object]) -> None:
    """A folder of the family's products, with what `read_pair` and the listing need."""
    for number, (first, second) in enumerate(pair_dates(pairs)):
        made = images(size, number)
        if family == "hyp3":
            times = f"{first:%Y%m%d}T101112_{second:%Y%m%d}T101112"
            name = f"S1AA_{times}_VVP{(second - first).days:03}_INT80_G_ueF_{number:04X}"
            place = folder / name / name
            endings = {"phase": "_unw_phase.tif", "coherence": "_corr.tif", "land": "_water_mask.tif"}
        elif family == "licsar":
            name = f"{first:%Y%m%d}_{second:%Y%m%d}"
            place = folder / name / name
            endings = {"phase": ".geo.unw.tif", "coherence": ".geo.cc.tif"}
            made["coherence"] = np.rint(255 * made["coherence"]).astype(np.uint8)
        else:
            place = folder / f"area_{first:%Y%m%d}-{second:%Y%m%d}_VV_8rlks"
            endings = {"phase": "_eqa_unw.tif", "coherence": "_flat_eqa_cc.tif"}
        place.parent.mkdir(parents=True, exist_ok=True)
        crs = "EPSG:32649" if family == "hyp3" else "EPSG:4326"
        for key, ending in endings.items():
            write(Path(f"{place}{ending}"), made[key], options, crs)
        if family == "hyp3":
            Path(f"{place}.txt").write_text(_PARAMETERS.format(first=first))
    if family == "licsar":
        (folder / "metadata.txt").write_text("heading=-12.5\navg_incidence_angle=39\ncentre_range_m=880000\n")
    if family == "gamma":
        (folder / "20200106_VV_slc.par").write_text("heading: -12.5 degrees\n")


def read_plainly(paths: Iterable[str]) -> None:
    """The first band of each raster."""
    for path in paths:
        with rasterio.open(path) as source:
            source.read(1)


def read_bytes(paths: Iterable[str]) -> None:
    """The content of each file."""
    for path in paths:
        Path(path).read_bytes()


def best(rounds: int, jobs: dict[str, Callable[[], object]]) -> dict[str, float]:
    """CPU seconds of each job, the best of several rounds; each round does all in turn."""
    took = dict.fromkeys(jobs, float("inf"))
    for _ in range(rounds):
        for name, job in jobs.items():
            start = time.process_time()
            job()
            took[name] = min(took[name], time.process_time() - start)
    return took


def measure(folder: Path, family: str, rounds: int) -> dict[str, float]:
    """CPU seconds of listing the folder, reading bytes, reading plainly, and the reader."""
    reader = pair_reader(family)
    listing = reader.list_folder(folder)
    rasters = [path for pair in listing.pairs for path in pair.files.values() if path.endswith(".tif")]
    reader.read_pair(listing.pairs[0])  # so that imports are not timed

    def load() -> None:
        for pair in listing.pairs:
            reader.read_pair(pair)

    took = best(
        rounds,
        {
            "list_folder": lambda: reader.list_folder(folder),
            "bytes": lambda: read_bytes(rasters),
            "plain": lambda: read_plainly(rasters),
            "read_pair": load,
        },
    )
    return {**took, "mb": sum(Path(path).stat().st_size for path in rasters) / 1e6}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pairs", type=int, default=138)
    parser.add_argument("--size", type=int, default=1000, help="rows and columns")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--folder", type=Path, default=ROOT / ".benchmarks", help="where folders are made")
    parser.add_argument("--record", type=Path, help="where the figures are written as JSON")
    options = parser.parse_args()
    print(f"{options.pairs} pairs of {options.size} x {options.size} pixels, CPU seconds\n")
    print(
        f"{'products':24}{'MB':>8}{'bytes':>8}{'plain':>8}{'reader':>8}{'/ plain':>9}{'/ bytes':>9}{'listing':>9}"
    )
    record = {}
    for family, packed in COMPRESSED.items():
        for kind, layout in (("uncompressed", {}), (packed["compress"], packed)):
            folder = options.folder.resolve() / f"loading-{family}"
            shutil.rmtree(folder, ignore_errors=True)
            try:
                make_folder(folder, family, options.pairs, options.size, layout)
                took = measure(folder, family, options.rounds)
            finally:
                shutil.rmtree(folder, ignore_errors=True)
            record[f"{family}, {kind}"] = took
            print(
                f"{family + ', ' + str(kind):24}{took['mb']:8.0f}{took['bytes']:8.2f}{took['plain']:8.2f}"
                f"{took['read_pair']:8.2f}{took['read_pair'] / took['plain']:9.2f}"
                f"{took['read_pair'] / took['bytes']:9.2f}{took['list_folder']:9.3f}",
                flush=True,
            )
    made = {"pairs": options.pairs, "size": options.size, "cpu_s": record}
    written = options.record or ROOT / f"benchmarks/results/loading-{options.pairs}x{options.size}.json"
    written.parent.mkdir(parents=True, exist_ok=True)
    written.write_text(json.dumps(made, indent=1) + "\n")


if __name__ == "__main__":
    main()
