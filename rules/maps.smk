# Figures and the report. An assessment is a date, or "static" in a run without radar data; parts that a run
# does not have are empty inputs.
from scarpwatch.workflow.rule_links import rule_links, rule_parts
from scarpwatch.workflow.stages import STAGES as STAGES_OF_WORK

INVENTORY = cfg.inventory.file if cfg.inventory else []
UNIT_NAME = {"slope_units": "slope units", "grid": "grid-cell units"}.get(cfg.units.source, "mapping units")
DPI = cfg.figures.dpi


rule plot_study_area:
    input:
        dem="results/factors/dem.tif",
        inventory=given(INVENTORY),
        rivers=given(STUDY_LINES["rivers"] if plan.has_models else []),
        roads=given(STUDY_LINES["roads"] if plan.has_models else []),
        faults=given(STUDY_LINES["faults"] if plan.has_models else []),
        units="results/units/slope_units.gpkg" if plan.has_models else [],
        places=given(cfg.report.places.file if cfg.report.places else []),
        height=lambda wildcards: (
            "results/stack/geometry/height.tif" if plan.has_sar and wildcards.assessment != "static" else []
        ),
        position=lambda wildcards: plan.position if plan.has_sar and wildcards.assessment != "static" else [],
    output:
        figure=png_and_pdf("results/{assessment}/figures/study_area"),
    conda:
        "../envs/report.yaml"
    params:
        inventory=settings(cfg.inventory, "file") if cfg.inventory else None,
        layers={name: layer_of(cfg, name) for name in STUDY_LINES},
        unit_name=UNIT_NAME,
        places=settings(cfg.report.places, "file") if cfg.report.places else None,
        dpi=DPI,
        content=content_of(
            INVENTORY,
            *(STUDY_LINES.values() if plan.has_models else []),
            cfg.report.places.file if cfg.report.places else [],
        ),
    message:
        "Plotting the study area, {wildcards.assessment}"
    script:
        "../scripts/plot_study_area.py"


rule plot_units:
    input:
        polygons="results/units/slope_units.gpkg",
        summary="results/units/delineation.json",
        exploration="results/units/exploration.csv" if cfg.units.explore else [],
    output:
        figure=png_and_pdf("results/{assessment}/figures/units"),
    conda:
        "../envs/report.yaml"
    params:
        unit_name=UNIT_NAME,
        dpi=DPI,
    message:
        "Plotting the sizes of the mapping units, {wildcards.assessment}"
    script:
        "../scripts/plot_units.py"


rule classify_factor:
    input:
        unpack(lambda wildcards: class_source(plan, wildcards.factor, wildcards.folder.split("/")[0])),
    output:
        classes="results/{folder}/classes/{factor}.tif",
        names="results/{folder}/classes/{factor}.tif.aux.xml",
        style="results/{folder}/classes/{factor}.qml",
        style_of_others="results/{folder}/classes/{factor}.sld",
    wildcard_constraints:
        folder=r"factors|\d{4}-\d{2}-\d{2}/(deformation|factors)",
        factor=one_of(factor.name for factor in plan.factors),
    conda:
        "../envs/report.yaml"
    params:
        look=lambda wildcards: look_record(factor_of(plan, wildcards.factor)),
        fit_area=cfg.factors.classes.fit_area,
    message:
        "Classifying {wildcards.factor}"
    script:
        "../scripts/classify_factor.py"


rule plot_factors:
    input:
        classes=lambda wildcards: [path for _, path in class_maps(plan, wildcards.assessment)],
    output:
        figure=png_and_pdf("results/{assessment}/figures/factors"),
    conda:
        "../envs/report.yaml"
    resources:
        mem_mb=memory(2000),
    params:
        looks=lambda wildcards: [look_record(factor) for factor, _ in class_maps(plan, wildcards.assessment)],
        date=lambda wildcards: wildcards.assessment,
        dpi=DPI,
    message:
        "Plotting the factors, {wildcards.assessment}"
    script:
        "../scripts/plot_factors.py"


rule plot_roc:
    input:
        static=static_files("models/{algorithm}/metrics.json", plan.evaluated),
        coupled=coupled_files("models/{algorithm}/metrics.json", plan.evaluated),
    output:
        figure=png_and_pdf("results/{assessment}/figures/roc"),
    conda:
        "../envs/report.yaml"
    params:
        algorithms=looks_of_algorithms(map(plan.loaded, plan.evaluated)),
        dpi=DPI,
    message:
        "Plotting ROC curves, {wildcards.assessment}"
    script:
        "../scripts/plot_roc.py"


