# ScarpWatch: landslide susceptibility maps from a Sentinel-1 stack, a DEM and a landslide inventory.
#
#   snakemake --cores 2                                    the demo (config/config.yaml)
#   snakemake --cores 2 --configfile my_area.yaml          an area of your own
#   snakemake mintpy pixels --cores 2                      deformation for MintPy and every pixel's for QGIS
from snakemake.utils import min_version

min_version("9.27")

if (
    not workflow.overwrite_configfiles
):  # a config given on the command line replaces the demo's, it is not mixed with it

    configfile: workflow.source_path("config/config.yaml")


include: "rules/common.smk"
include: "rules/inspect.smk"


wildcard_constraints:
    assessment=r"static|\d{4}-\d{2}-\d{2}",
    until=r"\d{4}-\d{2}-\d{2}",
    pair=r"\d{8}_\d{8}",
    date=r"\d{8}",
    algorithm="|".join(ALGORITHMS),
    feature="faults|rivers|roads",


onstart:
    # Snakemake removes what an earlier try left before a job starts, and ends in a traceback where it may not.
    from scarpwatch.files.write_faults import require_writable

    try:
        require_writable(path for job in workflow.dag.needrun_jobs() for path in [*job.output, *job.log])
    except ScarpWatchError as error:
        raise WorkflowError(f"{type(error).__name__}: {error}")


onerror:
    from scarpwatch.workflow.memory_faults import ended_steps

    # One name in older versions of Snakemake, a list of them in newer ones.
    logs = [log] if isinstance(log, str) else log
    printed = "".join(Path(name).read_text(encoding="utf-8", errors="replace") for name in logs)
    for ended in ended_steps(printed):
        logger.error(f"{type(ended).__name__}: {ended}")


if not INSPECTING:

    include: "rules/inputs.smk"

    rule all:
        default_target: True
        input:
            plan.targets,
        localrule: True

    if plan.simulated:

        include: "rules/demo.smk"
    include: "rules/stack.smk"
    include: "rules/deformation.smk"
    include: "rules/models.smk"
    include: "rules/verdict.smk"
    include: "rules/maps.smk"
    include: "rules/decomposition.smk"
    include: "rules/packages.smk"

    if plan.applied:

        include: "rules/transfer.smk"

    if plan.table:

        include: "rules/table.smk"

    else:

        include: "rules/factors.smk"
        include: "rules/units.smk"
    include: "rules/figures.smk"

    if plan.has_exposure:

        include: "rules/exposure.smk"

    if plan.has_sar:

        rule mintpy:
            input:
                expand(
                    f"results/{plan.until}/mintpy/{{name}}.h5",
                    name=["timeseries", "velocity", "geometryGeo"],
                ),
            localrule: True

        rule pixels:
            input:
                f"results/{plan.until}/deformation/pixels.gpkg",
            localrule: True

    if STAGES:
        STAGES.report = (
            Path(f"results/{plan.assessment}/report.html"),
            lambda: verdict(
                Path(f"results/{plan.assessment}"),
                decision_records(plan, plan.assessment),
                plan.evaluated if plan.trains else [],
            ),
        )


# Last, for the rules above: the log, memory, run time and digest of code of those that do not say them.
complete_rules(workflow, code_of)
