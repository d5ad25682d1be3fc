import pytest

from scarpwatch.workflow.step_faults import TAIL_BYTES, ending_signal, fault_in_log, step_of_command

COMMAND = (
    'RuleException:\nCalledProcessError in file "/a/rules/stack.smk", line 11:\n'
    "Command 'set -euo pipefail;  /b/python3.11 /a/.snakemake/scripts/tmpa_1.validate_inputs.py' {}."
)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("InputError: a.tif: it is damaged. Delete it.\n", "InputError: a.tif: it is damaged. Delete it."),
        (
            "Traceback (most recent call last):\n  File\nZeroDivisionError: by chance\n",
            "ZeroDivisionError: by chance",
        ),
        ("2026-11-30 06:15:02 ERROR InputError: b.tif: no\n", "InputError: b.tif: no"),
        ("2026-11-30 06:15:02 WARNING RuntimeError is odd\n", None),
        ("lib.errors.PanicException: odd\n", "lib.errors.PanicException: odd"),
        ("KeyError\nnothing of note\n", "KeyError"),
        ("x" * TAIL_BYTES + "\nDataError: too few\n", "DataError: too few"),
        ("12 pairs, no Error here\n", None),
        ("", None),
    ],
)
def test_the_last_message_of_a_log(tmp_path, text, fault):
    (tmp_path / "log").write_text(text)
    assert fault_in_log(tmp_path / "log") == fault


def test_a_log_that_is_not_there_has_none(tmp_path):
    assert fault_in_log(tmp_path / "log") is None


def test_the_step_and_the_signal_of_a_command():
    message = COMMAND.format("died with <Signals.SIGINT: 2>")
    assert step_of_command(message) == "validate_inputs"
    assert ending_signal(message) == "SIGINT"
    assert ending_signal(COMMAND.format("returned non-zero exit status 143")) == "SIGTERM"
    assert ending_signal(COMMAND.format("returned non-zero exit status 1")) is None
    assert step_of_command("WorkflowError:\nsomething else") is None