rule plot_skill:
    input:
        static=static_files("models/{algorithm}/metrics.json", plan.evaluated),
        coupled=coupled_files("models/{algorithm}/metrics.json", plan.evaluated),
        static_probability=static_files("models/{algorithm}/probability.json", plan.evaluated),
        coupled_probability=coupled_files("models/{algorithm}/probability.json", plan.evaluated),
    output:
        calibration=png_and_pdf("results/{assessment}/figures/calibration"),
        rate_curves=png_and_pdf("results/{assessment}/figures/rate_curves"),
    conda:
        "../envs/report.yaml"
    params:
        algorithms=looks_of_algorithms(map(plan.loaded, plan.evaluated)),
        dpi=DPI,
    message:
        "Plotting calibration and rate curves, {wildcards.assessment}"
    script:
        "../scripts/plot_skill.py"


rule plot_error_profile:
    input:
        profile="results/{assessment}/tables/error_profile.csv",
        distances="results/units/folds.json",
    output:
        figure=png_and_pdf("results/{assessment}/figures/error_profile"),
    conda:
        "../envs/report.yaml"
    params:
        algorithms=looks_of_algorithms(map(plan.loaded, plan.evaluated)),
        dpi=DPI,
    message:
        "Plotting skill against distance, {wildcards.assessment}"
    script:
        "../scripts/plot_error_profile.py"


rule plot_errors:
    input:
        static=static_files("models/{algorithm}/errors.gpkg"),
        coupled=coupled_files("models/{algorithm}/errors.gpkg"),
        static_curves=static_files("models/{algorithm}/curves.csv"),
        coupled_curves=coupled_files("models/{algorithm}/curves.csv"),
        static_thresholds=static_files("models/{algorithm}/thresholds.csv"),
        coupled_thresholds=coupled_files("models/{algorithm}/thresholds.csv"),
        static_records=static_files("models/{algorithm}/errors.json"),
        coupled_records=coupled_files("models/{algorithm}/errors.json"),
        static_metrics=static_files("models/{algorithm}/metrics.json"),
        coupled_metrics=coupled_files("models/{algorithm}/metrics.json"),
        static_scores=static_files("models/{algorithm}/scores.parquet"),
        coupled_scores=coupled_files("models/{algorithm}/scores.parquet"),
        static_units=static_files("models/{algorithm}/units.parquet"),
        coupled_units=coupled_files("models/{algorithm}/units.parquet"),
        static_bins=static_files("models/{algorithm}/index_spread.csv"),
        coupled_bins=coupled_files("models/{algorithm}/index_spread.csv"),
    output:
        **({"errors": png_and_pdf("results/{assessment}/figures/errors")} if plan.has_maps else {}),
        curves=png_and_pdf("results/{assessment}/figures/skill_curves"),
        thresholds=png_and_pdf("results/{assessment}/figures/thresholds"),
        spread=png_and_pdf("results/{assessment}/figures/index_spread"),
    conda:
        "../envs/report.yaml"
    params:
        algorithms=looks_of_algorithms(map(plan.loaded, plan.algorithms)),
        date=lambda wildcards: wildcards.assessment,
        dpi=DPI,
    message:
        "Plotting errors, thresholds and curves of the models, {wildcards.assessment}"
    script:
        "../scripts/plot_errors.py"


rule plot_susceptibility:
    input:
        static=static_files("maps/{algorithm}_class.tif"),
        coupled=coupled_files("maps/{algorithm}_class.tif"),
        static_applicable=static_files("maps/{algorithm}_applicable.tif"),
        coupled_applicable=coupled_files("maps/{algorithm}_applicable.tif"),
        inventory=given(INVENTORY),
    output:
        figure=png_and_pdf("results/{assessment}/figures/susceptibility"),
    conda:
        "../envs/report.yaml"
    params:
        algorithms=looks_of_algorithms(map(plan.loaded, plan.algorithms)),
        breaks=class_breaks(cfg),
        inventory=settings(cfg.inventory, "file") if cfg.inventory else None,
        date=lambda wildcards: wildcards.assessment,
        dpi=DPI,
        content=content_of(INVENTORY),
    message:
        "Plotting susceptibility maps, {wildcards.assessment}"
    script:
        "../scripts/plot_susceptibility.py"


