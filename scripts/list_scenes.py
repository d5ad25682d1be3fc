"""Write the table of scenes, with every baseline relative to the first date."""

import csv

from scarpwatch.dates import parse_date
from scarpwatch.files.finished import atomic_path
from scarpwatch.grids.grid import read_tags
from scarpwatch.insar.network.baselines import baselines_from_pairs
from scarpwatch.workflow.logs import run_step

COLUMNS = ("date", "source", "sensor", "perpendicular_baseline_m")


def main(snakemake):
    tags = {path: read_tags(path) for path in snakemake.input.files}
    first = next(iter(tags.values()))
    if snakemake.params.pairs:
        baselines = baselines_from_pairs(
            [
                (t["REFERENCE_DATE"], t["SECONDARY_DATE"], float(t.get("PERPENDICULAR_BASELINE_M", "nan")))
                for t in tags.values()
            ]
        )
        rows = [(day, "interferograms", first.get("SENSOR", ""), value) for day, value in baselines.items()]
    else:
        rows = [
            (
                t["DATE"],
                snakemake.params.sources[t["DATE"]],
                t.get("SENSOR", ""),
                float(t["PERPENDICULAR_BASELINE_M"]),
            )
            for t in tags.values()
        ]
        rows.sort()
        rows = [(*row[:3], row[3] - rows[0][3]) for row in rows]
    with atomic_path(snakemake.output.scenes) as temporary, open(temporary, "w", newline="") as stream:
        for key in ("WAVELENGTH_M", "HEADING_DEG", "BASELINE_SIGN", "FLATTENED"):
            stream.write(f"# {key.lower()}: {first.get(key, 'not known')}\n")
        writer = csv.writer(stream, delimiter="\t", lineterminator="\n")
        writer.writerow(COLUMNS)
        for day, source, sensor, baseline in sorted(rows):
            writer.writerow((parse_date(day), source, sensor, f"{baseline:.3f}"))


if __name__ == "__main__":
    run_step(main, snakemake)
