"""Compare parameters of slope units by V, I and F over a grid of values."""

from scarpwatch.files.csv_tables import write_csv
from scarpwatch.files.finished import atomic_path
from scarpwatch.terrain.slope_units.delineation import parameters_from, prepare_terrain
from scarpwatch.terrain.slope_units.masking import read_ground
from scarpwatch.terrain.slope_units.search import explore
from scarpwatch.workflow.logs import Step, log, run_step


def main(snakemake: Step) -> None:
    """Read ``dem`` (and ``water``); write ``table``, a row per combination of a and c."""
    settings = snakemake.params.settings
    elevation, grid, _, masked = read_ground(snakemake.input.dem, snakemake.input.water, settings)
    table = explore(
        prepare_terrain(elevation, grid.cell_size),
        parameters_from(settings),
        min_areas_m2=sorted(settings["explore"]["min_area_m2"]),
        circular_variances=sorted(settings["explore"]["circular_variance"]),
        masked=masked,
    )
    with atomic_path(snakemake.output.table) as temporary:
        write_csv(table, temporary, float_format="%.6g")
    best = table.loc[table["F"].idxmax()] if table["F"].notna().any() else None
    log.info(f"combinations:\n{table.to_string(index=False)}")
    log.info("No combination stands out" if best is None else f"Highest F:\n{best.to_string()}")


if __name__ == "__main__":
    run_step(main, snakemake)