rule plot_model_map:
    input:
        classes=lambda wildcards: [] if plan.table else mapped_by(wildcards, "_class.tif"),
        applicable=lambda wildcards: [] if plan.table else mapped_by(wildcards, "_applicable.tif"),
        units=lambda wildcards: mapped_by(wildcards, ".gpkg") if plan.table else [],
        shares=lambda wildcards: mapped_by(wildcards, "_classes.csv"),
        dem=[] if plan.table else "results/factors/dem.tif",
        inventory=given([] if plan.table else INVENTORY),
    output:
        figure=png_and_pdf("results/{assessment}/figures/map_{kind}_{algorithm}"),
    wildcard_constraints:
        kind="static|coupled",
    conda:
        "../envs/report.yaml"
    params:
        algorithms=lambda wildcards: looks_of_algorithms([plan.loaded(wildcards.algorithm)]),
        coupled=lambda wildcards: wildcards.kind == "coupled",
        date=lambda wildcards: wildcards.assessment if wildcards.kind == "coupled" else "static",
        unit_name=UNIT_NAME,
        same_breaks=class_breaks(cfg) is not None,
        inventory=settings(cfg.inventory, "file") if cfg.inventory else None,
        dpi=DPI,
        content=content_of([] if plan.table else INVENTORY),
    message:
        "Plotting the map of {wildcards.kind} {wildcards.algorithm}, {wildcards.assessment}"
    script:
        "../scripts/plot_model_map.py"


rule plot_uncertainty:
    input:
        static=static_files("maps/{algorithm}_sigma.tif"),
        coupled=coupled_files("maps/{algorithm}_sigma.tif"),
        static_applicable=static_files("maps/{algorithm}_applicable.tif"),
        coupled_applicable=coupled_files("maps/{algorithm}_applicable.tif"),
    output:
        figure=png_and_pdf("results/{assessment}/figures/uncertainty"),
    conda:
        "../envs/report.yaml"
    params:
        algorithms=looks_of_algorithms(map(plan.loaded, plan.algorithms)),
        date=lambda wildcards: wildcards.assessment,
        dpi=DPI,
    message:
        "Plotting model uncertainty and area of applicability, {wildcards.assessment}"
    script:
        "../scripts/plot_uncertainty.py"


rule plot_density:
    input:
        observed="results/{assessment}/maps/landslide_density.tif",
        expected="results/{assessment}/maps/landslide_density_expected.tif",
    output:
        figure=png_and_pdf("results/{assessment}/figures/landslide_density"),
    conda:
        "../envs/report.yaml"
    params:
        date=lambda wildcards: wildcards.assessment,
        dpi=DPI,
    message:
        "Plotting the density of landslides, {wildcards.assessment}"
    script:
        "../scripts/plot_density.py"


rule plot_importance:
    input:
        static="results/static/tables/importance.csv",
        coupled=dated_file("tables/importance.csv", plan.has_models),
    output:
        figure=png_and_pdf("results/{assessment}/figures/importance"),
    conda:
        "../envs/report.yaml"
    params:
        algorithms=looks_of_algorithms(map(plan.loaded, plan.algorithms)),
        titles=titles(plan.factors),
        dpi=DPI,
    message:
        "Plotting factor importance, {wildcards.assessment}"
    script:
        "../scripts/plot_importance.py"


rule plot_response:
    input:
        response=main_file("models/{algorithm}/response.csv"),
        importance=main_file("models/{algorithm}/fold_importance.csv"),
    output:
        figure=png_and_pdf("results/{assessment}/figures/response"),
    conda:
        "../envs/report.yaml"
    params:
        algorithms=looks_of_algorithms([plan.loaded(plan.main)]) if plan.main else [],
        titles=titles(plan.factors),
        units={factor.name: factor.unit for factor in plan.factors},
        coupled=lambda wildcards: is_coupled(wildcards),
        dpi=DPI,
    message:
        "Plotting the response to the leading factors, {wildcards.assessment}"
    script:
        "../scripts/plot_response.py"


rule plot_class_shares:
    input:
        static=static_files("maps/{algorithm}_classes.csv"),
        coupled=coupled_files("maps/{algorithm}_classes.csv"),
    output:
        figure=png_and_pdf("results/{assessment}/figures/class_shares"),
    conda:
        "../envs/report.yaml"
    params:
        algorithms=looks_of_algorithms(map(plan.loaded, plan.algorithms)),
        dpi=DPI,
    message:
        "Plotting shares of susceptibility classes, {wildcards.assessment}"
    script:
        "../scripts/plot_class_shares.py"


