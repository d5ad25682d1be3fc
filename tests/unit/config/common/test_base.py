"""The types and the helper that all sections share."""

import datetime
from pathlib import Path

import pytest
from pydantic import TypeAdapter, ValidationError

from scarpwatch.config.common.base import Day, FilePath, FilePaths, Real, Section, Text, Whole, setting


class Example(Section):
    """A section with one key of each type."""

    number: Real = setting(1.0, description="A number.", unit="m", ge=0.0, le=10.0)
    count: Whole = setting(1, description="A count.", unit="cells", ge=0, le=10)
    file: FilePath = setting("a.tif", description="A file.")
    files: FilePaths | None = setting(None, description="A file or several.")
    day: Day = setting(datetime.date(2024, 1, 7), description="A day.")
    text: Text = setting("x", description="A text.")
    items: list[int] = setting(list, description="A list.")


def test_exponents_that_yaml_reads_as_text_are_numbers() -> None:
    assert Example(number="1e1").number == 10.0  # PyYAML gives "1e1" as text


@pytest.mark.parametrize("key", ["number", "count"])
def test_a_switch_is_not_a_number(key: str) -> None:
    with pytest.raises(ValidationError, match="not true or false"):
        Example(**{key: True})


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 11, -1])
def test_bounds_hold_and_nan_is_refused(value: float) -> None:
    with pytest.raises(ValidationError):
        Example(number=value)


@pytest.mark.parametrize("value", ["2024-02-03", 20240203, "20240203", datetime.date(2024, 2, 3)])
def test_a_day_is_read_however_it_is_written(value: object) -> None:
    assert Example(day=value).day == datetime.date(2024, 2, 3)


@pytest.mark.parametrize("value", [3, 20241301, "yesterday", 1.5])
def test_what_is_not_a_day_is_refused(value: object) -> None:
    with pytest.raises(ValidationError):
        Example(day=value)


@pytest.mark.parametrize(("value", "text"), [(True, "TRUE"), (False, "FALSE"), (1, "1"), ("slide", "slide")])
def test_text_that_yaml_takes_for_something_else(value: object, text: str) -> None:
    assert Example(text=value).text == text


def test_an_empty_path_is_refused() -> None:
    with pytest.raises(ValidationError, match="empty"):
        Example(file=" ")


def test_unknown_keys_are_refused_and_values_cannot_be_changed() -> None:
    with pytest.raises(ValidationError, match="Extra inputs"):
        Example(nubmer=1)
    with pytest.raises(ValidationError, match="frozen"):
        Example().number = 2.0


def test_every_section_gets_its_own_default_list() -> None:
    assert Example().items is not Example().items


def test_one_file_or_several() -> None:
    assert Example(files="a.tif").files == Example(files=["a.tif"]).files == Path("a.tif")
    assert Example(files=["a.tif", "b.tif"]).files == [Path("a.tif"), Path("b.tif")]
    assert Example(files=["a.tif", "b.tif"]).model_dump(mode="json")["files"] == ["a.tif", "b.tif"]
    for wrong in ([], [""], 3, ["a.tif", 4]):
        with pytest.raises(ValidationError, match="a path is needed"):
            Example(files=wrong)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("p" * 5000, "5,000 characters"),
        (f"a/{'p' * 300}/b.tif", "300 bytes"),
        ("a\x00b", "control character"),
        ("a\nb.tif", "control character"),
        (" ", "empty|needed"),
    ],
)
def test_paths_that_no_file_has_are_refused(value, words):
    for field in (FilePath, FilePaths):
        with pytest.raises(ValidationError, match=words):
            TypeAdapter(field).validate_python(value)


def test_text_is_bounded_plain_and_in_one_form():
    text = TypeAdapter(Text)
    assert text.validate_python("e\u0301boulis") == "\u00e9boulis"
    assert text.validate_python(2020) == "2020"
    for value, words in (("a\x00b", "control character"), ("x" * 2000, "2,000 characters")):
        with pytest.raises(ValidationError, match=words):
            text.validate_python(value)
