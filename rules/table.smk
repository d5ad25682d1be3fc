# A ready table of units: its rules take the place of those that make factors, units and labels. The rest of
# the workflow, from the samples on, is the same.
READY_TABLE = settings(plan.table, "file")


ruleorder: map_table > map_susceptibility
ruleorder: plot_table > plot_susceptibility
ruleorder: plot_table > plot_uncertainty
ruleorder: plot_unit_factors > plot_factors


rule read_unit_table:
    input:
        table=given(plan.table.file),
        inventory=given(cfg.inventory.file) if cfg.inventory else [],
    output:
        factors="results/units/factors.parquet",
        labels="results/units/labels.parquet",
        summary="results/units/labels.json",
        units="results/units/units.gpkg",
    conda:
        "../envs/terrain.yaml"
    resources:
        mem_mb=memory(2000),
    params:
        settings=READY_TABLE,
        inventory=settings(cfg.inventory, "file") if cfg.inventory else None,
        need_landslides=plan.trains,
        factors=columns_of(plan),
        content=content_of(plan.table.file, cfg.inventory.file if cfg.inventory else None),
    message:
        "Reading the table of units"
    script:
        "../scripts/read_unit_table.py"


rule read_dynamic_table:
    input:
        table=given(plan.table.file),
    output:
        table="results/{until}/factors.parquet",
    conda:
        "../envs/terrain.yaml"
    resources:
        mem_mb=memory(2000),
    params:
        settings=READY_TABLE,
        need_landslides=plan.trains,
        factors=columns_of(plan),
        content=content_of(plan.table.file),
    message:
        "Reading the dynamic factors of the table, {wildcards.until}"
    script:
        "../scripts/read_dynamic_table.py"


rule map_table:
    input:
        units="results/units/units.gpkg",
        factors="results/units/factors.parquet",
        labels="results/units/labels.parquet",
        samples=SAMPLES,
        scores="results/{assessment}/models/{algorithm}/scores.parquet",
        reliability="results/{assessment}/models/{algorithm}/units.parquet",
        probability=PROBABILITY,
        held_out=HELD_OUT,
    output:
        units="results/{assessment}/maps/{algorithm}.gpkg",
        rows="results/{assessment}/maps/{algorithm}_units.csv",
        table="results/{assessment}/maps/{algorithm}_classes.csv",
    conda:
        "../envs/learning.yaml"
    resources:
        mem_mb=memory(2000),
        runtime=20,
    params:
        zoning=settings(cfg.zoning),
    message:
        "Mapping susceptibility of the table's units by {wildcards.algorithm}, {wildcards.assessment}"
    script:
        "../scripts/map_table.py"


rule plot_table:
    input:
        static=static_files("maps/{algorithm}.gpkg"),
        coupled=coupled_files("maps/{algorithm}.gpkg"),
    output:
        classes=png_and_pdf("results/{assessment}/figures/susceptibility"),
        spread=png_and_pdf("results/{assessment}/figures/uncertainty"),
    conda:
        "../envs/report.yaml"
    params:
        algorithms=looks_of_algorithms(map(plan.loaded, plan.algorithms)),
        breaks=class_breaks(cfg),
        date=lambda wildcards: wildcards.assessment,
        dpi=DPI,
    message:
        "Plotting susceptibility maps of the table's units, {wildcards.assessment}"
    script:
        "../scripts/plot_table.py"


rule plot_unit_factors:
    input:
        units="results/units/units.gpkg",
        static="results/units/factors.parquet",
        dynamic=deformation_table,
    output:
        figure=png_and_pdf("results/{assessment}/figures/factors"),
    conda:
        "../envs/report.yaml"
    resources:
        mem_mb=memory(2000),
    params:
        looks=lambda wildcards: [look_record(factor) for factor in shown_factors(plan, wildcards.assessment)],
        columns=lambda wildcards: [factor.main_column for factor in shown_factors(plan, wildcards.assessment)],
        fit_area=cfg.factors.classes.fit_area,
        date=lambda wildcards: wildcards.assessment,
        dpi=DPI,
    message:
        "Plotting the factors of the table, {wildcards.assessment}"
    script:
        "../scripts/plot_unit_factors.py"
