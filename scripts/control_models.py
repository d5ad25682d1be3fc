"""Train the models where there is nothing to find: shuffled labels, pure noise, shuffled deformation."""

import json
from functools import partial
from pathlib import Path

import pandas as pd

from scarpwatch.files.records import read_table, write_json, write_table
from scarpwatch.learning.algorithms.models import make_model
from scarpwatch.learning.evaluation.controls import below_noise, missingness, noise_ranking, permuted_labels
from scarpwatch.learning.predictors.features import encode_factors, join_factors, monotone_columns
from scarpwatch.learning.training import sample_values
from scarpwatch.workflow.logs import run_step


def main(snakemake) -> None:
    params = snakemake.params
    coupled = bool(snakemake.input.deformation)
    table = join_factors(
        read_table(snakemake.input.factors),
        read_table(snakemake.input.deformation) if coupled else None,
    )
    samples = read_table(snakemake.input.samples).sort_values("unit_id", ignore_index=True)
    truth = samples["landslide"].to_numpy().astype(bool)
    training = (samples["split"] == "training").to_numpy()
    # Chosen among the training units without their labels; none unless the config asks for it.
    collinear = json.loads(Path(snakemake.input.collinearity).read_text(encoding="utf-8"))["dropped"]
    exclude = [*params.exclude, *collinear]
    predictors = encode_factors(table, dynamic=coupled, exclude=exclude)
    values = sample_values(predictors, samples)
    seeds = [params.seed + number for number in range(params.seeds)]
    make = partial(
        make_model,
        trees=params.trees,
        balanced=params.class_weights == "balanced",
        monotone=monotone_columns(predictors.factor_of, params.monotone),
    )

    record = {
        "assessment": snakemake.wildcards.assessment,
        "seeds": len(seeds),
        "trees": params.trees,
        "models": "untuned",
        "permuted_labels": {},
        "noise_factor": {},
        "missingness": None,
    }
    rows = []
    for algorithm in params.algorithms:
        aucs = permuted_labels(partial(make, algorithm), values, truth, training, seeds=seeds)
        record["permuted_labels"][algorithm] = {"auc_mean": sum(aucs) / len(aucs), "aucs": aucs}
        rows += [("permuted_labels", algorithm, *pair) for pair in zip(seeds, aucs, strict=True)]
        ranking = noise_ranking(
            partial(make, algorithm), values, truth, training, predictors.factor_of, seeds=seeds[:10]
        )
        below = {name: below_noise(ranking, f"{name}_rank") for name in ("gain", "permutation")}
        record["noise_factor"][algorithm] = {
            "seeds": len(seeds[:10]),
            "below_noise": below,
            "ranking": ranking.to_dict("records"),
        }
        print(f"{algorithm}: shuffled labels {sum(aucs) / len(aucs):.3f}; below noise: {below}")
    if coupled:
        algorithm = "lightgbm" if "lightgbm" in params.algorithms else params.algorithms[0]
        static = sample_values(encode_factors(table, dynamic=False, exclude=exclude), samples)
        found = missingness(
            partial(make, algorithm),
            static,
            values,
            truth,
            seeds=seeds,
            train_share=params.train_share,
            groups=samples.get("group"),
        )
        for name, gains in found.pop("per_seed").items():
            rows += [(f"missingness_{name}", algorithm, *pair) for pair in zip(seeds, gains, strict=True)]
        record["missingness"] = {"algorithm": algorithm, **found}
        print(found["words"])
    write_json(snakemake.output.record, record)
    write_table(
        snakemake.output.table, pd.DataFrame(rows, columns=["control", "algorithm", "seed", "auc_or_gain"])
    )


if __name__ == "__main__":
    run_step(main, snakemake)
