"""Aggregate the rasters of the last days of a series, such as rain by day, on the analysis grid."""

from scarpwatch.grids.grid import read_grid
from scarpwatch.inputs.rasters.own_factor import write_factor
from scarpwatch.inputs.series import aggregate_blocks
from scarpwatch.workflow.logs import Step, log, run_step


def main(snakemake: Step) -> None:
    """Read ``rasters``, one for each date, and the grid of ``dem``; write ``factor``."""
    source, said = snakemake.input, snakemake.params.settings
    grid = read_grid(source.dem)
    count, missing = len(source.rasters), said["missing"]
    log.info(f"{said['statistic']} of {count} rasters, {source.rasters[0]} to {source.rasters[-1]}")
    if missing:
        log.warning(f"missing: {', '.join(missing)}; a sum is scaled to all {count + len(missing)}")
    blocks = aggregate_blocks(
        source.rasters,
        grid,
        said["statistic"],
        expected=count + len(missing),
        band=said["band"],
        most_missing=said["most_missing"],
    )
    write_factor(
        snakemake.output.factor,
        blocks,
        grid,
        title=said["title"],
        unit=said["unit"],
        plausible=said["plausible"],
        source=list(source.rasters),
        key=said["key"],
        tags={"STATISTIC": said["statistic"], "DAYS": str(said["days"]), "RASTERS": str(len(source.rasters))},
    )


if __name__ == "__main__":
    run_step(main, snakemake)
