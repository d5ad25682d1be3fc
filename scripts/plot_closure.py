"""Plot integer closure residuals of triplets, the pairs left out, and the phase bias of short pairs."""

from scarpwatch.figures.maps.cartography import read_for_map
from scarpwatch.figures.maps.closure import plot_closure
from scarpwatch.figures.style import save_figure
from scarpwatch.workflow.logs import Step, run_step


def main(snakemake: Step) -> None:
    """Read ``nonzero_share``, ``flagged_share`` and ``phase_bias``; write ``figure``."""
    source = snakemake.input
    nonzero, grid = read_for_map(source.nonzero_share)
    flagged, _ = read_for_map(source.flagged_share)
    bias, sigma = (read_for_map(source.phase_bias, band=band)[0] for band in (1, 2))
    save_figure(
        plot_closure(nonzero, flagged, bias, sigma, grid), snakemake.output.figure, dpi=snakemake.params.dpi
    )


if __name__ == "__main__":
    run_step(main, snakemake)
