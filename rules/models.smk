# Samples, the models on static and on coupled factors, their comparison, and the susceptibility maps.
# `assessment` is "static" or the date of the last scene used.


rule draw_samples:
    input:
        labels="results/units/labels.parquet",
        factors="results/units/factors.parquet",
    output:
        samples="results/units/samples.parquet",
        table="results/units/samples.csv",
        summary="results/units/samples.json",
        folds="results/units/folds.parquet",
        distances="results/units/folds.json",
    conda:
        "../envs/learning.yaml"
    params:
        settings=settings(cfg.samples),
        ready_table=plan.table is not None,
        min_landslides=plan.min_landslides,
        seed=cfg.seed,
    message:
        "Sampling training and validation units"
    script:
        "../scripts/draw_samples.py"


rule check_factors:
    input:
        samples="results/units/samples.parquet",
        labels="results/units/labels.parquet",
        static="results/units/factors.parquet",
        deformation=deformation_table,
    output:
        record="results/{assessment}/models/collinearity.json",
        table="results/{assessment}/models/collinearity.csv",
        leaks="results/{assessment}/models/leaks.json",
        area="results/{assessment}/models/area_columns.csv",
    conda:
        "../envs/learning.yaml"
    params:
        factors=columns_of(plan),
        exclude=excluded(plan),
        accepted=cfg.models.predictors_accepted,
        table=str(plan.table.file) if plan.table else "the factor table",
        drop_collinear=cfg.models.drop_collinear,
        max_vif=cfg.models.max_vif,
        seed=cfg.seed,
    message:
        "Checking collinearity and leakage, {wildcards.assessment}"
    script:
        "../scripts/check_factors.py"


rule train_model:
    input:
        collinearity="results/{assessment}/models/collinearity.json",
        samples="results/units/samples.parquet",
        labels="results/units/labels.parquet",
        folds="results/units/folds.parquet",
        static="results/units/factors.parquet",
        deformation=deformation_table,
    output:
        # A folder, since each algorithm's own format has its own file ending.
        model=directory("results/{assessment}/models/{algorithm}/model"),
        scores="results/{assessment}/models/{algorithm}/scores.parquet",
        metrics="results/{assessment}/models/{algorithm}/metrics.json",
        importance="results/{assessment}/models/{algorithm}/importance.csv",
        out_of_fold="results/{assessment}/models/{algorithm}/out_of_fold.parquet",
    conda:
        "../envs/learning.yaml"
    resources:
        mem_mb=memory(2000),
        runtime=30,
    params:
        algorithm=lambda wildcards: code_of_algorithm(
            plan.loaded(wildcards.algorithm), SCRIPTS, plan.members(wildcards.algorithm)
        ),
        members=lambda wildcards: plan.members(wildcards.algorithm),
        trees=cfg.models.trees,
        tuning=settings(cfg.models.tuning),
        factors=columns_of(plan),
        identities=cfg.factor_identities(),
        exclude=excluded(plan),
        accepted=cfg.models.predictors_accepted,
        class_weights=cfg.models.class_weights,
        monotone=cfg.monotone(),
        flat_below_deg=cfg.models.flat_below_deg,
        slope=plan.slope_column,
        seed=cfg.seed,
    message:
        "Training {wildcards.algorithm}, {wildcards.assessment}"
    script:
        "../scripts/train_model.py"


rule explain_scores:
    input:
        samples="results/units/samples.parquet",
        static="results/units/factors.parquet",
        deformation=deformation_table,
        model="results/{assessment}/models/{algorithm}/model",
        metrics="results/{assessment}/models/{algorithm}/metrics.json",
        scores="results/{assessment}/models/{algorithm}/scores.parquet",
    output:
        units="results/{assessment}/models/{algorithm}/units.parquet",
        importance="results/{assessment}/models/{algorithm}/shap.csv",
        record="results/{assessment}/models/{algorithm}/reliability.json",
    conda:
        "../envs/learning.yaml"
    resources:
        mem_mb=memory(2000),
        runtime=60,
    params:
        algorithm=lambda wildcards: code_of_algorithm(
            plan.loaded(wildcards.algorithm), SCRIPTS, plan.members(wildcards.algorithm)
        ),
        members=lambda wildcards: plan.members(wildcards.algorithm),
        factors=columns_of(plan),
        trees=cfg.models.trees,
        class_weights=cfg.models.class_weights,
        monotone=cfg.monotone(),
        explain_units=cfg.models.explain_units,
        uncertainty_seeds=cfg.models.uncertainty_seeds,
        seed=cfg.seed,
    message:
        "Explaining predictions of {wildcards.algorithm} (SHAP), {wildcards.assessment}"
    script:
        "../scripts/explain_scores.py"


