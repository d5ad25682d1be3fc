import numpy as np
import pandas as pd
import pytest

from scarpwatch.errors import InputError
from scarpwatch.files.records import read_table, write_table


def test_tables_come_back(tmp_path):
    table = pd.DataFrame({"unit_id": [1, 2], "score": [0.25, np.nan]})
    write_table(tmp_path / "t.parquet", table)
    pd.testing.assert_frame_equal(read_table(tmp_path / "t.parquet"), table)
    write_table(tmp_path / "t.csv", table)
    assert (tmp_path / "t.csv").read_text() == "unit_id,score\n1,0.25\n2,\n"


def test_missing_and_damaged_tables_are_named(tmp_path):
    with pytest.raises(InputError, match="does not exist"):
        read_table(tmp_path / "none.parquet")
    (tmp_path / "bad.parquet").write_bytes(b"PAR1 no table PAR1")
    with pytest.raises(InputError, match="cannot be read"):
        read_table(tmp_path / "bad.parquet")
