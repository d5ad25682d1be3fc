"""What can be asked of the library without Snakemake: ``python -m scarpwatch inspect CONFIG``."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from scarpwatch.config.load import load_config
from scarpwatch.config.yaml_file import read_files, read_yaml
from scarpwatch.errors import ConfigError, InputError, ScarpWatchError
from scarpwatch.files.write_faults import write_error
from scarpwatch.workflow.inspection import PAGE, TABLE, inspect_inputs


def main(words: Sequence[str] | None = None) -> int:
    """Run a command; returns the status of the process.

    Parameters
    ----------
    words : of the command line, without the program's name
    """
    options = _parser().parse_args(words)
    try:
        files = [path.resolve() for path in options.config]
        for path in files:
            if read_yaml(path).get("__use_yte__"):
                cure = "Run snakemake inspect_inputs with it, which fills it in."
                raise ConfigError(
                    path, "it is a template (__use_yte__), which Snakemake alone can fill in", cure
                )
        # As Snakemake does: the configs are found from here, what they name from the folder of the run.
        if not options.directory.is_dir():
            raise InputError(
                options.directory, "there is no such folder", "Give --directory the folder of the run."
            )
        os.chdir(options.directory)
        config = load_config(read_files(files, {}, {}), str(options.config[-1]))
        text, faults = inspect_inputs(config)
        print(text)
    except (ScarpWatchError, OSError) as error:
        told = error if isinstance(error, ScarpWatchError) else write_error(Path(PAGE), error)
        if told is None:
            raise
        print(f"{type(told).__name__}: {told}", file=sys.stderr)
        return 1
    return 1 if faults else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m scarpwatch", description="ScarpWatch without Snakemake.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    inspect = commands.add_parser(
        "inspect",
        help="look at all inputs of a config",
        description=f"Look at all inputs of a config and tell what they hold and all that is wrong with them, here and "
        f"in {PAGE} and {TABLE}. The status is 0 if no fault is found, and 1 if there is one or the config cannot be read.",
    )
    inspect.add_argument(
        "config", nargs="+", type=Path, metavar="CONFIG", help="config file; a later one counts"
    )
    inspect.add_argument(
        "--directory",
        type=Path,
        default=Path(),
        metavar="FOLDER",
        help="folder of the run; default: this one",
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
