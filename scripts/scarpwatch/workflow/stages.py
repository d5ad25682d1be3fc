"""The stages of a run for people at the terminal: which rules, in which words, and the figure that sums each up."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import h5py
import numpy as np

from scarpwatch.files.decision_records import read_notes
from scarpwatch.files.json_files import read_json
from scarpwatch.learning.metrics.map_skill import map_skill, skill_name

SAMPLED = 1000  # rows and columns of a raster, at most, that a figure is taken from


class Made(NamedTuple):
    """What the steps of a stage have made in this run.

    Attributes
    ----------
    jobs : finished steps of each rule
    outputs : their files
    """

    jobs: Mapping[str, int]
    outputs: Sequence[str]

    def file(self, ending: str) -> Path:
        """The last of the files whose path ends so; ``LookupError`` if there is none."""
        found = [path for path in self.outputs if path.endswith(ending)]
        if not found:
            raise LookupError(ending)
        return Path(found[-1])

    def record(self, ending: str) -> dict[str, Any]:
        """The JSON record whose path ends so."""
        return read_json(self.file(ending))


class Stage(NamedTuple):
    """A group of rules that people know as one stage of the work.

    Attributes
    ----------
    words : what has been done, in words of the field
    rules : names of the rules
    seconds : what one step takes in the demo, for the time left before any step of the rule has ended
    figure : key figure from what the stage has made; any error means that there is none
    """

    words: str
    rules: tuple[str, ...]
    seconds: float
    figure: Callable[[Made], str]


def span(values: Sequence[float], digits: int = 2) -> str:
    """The range of some numbers: ``0.79-0.81``, or one number where they are the same."""
    low, high = (
        f"{round(value, digits) + 0.0:.{digits}f}" for value in (min(values), max(values))
    )  # no "-0.00"
    return low if low == high else f"{low} to {high}" if "-" in low + high else f"{low}-{high}"


def counted(number: int, noun: str) -> str:
    """A number with its noun: ``1 step``, ``1,200 steps``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _count(noun: str, *rules: str) -> Callable[[Made], str]:
    """Figure: how many steps of some rules have ended."""

    def figure(made: Made) -> str:
        number = sum(made.jobs.get(rule, 0) for rule in rules)
        return counted(number, noun) if number else ""

    return figure


def _pairs(made: Made) -> str:
    return counted(sum("/unwrapped/" in path for path in made.outputs), "pair")


def _files(noun: str, ending: str) -> Callable[[Made], str]:
    """Figure: how many files of a kind have been made."""

    def figure(made: Made) -> str:
        return counted(sum(path.endswith(ending) for path in made.outputs), noun)

    return figure


def _notes(made: Made) -> str:
    return counted(len(read_notes([made.file("validation.json")])), "note")


