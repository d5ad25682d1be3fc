# What all rules share: the checked config, scenes and pairs, targets, and the digests of library code.
import sys
from datetime import date as calendar_date
from pathlib import Path

SCRIPTS = Path(workflow.basedir) / "scripts"
sys.path.insert(0, str(SCRIPTS))

from snakemake.exceptions import WorkflowError
from snakemake.logging import logger

from scarpwatch.workflow.command_line import asks_for, only_looks, parsed_options
from scarpwatch.config.load import load_config
from scarpwatch.config.yaml_file import read_files
from scarpwatch.workflow.code_digest import library_digest
from scarpwatch.errors import ScarpWatchError
from scarpwatch.families import FAMILIES, form_of
from scarpwatch.files.digests import Digests
from scarpwatch.workflow.leftovers import sweep, unrecorded_products
from scarpwatch.insar.network.pairs import Pair, require_connected, select_pairs
from scarpwatch.stacks.families import (
    list_deformation,
    list_pairs,
    list_scenes,
    reader_module,
    recognise,
)
from scarpwatch.inspection.input_files import input_files, require_files
from scarpwatch.stacks.listing import container, containers
from scarpwatch.inputs.tables.ready_table import has_places
from scarpwatch.workflow.run_lock import claim_folder, forget_dead_run
from scarpwatch.workflow.terminal import show_stages


def read_stack():
    """Scenes (one per date) and pairs, from the config and the user's files; none is opened as an image."""
    if not cfg.sar:
        return [], {}
    if FORM == "deformation":
        told = cfg.sar.rate.model_dump() if cfg.sar.rate else None
        exclude = cfg.sar.exclude_dates
        return list_deformation(SOURCE, cfg.sar.folder, file=cfg.sar.file, exclude=exclude, told=told), {}
    if FORM == "pairs":
        listing = list_pairs(SOURCE, cfg.sar.folder, exclude=cfg.sar.exclude_dates)
        return listing, {Pair(entry.reference, entry.secondary): entry for entry in listing.pairs}
    if SOURCE == "simulated":
        from scarpwatch.simulate.acquisition import acquisitions

        scenes = acquisitions(cfg.demo.dates(), cfg.demo.perpendicular_baseline_m, cfg.seed)
        scenes = [scene for scene in scenes if scene.date not in cfg.sar.exclude_dates]
        baselines = [scene.perpendicular_baseline_m for scene in scenes]
    elif SOURCE == "slc_stack":
        from scarpwatch.stacks.scene_table import read_scenes

        scenes = read_scenes(cfg.sar.scenes, exclude=cfg.sar.exclude_dates)
        baselines = [scene.perpendicular_baseline_m for scene in scenes]
    else:
        listing = list_scenes(SOURCE, cfg.sar.folder, exclude=cfg.sar.exclude_dates)
        scenes = listing
        baselines = [scene.known.get("perpendicular_baseline_m") for scene in listing.scenes]
    pairs = select_pairs(
        dates_of(scenes),
        neighbours=cfg.network.neighbours,
        max_days=cfg.network.max_days,
        baselines_m=baselines,
        max_baseline_m=cfg.network.max_baseline_m,
        annual_pairs=cfg.network.annual_pairs,
    )
    return scenes, {pair: None for pair in pairs}


def dates_of(scenes):
    """The dates of a listing or of a list of scenes."""
    return scenes.dates if hasattr(scenes, "dates") else [scene.date for scene in scenes]


OPTIONS = parsed_options()
STAGES = show_stages(workflow, OPTIONS, logger)
INSPECTING = asks_for("inspect_inputs", OPTIONS)
if workflow.is_main_process:
    if only_looks(OPTIONS) or (INSPECTING and len(OPTIONS.targets) == 1):
        forget_dead_run(Path.cwd())
    else:
        try:  # held for as long as this process lives
            RUN_CLAIM = claim_folder(Path.cwd())
            sweep(Path("results"))
        except ScarpWatchError as error:
            raise WorkflowError(f"{type(error).__name__}: {error}")
    UNRECORDED = unrecorded_products(Path("results"), Path(".snakemake/metadata"))
    if UNRECORDED:
        logger.warning(
            f"results/ holds {UNRECORDED} files of which Snakemake has no record here (.snakemake/metadata is missing or "
            "empty): whatever version or config made them, they are taken as they are and mixed with new ones. Give "
            "--forceall, or remove results/, to have all made anew."
        )
if getattr(OPTIONS, "reporter", None):
    logger.warning(
        "Snakemake's own report (--report) is not used by this workflow, and no result is marked for it: "
        "all results are in results/<date>/report.html."
    )
