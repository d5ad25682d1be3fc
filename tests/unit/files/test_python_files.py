"""Python files of the user's own."""

import pytest

from scarpwatch.errors import InputError
from scarpwatch.files.python_files import dictionary_of, parse_python_file, run_python_file


def test_what_a_file_defines_is_there(tmp_path):
    (tmp_path / "own.py").write_text("def double(value):\n    return 2 * value\n")
    assert run_python_file(tmp_path / "own.py").double(3) == 6


def test_a_file_may_have_data_classes_and_the_name_of_a_library(tmp_path):
    text = "from __future__ import annotations\nfrom dataclasses import dataclass\n"
    text += "@dataclass\nclass Own:\n    number: int = 4\n"
    (tmp_path / "numpy.py").write_text(text)
    assert run_python_file(tmp_path / "numpy.py").Own().number == 4
    import numpy as np

    assert hasattr(np, "array")


@pytest.mark.parametrize("text", ["def (", "import no_such_module", "1 / 0"])
def test_code_that_fails_is_named_with_its_error(tmp_path, text):
    (tmp_path / "own.py").write_text(text)
    with pytest.raises(InputError, match=r"own\.py: its code ends with an error"):
        run_python_file(tmp_path / "own.py")


def test_the_text_is_read_without_running_it(tmp_path):
    path = tmp_path / "own.py"
    path.write_text("OWN = {'a': (1, 2)}\nOTHER = dict(a=1)\nraise SystemExit\n")
    tree = parse_python_file(path, "own.files")
    assert dictionary_of(path, tree, "OWN", "{}") == {"a": (1, 2)}
    for name in ("OTHER", "ABSENT"):
        with pytest.raises(
            InputError, match=f"no dictionary {name} of literals.*for instance {name} = {{'a': 1}}"
        ):
            dictionary_of(path, tree, name, "{'a': 1}")


@pytest.mark.parametrize("text", ["def (", "\0"])
def test_a_text_that_is_not_python_is_named_with_its_key(tmp_path, text):
    (tmp_path / "own.py").write_text(text)
    with pytest.raises(InputError, match=r"own\.py: it cannot be read as Python .*Correct own\.files"):
        parse_python_file(tmp_path / "own.py", "own.files")
    with pytest.raises(InputError, match=r"own\.files names it"):
        parse_python_file(tmp_path / "absent.py", "own.files")


def test_a_byte_order_mark_is_read_as_python_reads_it(tmp_path):
    (tmp_path / "own.py").write_text("\ufeffNUMBER = 4\n", encoding="utf-8")
    assert parse_python_file(tmp_path / "own.py", "own.files").body
    assert run_python_file(tmp_path / "own.py").NUMBER == 4


def test_a_text_that_is_too_deep_is_told(tmp_path):
    (tmp_path / "own.py").write_text("x = " + "+".join(["1"] * 20_000) + "\n")
    with pytest.raises(InputError, match=r"own\.py: it cannot be read as Python \(maximum recursion depth"):
        parse_python_file(tmp_path / "own.py", "own.files")


def test_code_that_ends_the_process_ends_it_with_words(tmp_path):
    (tmp_path / "own.py").write_text("raise SystemExit(0)\n")
    with pytest.raises(InputError, match=r"own\.py: its code ends with an error \(SystemExit: 0\)"):
        run_python_file(tmp_path / "own.py")
