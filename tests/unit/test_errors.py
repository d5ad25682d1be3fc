import pytest

from scarpwatch.errors import (
    ConfigError,
    DataError,
    InputError,
    PartError,
    ScarpWatchError,
    raise_first,
    raise_of_parts,
)


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


def test_the_first_of_several_faults_names_the_other_files():
    raise_first([])
    faults = [InputError(f"{name}.tif", f"{name} is cut off", "Copy it.") for name in ("b", "c", "a", "b")]
    with pytest.raises(
        InputError, match=r"^b\.tif: b is cut off; 2 more have faults: a\.tif, c\.tif\. Copy it"
    ):
        raise_first(faults)


def test_a_message_stays_readable_whatever_a_file_holds():
    error = InputError("p" * 5000, f"it holds '{'v' * 200_000}' and \x1b[31m \x00\x07", "Correct\nit.")
    assert len(str(error)) < 2200 and str(error).isprintable()
    assert (
        r"\x1b[31m \x00\x07" in error.fault
        and error.fault.startswith("it holds 'vvv")
        and " [...] " in error.fault
    )
    assert error.cure == "Correct it."
    assert InputError("a.tif", "Ω 滑坡 é", "x").fault == "Ω 滑坡 é"


def test_a_fault_of_a_part_keeps_its_kind_and_names_the_part():
    raise_of_parts({}, "")
    told = InputError("a.tif", "it is cut off", "Copy it")
    with pytest.raises(InputError) as caught:
        raise_of_parts({"pair x": told}, "2 others are kept")
    assert str(caught.value) == "pair x: a.tif: it is cut off. Copy it; 2 others are kept"
    with pytest.raises(PartError) as caught:
        raise_of_parts({"pair x": MemoryError("too big"), "pair y": told, "pair z": told}, "none is kept")
    assert caught.value.where == "pair x and 2 more (pair y, pair z)"
    assert caught.value.fault == "it failed with MemoryError: too big; none is kept"
    assert isinstance(caught.value.__cause__, MemoryError)  # by which a lack of memory is told
