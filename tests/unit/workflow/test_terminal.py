"""The view of stages: records of Snakemake in, lines at the terminal out."""

import io
import logging
import os
import signal
import time
from argparse import Namespace
from pathlib import Path
from types import SimpleNamespace

import pytest
from snakemake.logging import ColorizingTextHandler, DefaultFormatter
from snakemake_interface_logger_plugins.common import LogEvent

from scarpwatch.files import digests
from scarpwatch.interrupts import STAGES_SHOWN
from scarpwatch.workflow.terminal import StageHandler, is_own, show_stages

FAILED = (
    'RuleException:\nCalledProcessError in file "/a/rules/deformation.smk", line 30:\n'
    "Command 'set -euo pipefail;  python /a/.snakemake/scripts/tmpg9_x.unwrap_phase.py' {}."
)


@pytest.fixture(autouse=True)
def heeding():
    """A run that was stopped ignores Ctrl-C at its end; the tests after it must not."""
    before = signal.getsignal(signal.SIGINT)
    yield
    signal.signal(signal.SIGINT, before)


class Terminal:
    """A logger as Snakemake has it, with the view of stages over Snakemake's own handler."""

    def __init__(self, bar=False):
        self.stream = io.StringIO()
        own = ColorizingTextHandler(nocolor=True, stream=self.stream, formatter=DefaultFormatter())
        self.handler = StageHandler(own, bar=bar)
        self.logger = logging.Logger("snakemake.logging", logging.INFO)
        self.logger.addHandler(self.handler)

    def log(self, message, level=logging.INFO, path="/x/snakemake/workflow.py", **extra):
        record = self.logger.makeRecord("snakemake.logging", level, path, 1, message, (), None, extra=extra)
        self.logger.handle(record)

    def plan(self, **jobs):
        stats = {**jobs, "total": sum(jobs.values())}
        self.log("Job stats:\n...", event=LogEvent.RUN_INFO, stats=stats)

    def start(self, job, rule, output=()):
        info = {"rule_msg": f"Doing {rule} {job}", "output": list(output)}
        self.log("", event=LogEvent.JOB_INFO, jobid=job, rule_name=rule, **info)

    def run(self, job, rule, output=()):
        self.start(job, rule, output)
        self.log("Finished jobid", event=LogEvent.JOB_FINISHED, job_id=job)

    def fail(self, job, rule, log, how="returned non-zero exit status 1"):
        self.start(job, rule)
        command = FAILED.format(how).replace("unwrap_phase", rule)
        self.log(command, logging.ERROR, event=LogEvent.ERROR, exception="RuleException")
        self.log("Error in rule", logging.ERROR, **error(job, rule, log))
        self.log("Exiting because a job execution failed. Look above for error messages", logging.ERROR)

    def lines(self):
        return [line.strip() for line in self.stream.getvalue().splitlines()]


def error(job, rule, log, **more):
    return {
        "event": LogEvent.JOB_ERROR,
        "jobid": job,
        "rule_name": rule,
        "rule_msg": None,
        "log": [str(log)],
        **more,
    }


@pytest.fixture
def terminal():
    return Terminal()


def test_a_stage_is_told_once_when_its_last_step_has_ended(terminal):
    terminal.plan(form_interferogram=2, unwrap_phase_20240119=1, unwrap_phase_20240131=1, all=1)
    terminal.log("Select jobs to execute...")
    terminal.log("Execute 2 jobs...", event=LogEvent.JOB_STARTED, jobs=[1, 2])
    terminal.run(1, "form_interferogram")
    assert len(terminal.lines()) == 1 and terminal.lines()[0].startswith("5 steps in 2 stages")
    terminal.run(2, "form_interferogram")
    terminal.run(3, "unwrap_phase_20240119", ["results/pairs/unwrapped/a.tif"])
    assert len(terminal.lines()) == 2
    terminal.run(4, "unwrap_phase_20240131", [f"results/pairs/unwrapped/{name}.tif" for name in "bc"])
    terminal.run(0, "all")
    assert terminal.lines()[1:] == ["0:00  interferograms formed: 2 pairs", "0:00  phase unwrapped: 3 pairs"]


