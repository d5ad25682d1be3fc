"""What a folder of products holds, in one form."""

from datetime import date
from pathlib import Path

import pytest

from scarpwatch.errors import InputError
from scarpwatch.stacks.listing import (
    PairFiles,
    PairListing,
    SceneFiles,
    SceneListing,
    container,
    containers,
    date_of,
    files_below,
    in_zip,
    order_scenes,
    original_name,
    require_folder,
    without_copies,
)
from scarpwatch.stacks.pair_files import order_pairs

DAYS = [date(2024, 1, 5), date(2024, 1, 17), date(2024, 1, 29)]


def pair(first: int, second: int, name: str = "") -> PairFiles:
    return PairFiles(DAYS[first], DAYS[second], {"unwrapped": f"/data/{name or f'{first}_{second}'}.tif"})


def test_pairs_are_ordered_and_found_by_name() -> None:
    pairs = order_pairs(Path("/data"), [pair(1, 2), pair(0, 2), pair(0, 1)], ())
    listing = PairListing("gamma", Path("/data"), pairs)
    assert [entry.name for entry in pairs] == [
        "20240105_20240117",
        "20240105_20240129",
        "20240117_20240129",
    ]
    assert listing.dates == DAYS
    assert listing.pair("20240117_20240129").files == {"unwrapped": "/data/1_2.tif"}
    kept = order_pairs(Path("/data"), [pair(1, 2), pair(0, 2), pair(0, 1)], [DAYS[1]])
    assert [entry.name for entry in kept] == ["20240105_20240129"]


def test_pairs_that_cannot_be_told_apart_or_are_none() -> None:
    with pytest.raises(InputError, match=r"a second time \(0_1.tif\)") as caught:
        order_pairs(Path("/data"), [pair(0, 1), pair(0, 1, "again")], ())
    assert caught.value.where == "/data/again.tif"
    with pytest.raises(InputError, match="both dates of the pair are the same"):
        order_pairs(Path("/data"), [pair(1, 1)], ())
    with pytest.raises(InputError, match=r"/data/late\.tif: its date is 2999-01-05"):
        order_pairs(
            Path("/data"), [PairFiles(DAYS[0], date(2999, 1, 5), {"unwrapped": "/data/late.tif"})], ()
        )
    with pytest.raises(InputError, match="nothing of 2020-02-02"):
        order_pairs(Path("/data"), [pair(0, 1)], [date(2020, 2, 2)])
    with pytest.raises(InputError, match="no pair is left"):
        order_pairs(Path("/data"), [pair(0, 1)], [DAYS[0]])


def test_scenes_are_ordered_and_each_date_stands_once() -> None:
    scenes = [SceneFiles(day, {"slc": f"/data/{n}.img"}) for n, day in enumerate(DAYS)]
    listing = SceneListing("snap_stack", Path("/data"), order_scenes(Path("/data"), scenes[::-1], ()))
    assert listing.dates == DAYS
    assert listing.scene("20240117") is scenes[1]
    with pytest.raises(InputError, match="a second time"):
        order_scenes(Path("/data"), [*scenes, scenes[0]], ())
    with pytest.raises(InputError, match=r"/data/0\.img: its date is 0001-01-05"):
        order_scenes(Path("/data"), [SceneFiles(date(1, 1, 5), scenes[0].files), *scenes[1:]], ())
    with pytest.raises(InputError, match="it leaves 1 scene, and"):
        order_scenes(Path("/data"), scenes, DAYS[:2])


def test_files_in_a_zip(tmp_path: Path) -> None:
    path = in_zip(tmp_path / "a.zip", "a/a_unw_phase.tif")
    assert path == f"/vsizip/{tmp_path}/a.zip/a/a_unw_phase.tif"
    assert container(path) == f"{tmp_path}/a.zip"
    assert containers({"one": path, "two": "/b.tif", "three": path}) == ["/b.tif", f"{tmp_path}/a.zip"]


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "a/../../b.tif", "/etc/passwd", "C:\\a.tif", "..\\a.tif"]
)
def test_hostile_names_in_a_zip(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match="leads out of the archive"):
        in_zip(tmp_path / "a.zip", name)


def test_links_are_followed_and_macos_leftovers_passed_over(tmp_path: Path) -> None:
    (tmp_path / "disk" / "pair").mkdir(parents=True)
    (tmp_path / "disk" / "pair" / "a.tif").touch()
    (tmp_path / "disk" / "pair" / "._a.tif").touch()
    (tmp_path / "disk" / "pair" / ".zarray").touch()
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "pair").symlink_to(tmp_path / "disk" / "pair")
    (tmp_path / "folder" / "again").symlink_to(tmp_path / "folder")  # leads back
    found = [path.relative_to(tmp_path).as_posix() for path in files_below(tmp_path / "folder")]
    assert found == ["folder/pair/.zarray", "folder/pair/a.tif"]


def test_a_browsers_copies_are_known_by_their_names() -> None:
    names = {
        "a.zip": "a.zip",
        "a (1).zip": "a.zip",
        "a(12).h5": "a.h5",
        "a (1)": "a (1)",
        "(1).zip": ".zip",
        "b (x).h5": "b (x).h5",
    }
    assert {name: original_name(name) for name in names} == names
    notes: list[str] = []
    paths = [Path("x") / name for name in ("a.h5", "a (1).h5", "b (1).h5", "c.h5")]
    assert [path.name for path in without_copies(paths, notes)] == ["a.h5", "b (1).h5", "c.h5"]
    assert notes == ["1 file is a copy of what is there by name, and passed over"]
    assert without_copies([Path("y/a (1).h5"), Path("x/a.h5")], []) == [Path("y/a (1).h5"), Path("x/a.h5")]


def test_dates_and_folders(tmp_path: Path) -> None:
    assert date_of("20240105") == date_of("2024-01-05") == DAYS[0]
    assert date_of("20241305") is None
    assert require_folder(str(tmp_path)) == tmp_path
    with pytest.raises(InputError, match="does not exist"):
        require_folder(tmp_path / "none")
