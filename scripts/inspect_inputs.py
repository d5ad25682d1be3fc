"""Look at all inputs and say what they hold and what is wrong with them; a fault does not fail the step, whose work is to tell it."""

from pathlib import Path

from scarpwatch.config import load_config
from scarpwatch.workflow.inspection import inspect_inputs
from scarpwatch.workflow.logs import Step, run_step


def main(snakemake: Step) -> None:
    """Write the page and the table to the paths in ``params``; print the table."""
    config = load_config(snakemake.params.config, "the config")
    text, _ = inspect_inputs(config, page=snakemake.params.page, table=snakemake.params.table)
    print(text)


if __name__ == "__main__":
    run_step(main, snakemake)
    print(Path(snakemake.log[0]).read_text(encoding="utf-8"))
