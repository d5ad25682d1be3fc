"""Python files of the user's own."""

import pytest

from scarpwatch.errors import InputError
from scarpwatch.files.python_files import run_python_file


def test_what_a_file_defines_is_there(tmp_path):
    (tmp_path / "own.py").write_text("def double(value):\n    return 2 * value\n")
    assert run_python_file(tmp_path / "own.py").double(3) == 6


@pytest.mark.parametrize("text", ["def (", "import no_such_module", "1 / 0"])
def test_code_that_fails_is_named_with_its_error(tmp_path, text):
    (tmp_path / "own.py").write_text(text)
    with pytest.raises(InputError, match=r"own\.py: its code ends with an error"):
        run_python_file(tmp_path / "own.py")