rule plot_deformation:
    input:
        rate="results/{until}/deformation/rate.tif",
        cumulative="results/{until}/deformation/cumulative.tif",
        rate_sigma="results/{until}/deformation/rate_sigma.tif",
        temporal_coherence="results/{until}/deformation/temporal_coherence.tif",
        remark="results/{until}/deformation/temporal_coherence_remark.tif",
        quality="results/{until}/deformation/quality.json",
        points="results/{until}/deformation/points.csv" if plan.has_series else [],
        inventory=given(INVENTORY),
    output:
        deformation=png_and_pdf("results/{until}/figures/deformation"),
        quality=png_and_pdf("results/{until}/figures/deformation_quality"),
    conda:
        "../envs/report.yaml"
    params:
        inventory=settings(cfg.inventory, "file") if cfg.inventory else None,
        dpi=DPI,
        content=content_of(INVENTORY),
    message:
        "Plotting deformation maps, {wildcards.until}"
    script:
        "../scripts/plot_deformation.py"


rule plot_class_rates:
    input:
        rate="results/{assessment}/deformation/rate.tif",
        quality="results/{assessment}/deformation/quality.json",
        classes=main_file("maps/{algorithm}_class.tif"),
    output:
        figure=png_and_pdf("results/{assessment}/figures/class_rates"),
    conda:
        "../envs/report.yaml"
    params:
        algorithms=looks_of_algorithms([plan.loaded(plan.main)]) if plan.main else [],
        coupled=lambda wildcards: is_coupled(wildcards),
        limits=cfg.factors.classes.deformation_rate,
        dpi=DPI,
    message:
        "Plotting the rate within classes of susceptibility, {wildcards.assessment}"
    script:
        "../scripts/plot_class_rates.py"


rule plot_corrections:
    input:
        uncorrected="results/{until}/deformation/uncorrected.nc",
        series="results/{until}/deformation/timeseries.nc",
        summary="results/{until}/deformation/corrections.json",
        slant_range="results/stack/geometry/slant_range.tif",
        incidence="results/stack/geometry/incidence.tif",
    output:
        figure=png_and_pdf("results/{until}/figures/corrections"),
    conda:
        "../envs/report.yaml"
    params:
        min_temporal_coherence=cfg.quality.min_temporal_coherence,
        dpi=DPI,
    message:
        "Plotting corrections, {wildcards.until}"
    script:
        "../scripts/plot_corrections.py"


rule plot_closure:
    input:
        nonzero_share="results/{until}/closure/nonzero_share.tif",
        flagged_share="results/{until}/closure/flagged_share.tif",
        phase_bias="results/{until}/closure/phase_bias.tif",
    output:
        figure=png_and_pdf("results/{until}/figures/closure"),
    conda:
        "../envs/report.yaml"
    params:
        dpi=DPI,
    message:
        "Plotting triplet closure, {wildcards.until}"
    script:
        "../scripts/plot_closure.py"


rule plot_network:
    input:
        network="results/{until}/network.tsv",
    output:
        figure=png_and_pdf("results/{until}/figures/network"),
    conda:
        "../envs/report.yaml"
    params:
        dpi=DPI,
    message:
        "Plotting the interferogram network, {wildcards.until}"
    script:
        "../scripts/plot_network.py"


rule plot_workflow:
    output:
        figure=png_and_pdf("results/{assessment}/figures/workflow"),
    conda:
        "../envs/report.yaml"
    params:
        stages=[(stage.words, stage.rules) for stage in STAGES_OF_WORK],
        links=lambda wildcards: rule_links(workflow.rules, plan.targets),
        parts=lambda wildcards: rule_parts(workflow.rules),
        dpi=DPI,
    message:
        "Plotting the stages of the run, {wildcards.assessment}"
    script:
        "../scripts/plot_workflow.py"


rule plot_series:
    input:
        points="results/{until}/deformation/points.csv",
        quality="results/{until}/deformation/quality.json",
    output:
        figure=png_and_pdf("results/{until}/figures/series"),
    conda:
        "../envs/report.yaml"
    params:
        dpi=DPI,
    message:
        "Plotting displacement series at points, {wildcards.until}"
    script:
        "../scripts/plot_series.py"


rule plot_truth:
    input:
        summary="results/{until}/truth.json",
        sample="results/{until}/truth_sample.npz",
    output:
        figure=png_and_pdf("results/{until}/figures/truth"),
    conda:
        "../envs/report.yaml"
    params:
        dpi=DPI,
    message:
        "Plotting the deformation rate against its truth, {wildcards.until}"
    script:
        "../scripts/plot_truth.py"


if cfg.report.photos is not None:

    rule copy_photos:
        input:
            table=given(cfg.report.photos.table or []),
            polygons="results/units/slope_units.gpkg" if plan.has_models and plan.table is None else [],
        output:
            table="results/photos.parquet",
        conda:
            "../envs/report.yaml"
        params:
            folder=str(cfg.report.photos.folder),
            # No input, and a function, since names of photographs may hold braces, which are wildcards there.
            photos=lambda wildcards: photos_of(plan),
            content=content_of(photos_of(plan), cfg.report.photos.table or []),
        message:
            "Copying field photographs for the report"
        script:
            "../scripts/copy_photos.py"


