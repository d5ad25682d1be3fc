"""What a run shows at the terminal: one line for a finished stage, failing steps with their fault, and the verdict.

Snakemake's own output takes several lines for each step. Here its handler for the terminal is wrapped while the
Snakefile is read (a logger plug-in would have to be an installed package). Only what is known is put in other words
or left out; warnings, errors and whatever else is not known go to Snakemake's handler as they are, and so does a record
that this handler stumbles over. Snakemake's log file is written by a handler of its own and stays whole.
"""

from __future__ import annotations

import logging
import os
import re
import threading
import time
from argparse import Namespace
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, TextIO

from scarpwatch.interrupts import STAGES_SHOWN
from scarpwatch.workflow.bar import Bar, duration, is_terminal, printable
from scarpwatch.workflow.command_line import only_looks
from scarpwatch.workflow.guards.interrupts import heed_no_more
from scarpwatch.workflow.memory_faults import ended_steps
from scarpwatch.workflow.rule_defaults import step_of
from scarpwatch.workflow.stages import STAGE_OF, Made, Stage, counted, stage_line
from scarpwatch.workflow.step_faults import ending_signal, fault_in_log, step_of_command
from scarpwatch.workflow.time_left import Pace, in_words

# Options with which Snakemake's own output is wanted, or with which it does something else than running steps.
OWN_OUTPUT = (
    "verbose",
    "debug_dag",
    "quiet",
    "printshellcmds",
    "logger",
    "touch",
    "unlock",
    "cleanup_metadata",
    "cleanup_shadow",
    "conda_create_envs_only",
    "conda_cleanup_envs",
    "container_cleanup_images",
    "delete_all_output",
    "delete_temp_output",
)
PARTS = ("targets", "until", "omit_from", "batch", "allowed_rules")  # with which a run makes less than all
LIBRARY = Path(__file__).parents[1]
# Of what Snakemake says without an event: what takes a while, or what people have asked for.
_SHOWN = re.compile(
    r"Creating conda|Downloading and installing|Pulling singularity|Trying to restart|SLURM run ID"
)
_STOPPING = re.compile(r"Will exit after|(?P<interrupted>Terminating processes)")
# Said of every run in which a step has failed or which was stopped.
_FINAL = re.compile(r"Exiting because a job execution failed|At least one job did not complete")


def show_stages(workflow: Any, options: Namespace | None, logger: logging.Logger) -> StageHandler | None:
    """Put the view of stages in place of Snakemake's own for a run that makes something.

    Parameters
    ----------
    workflow : Snakemake's workflow; only the process that people started shows stages, no process of a job
    options : Snakemake's parsed command line
    logger : Snakemake's logger

    Returns
    -------
    StageHandler or None
        None where Snakemake's own output stays.
    """
    if not workflow.is_main_process:
        return None
    os.environ.pop(STAGES_SHOWN, None)
    if options is None or only_looks(options) or any(getattr(options, name, None) for name in OWN_OUTPUT):
        return None
    for handler in list(logger.handlers):
        if type(handler).__name__ == "ColorizingTextHandler" and isinstance(handler, logging.StreamHandler):
            shown = StageHandler(handler)
            shown.whole = not any(getattr(options, name, None) for name in PARTS)
            logger.removeHandler(handler)
            logger.addHandler(shown)
            os.environ[STAGES_SHOWN] = "1"
            return shown
    return None