def test_a_failing_step_of_a_date_is_called_by_its_step(terminal, tmp_path):
    terminal.plan(unwrap_phase_20240119=1)
    terminal.start(7, "unwrap_phase_20240119")
    command = FAILED.format("died with <Signals.SIGKILL: 9>")  # which names the script
    terminal.log(command, logging.ERROR, event=LogEvent.ERROR, exception="RuleException")
    terminal.log("Error in rule", logging.ERROR, **error(7, "unwrap_phase_20240119", tmp_path / "none.log"))
    assert "(rule unwrap_phase)" in terminal.lines()[1]
    assert "unwrap_phase: the system ended it (SIGKILL)" in terminal.lines()[2]


def test_a_figure_that_cannot_be_read_leaves_the_stage(terminal):
    terminal.plan(close_triplets=1)
    terminal.run(1, "close_triplets", ["results/none/summary.json"])
    assert terminal.lines()[1:] == ["0:00  triplets closed"]


def test_a_failing_step_is_told_with_rule_fault_cure_and_log(terminal, tmp_path):
    log = tmp_path / "unwrap.log"
    log.write_text("starting\nInputError: results/a.tif: it is damaged. Delete it.\n")
    terminal.plan(unwrap_phase=2)
    terminal.fail(7, "unwrap_phase", log)
    terminal.log("Complete log(s): " + str(Path.cwd() / ".snakemake/log/x.log"))
    final = {"event": LogEvent.ERROR, "exception": "WorkflowError"}
    terminal.log("WorkflowError:\nAt least one job did not complete successfully.", logging.ERROR, **final)
    assert terminal.lines()[1:] == [
        "0:00  FAILED: Doing unwrap_phase 7 (rule unwrap_phase)",
        "InputError: results/a.tif: it is damaged. Delete it.",
        f"log: {log}",
        "Failed: unwrap_phase; 0 of 2 steps in 0:00. Finished files are kept; the same command goes on from there.",
        "Log: .snakemake/log/x.log",
    ]


def test_a_step_that_the_system_ended_is_told_once(terminal, tmp_path):
    terminal.plan(unwrap_phase=1)
    terminal.fail(7, "unwrap_phase", tmp_path / "none.log", "died with <Signals.SIGKILL: 9>")
    told = next(line for line in terminal.lines() if "MemoryShortageError: unwrap_phase" in line)
    terminal.log(told, logging.ERROR, path="/a/Snakefile")  # as onerror says it
    assert terminal.stream.getvalue().count("MemoryShortageError") == 1


def test_a_step_without_message_or_log_is_told_all_the_same(terminal, tmp_path):
    (tmp_path / "empty.log").touch()
    terminal.plan(unwrap_phase=2)
    terminal.fail(7, "unwrap_phase", tmp_path / "none.log")
    terminal.fail(8, "unwrap_phase", tmp_path / "empty.log")
    assert "it ended before its log began" in terminal.lines()
    assert "it ended without a message" in terminal.lines()


def test_an_interrupted_step_has_not_failed(terminal, tmp_path):
    terminal.plan(unwrap_phase=2)
    terminal.fail(7, "unwrap_phase", tmp_path / "none.log", "died with <Signals.SIGINT: 2>")
    terminal.log("Will exit after finishing currently running jobs (scheduler).")
    terminal.log("Complete log(s): x.log")
    assert "FAILED" not in terminal.stream.getvalue()
    assert [line.split(":")[0] for line in terminal.lines()[-2:]] == ["Stopped", "Log"]


@pytest.mark.parametrize(
    ("message", "heeded"),
    [
        ("Terminating processes on user request, this might take some time.", False),
        ("Will exit after finishing currently running jobs (scheduler).", True),  # Ctrl-C ends them sooner
    ],
)
def test_a_run_that_stops_by_an_interrupt_heeds_no_second_one(terminal, message, heeded):
    terminal.plan(unwrap_phase=2)
    before = signal.getsignal(signal.SIGINT)
    terminal.log(message)
    assert (signal.getsignal(signal.SIGINT) == before) == heeded
    terminal.log("Complete log(s): x.log")
    assert signal.getsignal(signal.SIGINT) != before


