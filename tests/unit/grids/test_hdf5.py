"""Items of HDF5 files: arrays of numbers, and what stands there instead."""

import h5py
import numpy as np
import pytest

from scarpwatch.errors import InputError
from scarpwatch.grids.hdf5 import item_of, numbers_of, reading


@pytest.fixture
def file(tmp_path):
    with h5py.File(tmp_path / "a.h5", "w") as made:
        made["numbers"] = np.arange(6.0).reshape(2, 3)
        made["inner/whole"] = np.int16([1, 2])
        made["complex"] = np.complex64([1j])
        made["half"] = np.array([(1, 2)], [("r", "f2"), ("i", "f2")])
        made["text"] = np.array([b"a", b"b"])
        made["records"] = np.zeros(2, [("one", "f4"), ("two", "i4")])
        made["nothing"] = h5py.Empty("f4")
        made["away"] = h5py.ExternalLink("elsewhere.h5", "/data")
        made["soft"] = h5py.SoftLink("/numbers")
        yield made


def test_arrays_of_numbers_are_given(file):
    assert numbers_of(file, "numbers").shape == numbers_of(file, "soft").shape == (2, 3)
    assert numbers_of(file, "inner/whole")[()].tolist() == [1, 2]
    assert numbers_of(file["inner"], "whole").shape == (2,)
    assert numbers_of(file, "complex")[0] == 1j
    assert numbers_of(file, "half", pairs=True).dtype.names == ("r", "i")
    assert item_of(file, "text")[0] == b"a"


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("none", "it has no item none"),
        ("inner", "its item inner is a group, where an array belongs"),
        ("text", "its item text holds text or the like, where numbers belong"),
        ("records", "its item records holds records of several fields"),
        ("half", "its item half holds records of several fields"),
        ("nothing", "its item nothing holds nothing"),
        ("away", r"its item away is a link to elsewhere\.h5, which is not there"),
    ],
)
def test_what_stands_there_instead_is_named(file, name, fault):
    with pytest.raises(InputError, match=fault) as caught:
        numbers_of(file, name)
    assert caught.value.where == file.filename
    assert caught.value.cure


def test_what_h5py_and_numpy_say_is_told_with_the_file(file):
    with (
        pytest.raises(
            InputError, match=r"a\.h5: it does not hold what somebody writes, or is damaged \(could not"
        ),
        reading("a.h5", "somebody"),
    ):
        np.asarray(file["text"][()], float)
    with pytest.raises(InputError, match="it has no item none"), reading("a.h5", "somebody"):
        numbers_of(file, "none")
