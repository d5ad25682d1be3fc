"""Take the mean coherence of every pair, and drop pairs of low coherence while all dates stay connected."""

import csv

from scarpwatch.grid import atomic_path, read_tags
from scarpwatch.insar.network import Pair, dates_cut_off, require_connected
from scarpwatch.insar.pair_screening import mean_coherence, screen_pairs
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


def main(snakemake):
    tags = {path: read_tags(path) for path in snakemake.input.coherence}
    pairs = [Pair.parse(f"{t['REFERENCE_DATE']}_{t['SECONDARY_DATE']}") for t in tags.values()]
    means = [mean_coherence(path, block_rows=snakemake.params.block_rows) for path in tags]
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
