"""Plot the share of the area and of the landslides in every susceptibility class, per model."""

from scarpwatch.algorithms.algorithm import model_name, read_looks
from scarpwatch.figures.charts.bars import plot_class_shares
from scarpwatch.figures.style import save_figure
from scarpwatch.files.csv_tables import read_csv
from scarpwatch.workflow.logs import Step, run_step


def main(snakemake: Step) -> None:
    """Read ``static`` and ``coupled`` (class tables, in the order of the algorithms)."""
    tables = {
        model_name(look, coupled): read_csv(path).sort_values("class")
        for coupled, paths in ((False, snakemake.input.static), (True, snakemake.input.coupled))
        for look, path in zip(read_looks(snakemake.params.algorithms).values(), paths, strict=False)
    }
    figure = plot_class_shares(
        {name: table["area_share"].tolist() for name, table in tables.items()},
        {name: table["landslide_share"].tolist() for name, table in tables.items()},
        counted="units" if all(table["area_km2"].isna().all() for table in tables.values()) else "area",
    )
    save_figure(figure, snakemake.output.figure, dpi=snakemake.params.dpi)


if __name__ == "__main__":
    run_step(main, snakemake)