def test_the_steps_of_a_failed_group_are_told_by_their_logs(terminal, tmp_path):
    for rule, text in (("form_interferogram", "made\n"), ("unwrap_phase", "lib.PanicException: odd\n")):
        (tmp_path / f"{rule}.log").write_text(text)
    terminal.plan(form_interferogram=1, unwrap_phase=1)
    jobs = []
    for job, rule in enumerate(("form_interferogram", "unwrap_phase")):
        terminal.start(job, rule)
        jobs.append(error(job, rule, tmp_path / f"{rule}.log", indent=True))
    group = {
        "event": LogEvent.GROUP_ERROR,
        "groupid": "pair",
        "aux_logs": ["slurm.log"],
        "job_error_info": jobs,
    }
    terminal.log("Error in group", logging.ERROR, **group)
    for job in jobs:
        terminal.log("Error in rule", logging.ERROR, **job)
    assert terminal.lines()[1:] == [
        "0:00  FAILED: Doing unwrap_phase 1 (rule unwrap_phase)",
        "lib.PanicException: odd",
        f"log: {tmp_path / 'unwrap_phase.log'}",
    ]


def test_a_failed_group_without_any_message_is_told_with_its_log(terminal):
    jobs = [error(1, "unwrap_phase", "none.log"), error(2, "form_interferogram", "none.log")]
    group = {
        "event": LogEvent.GROUP_ERROR,
        "groupid": "pair",
        "aux_logs": ["slurm.log"],
        "job_error_info": jobs,
    }
    terminal.log("Error in group", logging.ERROR, **group)
    assert terminal.lines()[0].endswith("FAILED: rule form_interferogram, unwrap_phase")
    assert terminal.lines()[-1] == "log: slurm.log"


def test_a_step_that_ends_well_at_the_second_try_has_not_failed_the_run(terminal, tmp_path):
    report = tmp_path / "report.html"
    report.touch()
    terminal.handler.report = (report, lambda: "")
    terminal.plan(unwrap_phase=1)
    terminal.fail(7, "unwrap_phase", tmp_path / "none.log", "died with <Signals.SIGKILL: 9>")
    terminal.log("Trying to restart job 7.")
    terminal.run(7, "unwrap_phase")
    terminal.log(None, event=LogEvent.PROGRESS, done=1, total=1)
    terminal.log("Complete log(s): x.log")
    assert terminal.lines()[-3:] == ["Done: 1 of 1 step in 0:00.", f"Report: {report}", "Log: x.log"]


def test_the_rules_of_a_group_that_fails_for_good_are_named_at_the_end(terminal):
    terminal.plan(unwrap_phase=1, form_interferogram=1)
    jobs = [error(1, "unwrap_phase", "none.log"), error(2, "form_interferogram", "none.log")]
    group = {"event": LogEvent.GROUP_ERROR, "groupid": "pair", "aux_logs": [], "job_error_info": jobs}
    for _ in range(2):  # tries
        terminal.log("Error in group", logging.ERROR, **group)
    terminal.log("Complete log(s): x.log")
    assert terminal.lines()[-2].startswith("Failed: form_interferogram, unwrap_phase; 0 of 2 steps")


def test_what_is_not_known_is_passed_on_from_warnings_up(terminal):
    terminal.log("a warning", logging.WARNING)
    terminal.log("an error", logging.ERROR, event=LogEvent.ERROR, exception="WorkflowError")
    terminal.log("an error of a new kind", logging.ERROR, event="new_kind")
    terminal.log(
        "At least one job did not complete successfully.", logging.ERROR
    )  # no step was told to have failed
    terminal.log("news", event="new_kind")
    terminal.log("Using shell: /usr/bin/bash")
    assert terminal.lines() == [
        "a warning",
        "an error",
        "an error of a new kind",
        "At least one job did not complete successfully.",
    ]


def test_notes_of_the_workflow_are_shown(terminal):
    terminal.log("dem: 3 cells are missing", path="/a/rules/common.smk")
    terminal.log("12 files are read", path=digests.__file__)
    assert terminal.lines() == ["dem: 3 cells are missing", "12 files are read"]
    assert not is_own("/v/lib/site-packages/snakemake/workflow.py")
    assert not is_own("/home/me/scarpwatch/.venv/lib/site-packages/snakemake/workflow.py")


def test_a_record_that_it_stumbles_over_is_shown_by_snakemake(terminal):
    terminal.log("Finished jobid: 5 (Rule: x)", event=LogEvent.JOB_FINISHED, job_id=5)  # never started
    assert "Finished jobid: 5 (Rule: x)" in terminal.lines()


