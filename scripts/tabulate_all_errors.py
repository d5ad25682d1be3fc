"""Tabulate errors and thresholds of all models of an assessment, in one job."""

from scarpwatch.workflow.logs import Step, run_step
from scarpwatch.workflow.step_calls import run_calls


def main(snakemake: Step) -> None:
    """Make the ``calls`` of the steps that tabulate those of one each."""
    run_calls(snakemake.params.calls)


if __name__ == "__main__":
    run_step(main, snakemake)