rule write_report:
    input:
        figures=lambda wildcards: [
            f"results/{wildcards.assessment}/figures/{entry.name}.png" for entry in entries_of(wildcards)
        ],
        dem="results/factors/dem.tif" if plan.table is None else [],
        network=dated_file("network.tsv", plan.has_pairs),
        rate=dated_file("deformation/rate.tif"),
        quality=dated_file("deformation/quality.json"),
        closure=dated_file("closure/summary.json", plan.has_pairs),
        registration=dated_file("deformation/registration.json"),
        corrections=dated_file("deformation/corrections.json", plan.has_pairs),
        truth=dated_file("truth.json", plan.simulated),
        decomposition=dated_file("deformation/decomposition.json", plan.other_track),
        metrics=static_files("models/{algorithm}/metrics.json", plan.evaluated) if plan.trains else [],
        classes=static_files("maps/{algorithm}_classes.csv"),
        importance=static_files("models/{algorithm}/importance.csv", plan.evaluated) if plan.trains else [],
        coupled_metrics=(
            coupled_files("models/{algorithm}/metrics.json", plan.evaluated) if plan.trains else []
        ),
        coupled_classes=coupled_files("maps/{algorithm}_classes.csv"),
        coupled_importance=(
            coupled_files("models/{algorithm}/importance.csv", plan.evaluated) if plan.trains else []
        ),
        comparison=dated_file("comparison.json", plan.trains),
        controls="results/{assessment}/controls.json" if plan.trains else [],
        transfer="results/static/transfer.json" if plan.applied else [],
        coupled_transfer=dated_file("transfer.json", plan.applied and plan.has_coupled),
        probability=(
            static_files("models/{algorithm}/probability.json", plan.evaluated) if plan.trains else []
        ),
        coupled_probability=(
            coupled_files("models/{algorithm}/probability.json", plan.evaluated) if plan.trains else []
        ),
        counts="results/{assessment}/counts/counts.json" if plan.has_counts else [],
        count_groups="results/{assessment}/counts/observed_expected.csv" if plan.has_counts else [],
        errors=static_files("models/{algorithm}/errors.json") if plan.trains else [],
        coupled_errors=coupled_files("models/{algorithm}/errors.json") if plan.trains else [],
        reliability=static_files("models/{algorithm}/reliability.json"),
        coupled_reliability=coupled_files("models/{algorithm}/reliability.json"),
        ranking="results/static/tables/importance.csv" if plan.trains else [],
        coupled_ranking=dated_file("tables/importance.csv", plan.trains),
        collinearity="results/static/models/collinearity.json" if plan.trains else [],
        coupled_collinearity=dated_file("models/collinearity.json", plan.trains),
        units="results/units/factors.parquet" if plan.has_models else [],
        delineation="results/units/delineation.json" if plan.has_models and plan.table is None else [],
        labels="results/units/labels.json" if plan.has_models else [],
        samples="results/units/samples.json" if plan.trains else [],
        folds="results/units/folds.json" if plan.trains else [],
        deformation=dated_file("factors.parquet", plan.has_models),
        exposure="results/units/exposure.parquet" if plan.has_exposure else [],
        inputs="results/validation.json",
        rated=lambda wildcards: (
            main_file("maps/{algorithm}.gpkg")(wildcards) if plan.has_sar and is_coupled(wildcards) else []
        ),
        photos="results/photos.parquet" if cfg.report.photos is not None else [],
        points=dated_file("deformation/points.csv", plan.has_series),
        profile="results/{assessment}/tables/error_profile.csv" if plan.trains else [],
        response=main_file("models/{algorithm}/response.csv", plan.trains),
        densities=densities_without_unit(plan),
        decided=lambda wildcards: decision_records(plan, wildcards.assessment),
        verdict="results/{assessment}/verdict.json",
        priority="results/{assessment}/tables/priority_units.csv" if plan.has_models else [],
    output:
        report="results/{assessment}/report.html",
    conda:
        "../envs/report.yaml"
    params:
        config=report_config(plan),
        assessment=lambda wildcards: wildcards.assessment,
        algorithms=looks_of_algorithms(map(plan.loaded, plan.evaluated)),
        entries=lambda wildcards: [asdict(entry) for entry in entries_of(wildcards)],
        factors=lambda wildcards: report_factors(plan, wildcards.assessment),
        template=report_template(SCRIPTS),
    message:
        "Writing the report, {wildcards.assessment}"
    script:
        "../scripts/write_report.py"
