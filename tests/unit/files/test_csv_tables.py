import numpy as np
import pandas as pd
import pytest

from scarpwatch.files.csv_tables import escape, read_csv, unescape, write_csv

FORMULAS = [
    " =1+1",
    "\n=1+1",
    "\u00a0@x",
    '=HYPERLINK("http://a","b")',
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\uff1d1+1",
    "-",
    "=1",
    "'=1",
    "'a",
]
PLAIN = ["u1", "-5", "+5.5", "-1e3", "-.5", "NA", "null", " a", "a=b", " -5", "'", "Ω"]


@pytest.mark.parametrize("text", FORMULAS)
def test_what_a_spreadsheet_would_run_is_escaped_and_comes_back(text):
    assert escape(text) == f"'{text}" and unescape(escape(text)) == text


@pytest.mark.parametrize("value", [*PLAIN[:-2], 3, 2.5, None, np.nan, True])
def test_all_else_stays(value):
    assert escape(value) is value and unescape(value) is value


@pytest.mark.parametrize("dtype", [object, "string"])
def test_a_table_comes_back_as_it_was(tmp_path, dtype):
    texts = [*FORMULAS, *PLAIN, None]
    table = pd.DataFrame({"=id": pd.array(texts, dtype=dtype), "n": np.arange(len(texts)) / 2 - 3})
    table.loc[2, "n"] = np.nan
    write_csv(table, tmp_path / "a.csv")
    written = pd.read_csv(tmp_path / "a.csv", dtype=str, keep_default_na=False)
    cells = [*written.columns, *written.iloc[:, 0]]
    assert not any(cell[:1] in tuple("=@\t\r") or cell[:2] in ("+1", "-2", "--") for cell in cells)
    read = read_csv(tmp_path / "a.csv")
    assert list(read) == ["=id", "n"] and read["n"].equals(table["n"])
    assert read["=id"][:-1].tolist() == texts[:-1] and pd.isna(read["=id"].iloc[-1])


def test_a_return_does_not_end_a_row(tmp_path):
    write_csv(pd.DataFrame({"id": ["a\r=1", "b"]}), tmp_path / "a.csv")
    assert read_csv(tmp_path / "a.csv")["id"].tolist() == ["a =1", "b"]


def test_columns_of_one_name_are_written_each(tmp_path):
    write_csv(pd.DataFrame([["=a", "=b"]], columns=["x", "x"]), tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_text() == "x,x\n'=a,'=b\n"