NO_FILE = "(ask for inspect_inputs alone)"  # stands in the message if anything else is asked for with it
NO_FILES = {
    "name": "-",
    "factors": {"dem": NO_FILE},
    "units": {"source": "grid"},
    "inventory": {"file": NO_FILE},
}
CONFIG_NAME = str(workflow.configfiles[-1]) if workflow.configfiles else "config"
try:
    given = workflow.config_settings
    # Read anew, as Snakemake's reader takes words for switches, codes for numbers, and the last of two equal keys.
    RAW = read_files(
        [] if given.replace_workflow_config and not given.configfiles else workflow.configfiles,
        given.config,
        loaded=config,
    )
    cfg = load_config(RAW, CONFIG_NAME)
    INSPECTED = cfg.model_dump(mode="json")  # what inspect_inputs looks at
    if INSPECTING:
        # It is to tell all faults and not to end at the first, so nothing of the user's is opened here. The other
        # rules, none of which is run then, are read for a config without files.
        cfg = load_config(NO_FILES, CONFIG_NAME)
    else:
        require_files(cfg)
    RECOGNISED = None  # how sar.source: auto was told
    if cfg.sar and cfg.sar.source == "auto":
        family, RECOGNISED = recognise(cfg.sar.folder)
        cfg = load_config({**RAW, "sar": {**RAW["sar"], "source": family}}, CONFIG_NAME)
        if workflow.is_main_process:
            logger.info(f"sar.source: auto, {RECOGNISED}")
    SOURCE = cfg.sar.source if cfg.sar else None
    # Whether the source brings SLCs, unwrapped interferograms or a finished deformation.
    FORM = form_of(SOURCE)
    UNUSABLE = {}
    if workflow.is_main_process and not INSPECTING and not (cfg.sar and cfg.sar.source == "simulated"):
        # Checked here and not by a step that the others wait for. Such a step would have to run again for every
        # new scene, and all that comes after it too (`ancient` is no way out. Snakemake 9 does not look for other
        # reasons to run a job that stands behind one that runs). The demo's inputs are made by the workflow.
        from scarpwatch.inspection.checks import check_inputs

        found = check_inputs(cfg)
        UNUSABLE = found.get("sar", {}).get("unusable", {})
        for name, part in found.items():
            for note in part.get("notes", []) if isinstance(part, dict) else []:
                logger.info(f"{name}: {note}")
        for pair, why in UNUSABLE.items():
            logger.info(f"sar: {pair} is left out: {why}")
    SCENES, PAIRS = read_stack()
    DATES = sorted({day for pair in PAIRS for day in pair} if FORM != "deformation" else SCENES.dates)
    if cfg.sar and FORM != "deformation" and (cfg.network.if_disconnected == "stop" or not PAIRS):
        # All dates of the stack: one that the limits leave without any pair is cut off too.
        usable = [pair for pair in PAIRS if pair.name not in UNUSABLE]
        require_connected(dates_of(SCENES), usable, where=CONFIG_NAME)
    DELAYS = {}
    if workflow.is_main_process and DATES and (FORM != "deformation" or SCENES.series is not None):
        # The model that the dates allow; what comes of the pixels is decided in the run.
        from scarpwatch.insar.motion.model import model_notes, require_stack
        from scarpwatch.insar.motion.steps import require_steps

        require_stack(DATES, where=CONFIG_NAME)
        require_steps(DATES, cfg.velocity.steps, cfg.sar.acquisition_time)
        wanted = bool(cfg.corrections.dem_error) and FORM != "deformation"
        for note in model_notes(DATES, cfg.velocity.model_dump(mode="json"), dem_error=wanted):
            logger.info(note)
    if DATES and cfg.corrections.delays:
        from scarpwatch.inputs.delays import check_delays, list_delays

        DELAYS = list_delays(cfg.corrections.delays.folder, DATES)
        if workflow.is_main_process and cfg.sar.source != "simulated":
            check_delays(DELAYS, cfg.factors.dem, band=cfg.factors.dem_band)
    OTHER_TRACK = None
    if cfg.decomposition:
        from scarpwatch.stacks.other_track import find_other_track

        OTHER_TRACK = find_other_track(cfg.decomposition.other, cfg.decomposition.date)
except ScarpWatchError as error:
    raise WorkflowError(f"{type(error).__name__}: {error}")

SIMULATED = SOURCE == "simulated"
HAS_SAR = cfg.sar is not None
HAS_PAIRS = HAS_SAR and FORM != "deformation"  # else what comes of pairs (network, closure, ...) is left out
HAS_SERIES = HAS_PAIRS or (HAS_SAR and SCENES.series is not None)  # else there is a rate alone
TABLE = cfg.units.table  # a ready table of units takes the place of DEM, radar data and inventory
HAS_MODELS = cfg.inventory is not None or TABLE is not None
HAS_MAPS = TABLE is None or has_places(TABLE)
ALGORITHMS = cfg.models.algorithms
# Trained and evaluated, but only the algorithms above are mapped.
EVALUATED = [*ALGORITHMS, "logistic"] if cfg.models.baseline else ALGORITHMS
UNTIL = DATES[-1].isoformat() if HAS_SAR else TABLE.until.isoformat() if TABLE and TABLE.until else None
LOOKS = [cfg.interferograms.looks_azimuth, cfg.interferograms.looks_range]


