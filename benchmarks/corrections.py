"""Ramp and height terms over scenes of 1 to 100 km: error of the rate with the correction off, always and by default.

    make benchmark-corrections                  the table of docs/corrections.md
    python benchmarks/corrections.py --seeds 4  a quick look

All scenes have the same atmosphere, 5 mm (root mean square) over 30 km and accordingly less over less, the same
ramps per kilometre and the same layering per metre of height. Errors are root mean squares over the pixels and the
scenes of a cell, after the median over truly stable ground is taken out.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

os.environ.setdefault(
    "OMP_NUM_THREADS", "1"
)  # the matrices are small, and threads of BLAS only wait for each other

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "scripts"))

from scarpwatch.insar.corrections.chain import Setting
from scarpwatch.insar.corrections.chain_fit import correct_series
from scarpwatch.insar.motion.model import temporal_design
from scarpwatch.insar.reference.window import Reference
from scarpwatch.simulate.rate_scenes import RateScene, simulate_rate_scene

SIZES_KM = (1, 2, 4, 10, 30, 100)
DATES = (12, 48)
SHARES = (0.05, 0.2, 0.4)
CHOICES = (False, "always", True)  # of corrections.ramp_and_height
LARGE_KM = 10
SLACK_SMALL, SLACK_LARGE = 1.25, 1.05


def mean_square_errors(scene: RateScene, size_km: float) -> list[float]:
    """Mean square error of the rate ((mm/yr)^2) with each choice."""
    design = temporal_design(scene.years, annual=False, semiannual=False)
    rows, columns = scene.rate.shape
    cell = (1000 * size_km / rows, 1000 * size_km / columns)
    setting = Setting(
        design,
        np.full(len(design), np.nan),
        scene.height,
        np.full(scene.rate.shape, 535_000.0),
        Reference(rows // 2, columns // 2, 2, "the scene's centre"),
        cell=cell,
    )
    errors = []
    for choice in CHOICES:
        corrected, _ = correct_series(
            scene.series,
            setting,
            trusted=np.ones(scene.rate.shape, bool),
            corrections={"ramp_and_height": choice, "dem_error": False},
        )
        rate = np.tensordot(np.linalg.pinv(design)[1], corrected.series, axes=1)
        errors.append(float(np.mean((1000 * scene.error(rate)) ** 2)))
    return errors


def cell_errors(size_km: float, dates: int, share: float, seeds: range) -> tuple[float, float, float]:
    """Root mean square error (mm/yr) over the scenes of these seeds: off, always, by default."""
    squares = [
        mean_square_errors(simulate_rate_scene(seed, size_km, dates, share), size_km) for seed in seeds
    ]
    off, always, default = np.sqrt(np.mean(squares, axis=0))
    return float(off), float(always), float(default)


def limit(size_km: float, off: float, always: float) -> float:
    """The largest error (mm/yr) that the default may have."""
    asked = SLACK_LARGE * always if size_km >= LARGE_KM else SLACK_SMALL * min(off, always)
    return min(asked, max(off, always))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seeds", type=int, default=20, help="scenes in each cell")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES_KM, help="sides of the scenes, km")
    options = parser.parse_args()
    seeds = range(options.seeds)
    print("| scene, km | dates | moving, % | off | always | default | default over better | limit kept |")
    print("|---|---|---|---|---|---|---|---|")
    for size_km in options.sizes:
        for dates in DATES:
            for share in SHARES:
                off, always, default = cell_errors(size_km, dates, share, seeds)
                kept = "yes" if default <= limit(size_km, off, always) else "no"
                ratio = default / min(off, always)
                print(
                    f"| {size_km} | {dates} | {100 * share:.0f} | {off:.2f} | {always:.2f} | {default:.2f} "
                    f"| {ratio:.2f} | {kept} |",
                    flush=True,
                )


if __name__ == "__main__":
    main()
