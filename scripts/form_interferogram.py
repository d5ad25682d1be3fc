"""Form one interferogram for people, of two flattened images: the steps go on with what unwrap_phase makes of them."""

from scarpwatch.grids.grid import read_grid
from scarpwatch.insar.interferograms.pair_files import form_pairs, write_interferogram
from scarpwatch.workflow.logs import Step, run_step


def main(snakemake: Step) -> None:
    source, looks = snakemake.input, tuple(snakemake.params.looks)
    (pair,) = form_pairs([source.reference], source.secondary, looks)
    write_interferogram(snakemake.output.interferogram, pair, read_grid(source.height))


if __name__ == "__main__":
    run_step(main, snakemake)
