"""Write the report: one HTML page with figures, tables and text, for whatever parts the run has."""

from scarpwatch.figures.entries import FigureEntry
from scarpwatch.figures.report.basis.page import render_page
from scarpwatch.figures.report.content import build_page
from scarpwatch.figures.report.results import FILES, read_results
from scarpwatch.files.finished import atomic_path
from scarpwatch.workflow.logs import Step, log, run_step


def main(snakemake: Step) -> None:
    """Read ``figures`` (PNG, named by their stems) and the results that are given; write ``report``."""
    source, params = snakemake.input, snakemake.params
    results = read_results(
        {name: getattr(source, name) for name in FILES},
        config=params.config,
        assessment=params.assessment,
        algorithms=params.algorithms,
        figures=source.figures,
        entries=[FigureEntry(**fields) for fields in params.entries],
        factors=params.factors,
    )
    html = render_page(build_page(results))
    with atomic_path(snakemake.output.report) as temporary:
        temporary.write_text(html, encoding="utf-8", newline="\n")
    log.info(f"{len(html) / 1e6:.1f} MB, {len(results.figures)} figures, {len(results.models)} models")


if __name__ == "__main__":
    run_step(main, snakemake)
