"""Write the report: one HTML page with figures, tables and text, for whatever parts the run has."""

import pandas as pd

from scarpwatch.decisions import read_decisions, read_notes
from scarpwatch.figures.maps.cartography import read_for_map
from scarpwatch.figures.report.basis.page import render_page
from scarpwatch.figures.report.basis.reading import (
    area_and_grid,
    optional_json,
    optional_table,
    read_models,
    software_versions,
)
from scarpwatch.figures.report.content import Results, build_page
from scarpwatch.figures.report.parts.reliability import read_reliability
from scarpwatch.files.finished import atomic_path
from scarpwatch.insar.network.table import read_network
from scarpwatch.workflow.logs import run_step


def main(snakemake) -> None:
    """Read ``figures`` (PNG, named by their stems) and the results that are given; write ``report``."""
    source, params = snakemake.input, snakemake.params
    area_km2, grid = area_and_grid(source.dem) if source.dem else (None, None)
    results = Results(
        config=params.config,
        assessment=params.assessment,
        area_km2=area_km2,
        grid=grid,
        figures=source.figures,
        rate=read_for_map(source.rate)[0] if source.rate else None,
        network=pd.DataFrame(read_network(source.network)) if source.network else None,
        quality=optional_json(source.quality),
        closure=optional_json(source.closure),
        registration=optional_json(source.registration),
        corrections=optional_json(source.corrections),
        truth=optional_json(source.truth),
        decomposition=optional_json(source.decomposition),
        models=[
            *read_models(params.algorithms, source.metrics, source.classes, source.importance, coupled=False),
            *read_models(
                params.algorithms,
                source.coupled_metrics,
                source.coupled_classes,
                source.coupled_importance,
                coupled=True,
            ),
        ],
        reliability=[
            *read_reliability(
                params.algorithms, source.reliability, source.ranking, source.collinearity, coupled=False
            ),
            *read_reliability(
                params.algorithms,
                source.coupled_reliability,
                source.coupled_ranking,
                source.coupled_collinearity,
                coupled=True,
            ),
        ],
        comparison=optional_json(source.comparison),
        controls=optional_json(source.controls),
        units=optional_table(source.units),
        delineation=optional_json(source.delineation),
        inventory=optional_json(source.labels),
        samples=optional_json(source.samples),
        deformation_units=optional_table(source.deformation),
        decisions=read_decisions(source.decided),
        notes=read_notes(source.decided),
        versions=software_versions(),
    )
    html = render_page(build_page(results))
    with atomic_path(snakemake.output.report) as temporary:
        temporary.write_text(html, encoding="utf-8", newline="\n")
    print(f"{len(html) / 1e6:.1f} MB, {len(results.figures)} figures, {len(results.models)} models")


if __name__ == "__main__":
    run_step(main, snakemake)
