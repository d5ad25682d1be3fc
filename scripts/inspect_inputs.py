"""Look at all inputs and say what they hold and what is wrong with them, whatever is wrong with any."""

import tempfile
from pathlib import Path

import pandas as pd

from scarpwatch.config import load_config
from scarpwatch.errors import ScarpWatchError
from scarpwatch.figures.charts.network import plot_network
from scarpwatch.figures.maps.cartography import read_for_map
from scarpwatch.figures.maps.inputs import plot_inputs
from scarpwatch.figures.report.inputs_page import (
    findings_table,
    network_table,
    render_inputs,
    terminal_table,
)
from scarpwatch.figures.style import save_figure
from scarpwatch.files.finished import atomic_path
from scarpwatch.inspection.inputs_look import look_at_inputs
from scarpwatch.workflow.logs import run_step


def main(snakemake) -> None:
    """Write the page and the table to the paths in ``params``; print the table."""
    config = load_config(snakemake.params.config, "the config")
    inspection = look_at_inputs(config)
    with tempfile.TemporaryDirectory() as folder:
        page = render_inputs(inspection, name=config.name, pictures=pictures(inspection, Path(folder)))
    for path, text in (
        (snakemake.params.page, page),
        (snakemake.params.table, findings_table(inspection.findings)),
    ):
        with atomic_path(path) as temporary:
            temporary.write_text(text, encoding="utf-8")
    print(terminal_table(inspection))
    print(f"Written: {snakemake.params.page}, {snakemake.params.table}")


def pictures(inspection, folder):
    """The figures that can be drawn, by caption: the network, and where the inputs lie."""
    drawn = {}
    if inspection.pairs:
        save_figure(plot_network(pd.DataFrame(network_table(inspection.pairs))), folder / "network.png")
        drawn["The interferograms: perpendicular baseline against date."] = folder / "network.png"
    if inspection.area is not None:
        try:
            elevation, grid = read_for_map(inspection.area.dem, band=inspection.area.band, max_cells=200_000)
        except ScarpWatchError:
            return drawn  # the DEM's fault is in the table
        outlines = [(outline.name, outline.ring) for outline in inspection.outlines]
        save_figure(plot_inputs(elevation, grid, outlines), folder / "inputs.png")
        drawn["Where the inputs lie; those that reach far beyond the map are cut off."] = (
            folder / "inputs.png"
        )
    return drawn


if __name__ == "__main__":
    run_step(main, snakemake)
    print(Path(snakemake.log[0]).read_text(encoding="utf-8"))
