"""Which files a config names, and whether they are there."""

from pathlib import Path
from typing import Any

import pytest

from scarpwatch.config import Config, load_config
from scarpwatch.errors import InputError
from scarpwatch.inspection.input_files import input_files, require_files


def config(folder: Path, **more: Any) -> Config:
    raw = {
        "name": "a",
        "factors": {"dem": folder / "dem.tif"},
        "inventory": {"file": folder / "i.gpkg"},
        **more,
    }
    return load_config(raw, "my.yaml")


def test_only_files_that_the_options_use_are_asked_for(tmp_path: Path) -> None:
    sar = {"source": "gamma", "folder": tmp_path / "pairs", "scenes": tmp_path / "unused.tsv"}
    keys = [key for key, _ in input_files(config(tmp_path, sar=sar))]
    assert keys == ["factors.dem", "inventory.file", "sar.folder"]


def test_a_missing_file_is_named_with_its_key_and_the_others(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        require_files(config(tmp_path))
    text = str(caught.value)
    assert text.startswith(str(tmp_path / "dem.tif"))
    assert "factors.dem names it" in text
    assert "inventory.file" in text


def test_nothing_is_missing(tmp_path: Path) -> None:
    (tmp_path / "dem.tif").touch()
    (tmp_path / "i.gpkg").touch()
    require_files(config(tmp_path))


def test_what_the_workflow_makes_itself_may_be_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    require_files(config(Path("results/demo")))
    with pytest.raises(InputError):
        require_files(config(Path("data")))
