"""Tables of text, cell by cell."""

import pandas as pd
import pytest

from scarpwatch.errors import InputError
from scarpwatch.inputs.tables.text import is_blank, read_text_table


def test_cells_stay_text_and_lines_are_those_of_the_file(tmp_path):
    (tmp_path / "t.csv").write_text('a, b ,c\n007,"x,\ny",NA\n\n 1.0 ,,\n')
    table, notes = read_text_table(tmp_path / "t.csv")
    assert table.to_dict("list") == {"a": ["007", "1.0"], "b": ["x,\ny", ""], "c": ["NA", ""]}
    assert table.index.tolist() == [3, 5] and notes == ()  # a row is named by its last line


def test_row_numbers_without_a_name_are_no_column(tmp_path):
    """As pandas writes them."""
    pd.DataFrame({"a": [1, 2]}).to_csv(tmp_path / "t.csv")
    table, notes = read_text_table(tmp_path / "t.csv")
    assert table.to_dict("list") == {"a": ["1", "2"]} and "1 columns without a name" in notes[0]


def test_a_long_row_is_refused_with_its_line(tmp_path):
    (tmp_path / "t.csv").write_text("a;b\n1;2;\n1;2;;3\n")
    with pytest.raises(InputError, match="line 3 has 4 values for the 2 columns"):
        read_text_table(tmp_path / "t.csv")


def test_row_names_of_r_are_told(tmp_path):
    (tmp_path / "t.csv").write_text('"a","b"\n"1",5,6\n"2",7,8\n')
    with pytest.raises(InputError, match="as R writes them, name that column"):
        read_text_table(tmp_path / "t.csv")


def test_what_counts_as_no_value():
    column = pd.Series(["1", " ", "NA", None, "null", "0", "NaN"])
    assert is_blank(column).tolist() == [False, True, True, True, True, False, True]
    assert is_blank(pd.Series([1.0, float("nan")])).tolist() == [False, True]


@pytest.mark.parametrize("line", ["sep=;", '"sep=;"', "\ufeffsep=;"])
def test_the_line_that_tells_excel_the_separator_is_no_header(tmp_path, line):
    (tmp_path / "a.csv").write_text(f"{line}\nname;text, with commas\nu1;2\n", encoding="utf-8")
    table, _ = read_text_table(tmp_path / "a.csv")
    assert list(table) == ["name", "text, with commas"] and table.iloc[0].tolist() == ["u1", "2"]


def test_what_is_no_text_is_refused(tmp_path):
    import gzip

    (tmp_path / "a.csv").write_bytes(gzip.compress(b"name,rock\n" * 50))
    with pytest.raises(InputError, match="cannot be read as a table"):
        read_text_table(tmp_path / "a.csv")


def test_a_cell_without_end_is_refused(tmp_path):
    (tmp_path / "a.csv").write_text(f"name,rock\nu1,{'x' * 200_000}\n")
    with pytest.raises(InputError, match="cannot be read as a table"):
        read_text_table(tmp_path / "a.csv")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_lone_quotation_mark_swallows_no_rows(tmp_path, end):
    rows = [f"{k},slope,{k % 2}" for k in range(9)]

    def write(*changed):
        told = [*rows]
        for k, note in changed:
            told[k] = f"{k},{note},{k % 2}"
        (tmp_path / "t.csv").write_text(end.join(["id,note,slid", *told, ""]), newline="")
        return tmp_path / "t.csv"

    for second in ('9" thick', 'wet"', '"wet"', '"dry'):  # the next mark may close it, or open one itself
        with pytest.raises(InputError, match="line 4 has a quotation mark"):
            read_text_table(write((2, '"wet slope'), (6, second)))
    with pytest.raises(
        InputError, match="line 10 has a quotation mark that opens a text, and no other closes it"
    ):
        read_text_table(write((8, '"wet')))
    for sound in ('9" thick', '"9"" thick, wet"', f'"wet,{end}loose, and steep"', '"wet" slope'):
        assert len(read_text_table(write((2, sound)))[0]) == 9
