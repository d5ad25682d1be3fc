# The verdict of an assessment and the units that matter most, of the main model: what the report shows first.
rule judge_assessment:
    input:
        dem="results/factors/dem.tif" if plan.has_sar else [],
        rate=dated_file("deformation/rate.tif"),
        sigma=dated_file("deformation/rate_sigma.tif"),
        quality=dated_file("deformation/quality.json"),
        units="results/units/factors.parquet" if plan.has_models else [],
        classes=main_file("maps/{algorithm}_classes.csv"),
        reliability=main_file("models/{algorithm}/units.parquet"),
        metrics=main_file("models/{algorithm}/metrics.json", plan.trains),
        scored=main_file("models/{algorithm}/out_of_fold.parquet", plan.trains),
        static_scored=lambda wildcards: (
            f"results/static/models/{plan.main}/out_of_fold.parquet"
            if plan.trains and is_coupled(wildcards)
            else []
        ),
        transfer=main_file("transfer.json", plan.applied is not None),
    output:
        verdict="results/{assessment}/verdict.json",
    conda:
        "../envs/learning.yaml"
    resources:
        mem_mb=memory(2000),
    params:
        algorithms=looks_of_algorithms([plan.loaded(plan.main)]) if plan.main else [],
        chosen=main_choice(cfg) if plan.main else "",
        coupled=lambda wildcards: is_coupled(wildcards),
        simulated=lambda wildcards: plan.simulated and wildcards.assessment != "static",
        unit_name=UNIT_NAMES[cfg.units.source],
    message:
        "Reaching the verdict, {wildcards.assessment}"
    script:
        "../scripts/judge_assessment.py"


if plan.has_models:

    rule list_units:
        input:
            rated=main_file("maps/{algorithm}.gpkg"),
            factors="results/units/factors.parquet",
            raster="results/units/slope_units.tif" if plan.has_sar else [],
            deformation=dated_file("factors.parquet"),
            sigma=dated_file("deformation/rate_sigma.tif"),
            quality=dated_file("deformation/quality.json"),
        output:
            table="results/{assessment}/tables/priority_units.csv",
        conda:
            "../envs/learning.yaml"
        resources:
            mem_mb=memory(2000),
        message:
            "Listing the units that matter most, {wildcards.assessment}"
        script:
            "../scripts/list_units.py"
