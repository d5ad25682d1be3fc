"""Write the table of selected pairs with their temporal and perpendicular baselines."""

from scarpwatch.insar.network.table import read_baselines, write_pairs
from scarpwatch.workflow.logs import Step, log, run_step


def main(snakemake: Step) -> None:
    baselines = read_baselines(snakemake.input.scenes)
    write_pairs(snakemake.output.pairs, snakemake.params.pairs, baselines)
    log.info(f"{len(baselines)} scenes, {len(snakemake.params.pairs)} pairs")


if __name__ == "__main__":
    run_step(main, snakemake)