def geometry_layers():
    """Names of the stack's geometry layers; latitude and longitude only where the stack is in radar geometry."""
    if SIMULATED:
        return ["height", "slant_range", "incidence", "latitude", "longitude", "layover_shadow", *LOOK]
    if SOURCE == "slc_stack":
        optional = ("latitude", "longitude", "layover_shadow", *LOOK)
        given = [name for name in optional if (cfg.sar.geometry / f"{name}.tif").is_file()]
        return ["height", "slant_range", "incidence", *given]
    if FORM == "pairs":
        return ["height", "slant_range", "incidence", *LOOK]
    if FORM == "deformation":  # heights from the DEM where it brings none
        return list(dict.fromkeys(["height", *SCENES.layers]))
    return list(SCENES.layers) if SCENES else []


LOOK = ["los_east", "los_north", "los_up"]  # unit vector from the ground to the satellite
LAYERS = geometry_layers()
HAS_LOOK = set(LOOK) <= set(LAYERS)
if OTHER_TRACK and not HAS_LOOK:
    raise WorkflowError(
        f"{CONFIG_NAME}: decomposition is given, but the look vector of the stack is not known: add los_east.tif, "
        "los_north.tif and los_up.tif to sar.geometry."
    )
POSITION = [f"results/stack/geometry/{name}.tif" for name in ("latitude", "longitude") if name in LAYERS]
MASK = ["results/stack/geometry/layover_shadow.tif"] if "layover_shadow" in LAYERS else []


def unit_tiles():
    """Rows and columns of the tiles in which the area is divided into slope units, from the DEM's header."""
    if SIMULATED or not HAS_MODELS or (cfg.units.source, cfg.units.method) != ("slope_units", "aspect"):
        return 1, 1
    from scarpwatch.grids.grid import tile_layout
    from scarpwatch.terrain.analysis_grid import analysis_grid

    grid = analysis_grid(cfg.factors.dem, crs=cfg.grid.crs, resolution_m=cfg.grid.resolution_m)
    return tile_layout(grid.shape, cfg.units.cells_per_tile)


# The parameters a, c, t, rf and limits of slope units, without what only concerns how or whether to use them.
UNIT_PARAMETERS = {
    name: getattr(cfg.units, name)
    for name in (
        "min_area_m2",
        "circular_variance",
        "threshold_m2",
        "reduction_factor",
        "max_area_m2",
        "clean_size_m2",
    )
}
TILE_LAYOUT = unit_tiles()
TILES = [f"{row}_{column}" for row in range(TILE_LAYOUT[0]) for column in range(TILE_LAYOUT[1])]


# What the library loads by its name: the reader of the family in use, by whoever asks for a reader.
BY_NAME = {"scarpwatch.stacks.families": [reader_module(SOURCE)] if SOURCE in FAMILIES else []}


def lib(script):
    """Digest of a step script and the library code that it reaches: an edit there reruns the rule's jobs."""
    return library_digest(SCRIPTS / f"{script}.py", SCRIPTS, BY_NAME)


DIGESTS = Digests.load(Path(".snakemake/scarpwatch_digests.json"))


def made_here(path):
    """Whether a file that the config names or a reader uses is made by a rule."""
    return str(path).startswith(("results/factors/", "results/stack/", *(["results/demo/"] * SIMULATED)))


def given(files):
    """The user's files as inputs. Their times do not count; `content` in params tells whether they changed."""
    if isinstance(files, (str, Path)):
        return str(files) if made_here(files) else ancient(str(files))
    return [given(file) for file in files or []]


def content(*files):
    """Digest of the bytes of the user's files, their sidecars and members; None where a rule makes them."""
    listed = [file for part in files if part for file in ([part] if isinstance(part, (str, Path)) else part)]
    listed = [file for file in listed if not made_here(file)]
    return DIGESTS.of(listed) if listed else None


def content_of(*files):
    """The same as a function for params, so that only files of jobs that are planned are looked at."""
    return lambda wildcards: content(*files)


def settings(section, *leave_out):
    """A section of the config as plain values, without the keys that must not rerun the rule."""
    return section.model_dump(mode="json", exclude=set(leave_out))


def motion_settings():
    """Section velocity, and the time of day of the images where the config gives it."""
    given = cfg.sar.acquisition_time
    return settings(cfg.velocity) | ({"acquisition_time": given.isoformat()} if given else {})


def pair_files(kind):
    """Input function: the pairs' rasters of one kind, up to the assessment's date."""

    def files(wildcards):
        return [
            f"results/pairs/{kind}/{pair.name}.tif"
            for pair in PAIRS
            if pair.secondary.isoformat() <= wildcards.until
        ]

    return files


def memory(base):
    """Memory in MB that grows with every attempt."""
    return lambda wildcards, attempt: base * attempt


TARGETS = ["results/validation.json"]
if HAS_PAIRS:
    TARGETS += ["results/pairs/pairs.tsv", f"results/{UNTIL}/closure/pairs.tsv"]
if HAS_SERIES and cfg.corrections.turbulence_filter:
    TARGETS += [f"results/{UNTIL}/deformation/filtered.nc"]
TARGETS += ["results/stack/look_vector.tif"] if HAS_LOOK else []
ASSESSMENT = UNTIL or "static"
TARGETS += [f"results/{ASSESSMENT}/report.html"]
if HAS_MODELS:
    TARGETS += [f"results/{ASSESSMENT}/tables/validation_rates.csv"]
