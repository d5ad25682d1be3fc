"""Writing results that people and other steps read: JSON with NaN as null, Parquet, CSV."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from scarpwatch.errors import InputError
from scarpwatch.files.csv_tables import write_csv
from scarpwatch.files.finished import atomic_path


def plain(value: Any) -> Any:
    """``value`` with NumPy numbers and arrays as Python ones and non-finite numbers as ``None``."""
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, np.ndarray):
        return plain(value.tolist())
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def write_json(path: str | Path, record: Mapping[str, Any]) -> None:
    """Write ``record`` atomically as strict JSON (NaN and infinity become null)."""
    with atomic_path(path) as temporary:
        text = json.dumps(plain(record), indent=2, allow_nan=False, ensure_ascii=False)
        temporary.write_text(text + "\n", encoding="utf-8")


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
