# Models that were trained in another area: their rule takes the place of those that train and explain models here, and
# the rest of the workflow, from the scores on, is the same.


ruleorder: apply_model > train_model
ruleorder: apply_model > explain_scores


def applied_files(wildcards):
    """The files of the model that is applied."""
    return plan.applied.files(wildcards.algorithm, coupled=wildcards.assessment != "static")


def applied_models(wildcards):
    """Each model of an assessment: its algorithm, and where it is kept and was judged."""
    coupled = wildcards.assessment != "static"
    return [
        {
            "name": name,
            "algorithm": code_of_algorithm(plan.loaded(name), SCRIPTS),
            "folder": str(plan.applied.model_folder(name, coupled=coupled)),
            "metrics": str(plan.applied.metrics(name, coupled=coupled)),
        }
        for name in plan.algorithms
    ]


rule apply_model:
    input:
        model=lambda wildcards: given(applied_files(wildcards)),
        static="results/units/factors.parquet",
        deformation=deformation_table,
    output:
        scores="results/{assessment}/models/{algorithm}/scores.parquet",
        units="results/{assessment}/models/{algorithm}/units.parquet",
        record="results/{assessment}/models/{algorithm}/reliability.json",
    conda:
        "../envs/learning.yaml"
    resources:
        mem_mb=memory(2000),
        runtime=60,
    params:
        algorithm=lambda wildcards: code_of_algorithm(plan.loaded(wildcards.algorithm), SCRIPTS),
        folder=lambda wildcards: str(
            plan.applied.model_folder(wildcards.algorithm, coupled=wildcards.assessment != "static")
        ),
        factors=columns_of(plan),
        explain_units=cfg.models.explain_units,
        uncertainty_seeds=cfg.models.uncertainty_seeds,
        seed=cfg.seed,
        content=lambda wildcards: content(applied_files(wildcards)),
    message:
        "Applying {wildcards.algorithm} of another area, {wildcards.assessment}"
    script:
        "../scripts/apply_model.py"


rule judge_transfer:
    input:
        models=given(plan.applied.every_file()),
        labels="results/units/labels.parquet",
        static="results/units/factors.parquet",
        deformation=deformation_table,
        scores=expand("results/{{assessment}}/models/{algorithm}/scores.parquet", algorithm=plan.algorithms),
        reliability=expand(
            "results/{{assessment}}/models/{algorithm}/reliability.json", algorithm=plan.algorithms
        ),
    output:
        record="results/{assessment}/transfer.json",
        table="results/{assessment}/transfer.csv",
    conda:
        "../envs/learning.yaml"
    resources:
        mem_mb=memory(2000),
        runtime=30,
    params:
        applied=applied_models,
        origin=str(plan.applied.folder),
        notes=list(plan.applied.notes),
        factors=columns_of(plan),
        samples=settings(cfg.samples),
        min_landslides=plan.min_landslides,
        seed=cfg.seed,
        content=content_of(plan.applied.every_file()),
    message:
        "Judging the transfer of models by this area's landslides, {wildcards.assessment}"
    script:
        "../scripts/judge_transfer.py"