rule explain_response:
    input:
        samples="results/units/samples.parquet",
        folds="results/units/folds.parquet",
        static="results/units/factors.parquet",
        deformation=deformation_table,
        model="results/{assessment}/models/{algorithm}/model",
        metrics="results/{assessment}/models/{algorithm}/metrics.json",
        shap="results/{assessment}/models/{algorithm}/shap.csv",
        importance="results/{assessment}/models/{algorithm}/importance.csv",
    output:
        response="results/{assessment}/models/{algorithm}/response.csv",
        importance="results/{assessment}/models/{algorithm}/fold_importance.csv",
    conda:
        "../envs/learning.yaml"
    resources:
        mem_mb=memory(2000),
        runtime=30,
    params:
        algorithm=lambda wildcards: code_of_algorithm(
            plan.loaded(wildcards.algorithm), SCRIPTS, plan.members(wildcards.algorithm)
        ),
        members=lambda wildcards: plan.members(wildcards.algorithm),
        factors=columns_of(plan),
        trees=cfg.models.trees,
        class_weights=cfg.models.class_weights,
        monotone=cfg.monotone(),
        seed=cfg.seed,
    message:
        "Explaining the response of {wildcards.algorithm} to its factors, {wildcards.assessment}"
    script:
        "../scripts/explain_response.py"


rule thin_inventory:
    input:
        samples="results/units/samples.parquet",
        static="results/units/factors.parquet",
        deformation=deformation_table,
        model="results/{assessment}/models/{algorithm}/model",
        metrics="results/{assessment}/models/{algorithm}/metrics.json",
        classes="results/{assessment}/maps/{algorithm}_classes.csv",
    output:
        table="results/{assessment}/models/{algorithm}/thinning.csv",
    conda:
        "../envs/learning.yaml"
    resources:
        mem_mb=memory(2000),
        runtime=60,
    params:
        algorithm=lambda wildcards: code_of_algorithm(
            plan.loaded(wildcards.algorithm), SCRIPTS, plan.members(wildcards.algorithm)
        ),
        members=lambda wildcards: plan.members(wildcards.algorithm),
        factors=columns_of(plan),
        thinning=settings(cfg.models.thinning) if cfg.models.thinning else None,
        trees=cfg.models.trees,
        class_weights=cfg.models.class_weights,
        monotone=cfg.monotone(),
        seed=cfg.seed,
    message:
        "Training {wildcards.algorithm} without landslides that may be missing, {wildcards.assessment}"
    script:
        "../scripts/thin_inventory.py"


rule tabulate_errors:
    input:
        out_of_fold="results/{assessment}/models/{algorithm}/out_of_fold.parquet",
        scores="results/{assessment}/models/{algorithm}/scores.parquet",
        metrics="results/{assessment}/models/{algorithm}/metrics.json",
        reliability="results/{assessment}/models/{algorithm}/units.parquet",
        static="results/units/factors.parquet",
        deformation=deformation_table,
        polygons="results/units/units.gpkg" if plan.table else "results/units/slope_units.gpkg",
    output:
        units="results/{assessment}/models/{algorithm}/errors.csv",
        polygons="results/{assessment}/models/{algorithm}/errors.gpkg",
        record="results/{assessment}/models/{algorithm}/errors.json",
        groups="results/{assessment}/models/{algorithm}/class_skill.csv",
        thresholds="results/{assessment}/models/{algorithm}/thresholds.csv",
        curves="results/{assessment}/models/{algorithm}/curves.csv",
        spread="results/{assessment}/models/{algorithm}/index_spread.csv",
    conda:
        "../envs/learning.yaml"
    resources:
        mem_mb=memory(2000),
    params:
        factors=columns_of(plan),
        cost_ratios=cfg.models.cost_ratios,
        seed=cfg.seed,
    message:
        "Tabulating errors and thresholds of {wildcards.algorithm}, {wildcards.assessment}"
    script:
        "../scripts/tabulate_errors.py"