def test_a_failed_command_whose_step_is_never_named_is_shown_at_the_end(terminal):
    terminal.log(FAILED.format("returned 1"), logging.ERROR, event=LogEvent.ERROR, exception="RuleException")
    assert terminal.lines() == []
    terminal.handler.close()
    assert "CalledProcessError" in terminal.stream.getvalue()


def test_a_run_that_breaks_off_is_told_at_its_end(terminal):
    terminal.plan(unwrap_phase=2)
    terminal.handler.close()
    assert terminal.lines()[-1].startswith("Stopped: 0 of 2 steps")


def test_a_run_that_ends_by_a_fault_of_no_step_has_failed(terminal):
    terminal.plan(unwrap_phase=2)
    fault = {"event": LogEvent.ERROR, "exception": "MissingOutputException"}
    terminal.log("MissingOutputException: a.tif", logging.ERROR, **fault)
    terminal.log("Complete log(s): x.log")
    assert terminal.lines()[-2].startswith("Failed: 0 of 2 steps")


def test_a_run_ends_with_the_report(terminal, tmp_path):
    report = tmp_path / "report.html"
    report.write_text("x" * 2_000_000)
    terminal.handler.report = (report, lambda: "")
    terminal.plan(write_report=1)
    terminal.run(1, "write_report", [str(report)])
    terminal.log(None, event=LogEvent.PROGRESS, done=1, total=1)
    terminal.log("Complete log(s): x.log")
    assert terminal.lines()[1:] == [
        "0:00  report written: 2.0 MB",
        "Done: 1 of 1 step in 0:00.",
        f"Report: {report}",
        "Log: x.log",
    ]


def test_a_run_until_a_step_is_done_with_the_steps_that_were_planned(terminal):
    terminal.plan(simulate_ground=1)
    terminal.run(1, "simulate_ground")
    terminal.log(None, event=LogEvent.PROGRESS, done=1, total=268)
    terminal.log("Complete log(s): x.log")
    assert terminal.lines()[-2] == "Done: 1 of 1 step in 0:00."


def test_a_run_with_nothing_to_do_says_so_and_names_the_report(terminal, tmp_path):
    report = tmp_path / "report.html"
    report.touch()
    terminal.handler.report = (report, lambda: "")
    terminal.log("Nothing to be done (all requested files are present and up to date).")
    assert (
        terminal.lines()[0].startswith("Nothing to be done") and terminal.lines()[-1] == f"Report: {report}"
    )


def test_a_bar_is_redrawn_and_taken_away_before_lines():
    terminal = Terminal(bar=True)
    terminal.plan(unwrap_phase=2)
    terminal.start(1, "unwrap_phase")
    assert "0/2" in terminal.stream.getvalue() and "Doing unwrap_phase 1" in terminal.stream.getvalue()
    written = terminal.stream.tell()
    time.sleep(1.5)
    assert terminal.stream.tell() > written  # it goes on while a step is at work
    terminal.handler.close()
    *_, bar, last = terminal.stream.getvalue().split("\r\x1b[K")
    assert "0/2" in bar and last.startswith("Stopped")


@pytest.mark.parametrize(
    ("main", "options", "shown"),
    [
        (True, {}, True),
        (True, {"targets": ["results/a.tif"]}, True),
        (True, {"until": {"screen_pairs"}}, True),
        (True, {"omit_from": {"write_report"}}, True),
        (False, {}, False),
        (True, {"dryrun": True}, False),
        (True, {"lint": "text"}, False),
        (True, {"verbose": True}, False),
        (True, {"unlock": True}, False),
        (True, {"delete_all_output": True}, False),
        (True, {"delete_temp_output": True}, False),
        (True, {"quiet": ["rules"]}, False),
        (True, None, False),
    ],
)
def test_only_runs_that_make_something_show_stages(monkeypatch, main, options, shown):
    monkeypatch.setenv(STAGES_SHOWN, "left over")
    logger = logging.Logger("snakemake")
    own = ColorizingTextHandler(stream=io.StringIO())
    logger.addHandler(own)
    given = None if options is None else Namespace(**options)
    found = show_stages(SimpleNamespace(is_main_process=main), given, logger)
    assert (found is not None) == shown
    assert found is None or found.whole == (options == {})
    assert logger.handlers == ([found] if shown else [own])
    assert os.environ.get(STAGES_SHOWN) == ("1" if shown else "left over" if not main else None)
