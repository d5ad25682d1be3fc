"""Plot thematic maps of the factors of a ready table."""

import geopandas

from scarpwatch.factors.factor import read_look
from scarpwatch.figures.maps.unit_factors import plot_unit_factors, unit_panel
from scarpwatch.figures.style import save_figure
from scarpwatch.files.records import read_table
from scarpwatch.learning.predictors.features import join_factors
from scarpwatch.workflow.logs import Step, log, run_step


def main(snakemake: Step) -> None:
    """Read ``units``, ``static`` and ``dynamic`` factors; plot ``columns`` in the order of their ``looks``."""
    source, params = snakemake.input, snakemake.params
    units = geopandas.read_file(source.units)
    table = join_factors(read_table(source.static), read_table(source.dynamic) if source.dynamic else None)
    table = table.set_index("unit_id").loc[units["unit_id"]]
    panels = []
    for look, column in zip(map(read_look, params.looks), params.columns, strict=True):
        panel = unit_panel(look, table[column], fit_area=params.fit_area)
        log.info(
            f"{look.name}: {', '.join(panel.labels)}{' (made for the units)' if panel.own_classes else ''}"
        )
        panels.append(panel)
    save_figure(plot_unit_factors(panels, units, date=params.date), snakemake.output.figure, dpi=params.dpi)


if __name__ == "__main__":
    run_step(main, snakemake)
