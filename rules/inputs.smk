# Where rules find their inputs: input functions, and what they look up.
from dataclasses import asdict

from scarpwatch.figures.entries import declared_figures
from scarpwatch.inspection.input_files import exposed_key
from scarpwatch.factors.factor import look_record, titles
from scarpwatch.figures.report.basis.names import UNIT_NAMES
from scarpwatch.workflow.planning.algorithms import (
    code_of_algorithm,
    codes_of_algorithms,
    looks_of_algorithms,
)
from scarpwatch.workflow.planning.factor_origins import report_config, report_factors
from scarpwatch.workflow.planning.factors import (
    class_map_of,
    class_maps,
    class_source,
    columns_of,
    derivation_of,
    derived_names,
    distance_cap,
    densities_without_unit,
    excluded,
    factor_of,
    features_of,
    layer_of,
    names_from,
    own_names,
    printed_importance,
    raster_files_of,
    raster_settings,
    rasters_of,
    series_files,
    series_settings,
    shown_factors,
    study_lines,
)
from scarpwatch.workflow.planning.packages import (
    deformation_roles,
    main_map,
    main_model,
    package_record,
    packaged_files,
)
from scarpwatch.workflow.planning.provenance import (
    DEFORMATION,
    SUSCEPTIBILITY,
    provenance,
)
from scarpwatch.workflow.planning.step_inputs import (
    checked_files,
    class_breaks,
    decision_records,
    photos_of,
    main_choice,
    report_entries,
    report_template,
    user_files,
)

if workflow.is_main_process:
    # All at once, so that the disks are waited for together.
    DIGESTS.prepare(user_files(plan), tell=logger.info)

STUDY_LINES = study_lines(cfg)
FIGURES = declared_figures()


# Which units trained models of this area, for its maps; none where models of another run are applied.
SAMPLES = "results/units/samples.parquet" if plan.trains else []
# Scores of samples by models that did not see them, where the classes go by these.
HELD_OUT = "results/{assessment}/models/{algorithm}/out_of_fold.parquet" if cfg.zoning.by_landslides else []
# Calibrated on the folds of models that were trained here.
PROBABILITY = "results/{assessment}/models/{algorithm}/probability.parquet" if plan.trains else []


def map_provenance(wildcards):
    """Tags of the maps of an assessment: the area, and a digest of what they follow from."""
    return provenance(
        cfg, SUSCEPTIBILITY if wildcards.assessment == "static" else (*SUSCEPTIBILITY, *DEFORMATION)
    )


def one_of(names):
    """Constraint of a wildcard to some names; one that nothing meets if there are none."""
    return "|".join(names) or "(?!)"


def mapped_by(wildcards, suffix):
    """A file of the map of a model, ``static`` or ``coupled``."""
    folder = "static" if wildcards.kind == "static" else wildcards.assessment
    return f"results/{folder}/maps/{wildcards.algorithm}{suffix}"


def png_and_pdf(stem):
    """Both files of a figure."""
    return [f"{stem}.png", f"{stem}.pdf"]


def entries_of(wildcards):
    """The figures that the report of an assessment shows."""
    return report_entries(plan, wildcards.assessment, FIGURES)


def static_files(pattern, algorithms=plan.algorithms):
    """One file per algorithm of the static models; none in a run without an inventory."""
    return expand(f"results/static/{pattern}", algorithm=algorithms) if plan.has_models else []


def coupled_files(pattern, algorithms=plan.algorithms):
    """Input function: one file per algorithm of the coupled models of a date; none for a static assessment."""

    def files(wildcards):
        if wildcards.assessment == "static" or not plan.has_coupled:
            return []
        return expand(f"results/{wildcards.assessment}/{pattern}", algorithm=algorithms)

    return files


def dated_file(name, wanted=plan.has_sar):
    """Input function: a file of the assessment's date; none for a static assessment, or if not wanted."""

    def file(wildcards):
        dated = wanted and wildcards.assessment != "static"
        return f"results/{wildcards.assessment}/{name}" if dated else []

    return file


def is_coupled(wildcards):
    """Whether the main model of an assessment uses what moves."""
    return wildcards.assessment != "static" and plan.has_coupled


def main_file(pattern, wanted=plan.has_models):
    """Input function: a file of the main model, coupled where the assessment has coupled models; none if not wanted."""

    def file(wildcards):
        if not wanted:
            return []
        folder = wildcards.assessment if is_coupled(wildcards) else "static"
        return f"results/{folder}/{pattern.format(algorithm=plan.main)}"

    return file


def deformation_table(wildcards):
    """Dynamic factors per unit of a coupled assessment; none for a static one."""
    return [] if wildcards.assessment == "static" else f"results/{wildcards.assessment}/factors.parquet"


def delay_files(wildcards):
    """The delay rasters of the dates up to the assessment's; none where the config names no folder."""
    return given(path for day, path in plan.delays.items() if day <= wildcards.until.replace("-", ""))
