"""The user's scene table."""

import datetime
from pathlib import Path

import pytest

from scarpwatch.errors import InputError
from scarpwatch.stacks.scene_table import read_scenes

ROWS = [("2024-02-12", "b.tif", "-20.5"), ("20240107", "a.tif", "0"), ("2024-03-07", "sub/c.tif", "")]


def write(folder: Path, text: str, name: str = "scenes.tsv") -> Path:
    for _, file, _ in ROWS:
        (folder / file).parent.mkdir(exist_ok=True)
        (folder / file).touch()
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


def table(separator: str = "\t", rows: list[tuple[str, ...]] | None = None) -> str:
    lines = [("date", "file", "perpendicular_baseline_m"), *(ROWS if rows is None else rows)]
    return "\n".join(separator.join(line) for line in lines) + "\n"


@pytest.mark.parametrize("separator", ["\t", ",", ";"])
def test_scenes_come_in_order_with_files_beside_the_table(tmp_path: Path, separator: str) -> None:
    scenes = read_scenes(write(tmp_path, "# made by hand\n\n" + table(separator)))
    assert [scene.name for scene in scenes] == ["20240107", "20240212", "20240307"]
    assert scenes[2].file == tmp_path / "sub" / "c.tif"
    assert [scene.perpendicular_baseline_m for scene in scenes] == [0.0, -20.5, None]
    assert scenes[0].parallel_baseline_m is None


def test_further_columns_and_a_byte_order_mark_do_no_harm(tmp_path: Path) -> None:
    text = "\ufeffDate,Sensor,file,perpendicular_baseline_m,parallel_baseline_m\n"
    text += '2024-01-07,S1A,a.tif,1.5,-3\n2024-02-12,"S1A, IW",b.tif,2,4\n'
    scenes = read_scenes(write(tmp_path, text))
    assert [scene.parallel_baseline_m for scene in scenes] == [-3.0, 4.0]


def test_dates_can_be_left_out(tmp_path: Path) -> None:
    path = write(tmp_path, table())
    left = read_scenes(path, exclude=[datetime.date(2024, 2, 12)])
    assert [scene.name for scene in left] == ["20240107", "20240307"]
    with pytest.raises(InputError, match="no scene of 2024-02-13"):
        read_scenes(path, exclude=[datetime.date(2024, 2, 13)])


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "is empty"),
        ("date\tfile\n2024-01-07\ta.tif\n", "column perpendicular_baseline_m is missing"),
        (table(rows=ROWS[:1]), "leaves 1 scene, and an interferogram takes two"),
        (table(rows=[*ROWS, ("2024-01-07", "b.tif", "1")]), "2024-01-07 stands there twice"),
        (table(rows=[*ROWS, ("07.04.2024", "a.tif", "1")]), "line 5: '07.04.2024' is not a date"),
        (table(rows=[*ROWS, ("20241332", "a.tif", "1")]), "'20241332' is not a date"),
        (table(rows=[*ROWS, ("0001-01-01", "a.tif", "1")]), "its date is 0001-01-01"),
        (table(rows=[*ROWS, ("29990101", "a.tif", "1")]), "its date is 2999-01-01"),
        (table(rows=[*ROWS, ("2024-04-12", "", "1")]), "the file name is missing"),
        (table(rows=[*ROWS, ("2024-04-12", "a.tif", "12,5")]), "'12,5', not a number"),
        (table(rows=[*ROWS, ("2024-04-12", "a.tif", "nan")]), "'nan', not a number"),
        (table(rows=[*ROWS, ("2024-04-12", "a.tif", "1", "2")]), "4 cells under 3 column names"),
        (table(rows=[*ROWS, ("2024-04-12", "d.tif", "1")]), "d.tif: the file does not exist"),
        (table(rows=[*ROWS, ("2024-04-12", "{d}.tif", "1")]), "{d}.tif: its path holds {d}"),
    ],
)
def test_faults_name_file_fault_and_cure(tmp_path: Path, text: str, fault: str) -> None:
    with pytest.raises(InputError, match=r"scenes\.tsv|d\}?\.tif") as caught:
        read_scenes(write(tmp_path, text))
    assert fault in str(caught.value)
    assert caught.value.cure


def test_a_missing_or_binary_table(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="does not exist"):
        read_scenes(tmp_path / "none.tsv")
    (tmp_path / "binary.tsv").write_bytes(b"\xff\xfe\x00\x80")
    with pytest.raises(InputError, match="UTF-8"):
        read_scenes(tmp_path / "binary.tsv")


def test_reading_takes_the_standard_library_alone() -> None:
    import subprocess
    import sys

    code = "import sys, scarpwatch.stacks.scene_table, scarpwatch.stacks.gamma.reader; print('numpy' in sys.modules)"
    root = Path(__file__).parents[3] / "scripts"
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