rule rank_factors:
    input:
        importance=expand(
            "results/{{assessment}}/models/{algorithm}/importance.csv",
            algorithm=plan.evaluated,
        ),
        shap=expand(
            "results/{{assessment}}/models/{algorithm}/shap.csv",
            algorithm=plan.algorithms,
        ),
    output:
        table="results/{assessment}/tables/importance.csv",
        layout="results/{assessment}/tables/importance_study_layout.csv",
    conda:
        "../envs/learning.yaml"
    params:
        algorithms=looks_of_algorithms(map(plan.loaded, plan.evaluated)),
        printed=lambda wildcards: printed_importance(plan, wildcards.assessment),
    message:
        "Ranking factor importance, {wildcards.assessment}"
    script:
        "../scripts/rank_factors.py"


rule compare_models:
    input:
        samples="results/units/samples.parquet",
        factors="results/units/factors.parquet",
        deformation="results/{until}/factors.parquet",
        collinearity="results/{until}/models/collinearity.json",
        static=expand(
            "results/static/models/{algorithm}/scores.parquet",
            algorithm=plan.evaluated,
        ),
        coupled=expand(
            "results/{{until}}/models/{algorithm}/scores.parquet",
            algorithm=plan.evaluated,
        ),
    output:
        record="results/{until}/comparison.json",
        table="results/{until}/comparison.csv",
    conda:
        "../envs/learning.yaml"
    resources:
        runtime=30,
    params:
        algorithms=lambda wildcards: codes_of_algorithms(map(plan.loaded, plan.evaluated), SCRIPTS),
        members=plan.members(),
        factors=columns_of(plan),
        exclude=excluded(plan),
        class_weights=cfg.models.class_weights,
        monotone=cfg.monotone(),
        flat_below_deg=cfg.models.flat_below_deg,
        slope=plan.slope_column,
        folds=cfg.samples.blocks,
        repeats=cfg.models.repeats,
        trees=min(cfg.models.trees, 100),
        seed=cfg.seed,
    message:
        "Comparing coupled with static models, {wildcards.until}"
    script:
        "../scripts/compare_models.py"


rule control_models:
    input:
        samples="results/units/samples.parquet",
        factors="results/units/factors.parquet",
        deformation=deformation_table,
        collinearity="results/{assessment}/models/collinearity.json",
    output:
        record="results/{assessment}/controls.json",
        table="results/{assessment}/controls.csv",
    conda:
        "../envs/learning.yaml"
    resources:
        runtime=30,
    params:
        algorithms=lambda wildcards: codes_of_algorithms(map(plan.loaded, plan.evaluated), SCRIPTS),
        members=plan.members(),
        factors=columns_of(plan),
        exclude=excluded(plan),
        train_share=cfg.samples.train_share,
        seeds=cfg.models.control_seeds,
        class_weights=cfg.models.class_weights,
        monotone=cfg.monotone(),
        trees=min(cfg.models.trees, 100),
        seed=cfg.seed,
    message:
        "Fitting negative controls, {wildcards.assessment}"
    script:
        "../scripts/control_models.py"


rule tabulate_skill:
    input:
        static=static_files("models/{algorithm}/metrics.json", plan.evaluated),
        coupled=coupled_files("models/{algorithm}/metrics.json", plan.evaluated),
        scored=static_files("models/{algorithm}/out_of_fold.parquet", plan.evaluated),
        coupled_scored=coupled_files("models/{algorithm}/out_of_fold.parquet", plan.evaluated),
        folds="results/units/folds.parquet",
        distances="results/units/folds.json",
    output:
        training_rates="results/{assessment}/tables/training_rates.csv",
        validation_rates="results/{assessment}/tables/validation_rates.csv",
        training_layout="results/{assessment}/tables/training_study_layout.csv",
        validation_layout="results/{assessment}/tables/validation_study_layout.csv",
        rate_curves="results/{assessment}/tables/rate_curves.csv",
        profile="results/{assessment}/tables/error_profile.csv",
    conda:
        "../envs/learning.yaml"
    params:
        printed=cfg.report.compare_with_study,
    message:
        "Tabulating the skill of the models, {wildcards.assessment}"
    script:
        "../scripts/tabulate_skill.py"


