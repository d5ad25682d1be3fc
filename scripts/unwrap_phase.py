"""Form and unwrap the interferograms of one date with earlier ones; what was made of the same before is taken up."""

from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version

from scarpwatch.errors import ScarpWatchError, raise_of_parts
from scarpwatch.files.kept import keep, recipe, take_up
from scarpwatch.grids.grid import read_grid, read_raster
from scarpwatch.insar.interferograms.pair_files import KINDS, form_pairs, name_of, write_unwrapped
from scarpwatch.workflow.logs import Step, log, run_step


def main(snakemake: Step) -> None:
    """Make each pair of which something has changed; if one fails, the others are made all the same."""
    source, params = snakemake.input, snakemake.params
    options = {"unwrapping": params.unwrapping, "goldstein_alpha": params.goldstein_alpha}
    settings = [options, list(params.looks), params.library, unwrappers()]
    outputs = list(zip(*(getattr(snakemake.output, kind) for kind in KINDS), strict=True))
    recipes = [
        recipe([path, source.secondary, source.height, *source.mask], settings) for path in source.references
    ]
    wanted = [n for n, paths in enumerate(outputs) if not take_up(paths, recipes[n])]
    if len(wanted) < len(outputs):
        log.info(f"{len(outputs) - len(wanted)} of {len(outputs)} pairs were made of the same before")
    if not wanted:
        return
    grid = read_grid(source.height)
    mask = read_raster(source.mask[0])[0] == 0 if source.mask else None
    pairs = form_pairs([source.references[n] for n in wanted], source.secondary, tuple(params.looks))
    faults: dict[str, Exception] = {}
    for n, pair in zip(wanted, pairs, strict=True):
        try:
            write_unwrapped(outputs[n], pair, grid, mask=mask, **options)
            keep(outputs[n], recipes[n])
        except Exception as error:
            told = isinstance(error, (ScarpWatchError, MemoryError))
            log.error(f"{name_of(pair)} failed: {error}", exc_info=not told)
            faults[f"pair {name_of(pair)}"] = error
    raise_of_parts(faults, f"the date's other pairs ({len(outputs) - len(faults)}) are kept")


def unwrappers() -> dict[str, str]:
    """Versions of the unwrappers that are installed."""
    found = {}
    for name in ("whirlwind-insar", "snaphu"):
        with suppress(PackageNotFoundError):
            found[name] = version(name)
    return found


if __name__ == "__main__":
    run_step(main, snakemake)
