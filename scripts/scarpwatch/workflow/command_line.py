"""What Snakemake's command line asks for, as Snakemake itself has read it.

The workflow has to know of a dry run, and of the rule that is asked for, while its Snakefile is read, when
Snakemake does not tell it yet (``workflow.dryrun`` is still false). Words of ``sys.argv`` are no guide: options
are abbreviated, joined to their values (``-sSnakefile``) and come from profiles and the environment. To parse
them once more does not do either, since relative profiles are looked for from the folder in which Snakemake
was started, and ``--directory`` has left it by then. So the result of Snakemake's own parser is taken from
the function of Snakemake that is at work with it.
"""

from __future__ import annotations

import sys
from argparse import Namespace
from types import FrameType

OWNER = ("snakemake.cli", "args_to_api")  # the function that has the parsed options as ``args``

# Options that make Snakemake print or export something and leave all results as they are.
LOOKS = (
    "dryrun",
    "lint",
    "list_rules",
    "list_target_rules",
    "print_compilation",
    "dag",
    "rulegraph",
    "filegraph",
    "d3dag",
    "summary",
    "detailed_summary",
    "list_changes",
    "list_input_changes",
    "list_params_changes",
    "list_untracked",
    "list_conda_envs",
    "archive",
    "generate_unit_tests",
)


def parsed_options() -> Namespace | None:
    """The options of this run, profiles and environment included; ``None`` if no command line started it."""
    frame: FrameType | None = sys._getframe()
    while frame is not None:
        if (frame.f_globals.get("__name__"), frame.f_code.co_name) == OWNER:
            found = frame.f_locals.get("args")
            return found if isinstance(found, Namespace) else None
        frame = frame.f_back
    return None


def only_looks(options: Namespace | None) -> bool:
    """Whether nothing is made by this run; without a command line, it is taken to make something."""
    report = getattr(options, "reporter", None) and not getattr(options, "report_after_run", False)
    return bool(report) or any(getattr(options, name, None) for name in LOOKS)


def asks_for(rule: str, options: Namespace | None) -> bool:
    """Whether a rule is among the targets; in the process of a job the targets are jobs, by rule."""
    jobs = getattr(options, "target_jobs", None) or ()
    return rule in (getattr(options, "targets", None) or ()) or rule in {job.rulename for job in jobs}
