"""Plot all figures of the ground and its deformation that an assessment has, in one job."""

from scarpwatch.workflow.logs import Step, run_step
from scarpwatch.workflow.step_calls import run_calls


def main(snakemake: Step) -> None:
    """Make the ``calls`` of the steps that draw them."""
    run_calls(snakemake.params.calls)


if __name__ == "__main__":
    run_step(main, snakemake)
