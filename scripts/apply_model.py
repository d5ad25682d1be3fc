"""Score every unit with a model that was trained in another area, and tell how far each is to be trusted."""

from scarpwatch.factors.factor import read_columns
from scarpwatch.files.json_files import write_json
from scarpwatch.files.records import read_table, write_table
from scarpwatch.learning.algorithms.files import load_model, model_path
from scarpwatch.learning.algorithms.models import make_model
from scarpwatch.learning.evaluation.reliability import explain_units
from scarpwatch.learning.predictors.features import join_factors
from scarpwatch.learning.training import score_units
from scarpwatch.learning.transfer.matching import encode_for, require_like_sizes
from scarpwatch.learning.transfer.record import read_kept, read_samples
from scarpwatch.workflow.logs import Step, log, run_step


def main(snakemake: Step) -> None:
    source, params, algorithm = snakemake.input, snakemake.params, snakemake.params.algorithm["load"]
    kept = read_kept(params.folder)
    table = join_factors(
        read_table(source.static), read_table(source.deformation) if source.deformation else None
    )
    values = encode_for(kept, table, read_columns(params.factors), dynamic=bool(source.deformation))
    samples = read_samples(kept)
    require_like_sizes(kept, samples.values, values)
    model = load_model(algorithm, model_path(kept.folder, algorithm))
    scores = score_units(model, values)
    # The samples are those of the other area: what is unlike them lies outside the area of applicability.
    units, _, record = explain_units(
        model,
        values,
        samples,
        scores.set_index("unit_id")["score"],
        kept.factor_of,
        untrained=lambda seed: make_model(
            algorithm, **{**kept.recipe, "n_jobs": snakemake.threads, "seed": seed}
        ),
        seeds=[params.seed + 1 + number for number in range(params.uncertainty_seeds)],
        explain_units=params.explain_units,
    )
    write_table(snakemake.output.scores, scores)
    write_table(snakemake.output.units, units.reset_index())
    scaled = {"base": record.pop("base"), "scale": model.algorithm.SCALE}
    write_json(snakemake.output.record, {**scaled, **record})
    log.info(f"{100 * record['outside_share']:.1f} % of the units are outside the area of applicability")


if __name__ == "__main__":
    run_step(main, snakemake)
