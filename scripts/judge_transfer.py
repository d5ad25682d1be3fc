"""Judge models that were trained in another area by the landslides of this one."""

from scarpwatch.errors import DataError
from scarpwatch.factors.factor import read_columns
from scarpwatch.files.json_files import read_json, write_json
from scarpwatch.files.records import read_table, write_table
from scarpwatch.learning.predictors.features import join_factors
from scarpwatch.learning.transfer.matching import encode_for
from scarpwatch.learning.transfer.record import read_kept, read_samples
from scarpwatch.learning.transfer.skill import (
    draw_reference,
    judge_model,
    set_known_apart,
    skill_there,
    transfer_table,
)
from scarpwatch.workflow.logs import Step, log, run_step


def main(snakemake: Step) -> None:
    source, params = snakemake.input, snakemake.params
    labels, static = read_table(source.labels), read_table(source.static)
    table = join_factors(static, read_table(source.deformation) if source.deformation else None)
    factors, samples, why = read_columns(params.factors), None, ""
    first = read_kept(params.applied[0]["folder"])
    values = encode_for(first, table, factors, dynamic=bool(source.deformation))
    labels, overlap = set_known_apart(labels, values, read_samples(first).values)
    if overlap:
        log.warning(
            f"{overlap} units are samples of the other area too, so the areas overlap: they judge nothing"
        )
    try:
        samples = draw_reference(
            labels, static, params.samples, min_landslides=params.min_landslides or 0, seed=params.seed
        )
    except DataError as error:
        why = f"{error.where}: {error.fault}"
        log.warning(f"no model is trained here for comparison: {why}")
    models = []
    for applied, scores, reliability in zip(params.applied, source.scores, source.reliability, strict=True):
        algorithm, kept = applied["algorithm"]["load"], read_kept(applied["folder"])
        found = judge_model(
            kept,
            algorithm,
            labels=labels,
            table=table,
            scores=read_table(scores),
            values=encode_for(kept, table, factors, dynamic=bool(source.deformation)),
            samples=samples,
            n_jobs=snakemake.threads,
        )
        outside = read_json(reliability)["outside_share"]
        there = skill_there(read_json(applied["metrics"]))
        models.append({"algorithm": applied["name"], "there": there, **found, "outside_share": outside})
        log.info(
            f"{applied['name']}: transfer {found['verdict']}; {100 * outside:.1f} % of the units outside"
        )
    told = {
        "folder": params.origin,
        "coupled": bool(source.deformation),
        "notes": params.notes,
        "overlap": overlap,
    }
    write_json(snakemake.output.record, {**told, "not_compared": why, "models": models})
    write_table(snakemake.output.table, transfer_table(models))


if __name__ == "__main__":
    run_step(main, snakemake)
