"""The cluster profile agrees with the workflow and with the default profile, without any cluster."""

import re
from pathlib import Path

import pytest
import yaml
from rule_texts import rule_text

ROOT = Path(__file__).resolve().parents[2]
TEXT = "".join(rule_text(path) for path in [ROOT / "Snakefile", *(ROOT / "rules").glob("*.smk")])
RULES = set(re.findall(r"^\s*(?:rule|checkpoint) (\w+):", TEXT, re.MULTILINE))
# Steps with a SLURM job to themselves: a few, or so long that a failure beside them must not cost them.
ALONE = {
    "cut_parts",
    "delineate_units",
    "divide_part",
    "export_mintpy",
    "export_pixels",
    "geocode_look",
    "inspect_inputs",
    "join_parts",
    "prepare_geometry",
    "read_deformation_geometry",
    "read_pair_geometry",
    "read_scene_geometry",
    "validate_inputs",
}
TARGETS = {"all", "mintpy", "pixels"}  # rules that make nothing themselves


def profile(name: str) -> dict:
    return yaml.safe_load((ROOT / "profiles" / name / "config.yaml").read_text(encoding="utf-8"))


def pins(name: str) -> dict[str, str]:
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    return dict(line.split(";")[0].split("==") for line in lines if line and not line.startswith(("#", "-r")))


def groups_in_rules() -> dict[str, str]:
    """Groups that rules have in the workflow itself."""
    bodies = re.split(r"^\s*(?:rule|checkpoint) (?=\w+:)", TEXT, flags=re.MULTILINE)[1:]
    found = {body.split(":")[0]: re.search(r"group:\s*\"(\w+)\"", body) for body in bodies}
    return {rule: match[1] for rule, match in found.items() if match}


def test_it_repeats_the_default_profile_which_it_replaces() -> None:
    default, slurm = profile("default"), profile("slurm")
    assert {key: slurm.get(key) for key in default} == default


def test_every_rule_is_in_a_group_or_meant_to_be_alone() -> None:
    groups = profile("slurm")["groups"]
    assert set(groups) <= RULES, "a group names a rule that the workflow does not have"
    assert RULES - set(groups) - set(groups_in_rules()) == ALONE | TARGETS


def test_pairs_keep_the_group_of_their_rules() -> None:
    assert groups_in_rules() == {"unwrap_phase": "pair"}


def test_components_are_counted_for_groups_that_exist() -> None:
    content = profile("slurm")
    assert set(content["group-components"]) <= {*content["groups"].values(), *groups_in_rules().values()}


def test_what_belongs_to_a_site_is_in_the_profile_alone() -> None:
    assert not re.search(r"slurm_|partition|account", TEXT)


def test_a_second_attempt_gets_more_memory() -> None:
    assert profile("slurm")["retries"] >= 1
    requests = re.findall(r"mem_mb=(.*)", TEXT)
    assert requests and all(request.startswith("memory(") for request in requests)


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_the_plugin_is_in_no_other_environment(name: str) -> None:
    assert not any("slurm" in package for package in pins(name))


def test_the_plugin_is_pinned() -> None:
    found = pins("requirements-slurm.txt")
    assert set(found) == {"snakemake-executor-plugin-slurm", "snakemake-executor-plugin-slurm-jobstep"}
    assert all(re.fullmatch(r"\d+(\.\d+)+", version) for version in found.values())
    assert "-r requirements.txt" in (ROOT / "requirements-slurm.txt").read_text(encoding="utf-8").splitlines()
