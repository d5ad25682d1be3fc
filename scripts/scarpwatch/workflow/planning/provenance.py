"""What the tags of a product say of its origin: the area, and a digest of the settings that it follows from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any

from scarpwatch.config.settings import Config
from scarpwatch.files.json_files import encode

DEFORMATION = (
    "seed", "grid", "sar", "demo", "network", "interferograms", "unwrapping", "closure", "inversion", "corrections",
    "velocity", "quality",
)  # fmt: skip
"""Sections of which the deformation is made."""

SUSCEPTIBILITY = ("seed", "grid", "factors", "units", "inventory", "samples", "models", "zoning")
"""Sections of which the maps are made, beside those of the deformation for coupled ones."""

# Keys that add or take scenes, which the dates of a product tell, or models, of which each stands for itself: a digest
# of them would make again what they do not touch.
_APART = {
    "sar": {"scenes", "exclude_dates"},
    "demo": {"scenes"},
    "models": {"algorithms", "plugins", "baseline", "main"},
}


def provenance(config: Config, sections: Iterable[str] | None = None) -> dict[str, str]:
    """Tags with the name of the area, and the digest (16 hexadecimal digits) of sections of the config, or of all of it.

    What has its default counts as not given, so that a key that a later version adds changes no digest.
    """
    given = config.model_dump(mode="json", exclude_defaults=True)
    used = given if sections is None else _without_apart(given, sections)
    return {"AREA": config.name, "CONFIG_DIGEST": sha256(encode(used).encode()).hexdigest()[:16]}


def _without_apart(given: Mapping[str, Any], sections: Iterable[str]) -> dict[str, Any]:
    """Sections without what stands for itself; those of which nothing is left count as not given."""
    used = {
        name: {key: value for key, value in given[name].items() if key not in _APART.get(name, ())}
        if isinstance(given[name], dict)
        else given[name]
        for name in sorted({*sections} & {*given})
    }
    return {name: value for name, value in used.items() if value != {}}