rule calibrate_scores:
    input:
        scores="results/{assessment}/models/{algorithm}/scores.parquet",
        out_of_fold="results/{assessment}/models/{algorithm}/out_of_fold.parquet",
        labels="results/units/labels.parquet",
        factors="results/units/factors.parquet",
    output:
        units="results/{assessment}/models/{algorithm}/probability.parquet",
        table="results/{assessment}/models/{algorithm}/probability_reliability.csv",
        record="results/{assessment}/models/{algorithm}/probability.json",
    conda:
        "../envs/learning.yaml"
    params:
        negatives=cfg.samples.negatives,
    message:
        "Calibrating {wildcards.algorithm} to probabilities, {wildcards.assessment}"
    script:
        "../scripts/calibrate_scores.py"


rule map_susceptibility:
    input:
        raster="results/units/slope_units.tif",
        polygons="results/units/slope_units.gpkg",
        labels="results/units/labels.parquet",
        samples=SAMPLES,
        scores="results/{assessment}/models/{algorithm}/scores.parquet",
        reliability="results/{assessment}/models/{algorithm}/units.parquet",
        probability=PROBABILITY,
        held_out=HELD_OUT,
    output:
        **({"probability": "results/{assessment}/maps/{algorithm}_probability.tif"} if PROBABILITY else {}),
        index="results/{assessment}/maps/{algorithm}.tif",
        sigma="results/{assessment}/maps/{algorithm}_sigma.tif",
        applicable="results/{assessment}/maps/{algorithm}_applicable.tif",
        applicable_classes="results/{assessment}/maps/{algorithm}_applicable.tif.aux.xml",
        classes="results/{assessment}/maps/{algorithm}_class.tif",
        class_names="results/{assessment}/maps/{algorithm}_class.tif.aux.xml",
        styles=expand(
            "results/{{assessment}}/maps/{{algorithm}}{layer}.qml",
            layer=["", "_sigma", "_applicable", "_class", *(["_probability"] if PROBABILITY else [])],
        ),
        polygons="results/{assessment}/maps/{algorithm}.gpkg",
        table="results/{assessment}/maps/{algorithm}_classes.csv",
    conda:
        "../envs/learning.yaml"
    resources:
        mem_mb=memory(3000),
        runtime=20,
    params:
        zoning=settings(cfg.zoning),
        provenance=map_provenance,
    message:
        "Mapping susceptibility by {wildcards.algorithm}, {wildcards.assessment}"
    script:
        "../scripts/map_susceptibility.py"


rule model_counts:
    input:
        labels="results/units/labels.parquet",
        static="results/units/factors.parquet",
        deformation=deformation_table,
        collinearity="results/{assessment}/models/collinearity.json",
    output:
        units="results/{assessment}/counts/units.parquet",
        table="results/{assessment}/counts/observed_expected.csv",
        record="results/{assessment}/counts/counts.json",
    conda:
        "../envs/learning.yaml"
    resources:
        mem_mb=memory(2000),
        runtime=30,
    params:
        mode=cfg.models.counts,
        factors=columns_of(plan),
        exclude=excluded(plan),
        monotone=cfg.monotone(),
        trees=cfg.models.trees,
        folds=cfg.samples.blocks,
        min_coverage=cfg.samples.min_coverage,
        seed=cfg.seed,
    message:
        "Modelling landslides per unit, {wildcards.assessment}"
    script:
        "../scripts/model_counts.py"


rule map_density:
    input:
        raster="results/units/slope_units.tif",
        polygons="results/units/slope_units.gpkg",
        counts="results/{assessment}/counts/units.parquet",
    output:
        observed="results/{assessment}/maps/landslide_density.tif",
        expected="results/{assessment}/maps/landslide_density_expected.tif",
        styles=expand("results/{{assessment}}/maps/landslide_density{layer}.qml", layer=["", "_expected"]),
        polygons="results/{assessment}/maps/landslide_density.gpkg",
    conda:
        "../envs/learning.yaml"
    resources:
        mem_mb=memory(3000),
        runtime=20,
    params:
        provenance=map_provenance,
    message:
        "Mapping the density of landslides, {wildcards.assessment}"
    script:
        "../scripts/map_density.py"
