import pytest

from scarpwatch.errors import InputError
from scarpwatch.files.json_files import read_json, write_json
from scarpwatch.insar.reference.record import (
    place_in_words,
    read_reference,
    reference_attribute,
    reference_of,
    write_reference,
)
from scarpwatch.insar.reference.window import Reference

PLACE = Reference(3, 4, 1, "by the test", longitude=-84.5, latitude=36.25, scenes=7)


def test_a_reference_comes_back_from_its_file_with_or_without_decisions(tmp_path):
    write_reference(tmp_path / "a.json", PLACE)
    write_reference(tmp_path / "b.json", PLACE, [{"kind": "reference"}])
    assert read_reference(tmp_path / "a.json") == PLACE == read_reference(tmp_path / "b.json")
    assert "decisions" not in read_json(tmp_path / "a.json")
    assert read_json(tmp_path / "b.json")["decisions"] == [{"kind": "reference"}]


def test_a_reference_comes_back_from_the_attributes_of_a_series():
    assert reference_of({"robust": "l1", **reference_attribute(PLACE)}) == PLACE


def test_what_is_no_reference_is_named(tmp_path):
    write_json(tmp_path / "c.json", {"row": 3, "column": 4})
    with pytest.raises(InputError, match=r"c\.json: of the reference half is missing"):
        read_reference(tmp_path / "c.json")
    with pytest.raises(InputError, match=r"series\.nc: it has no attribute reference"):
        reference_of({}, "series.nc")


def test_the_words_of_a_tag():
    assert place_in_words(PLACE) == "-84.500000 E, 36.250000 N (by the test)"
    assert place_in_words(PLACE._replace(longitude=None)) == "place not known (by the test)"


def test_a_reference_without_a_place_comes_back_too(tmp_path):
    unknown = {**PLACE._asdict(), "row": None, "column": None, "longitude": None, "latitude": None}
    write_reference(tmp_path / "a.json", unknown)
    assert read_reference(tmp_path / "a.json")._asdict() == unknown
    assert reference_of(reference_attribute(unknown))._asdict() == unknown
