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


def test_sources_of_the_users_own_factors_are_among_them_with_their_keys(tmp_path: Path) -> None:
    more = {
        "rain": {"raster": [tmp_path / "a.tif", tmp_path / "b.tif"]},
        "cover": {"polygons": tmp_path / "cover.gpkg", "column": "class"},
        "quarries": {"distance_to": tmp_path / "quarries.gpkg"},
        "road_density": {"density_of": tmp_path / "roads.gpkg"},
        "storms": {"series": tmp_path / "storms", "until": "2024-01-01"},
    }
    plugin = tmp_path / "gully.py"
    plugin.write_text("FACTOR = {}\n\n\ndef derive(dem):\n    yield\n")
    factors = {"dem": tmp_path / "dem.tif", "more": more, "plugins": [plugin]}
    given = config(tmp_path, factors=factors)
    own = [(key, path.name) for key, path in input_files(given) if key.startswith(("factors.m", "factors.p"))]
    assert own == [
        ("factors.more.rain.raster", "a.tif"),
        ("factors.more.rain.raster", "b.tif"),
        ("factors.more.cover.polygons", "cover.gpkg"),
        ("factors.more.quarries.distance_to", "quarries.gpkg"),
        ("factors.more.road_density.density_of", "roads.gpkg"),
        ("factors.more.storms.series", "storms"),
        ("factors.plugins", "gully.py"),
    ]
    with pytest.raises(InputError, match=r"factors\.more\.quarries\.distance_to"):
        require_files(given)


def test_a_plugin_must_be_one(tmp_path: Path) -> None:
    (tmp_path / "dem.tif").touch()
    (tmp_path / "i.gpkg").touch()
    (tmp_path / "gully.py").write_text("FACTOR = {}\n")
    with pytest.raises(InputError, match=r"gully\.py: it has no function derive"):
        require_files(
            config(tmp_path, factors={"dem": tmp_path / "dem.tif", "plugins": [tmp_path / "gully.py"]})
        )


def test_a_plugin_of_an_algorithm_must_be_one(tmp_path: Path) -> None:
    for name in ("dem.tif", "i.gpkg"):
        (tmp_path / name).touch()
    given = config(tmp_path, models={"plugins": [tmp_path / "knn.py"]})
    assert ("models.plugins", tmp_path / "knn.py") in set(input_files(given))
    with pytest.raises(InputError, match=r"models\.plugins names it"):
        require_files(given)
    (tmp_path / "knn.py").write_text("ALGORITHM = {}\n")
    with pytest.raises(InputError, match=r"knn\.py: it lacks FILE"):
        require_files(given)


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


def test_names_that_steps_cannot_be_given_are_refused_but_for_photographs(tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    for path in ("dem.tif", "i.gpkg", "photos/{a}.jpg"):
        (tmp_path / path).touch()
    shown = config(tmp_path, report={"photos": {"folder": tmp_path / "photos"}})
    require_files(shown)
    with pytest.raises(InputError, match=r"dem\{2\}\.tif: its path holds \{2\}"):
        require_files(config(tmp_path, factors={"dem": tmp_path / "dem{2}.tif"}))
