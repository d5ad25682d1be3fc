# What one job makes in the place of many short ones: the classes of the static factors, the errors of the models of an
# assessment, and the figures of the run's assessment, those of the ground and its deformation, which are drawn while models
# are trained, apart from those of the models. What each is made from is said by the rule that makes it alone.
from scarpwatch.workflow.planning.step_inputs import figure_files
from scarpwatch.workflow.step_calls import (
    StepCall,
    figures_asked_for,
    inputs_of,
    outputs_of,
    step_calls,
)

# A figure that is asked for by its name is drawn alone.
ALONE = figures_asked_for(OPTIONS.targets or () if OPTIONS else ())


def one_job(name, calls, *, first=True):
    """Let a rule make the files of some calls, or where it is not the first, the rules of these."""
    for single in {call.rule.name for call in calls}:
        workflow.ruleorder(*([name, single] if first else [single, name]))


def records_of(calls):
    """Function for params: what the steps are called with."""

    @cache  # Snakemake asks again whenever it looks at its ready jobs
    def records():
        return [call.record() for call in calls]

    return lambda wildcards: records()


CLASSES = step_calls(
    [rule for rule in workflow.rules if rule.name == "classify_factor"],
    [path for _, path in class_maps(plan, "static")] if plan.has_models and plan.table is None else [],
)
GROUND_FIGURES, MODEL_FIGURES = (
    step_calls([rule for rule in workflow.rules if rule.name.startswith("plot_")], files)
    for files in figure_files(plan, FIGURES)
)

if CLASSES:
    one_job("classify_factors", CLASSES)

    rule classify_factors:
        input:
            lambda wildcards: inputs_of(CLASSES, ancient),
        output:
            outputs_of(CLASSES),
        conda:
            "../envs/report.yaml"
        params:
            calls=records_of(CLASSES),
        message:
            "Classifying the static factors"
        script:
            "../scripts/classify_factors.py"


if plan.trains:

    ruleorder: tabulate_all_errors > tabulate_errors

    def errors_of(wildcards):
        """The calls that tabulate the errors of the models of an assessment."""
        (single,) = [rule for rule in workflow.rules if rule.name == "tabulate_errors"]
        wanted = {"assessment": wildcards.assessment}
        return [StepCall(single, wanted | {"algorithm": name}) for name in plan.algorithms]

    rule tabulate_all_errors:
        input:
            lambda wildcards: inputs_of(errors_of(wildcards), ancient),
        output:
            expand(list(rules.tabulate_errors.output), algorithm=plan.algorithms, allow_missing=True),
        conda:
            "../envs/learning.yaml"
        resources:
            mem_mb=memory(2000),
        params:
            calls=lambda wildcards: [call.record() for call in errors_of(wildcards)],
        message:
            "Tabulating errors and thresholds of the models, {wildcards.assessment}"
        script:
            "../scripts/tabulate_all_errors.py"


if GROUND_FIGURES:
    one_job("plot_ground_figures", GROUND_FIGURES, first=not ALONE)

    rule plot_ground_figures:
        input:
            lambda wildcards: inputs_of(GROUND_FIGURES, ancient),
        output:
            outputs_of(GROUND_FIGURES),
        conda:
            "../envs/report.yaml"
        resources:
            mem_mb=memory(2000),
        params:
            calls=records_of(GROUND_FIGURES),
        message:
            f"Plotting the figures of the ground and its deformation, {plan.assessment}"
        script:
            "../scripts/plot_ground_figures.py"


if MODEL_FIGURES:
    one_job("plot_model_figures", MODEL_FIGURES, first=not ALONE)

    rule plot_model_figures:
        input:
            lambda wildcards: inputs_of(MODEL_FIGURES, ancient),
        output:
            outputs_of(MODEL_FIGURES),
        conda:
            "../envs/report.yaml"
        resources:
            mem_mb=memory(2000),
        params:
            calls=records_of(MODEL_FIGURES),
        message:
            f"Plotting the figures of the models, {plan.assessment}"
        script:
            "../scripts/plot_model_figures.py"
