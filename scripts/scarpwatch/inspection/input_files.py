"""Which files a config names, and whether they are there: cheap enough to ask before anything is planned."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from scarpwatch.algorithms.plugin import plugin_algorithm
from scarpwatch.config.settings import Config
from scarpwatch.errors import InputError
from scarpwatch.factors.plugin import plugin_factor
from scarpwatch.files.kinds import is_missing, path_fault, require_plain_names
from scarpwatch.grids.mosaic import raster_files

MORE = "factors.more"
EXPOSURE = "report.exposure"
PLUGINS = ("factors.plugins", "models.plugins")
"""Keys whose files are code, which has digests of its own."""


def own_key(name: str) -> str:
    """Name of a factor of ``factors.more`` among the inputs, which no other input has: its key in the config."""
    return f"{MORE}.{name}"


def exposed_key(name: str) -> str:
    """Name of exposed features among the inputs: their key in the config."""
    return f"{EXPOSURE}.{name}"


def input_files(config: Config) -> Iterator[tuple[str, Path]]:
    """Key and path of every file and folder that the config names and that the chosen options use."""
    factors, sar = config.factors, config.sar
    optional: dict[str, Path | Sequence[Path] | None] = {
        "factors.dem": factors.dem,
        "factors.ndvi": factors.ndvi,
        "factors.lithology.file": factors.lithology.file if factors.lithology else None,
        "factors.faults": factors.faults,
        "factors.roads": factors.roads,
        "factors.rivers.file": factors.rivers.file if factors.rivers else None,
        "units.polygons": config.units.polygons,
        "units.water": config.units.water,
        "units.table.file": config.units.table.file if config.units.table else None,
        "inventory.file": config.inventory.file if config.inventory else None,
        "models.apply": config.models.apply,
        "decomposition.other": config.decomposition.other if config.decomposition else None,
        "sar.scenes": sar.scenes if sar and sar.source == "slc_stack" else None,
        "sar.geometry": sar.geometry if sar and sar.source == "slc_stack" else None,
        "corrections.delays.folder": (
            config.corrections.delays.folder if sar and config.corrections.delays else None
        ),
        "report.places.file": config.report.places.file if config.report.places else None,
        "report.photos.folder": config.report.photos.folder if config.report.photos else None,
        "report.photos.table": config.report.photos.table if config.report.photos else None,
        "sar.folder": sar.folder if sar and sar.source not in ("simulated", "slc_stack") else None,
    }
    for key, given in optional.items():
        if given is not None:
            yield from ((key, Path(path)) for path in raster_files(given))
    for name, own in factors.more.items():
        files = raster_files(getattr(own, own.source)) if own.source else []
        yield from ((f"{own_key(name)}.{own.source}", Path(path)) for path in files)
    for name, exposed in config.report.exposure.items():
        yield f"{EXPOSURE}.{name}.file", exposed.file
    for key, plugins in zip(PLUGINS, (factors.plugins, config.models.plugins), strict=True):
        yield from ((key, Path(path)) for path in plugins)


def require_names(config: Config) -> None:
    """Refuse names of files that the steps cannot be given. Photographs may have any: they are no inputs of rules.

    Raises
    ------
    InputError
        As :func:`scarpwatch.files.kinds.require_plain_names`.
    """
    require_plain_names(path for _, path in input_files(config))


def require_files(config: Config, *, made_under: str | Path = "results") -> None:
    """Refuse a config that names a file which is not there, or a plug-in that cannot be used.

    Without this, Snakemake would say that no rule makes the file, which does not tell people what to do.

    Parameters
    ----------
    made_under : folder whose files the workflow makes itself (the demo's inputs), so they may be missing

    Raises
    ------
    InputError
        Naming a file with a name that steps cannot be given; the first missing file, its key, and the other missing
        ones; else the first faulty plug-in.
    """
    require_names(config)
    own = Path(made_under).resolve()
    every = [(key, path, path_fault(path)) for key, path in input_files(config)]
    for key, path, fault in every:
        if fault and not is_missing(path):
            raise InputError(path, f"{fault}; {key} names it", f"Correct {key} in the config.")
    missing = [(key, path) for key, path, fault in every if fault and own not in path.resolve().parents]
    if missing:
        key, path = missing[0]
        others = "".join(f" {other} ({name}) is missing too." for name, other in missing[1:])
        raise InputError(
            path,
            f"the file does not exist; {key} names it",
            f"Correct {key} in the config; paths are relative to {Path.cwd()}.{others}",
        )
    for plugin in config.factors.plugins:
        plugin_factor(plugin)
    for plugin in config.models.plugins:
        plugin_algorithm(plugin)