def _screened(made: Made) -> str:
    with open(made.file("network.tsv"), encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t"))
    used = [float(row["mean_coherence"]) for row in rows if row["used"] == "true"]
    return f"{len(used):,} of {len(rows):,} pairs used, mean coherence {sum(used) / len(used):.2f}"


def _closures(made: Made) -> str:
    summary = made.record("summary.json")
    before, after = summary["nonzero_share"], summary["nonzero_share_after_repair"]
    return f"{summary['triplets']:,} triplets, {before:.2%} with an integer closure residual, {after:.2%} after repair"


def _residuals(made: Made) -> str:
    with h5py.File(made.file("uncorrected.nc")) as series:
        rms = series["residual_rms"]
        rows, columns = (max(1, size // SAMPLED) for size in rms.shape)
        median = float(np.nanmedian(rms[::rows, ::columns]))
        return f"{series['displacement'].shape[0]} dates, residual rms {median:.2f} rad"


def _rate(made: Made) -> str:
    quality = made.record("quality.json")
    rate, sigma = quality["rate_cm_per_year"], quality.get("rate_sigma_median_cm_per_year")
    known = (
        "" if sigma is None else f"median sigma {sigma:.2f} cm/yr, "
    )  # of a rate made elsewhere it may not be
    kept = f"{quality['measured_share']:.1%} of {quality['pixels']:,} pixels kept"
    return f"{span([rate['min'], rate['max']], 1)} cm/yr, {known}{kept}"


def _units(made: Made) -> str:
    found = made.record("delineation.json")
    words = [f"{found['count']:,} units"]
    for letter, key in (("V", "internal_variance_V"), ("I", "spatial_autocorrelation_I")):
        words += [f"{letter} {found[key]:.2f}"] if found.get(key) is not None else []
    if found.get("below_clean_size"):
        words.append(f"{found['below_clean_size']:,} without a neighbour and below the smallest size")
    return ", ".join(words)


def _samples(made: Made) -> str:
    drawn = made.record("samples.json")
    training, validation = (
        drawn[f"{part}_landslide"] + drawn[f"{part}_free"] for part in ("training", "validation")
    )
    return f"{training:,} units to train on, {validation:,} to validate on"


def model_skills(paths: Sequence[str | Path]) -> dict[bool, list[dict[str, Any]]]:
    """What `map_skill` gives of the models' ``metrics.json``, by whether a model is coupled."""
    found: dict[bool, list[dict[str, Any]]] = {}
    for path in paths:
        metrics = read_json(path)
        found.setdefault(bool(metrics["coupled"]), []).append(map_skill(metrics))
    return found


def _aucs(made: Made) -> str:
    skills = model_skills([path for path in made.outputs if path.endswith("metrics.json")])
    words = [
        f"{span([skill['auc'] for skill in skills[kind]])} {name}"
        for kind, name in ((False, "static"), (True, "coupled"))
        if kind in skills
    ]
    called = skill_name([skill for kind in skills.values() for skill in kind])
    return f"{counted(made.jobs['train_model'], 'model')}, {called} {', '.join(words)}"


def gains(comparison: Mapping[str, Any]) -> str:
    """What deformation, or what else moves, adds to the AUC, from ``comparison.json``; an untested gain is none."""
    models = comparison["models"]
    beyond = sum((model["lower"] or 0) > 0 for model in models)
    return f"{span([model['difference'] for model in models])} in AUC, beyond chance in {beyond} of {counted(len(models), 'model')}"


def _counted(made: Made) -> str:
    found = made.record("counts.json")
    if not found["modelled"]:
        return f"{found['share_with_several']:.0%} of the landslide units hold several, not modelled"
    return f"{found['observed']:,} landslides in held-out blocks, {found['expected']:,.0f} expected"


def _compared(made: Made) -> str:
    return f"gain of the coupled models {gains(made.record('comparison.json'))}"


def _transfer(made: Made) -> str:
    return verdicts(made.record("transfer.json")["models"])


def verdicts(models: Sequence[Mapping[str, Any]]) -> str:
    """For how many applied models a transfer holds, does not, and so on."""
    found = Counter(model["verdict"] for model in models)
    return ", ".join(f"{kind} for {many} of {counted(len(models), 'model')}" for kind, many in found.items())


def _controls(made: Made) -> str:
    permuted = made.record("controls.json")["permuted_labels"].values()
    return f"AUC with permuted labels {span([control['auc_mean'] for control in permuted])} (0.50 expected)"


def _truth(made: Made) -> str:
    truth = made.record("truth.json")
    return f"rate error {truth['error_std_cm_per_year']:.2f} cm/yr, {truth['within_one_sigma']:.0%} within one sigma"


def _verdict(made: Made) -> str:
    return str(made.record("verdict.json")["headline"])


def _size(made: Made) -> str:
    return f"{made.file('report.html').stat().st_size / 1e6:.1f} MB"


def _no_figure(made: Made) -> str:
    return ""


PLOTS = tuple(sorted(path.stem for path in Path(__file__).parents[2].glob("plot_*.py")))
"""The rules that plot; a rule has the name of its script."""

# In the order of the work; rules that only gather targets are in none.
STAGES = (
    Stage(
        "demo simulated",
        ("simulate_ground", "simulate_geometry", "simulate_scene", "simulate_inventory"),
        4.5,
        _count("scene", "simulate_scene"),
    ),
    Stage("inputs inspected", ("inspect_inputs",), 5, _no_figure),
    Stage("inputs checked", ("validate_inputs",), 2, _notes),
    Stage(
        "stack prepared",
        (
            "prepare_geometry",
            "prepare_scene",
            "read_scene_geometry",
            "read_scene",
            "read_deformation_geometry",
        ),
        0.6,
        _count("scene", "prepare_scene", "read_scene"),
    ),
    Stage("interferograms formed", ("form_interferogram",), 1.8, _count("pair", "form_interferogram")),
    Stage("phase unwrapped", ("unwrap_phase",), 5, _pairs),
    Stage("interferograms read", ("read_pair_geometry", "read_pair"), 2.5, _count("pair", "read_pair")),
    Stage("pairs screened", ("choose_reference", "screen_pairs"), 1.5, _screened),
    Stage("triplets closed", ("close_triplets",), 22, _closures),
    Stage("network inverted", ("invert_network",), 18, _residuals),
    Stage("deformation read", ("read_deformation", "read_deformation_rate"), 5, _no_figure),
    Stage(
        "deformation rate estimated",
        (
            "correct_series",
            "filter_series",
            "estimate_velocity",
            "mask_quality",
            "geocode_look",
            "geocode_deformation",
        ),
        4.5,
        _rate,
    ),
    Stage("horizontal and vertical motion decomposed", ("decompose_motion",), 5, _no_figure),
    Stage("rate compared with the demo's truth", ("compare_truth",), 12, _truth),
    Stage(
        "static factors derived",
        (
            "prepare_dem",
            "derive_terrain",
            "derive_rivers",
            "derive_factor",
            "measure_distance",
            "measure_density",
            "warp_ndvi",
            "warp_factor",
            "aggregate_series",
            "map_classes",
        ),
        2,
        _files("layer", ".tif"),
    ),
    Stage(
        "mapping units delineated",
        ("delineate_units", "cut_parts", "divide_part", "join_parts"),
        5,
        _units,
    ),
    Stage(
        "units tabulated and labelled",
        (
            "tabulate_factors",
            "tabulate_deformation",
            "tabulate_exposure",
            "read_unit_table",
            "read_dynamic_table",
            "label_units",
        ),
        3,
        _no_figure,
    ),
    Stage("samples drawn", ("draw_samples", "check_factors"), 3, _samples),
    Stage("models trained", ("train_model",), 7, _aucs),
    Stage("models of another area applied", ("apply_model",), 15, _count("model", "apply_model")),
    Stage(
        "factors ranked",
        ("explain_scores", "explain_response", "rank_factors"),
        11,
        _count("model", "explain_scores"),
    ),
    Stage(
        "susceptibility mapped",
        ("calibrate_scores", "map_susceptibility", "map_table", "map_density"),
        1.3,
        _count("map", "map_susceptibility", "map_table"),
    ),
    Stage("landslides per unit counted", ("model_counts",), 5, _counted),
    Stage("transfer judged", ("judge_transfer",), 10, _transfer),
    Stage("static and coupled models compared", ("compare_models",), 24, _compared),
    Stage("inventory thinned", ("thin_inventory",), 15, _count("model", "thin_inventory")),
    Stage("negative controls run", ("control_models",), 31, _controls),
    Stage("deformation exported", ("export_mintpy", "export_pixels"), 5, _no_figure),
    Stage(
        "figures and tables made",
        (
            "list_scenes",
            "select_pairs",
            "tabulate_points",
            "tabulate_skill",
            "tabulate_errors",
            "tabulate_all_errors",
            "explore_units",
            "classify_factor",
            "classify_factors",
            "copy_photos",
            *PLOTS,
        ),
        3,
        _files("figure", ".png"),
    ),
    Stage("verdict reached", ("judge_assessment", "list_units"), 3, _verdict),
    Stage(
        "maps packed for other programs",
        ("style_deformation", "write_project", "write_kmz", "write_stac"),
        3,
        _files("project", ".qgz"),
    ),
    Stage("report written", ("write_report",), 2, _size),
)
STAGE_OF = {rule: stage for stage in STAGES for rule in stage.rules}


def stage_line(stage: Stage, made: Made) -> str:
    """A finished stage in a line, with its key figure if it has one that can be read."""
    try:
        figure = stage.figure(made)
    except Exception:  # a figure for people must never end a run
        figure = ""
    return f"{stage.words}: {figure}" if figure else stage.words
