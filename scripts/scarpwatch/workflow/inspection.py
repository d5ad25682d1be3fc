"""The look at all inputs, as ``python -m scarpwatch inspect`` and ``snakemake inspect_inputs`` both make it."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pandas as pd

from scarpwatch.config.settings import Config
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
from scarpwatch.inspection.inputs_look import Inspection, look_at_inputs

PAGE, TABLE = "results/inputs.html", "results/inputs.tsv"
MAP_CELLS = 200_000
DPI = 150


def inspect_inputs(config: Config, *, page: str | Path = PAGE, table: str | Path = TABLE) -> tuple[str, int]:
    """Look at all inputs of a config, whatever is wrong with any, and write what they hold and every fault.

    Parameters
    ----------
    page, table : where to write the page (HTML) and the table (TSV)

    Returns
    -------
    text : the same for the terminal
    faults : how many would end a run

    Raises
    ------
    WriteError
        If there is no room or no leave to write.
    """
    inspection = look_at_inputs(config)
    with tempfile.TemporaryDirectory() as folder:
        text = render_inputs(inspection, name=config.name, pictures=_pictures(inspection, Path(folder)))
    for path, content in ((page, text), (table, findings_table(inspection.findings))):
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        with atomic_path(path) as temporary:
            temporary.write_text(content, encoding="utf-8")
    return f"{terminal_table(inspection)}\nWritten: {page}, {table}", len(inspection.faults)


def _pictures(inspection: Inspection, folder: Path) -> dict[str, Path]:
    """The figures that can be drawn, by caption: the network, and where the inputs lie."""
    drawn = {}
    if inspection.pairs:
        save_figure(
            plot_network(pd.DataFrame(network_table(inspection.pairs))), folder / "network.png", dpi=DPI
        )
        drawn["The interferograms: perpendicular baseline against date."] = folder / "network.png"
    if inspection.area is not None:
        try:
            elevation, grid = read_for_map(
                inspection.area.dem, band=inspection.area.band, max_cells=MAP_CELLS
            )
        except ScarpWatchError:
            return drawn  # the DEM's fault is in the table
        outlines = [(outline.name, outline.ring) for outline in inspection.outlines]
        figure = plot_inputs(elevation, grid, outlines, titles=inspection.titles)
        save_figure(figure, folder / "inputs.png", dpi=DPI)
        caption = "Where the inputs lie; those that reach far beyond the map are cut off."
        drawn[caption] = folder / "inputs.png"
    return drawn
