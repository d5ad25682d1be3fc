"""Calibrate the index of every unit to the probability that it holds a landslide, on out-of-fold scores."""

from scarpwatch.files.json_files import write_json
from scarpwatch.files.records import read_table, write_table
from scarpwatch.learning.probability import unit_probabilities
from scarpwatch.workflow.logs import Step, log, run_step


def main(snakemake: Step) -> None:
    source = snakemake.input
    found = unit_probabilities(
        read_table(source.scores),
        read_table(source.out_of_fold),
        read_table(source.labels),
        read_table(source.factors),
    )
    write_table(snakemake.output.units, found.units)
    write_table(snakemake.output.table, found.table)
    record = {**found.record, "negatives": snakemake.params.negatives}
    write_json(snakemake.output.record, record)
    if snakemake.params.negatives != "random":
        log.warning(
            f"landslide-free units were drawn by samples.negatives: {snakemake.params.negatives}, and do not stand for all: "
            "the probability is that on ground like theirs"
        )
    log.info(
        f"out of fold: mean probability {record['mean_probability']:.4f}, share of landslide units "
        f"{record['observed_share']:.4f}, Brier skill {record['brier_skill']:+.3f}; all units: "
        f"{record['expected_landslide_units']:,.0f} landslide units expected, {record['landslide_units']:,} known"
    )


if __name__ == "__main__":
    run_step(main, snakemake)
