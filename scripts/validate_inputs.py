"""Check all inputs and write down what was found, before anything expensive runs."""

from datetime import date

from scarpwatch.config import load_config
from scarpwatch.decisions import decide
from scarpwatch.files.json_files import write_json
from scarpwatch.inspection.checks import check_inputs
from scarpwatch.workflow.logs import Step, log, run_step


def main(snakemake: Step) -> None:
    """Check the inputs that the config names; the first fault ends the step with its message."""
    config, until = load_config(snakemake.params.config, "the config"), snakemake.params.until
    found = check_inputs(config, until=date.fromisoformat(until) if until else None)
    if (
        config.sar is not None and snakemake.params.recognised
    ):  # told from the names of the files, while the workflow was read
        found["decisions"] = [decide("family", config.sar.source, snakemake.params.recognised)]
    write_json(snakemake.output.validation, found)
    for name, what in found.items():
        log.info(f"{name}: {what}")


if __name__ == "__main__":
    run_step(main, snakemake)
