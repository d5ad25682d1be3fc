"""The reference page, the schema, the demo's config and the examples agree with the models."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from scarpwatch.config.load import known_keys, read_config, section_of
from scarpwatch.config.reference import main, markdown, schema, targets
from scarpwatch.config.settings import Config
from scarpwatch.factors.registry import MORE_TERRAIN

ROOT = Path(__file__).parents[3]
CONFIGS = [ROOT / "config" / "config.yaml", *sorted((ROOT / "config" / "examples").glob("*.yaml"))]
# The keys of a reference point exist only where one is given; the demo's is chosen by rule. The demo derives
# its rivers from the DEM, knows no delays and shows no filtered series.
NOT_IN_DEMO = {
    "inversion.reference.longitude",
    "inversion.reference.latitude",
    "inversion.reference.known_stable",
    "points.places.name",
    "points.places.longitude",
    "points.places.latitude",
    "factors.rivers.file",
    "corrections.delays.folder",
    "corrections.delays.direction",
    "corrections.turbulence_filter.length_m",
    "corrections.turbulence_filter.days",
    "models.thinning.factors",
    "models.thinning.share",
    "models.thinning.seeds",
    "decomposition.other",
    "decomposition.date",
    "decomposition.max_amplification",
}


def flat(raw: dict[str, Any], prefix: str = "") -> list[str]:
    keys = []
    for key, value in raw.items():
        keys.append(prefix + key)
        if isinstance(value, dict):
            keys += flat(value, f"{prefix}{key}.")
    return keys


@pytest.mark.parametrize("path", list(targets(ROOT)), ids=lambda path: path.name)
def test_generated_files_are_up_to_date(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == targets(ROOT)[path], "run `make reference`"


def test_check_tells_drift_and_writing_cures_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--check"], tmp_path) == 1
    assert "make reference" in capsys.readouterr().err
    assert main([], tmp_path) == 0
    assert main(["--check"], tmp_path) == 0


def test_the_page_tells_every_key() -> None:
    page = markdown()
    assert all(f"| `{key}` |" in page for key in known_keys())
    assert "None" not in page
    assert "PydanticUndefined" not in page


def test_the_schema_refuses_unknown_keys_and_accepts_the_demo() -> None:
    import json

    import jsonschema

    document = json.loads(schema())
    demo = yaml.safe_load(CONFIGS[0].read_text(encoding="utf-8"))
    jsonschema.validate(demo, document)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**demo, "netwrk": {}}, document)


@pytest.mark.parametrize("path", CONFIGS, ids=lambda path: path.name)
def test_configs_load(path: Path) -> None:
    read_config(path)


def test_the_demo_has_every_key() -> None:
    files = (CONFIGS[0], ROOT / "config" / "demo_full.yaml")
    given = {key for path in files for key in flat(yaml.safe_load(path.read_text(encoding="utf-8")))}
    elsewhere = (
        "units.table.",
        "sar.rate.",
        "factors.more.",
        "report.places.",
        "report.exposure.",
        "report.photos.",
    )
    in_examples = {key for key in known_keys() if key.startswith(elsewhere)}
    given = {key for key in given if not key.startswith(elsewhere)}
    on_demand = {f"factors.classes.{factor.name}" for factor in MORE_TERRAIN}
    assert given == set(known_keys()) - NOT_IN_DEMO - in_examples - on_demand


@pytest.mark.parametrize(("name", "section"), [("factor_table", "units.table"), ("rate_raster", "sar.rate")])
def test_the_example_of_a_section_that_the_demo_has_no_use_for_has_all_its_keys(name, section) -> None:
    example = ROOT / "config" / "examples" / f"{name}.yaml"
    given = {key for key in flat(yaml.safe_load(example.read_text(encoding="utf-8"))) if section in key}
    assert given - {section} == {key for key in known_keys() if key.startswith(f"{section}.")}


@pytest.mark.parametrize("path", CONFIGS, ids=lambda path: path.name)
def test_keys_are_commented(path: Path) -> None:
    sections = {name for name, field in Config.model_fields.items() if section_of(field)}
    for line in path.read_text(encoding="utf-8").splitlines():
        key = re.match(r"\s*(\w+):(.*)", line)
        if key is None or line.lstrip().startswith("#"):
            continue
        bare = (
            key.group(1) in sections
            or key.group(1) == "rivers"
            or line.split("#")[0].strip().endswith("null")
        )
        if path == CONFIGS[0] or not bare:
            assert "#" in key.group(2), f"{path.name}: {line.strip()} has no comment"
        assert len(line) <= 110
