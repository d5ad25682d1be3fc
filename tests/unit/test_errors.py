import pytest

from scarpwatch.errors import ConfigError, DataError, InputError, ScarpWatchError


@pytest.mark.parametrize("kind", [ConfigError, DataError, InputError])
def test_a_message_says_where_what_and_what_to_do(tmp_path, kind):
    error = kind(tmp_path / "dem.tif", "it is empty", "Copy it again.")
    assert isinstance(error, ScarpWatchError)
    assert str(error) == f"{tmp_path / 'dem.tif'}: it is empty. Copy it again."
    assert (error.where, error.fault, error.cure) == (
        str(tmp_path / "dem.tif"),
        "it is empty",
        "Copy it again.",
    )


def test_of_several_files_the_first_is_named():
    assert InputError(["a.tif", "b.tif", "c.tif"], "x", "y").where == "a.tif and 2 other files"
    assert InputError(["a.tif"], "x", "y").where == "a.tif"
