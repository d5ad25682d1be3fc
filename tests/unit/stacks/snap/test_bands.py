"""The bands of SNAP's products: found in folders and ZIPs, read alike."""

import zipfile

import numpy as np
import pytest
from snap_files import write_dimap, write_znap

from scarpwatch.errors import InputError
from scarpwatch.stacks.snap.bands import band_name, image_shape, products, read_band

BANDS = {"i_VV_05Jan2024": np.arange(12.0).reshape(3, 4), "q_VV_05Jan2024": np.ones((3, 4))}


@pytest.fixture
def folder(tmp_path):
    write_dimap(tmp_path / "one", "stack", BANDS, {})
    made = write_znap(tmp_path / "two", "20240105", BANDS, {"Abstracted_Metadata": {}})
    (tmp_path / "three").mkdir()
    for name, root in (("flat", made), ("deep", made.parent)):  # SNAP's ZIPs, and those that people pack
        with zipfile.ZipFile(tmp_path / "three" / f"{name}.znap.zip", "w") as archive:
            for file in made.rglob("*"):
                archive.write(file, file.relative_to(root))
    return tmp_path


def test_all_forms_hold_the_same_bands(folder) -> None:
    found = list(products(folder))
    assert len(found) == 4
    assert [metadata.rsplit("/", 1)[-1] for metadata, _ in found] == ["stack.dim"] + [
        "product_metadata.json"
    ] * 3
    for _, bands in found:
        assert sorted(bands) == sorted(BANDS)
        for name, path in bands.items():
            assert band_name(path) == name
            assert image_shape(path) == (3, 4)
            part = read_band(path, slice(1, 3), slice(0, 2))
            assert part.tolist() == BANDS[name][1:3, 0:2].tolist()


def test_what_is_no_zip(folder) -> None:
    (folder / "three" / "broken.znap.zip").write_bytes(b"PK nothing")
    with pytest.raises(InputError, match=r"broken\.znap\.zip: it is not a ZIP"):
        list(products(folder))
