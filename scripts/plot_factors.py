"""Draw thematic maps of the static and the deformation factors."""

import json

import pandas as pd

from scarpwatch.figures.cartography import read_for_map, relief
from scarpwatch.figures.factor_maps import (
    classify,
    classify_aspect,
    classify_lithology,
    ordered_factors,
    plot_factors,
    spread_over_units,
)
from scarpwatch.figures.style import save_figure
from scarpwatch.grid import read_tags
from scarpwatch.logs import run_step


def main(snakemake) -> None:
    """Read the rasters of the factors (one input each), ``dem``, ``units`` and ``table``."""
    source = snakemake.input
    elevation, grid = read_for_map(source.dem)
    names = ordered_factors([*snakemake.params.factors, "max_elevation_difference"])
    panels = []
    for name in names:
        if name == "max_elevation_difference":  # a property of the unit: it has no raster of its own
            table = pd.read_parquet(source.table, columns=["unit_id", name])
            units, _ = read_for_map(source.units, categorical=True)
            values = spread_over_units(units, table["unit_id"].to_numpy(), table[name].to_numpy(float))
            panels.append(classify(name, values))
        elif name == "aspect":
            aspect, _ = read_for_map(source.aspect, categorical=True)  # angles must not be averaged
            panels.append(classify_aspect(aspect, read_for_map(source.slope)[0]))
        elif name == "lithology":
            classes = json.loads(read_tags(source.lithology)["CLASSES"])
            codes, _ = read_for_map(source.lithology, categorical=True)
            panels.append(classify_lithology(codes, {int(code): text for code, text in classes.items()}))
        else:
            panels.append(classify(name, read_for_map(getattr(source, name))[0]))
    figure = plot_factors(panels, grid, background=relief(elevation, grid))
    save_figure(figure, snakemake.output.figure, dpi=snakemake.params.dpi)


if __name__ == "__main__":
    run_step(main, snakemake)
