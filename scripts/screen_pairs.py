"""Take the mean coherence of every pair, and drop pairs of low coherence while all dates stay connected."""

import csv

import numpy as np

from scarpwatch.coding import decode_coherence
from scarpwatch.grid import atomic_path, read_grid, read_raster, read_tags, row_blocks
from scarpwatch.insar.network import Pair, dates_cut_off, require_connected
from scarpwatch.insar.pair_screening import screen_pairs
from scarpwatch.logs import run_step

COLUMNS = (
    "reference",
    "secondary",
    "days",
    "perpendicular_baseline_m",
    "mean_coherence",
    "used",
    "reason",
)


def mean_coherence(path: str, block_rows: int) -> float:
    """Mean coherence of one pair where it has any, read block by block; NaN where it has none."""
    total, count = 0.0, 0
    for window in row_blocks(read_grid(path).shape, block_rows):
        values = decode_coherence(read_raster(path, window=window)[0])
        known = np.isfinite(values)
        total += float(values[known].sum(dtype=np.float64))
        count += int(known.sum())
    return total / count if count else float("nan")


def main(snakemake):
    tags = {path: read_tags(path) for path in snakemake.input.coherence}
    pairs = [Pair.parse(f"{t['REFERENCE_DATE']}_{t['SECONDARY_DATE']}") for t in tags.values()]
    means = [mean_coherence(path, snakemake.params.block_rows) for path in tags]
    verdicts = screen_pairs(pairs, means, minimum=snakemake.params.min_coherence)
    dates = sorted({day for pair in pairs for day in pair})
    used = [pair for pair, verdict in zip(pairs, verdicts, strict=True) if verdict.used]
    if snakemake.params.if_disconnected == "stop":
        require_connected(dates, used, where=snakemake.output.network)
    with atomic_path(snakemake.output.network) as temporary, open(temporary, "w", newline="") as stream:
        writer = csv.writer(stream, delimiter="\t", lineterminator="\n")
        writer.writerow(COLUMNS)
        for pair, t, mean, verdict in zip(pairs, tags.values(), means, verdicts, strict=True):
            baseline = float(t.get("PERPENDICULAR_BASELINE_M", "nan"))
            use = "true" if verdict.used else "false"
            row = (pair.days, f"{baseline:.3f}", f"{mean:.4f}", use, verdict.reason)
            writer.writerow((*pair.name.split("_"), *row))
    kept = sum(bool(verdict.used and verdict.reason) for verdict in verdicts)
    print(f"{len(used)} of {len(pairs)} pairs used, {kept} of them only because they connect dates")
    for subset in dates_cut_off(dates, used):
        print("cut off from the other dates: " + ", ".join(f"{day:%Y-%m-%d}" for day in subset))


if __name__ == "__main__":
    run_step(main, snakemake)
