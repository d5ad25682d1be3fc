"""What Snakemake says of outputs that are read-only and of a full disk, in words for people."""

import logging
import os

import pytest
from full_disk import largest_file

from scarpwatch.workflow.snakemake_faults import explain_faults, explained

MESSAGE = (
    'ProtectedOutputException in rule a in file "/x/rules/a.smk", line 9:\nWrite-protected output files for rule a:\n'
    "    output: {0}/a.tif, {0}/b.tif\n    affected files:\n        {0}/a.tif\n        {0}/b.tif"
)


def record(message, exception):
    made = logging.LogRecord("snakemake.logging", logging.ERROR, "/x/exceptions.py", 1, message, (), None)
    made.exception = exception
    return made


@pytest.mark.parametrize(
    ("protected", "words"),
    [
        ((), "a.tif and 1 other file: it is there already and cannot be written anew"),
        (("",), "the folder is read-only for you"),
    ],
)
def test_files_or_their_folder_are_named_with_what_to_do(tmp_path, monkeypatch, protected, words):
    for name in ("a.tif", "b.tif"):
        (tmp_path / name).touch()
    allowed, shut = os.access, {tmp_path / name for name in protected or ("a.tif", "b.tif")}
    monkeypatch.setattr(os, "access", lambda path, mode: path not in shut and allowed(path, mode))
    said = record(MESSAGE.format(tmp_path), "ProtectedOutputException")
    assert explained(said)
    text = said.getMessage()
    assert text.startswith("WriteError: ") and words in text and "--directory" in text
    assert "Protected" not in text and len(text.splitlines()) == 1


def test_all_else_stays_what_it_is(tmp_path):
    for text, exception in (
        (MESSAGE.format(tmp_path), "ProtectedOutputException"),  # nothing is in the way any more
        (MESSAGE.format(tmp_path), "RuleException"),
        ("100 %s", None),
    ):
        said = record(text, exception)
        assert explained(said) and said.getMessage() == text


@pytest.mark.parametrize(
    ("text", "exception"),
    [
        ('RuleException:\nOSError in file "/a/rules/stack.smk", line 68:\n[Errno 28] No space left on device\n  File "t.py"', "RuleException"),
        ("WorkflowError:\nError recording metadata for finished job ([Errno 122] Disk quota exceeded). Please ensure", "WorkflowError"),
        ("Traceback (most recent call last):\n\n  File a.py\n\nOSError: [Errno 28] No space left on device\n", "OSError"),
    ],
)  # fmt: skip
def test_no_room_for_snakemakes_own_files_is_a_full_disk(text, exception):
    said = record(text, exception)
    assert explained(said)
    message = said.getMessage()
    assert message.startswith("WriteError: .snakemake: the disk is full or a quota is used up")
    assert "Free space and start the run again" in message and len(message.splitlines()) == 1


def test_a_product_dated_ahead_is_named_with_what_to_do():
    said = record(
        'WorkflowError in rule b in file "/x/rules/a.smk", line 9:\nOutput results/b.tif has older modification time '
        "(2026-11-30 12:00:00.123456) than input results/a b.tif (2026-12-01 12:00:00). This could indicate a clock "
        "skew problem in your network and would trigger a rerun",
        "WorkflowError",
    )
    assert explained(said)
    message = said.getMessage()
    assert message.startswith(
        "ClockError: results/a b.tif: it is dated 2026-12-01 12:00:00, and results/b.tif, which"
    )
    assert "2026-11-30 12:00:00: a clock" in message and "start the run again" in message
    assert len(message.splitlines()) == 1


def test_a_log_file_without_room_is_told_once_without_a_traceback(tmp_path, capsys):
    logger = logging.Logger("snakemake.logging", logging.INFO)
    logger.addHandler(logging.FileHandler(tmp_path / "run.log"))
    explain_faults(logger)
    with largest_file(1000):
        for number in range(100):
            logger.info(f"step {number:03d} is at work, and so on and so on")
    told = capsys.readouterr().err
    assert told.count("run.log: the disk is full or a quota is used up") == 1
    assert "Traceback" not in told
    try:
        raise ValueError("another fault")
    except ValueError:
        logger.handlers[0].handleError(record("x", None))
    assert "ValueError: another fault" in capsys.readouterr().err
