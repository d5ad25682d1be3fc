import shutil
import zipfile

import pytest

from scarpwatch.errors import InputError
from scarpwatch.files.same_files import require_different

LONG = bytes(range(256)) * 1000


def test_a_copy_under_another_name_is_found(tmp_path):
    for name, end in (("a.tif", b"1"), ("b.tif", b"2"), ("d.tif", b"34")):
        (tmp_path / name).write_bytes(LONG + end)  # alike in the middle, where all are looked at
    files = {
        "20240105": str(tmp_path / "a.tif"),
        "20240117": str(tmp_path / "b.tif"),
        "20240129": str(tmp_path / "d.tif"),
    }
    require_different({**files, "20240210": str(tmp_path / "missing.tif")})
    shutil.copy(tmp_path / "b.tif", tmp_path / "copy.tif")
    with pytest.raises(
        InputError, match=r"bytes of b\.tif: one image stands for both 20240117 and 20240222"
    ) as caught:
        require_different({**files, "20240222": str(tmp_path / "copy.tif")})
    assert caught.value.where == str(tmp_path / "copy.tif")


def test_members_of_archives_are_told_by_their_contents(tmp_path):
    files = {}
    for name, text in (("a", "one"), ("b", "two"), ("c", "one")):
        with zipfile.ZipFile(tmp_path / f"{name}.zip", "w") as archive:
            archive.writestr(f"{name}/{name}_unw_phase.tif", text)
        files[name] = f"/vsizip/{tmp_path}/{name}.zip/{name}/{name}_unw_phase.tif"
    require_different({name: files[name] for name in "ab"})
    with pytest.raises(InputError, match="one image stands for both a and c"):
        require_different(files)


def test_headers_that_stand_for_images_may_be_alike(tmp_path):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / ".zarray").write_text("{}")
    require_different({name: str(tmp_path / name / ".zarray") for name in "ab"})
