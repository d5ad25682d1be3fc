"""Write the table of selected pairs with their temporal and perpendicular baselines."""

import csv

from scarpwatch.files.finished import atomic_path
from scarpwatch.insar.network.pairs import Pair
from scarpwatch.workflow.logs import log, run_step


def main(snakemake):
    with open(snakemake.input.scenes) as stream:
        rows = list(csv.DictReader((line for line in stream if not line.startswith("#")), delimiter="\t"))
    baseline = {row["date"].replace("-", ""): float(row["perpendicular_baseline_m"]) for row in rows}
    with atomic_path(snakemake.output.pairs) as temporary, open(temporary, "w", newline="") as stream:
        writer = csv.writer(stream, delimiter="\t", lineterminator="\n")
        writer.writerow(("reference", "secondary", "days", "perpendicular_baseline_m"))
        for name in snakemake.params.pairs:
            first, second = name.split("_")
            writer.writerow(
                (first, second, Pair.parse(name).days, f"{baseline[second] - baseline[first]:.3f}")
            )
    log.info(f"{len(rows)} scenes, {len(snakemake.params.pairs)} pairs")


if __name__ == "__main__":
    run_step(main, snakemake)
