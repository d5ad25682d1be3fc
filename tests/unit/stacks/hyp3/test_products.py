"""What a folder with HyP3's products holds: renamed, clipped and copied ones, and those of two frames."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import rasterio
from miniatures import hyp3 as maker
from product_truth import Truth

from scarpwatch.errors import InputError
from scarpwatch.stacks.families import recognise
from scarpwatch.stacks.hyp3.products import find_products
from scarpwatch.stacks.hyp3.reader import list_folder, read_facts, read_pair

SHORT = replace(Truth(), dates=Truth().dates[:3])  # three pairs


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("hyp3")
    maker.write(made, SHORT)
    return made


def test_products_have_their_files(folder: Path) -> None:
    faults: list = []
    products, notes = find_products(folder, faults)
    assert (sorted(products), notes, faults) == (sorted(path.name for path in folder.iterdir()), [], [])
    for name, files in products.items():
        assert set(files) == {"unwrapped", "coherence", "parameters", "water_mask", "theta", "phi"}
        assert all(Path(path).name.startswith(name) for path in files.values())


def test_renamed_products_are_pointed_out(tmp_path: Path) -> None:
    maker.write(tmp_path, SHORT)
    first = sorted(tmp_path.rglob("*_unw_phase.tif"))[0]
    copy = first.with_name(first.name.replace("_unw_phase.tif", "_unw_phase_utm.tif"))
    copy.write_bytes(first.read_bytes())
    (tmp_path / "my_S1AA_pair_INT80_1.zip").touch()
    (note,) = list_folder(tmp_path).notes
    assert "passed over" in note and copy.name in note and "my_S1AA_pair_INT80_1.zip" in note
    for path in tmp_path.rglob("*_unw_phase.tif"):
        path.unlink()
    with pytest.raises(
        InputError, match=f"no HyP3 product.*; not named as HyP3 names its products.*{copy.name}"
    ):
        list_folder(tmp_path)


def clip(folder: Path, ending: str = "_clipped", *, keep: bool = False) -> None:
    """The middle of all rasters under the names of MintPy's tutorials for HyP3."""
    for path in [*folder.rglob("*.tif")]:
        with rasterio.open(path) as source:
            window = rasterio.windows.Window(4, 6, source.width - 10, source.height - 11)
            profile = {**source.profile, "width": window.width, "height": window.height}
            profile["transform"] = source.window_transform(window)
            values = source.read(1, window=window)
        with rasterio.open(path.with_name(path.stem + ending + ".tif"), "w", **profile) as target:
            target.write(values, 1)
        if not keep:
            path.unlink()


@pytest.mark.parametrize("ending", ["_clipped", "_clip"])
def test_clipped_rasters_are_read_where_the_whole_are_not_there(
    folder: Path, tmp_path: Path, ending: str
) -> None:
    maker.write(tmp_path, SHORT)
    clip(tmp_path, ending)
    listing, whole = list_folder(tmp_path), list_folder(folder)
    assert recognise(tmp_path)[0] == "hyp3"
    assert listing.notes == ("3 products are read from clipped rasters, since the whole ones are not there",)
    assert set(listing.geometry) == {"theta", "phi", "parameters"}
    for pair, other in zip(listing.pairs, whole.pairs, strict=True):
        data, expected = read_pair(pair), read_pair(other)
        np.testing.assert_array_equal(data.unwrapped, expected.unwrapped[6:-5, 4:-6])
        assert set(pair.files) == set(other.files)
        assert read_facts(pair).perpendicular_baseline_m == read_facts(other).perpendicular_baseline_m
    next(tmp_path.rglob(f"*_corr{ending}.tif")).unlink()
    with pytest.raises(InputError, match=f"there is no coherence .*_corr{ending}.tif beside it"):
        list_folder(tmp_path)


def test_whole_rasters_go_before_clipped_ones(folder: Path, tmp_path: Path) -> None:
    maker.write(tmp_path, SHORT)
    clip(tmp_path, keep=True)
    listing = list_folder(tmp_path)
    assert listing.notes == ("3 products are there whole and clipped; whole is read",)
    assert read_facts(listing.pairs[0]) == read_facts(list_folder(folder).pairs[0])


def test_a_browsers_copy_is_read_where_its_original_is_not_there(folder: Path, tmp_path: Path) -> None:
    maker.write(tmp_path, SHORT, zipped=True)
    first, second, third = sorted(tmp_path.glob("*.zip"))
    first.rename(first.with_name(f"{first.stem} (1).zip"))
    second.rename(second.with_name(f"{second.stem}(2).zip"))
    third.with_name(f"{third.stem} (1).zip").write_bytes(b"a download that was broken off")
    listing = list_folder(tmp_path)
    assert listing.notes == ("1 ZIP named as a copy of what is there, passed over",)
    for pair, other in zip(listing.pairs, list_folder(folder).pairs, strict=True):
        np.testing.assert_array_equal(read_pair(pair).unwrapped, read_pair(other).unwrapped)


@pytest.mark.parametrize(
    ("others", "places"),
    [
        (
            "S1AA_{}T101137_{}T101137_VVP012_INT80_G_ueF_0B0B",
            "the scene of 10:11:12 and the scene of 10:11:37",
        ),
        ("S1_372327_IW3_{}_{}_VV_INT80_0B0B", "the scene of 10:11:12 and burst 372327_IW3"),
    ],
)
def test_two_frames_of_a_track_are_named(tmp_path: Path, others: str, places: str) -> None:
    maker.write(tmp_path, SHORT)
    days = [f"{day:%Y%m%d}" for day in SHORT.dates[1:3]]
    maker.product(tmp_path, SHORT, *SHORT.dates[1:3], others.format(*days))
    with pytest.raises(InputError, match=f"have the same dates and are of two frames: {places}") as caught:
        list_folder(tmp_path)
    assert "a folder of its own" in caught.value.cure
    assert len(list_folder(tmp_path, exclude=[SHORT.dates[2]]).pairs) == 1


def test_a_link_that_leads_nowhere_is_named(tmp_path: Path) -> None:
    maker.write(tmp_path, SHORT)
    path = Path(list_folder(tmp_path).pairs[1].files["unwrapped"])
    path.unlink()
    path.symlink_to("nowhere")
    with pytest.raises(InputError, match=f"{path.name}: .*does not exist|{path.name}: .*link"):
        read_facts(list_folder(tmp_path).pairs[1])
