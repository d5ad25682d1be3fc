"""Result tables that people and other steps read: Parquet and CSV."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from scarpwatch.errors import InputError
from scarpwatch.files.csv_tables import write_csv
from scarpwatch.files.finished import atomic_path


def write_table(path: str | Path, table: pd.DataFrame) -> None:
    """Write a table atomically, as Parquet or CSV by the ending of ``path``."""
    with atomic_path(path) as temporary:
        if Path(path).suffix == ".csv":
            write_csv(table, temporary)
        else:
            table.to_parquet(temporary, index=False)


def read_table(path: str | Path) -> pd.DataFrame:
    """Read a Parquet table.

    Raises
    ------
    InputError
        If the file is missing or is not Parquet.
    """
    try:
        return pd.read_parquet(path)
    except FileNotFoundError as error:
        raise InputError(path, "the table does not exist", "Run the step that writes it.") from error
    except (OSError, ValueError) as error:
        raise InputError(
            path, f"the table cannot be read ({error})", "Delete it and run the workflow again."
        ) from error
