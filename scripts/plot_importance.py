"""Draw the normalised importance of the factors in every model."""

import pandas as pd

from scarpwatch.figures.bar_charts import plot_importance
from scarpwatch.figures.style import save_figure
from scarpwatch.logs import run_step


def main(snakemake) -> None:
    """Read ``static`` and ``coupled`` (importance tables, in the order of the algorithms)."""

    def gains(paths):
        tables = [pd.read_csv(path).set_index("factor")["gain"].to_dict() for path in paths]
        return dict(zip(snakemake.params.algorithms, tables, strict=False)) or None

    figure = plot_importance(gains(snakemake.input.static), gains(snakemake.input.coupled))
    save_figure(figure, snakemake.output.figure, dpi=snakemake.params.dpi)


if __name__ == "__main__":
    run_step(main, snakemake)
