"""Write the table of scenes, with every baseline relative to the first date."""

from scarpwatch.grids.grid import read_tags
from scarpwatch.insar.network.baselines import baselines_from_pairs
from scarpwatch.insar.network.table import write_scenes
from scarpwatch.workflow.logs import Step, run_step


def main(snakemake: Step) -> None:
    tags = {path: read_tags(path) for path in snakemake.input.files}
    first = next(iter(tags.values()))
    if snakemake.params.pairs:
        baselines = baselines_from_pairs(
            [
                (t["REFERENCE_DATE"], t["SECONDARY_DATE"], float(t.get("PERPENDICULAR_BASELINE_M", "nan")))
                for t in tags.values()
            ]
        )
        # A pair tells of its satellites, and not which date is whose.
        sensors = ", ".join(dict.fromkeys(t["SENSOR"] for t in tags.values() if t.get("SENSOR")))
        rows = [(day, "interferograms", sensors, value) for day, value in baselines.items()]
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
    facts = ("WAVELENGTH_M", "HEADING_DEG", "BASELINE_SIGN", "FLATTENED")
    write_scenes(snakemake.output.scenes, {key.lower(): first.get(key, "not known") for key in facts}, rows)


if __name__ == "__main__":
    run_step(main, snakemake)
