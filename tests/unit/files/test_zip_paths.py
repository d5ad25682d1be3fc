"""Paths of files inside ZIPs."""

import pytest

from scarpwatch.files.zip_paths import ZIP_PREFIX, zip_of


@pytest.mark.parametrize("name", ["a.zip", "A.ZIP", "a b.zip"])
def test_the_archive_of_a_file_in_it(tmp_path, name):
    (tmp_path / name).touch()
    assert zip_of(f"{ZIP_PREFIX}{tmp_path}/{name}/a/b.tif") == f"{tmp_path}/{name}"


def test_a_folder_may_be_named_like_an_archive(tmp_path):
    (tmp_path / "all.zip").mkdir()
    (tmp_path / "all.zip" / "a.zip").touch()
    path = f"{ZIP_PREFIX}{tmp_path}/all.zip/a.zip/b.tif"
    assert zip_of(path) == f"{tmp_path}/all.zip/a.zip"


def test_an_archive_that_is_gone():
    assert zip_of("/vsizip//gone/a.zip/b.tif") == "/gone/a.zip"
