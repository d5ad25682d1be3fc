"""Reach the verdict of an assessment: whether its map ranks, whether its deformation says anything, what to do."""

import numpy as np

from scarpwatch.algorithms.algorithm import model_name, read_looks
from scarpwatch.figures.report.verdict.coverage import class_figures, outside_figures
from scarpwatch.figures.report.verdict.motion import judge_motion, motion_figures
from scarpwatch.figures.report.verdict.ranking import coupling_gain, judge_ranking, ranking_figures
from scarpwatch.figures.report.verdict.words import Found, verdict_record
from scarpwatch.files.csv_tables import read_csv
from scarpwatch.files.json_files import read_json, write_json
from scarpwatch.files.records import read_table
from scarpwatch.grids.grid import read_raster
from scarpwatch.workflow.logs import Step, log, run_step


def main(snakemake: Step) -> None:
    """Read what the main model and the deformation left, each of which may be absent; write ``verdict``."""
    source, params = snakemake.input, snakemake.params
    found = Found(unit_name=params.unit_name, simulated=params.simulated)
    if source.rate:
        rate, grid = read_raster(source.rate)
        width, height = grid.cell_size
        ground = np.isfinite(read_raster(source.dem)[0])
        sigma = read_raster(source.sigma)[0]
        motion = motion_figures(rate, sigma, ground, read_json(source.quality), width * height / 1e6)
        found = found._replace(motion=motion, moves=judge_motion(motion))
    if source.classes:
        (look,) = read_looks(params.algorithms).values()
        table = read_table(source.units)
        area = table.set_index("unit_id")["area_m2"] if "area_m2" in table else None
        found = found._replace(
            model=model_name(look, params.coupled),
            classes=class_figures(read_csv(source.classes)),
            outside=outside_figures(read_table(source.reliability), area),
        )
        if source.transfer:
            models = {model["algorithm"]: model for model in read_json(source.transfer)["models"]}
            found = found._replace(transfer=models[look.name], ranks=models[look.name]["verdict"])
        if source.metrics:
            scored = read_table(source.scored)
            ranking = ranking_figures(read_json(source.metrics), scored, area)
            found = found._replace(ranking=ranking, ranks=judge_ranking(ranking))
            if source.static_scored:
                gain = coupling_gain(read_table(source.static_scored), scored, ranking["design"])
                found = found._replace(gain=gain)
    record = verdict_record(found, chosen=params.chosen)
    log.info(record["headline"])
    write_json(snakemake.output.verdict, record)


if __name__ == "__main__":
    run_step(main, snakemake)
