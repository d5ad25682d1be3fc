# What all rules share: the plan of the run, digests of code and of users' files, and helpers of the rules.
import sys
from functools import cache
from pathlib import Path

SCRIPTS = Path(workflow.basedir) / "scripts"
sys.path.insert(0, str(SCRIPTS))

from snakemake.dag import DAG
from snakemake.exceptions import WorkflowError
from snakemake.logging import logger
from snakemake.scheduling.job_scheduler import JobScheduler

from scarpwatch.algorithms.registry import NAMES
from scarpwatch.config.load import load_config
from scarpwatch.config.yaml_file import read_files
from scarpwatch.errors import ScarpWatchError
from scarpwatch.files.digests import Digests
from scarpwatch.files.kinds import require_plain_names
from scarpwatch.insar.network.pairs import earlier_dates
from scarpwatch.stacks.listing import containers
from scarpwatch.workflow.code_digest import library_digest
from scarpwatch.workflow.command_line import asks_for, only_looks, parsed_options
from scarpwatch.workflow.guards.clock import catch_up, keep_order
from scarpwatch.workflow.guards.leftovers import sweep, unrecorded_products
from scarpwatch.workflow.guards.run_lock import claim_folder, forget_dead_run
from scarpwatch.workflow.guards.wake_ups import wake_if_held_back
from scarpwatch.workflow.planning.plan import make_plan, motion_settings, settings
from scarpwatch.workflow.rule_defaults import complete_rules, memory
from scarpwatch.workflow.planning.stack import LOOK, scene_tags
from scarpwatch.workflow.snakemake_faults import explain_faults
from scarpwatch.workflow.terminal import show_stages
from scarpwatch.workflow.verdict import verdict

OPTIONS = parsed_options()
explain_faults(logger)
STAGES = show_stages(workflow, OPTIONS, logger)
# It is to tell all faults and not to end at the first, so nothing of the user's is opened then but in its job, and
# the other rules are not read.
INSPECTING = asks_for("inspect_inputs", OPTIONS)
if INSPECTING and len(OPTIONS.targets or ()) > 1:
    raise WorkflowError(
        "Ask for inspect_inputs alone: it looks at inputs that the other targets need to be sound."
    )


def put_back():
    """Date products that lie ahead of now back, and give the time."""
    try:
        return catch_up(Path("results"), tell=logger.warning)
    except ScarpWatchError as error:
        raise WorkflowError(f"{type(error).__name__}: {error}")


try:
    require_plain_names([workflow.basedir])
    if workflow.is_main_process:
        if INSPECTING or only_looks(OPTIONS):
            forget_dead_run(Path.cwd())
        else:
            RUN_CLAIM = claim_folder(Path.cwd())  # held for as long as this process lives
            sweep(Path("results"))
            keep_order(DAG, put_back(), put_back)
            wake_if_held_back(JobScheduler)
    else:
        keep_order(DAG)
    CONFIG_NAME = str(workflow.configfiles[-1]) if workflow.configfiles else "config"
    command_line = workflow.config_settings
    # Read anew, as Snakemake's reader takes words for switches, codes for numbers, and the last of two equal keys.
    RAW = read_files(
        (
            []
            if command_line.replace_workflow_config and not command_line.configfiles
            else workflow.configfiles
        ),
        command_line.config,
        loaded=config,
    )
    GIVEN = load_config(RAW, CONFIG_NAME)
    ALGORITHMS = (*NAMES, *GIVEN.models.plugin_files)
    if not INSPECTING:
        plan = make_plan(RAW, CONFIG_NAME, check=workflow.is_main_process, tell=logger.info)
        cfg = plan.config
except ScarpWatchError as error:
    raise WorkflowError(f"{type(error).__name__}: {error}")

UNRECORDED = (
    unrecorded_products(Path("results"), Path(".snakemake/metadata")) if workflow.is_main_process else 0
)
if UNRECORDED:
    logger.warning(
        f"results/ holds {UNRECORDED} files of which Snakemake has no record here (.snakemake/metadata is missing or "
        "empty): whatever version or config made them, they are taken as they are and mixed with new ones. Give "
        "--forceall, or remove results/, to have all made anew."
    )
if getattr(OPTIONS, "reporter", None):
    logger.warning(
        "Snakemake's own report (--report) is not used by this workflow, and no result is marked for it: "
        "all results are in results/<date>/report.html."
    )
DIGESTS = Digests.load(Path(".snakemake/scarpwatch_digests.json"))


@cache
def code_of(step):
    """Digest of a step's script and the library code that it reaches: an edit there reruns the rule's jobs."""
    by_name = {} if INSPECTING else plan.loaded_by_name
    return library_digest(SCRIPTS / f"{step}.py", SCRIPTS, by_name)


def given(files):
    """The user's files as inputs. Their times do not count; `content` in params tells whether they changed."""
    if isinstance(files, (str, Path)):
        return str(files) if plan.made_here(files) else ancient(str(files))
    return [given(file) for file in files or []]


def content(*files):
    """Digest of the bytes of the user's files, their sidecars and members; None where a rule makes them."""
    listed = [file for part in files if part for file in ([part] if isinstance(part, (str, Path)) else part)]
    listed = [file for file in listed if not plan.made_here(file)]
    return DIGESTS.of(listed) if listed else None


def content_of(*files):
    """The same as a function for params, so that only files of jobs that are planned are looked at."""
    return lambda wildcards: content(*files)


def pair_files(kind):
    """Input function: the pairs' rasters of one kind, up to the assessment's date."""

    def files(wildcards):
        return [
            f"results/pairs/{kind}/{pair.name}.tif"
            for pair in plan.pairs
            if pair.secondary.isoformat() <= wildcards.until
        ]

    return files