class StageHandler(logging.Handler):
    """Handler for Snakemake's logger that tells of stages; ``own`` is the handler that it takes the place of.

    Attributes
    ----------
    whole : whether all targets were asked for
    report : the report that the run ends with, and what gives the verdict on it; none in runs for other targets
    """

    def __init__(self, own: logging.StreamHandler[TextIO], *, bar: bool | None = None) -> None:
        super().__init__()
        self.own, self.stream = own, own.stream
        self.whole = True
        self.report: tuple[Path, Callable[[], str]] | None = None
        self.began = time.monotonic()
        self.done = self.total = 0
        self.at_work = ""
        self.up_to_date = self.stopping = self.ended = self.faulty = False
        self.failed: list[str] = []
        self.messages: set[str] = set()  # that were shown
        self.held: dict[str, logging.LogRecord] = {}  # commands that failed, until Snakemake names the step
        self.planned: Counter[str] = Counter()
        self.finished: Counter[str] = Counter()
        self.jobs: dict[int, logging.LogRecord] = {}
        self.outputs: dict[str, list[str]] = {}
        self.told: set[str] = set()
        self.pace = Pace({rule: stage.seconds for rule, stage in STAGE_OF.items()}, self.planned)
        self.bar = Bar(self.stream) if (is_terminal(self.stream) if bar is None else bar) else None
        self._over = threading.Event()
        if self.bar:
            threading.Thread(target=self._tick, daemon=True).start()

    def emit(self, record: logging.LogRecord) -> None:
        """Tell people of a record, in Snakemake's words if this goes wrong."""
        try:
            self._take(record)
        except BrokenPipeError:
            raise
        except Exception:  # whatever it is, the run must go on, and what Snakemake says must be seen
            self.own.handle(record)

    def _take(self, record: logging.LogRecord) -> None:
        known = {
            "run_info": self._plan,
            "job_info": self._start,
            "job_finished": self._finish,
            "progress": self._progress,
            "job_error": self._fail,
            "group_error": self._fail_group,
            "error": self._error,
        }
        event = str(getattr(record, "event", None) or "")
        if event in known:
            known[event](record)
        elif record.levelno >= logging.WARNING:
            self._pass_on(record)
        elif not event:
            self._inform(record)
        self._draw()

    def _plan(self, record: logging.LogRecord) -> None:
        stats: dict[str, int] = record.stats  # type: ignore[attr-defined]
        for rule, number in stats.items():
            if rule != "total":
                self.planned[step_of(rule)] += number
        self.total = stats.get("total", 0)
        number = len({STAGE_OF[rule].words for rule in self.planned if rule in STAGE_OF})
        self.say(
            f"{counted(self.total, 'step')} in {counted(number, 'stage')} (--verbose shows Snakemake's own output)"
        )

    def _start(self, record: Any) -> None:
        self.jobs[record.jobid] = record
        self.pace.start(record.jobid, step_of(record.rule_name), time.monotonic())
        self.at_work = record.rule_msg or record.rule_name

    def _finish(self, record: Any) -> None:
        job: Any = self.jobs[record.job_id]
        self.pace.end(record.job_id, time.monotonic())
        step = step_of(job.rule_name)
        self.finished[step] += 1
        # Snakemake may put flags behind a name, "a.tif (temp)".
        self.outputs.setdefault(step, []).extend(name.split(" (")[0] for name in job.output)
        stage = STAGE_OF.get(step)
        rules = [rule for rule in stage.rules if rule in self.planned] if stage else []
        if stage and stage.words not in self.told and all(self.finished[r] >= self.planned[r] for r in rules):
            self.told.add(stage.words)
            self._tell(stage)

    def _tell(self, stage: Stage) -> None:
        outputs = [path for rule in stage.rules for path in self.outputs.get(rule, [])]
        self.say(stage_line(stage, Made(self.finished, outputs)), timed=True)

    def _progress(self, record: Any) -> None:
        # Snakemake's own total counts the steps too that --until and --omit-from leave out.
        self.done, self.total = record.done, self.total or record.total

    def _fail(self, record: Any) -> None:
        if getattr(record, "indent", False):  # of a group, whose failure has been told
            return
        job: Any = self.jobs.get(record.jobid)
        said = self.held.pop(step_of(record.rule_name), None)
        command = said.getMessage() if said else ""
        ended_by = ending_signal(command)
        if ended_by == "SIGINT" or (ended_by == "SIGTERM" and self.stopping):
            self._stop()
            return
        self._show_failure(
            step_of(record.rule_name),
            getattr(job, "rule_msg", None),
            command,
            list(record.log),
            str(record.rule_msg or ""),
        )

    def _fail_group(self, record: Any) -> None:
        jobs = record.job_error_info
        at_fault = [job for job in jobs if any(fault_in_log(log) for log in job["log"])]
        for job in at_fault:
            started: Any = self.jobs.get(job["jobid"])
            self._show_failure(
                step_of(job["rule_name"]), getattr(started, "rule_msg", None), "", list(job["log"]), ""
            )
        if not at_fault:
            rules = sorted({step_of(job["rule_name"]) for job in jobs})
            self._show_failure(", ".join(rules), None, "", list(record.aux_logs), "")
            self.failed[-1:] = rules

    def _show_failure(
        self, rule: str, words: str | None, command: str, logs: Sequence[str], said: str
    ) -> None:
        self.failed.append(rule)
        fault = next((found for log in logs if (found := fault_in_log(log))), None)
        if fault is None and (ended := ended_steps(f"{command}\nError in rule {rule}:")):
            fault = f"{type(ended[0]).__name__}: {ended[0]}"
        if fault is None:
            signal = ending_signal(command)
            began = any(map(os.path.exists, logs))
            unsaid = "it ended without a message" if began else "it ended before its log began"
            fault = said or (f"it was ended by {signal}" if signal else unsaid)
        self.messages.add(fault)
        self.say(f"FAILED: {words} (rule {rule})" if words else f"FAILED: rule {rule}", timed=True)
        self.say(f"    {fault}")
        self.say(f"    log: {', '.join(logs)}" if logs else "    it has no log")

    def _error(self, record: logging.LogRecord) -> None:
        step = step_of_command(record.getMessage())
        if step:
            self.held[step] = record
        else:
            self._pass_on(record)

    def _pass_on(self, record: logging.LogRecord) -> None:
        message = record.getMessage()
        if message in self.messages or ((self.failed or self.stopping) and _FINAL.search(message)):
            return
        self.faulty |= record.levelno >= logging.ERROR
        self._clear()
        self.own.handle(record)

    def _inform(self, record: logging.LogRecord) -> None:
        message = record.getMessage()
        if is_own(record.pathname) or _SHOWN.match(message):
            self.say(message)
        elif told := _STOPPING.match(message):
            if told["interrupted"]:
                heed_no_more()
            self._stop()
        elif message.startswith("Nothing to be done"):
            self.up_to_date = True
            self.say(message)
            self._end()
        elif message.startswith("Complete log(s): "):
            self._end(message.removeprefix("Complete log(s): "))

    def _stop(self) -> None:
        if not self.stopping:
            self.stopping = True
            self.say("Stopping, once the steps at work have ended", timed=True)

    def _end(self, log: str = "") -> None:
        if self.ended:
            return
        self.ended = True
        if self.stopping:
            heed_no_more()
        self._over.set()
        self._clear()
        took = duration(time.monotonic() - self.began)
        done = f"{self.done} of {counted(self.total, 'step')} in {took}"
        again = "Finished files are kept; the same command goes on from there."
        # A step that failed and was tried again has not failed the run if it ended well.
        unfinished = (rule for rule in self.failed if self.finished[rule] < max(self.planned[rule], 1))
        if failed := ", ".join(dict.fromkeys(unfinished)):
            self.say(f"Failed: {failed}; {done}. {again}")
        elif not self.up_to_date and (self.stopping or self.done < self.total):
            self.say(f"{'Failed' if self.faulty and not self.stopping else 'Stopped'}: {done}. {again}")
        else:
            self.say("" if self.up_to_date else f"Done: {done}.")
            if self.report and (self.whole or "write_report" in self.finished):
                self._conclude(*self.report)
        if log:
            self.say(f"Log: {shortened(log)}")

    def _conclude(self, report: Path, verdict: Callable[[], str]) -> None:
        if not report.is_file():
            return
        with suppress(Exception):  # a sentence for people must never end a run
            self.say(verdict())
        self.say(f"Report: {report}")

    def say(self, text: str, *, timed: bool = False) -> None:
        """Write a line, with the time since the start before it."""
        if not text:
            return
        self._clear()
        text = f"{duration(time.monotonic() - self.began):>8}  {text}" if timed else text
        self.stream.write(printable(text, self.stream) + "\n")
        self.stream.flush()

    def close(self) -> None:
        """Tell what has not been told, and end."""
        with suppress(Exception):
            for record in self.held.values():
                self._clear()
                self.own.handle(record)
            self.held = {}
            if self.total:
                self._end()
            self._over.set()
            self._clear()
        self.own.close()
        super().close()

    def _tick(self) -> None:
        while not self._over.wait(1.0):
            self.acquire()
            try:
                self._draw()
            except Exception:  # a bar that cannot be drawn (a closed terminal) must not end the run
                return
            finally:
                self.release()

    def _draw(self) -> None:
        if self.bar and self.total and not self.ended:
            now = time.monotonic()
            left = self.pace.left(now - self.began, now)
            self.bar.draw(self.done, self.total, duration(now - self.began), in_words(left), self.at_work)

    def _clear(self) -> None:
        if self.bar:
            self.bar.clear()


def is_own(path: str) -> bool:
    """Whether a file of code is of this workflow: a Snakefile or the library, not Snakemake or its plug-ins."""
    place = Path(path)
    # Not by a folder's name: that of a clone may be "scarpwatch" too, with Snakemake in its environment.
    return place.suffix == ".smk" or place.name == "Snakefile" or place.is_relative_to(LIBRARY)


def shortened(paths: str) -> str:
    """Paths within the working folder relative to it."""
    return paths.replace(f"{os.getcwd()}{os.sep}", "")
