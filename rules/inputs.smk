# Where rules find their inputs: input functions, and what they look up.
from dataclasses import asdict
from hashlib import sha256

from scarpwatch.figures.entries import declared_figures, figures_shown


def checked_files():
    """Files that the config names, and those of the user's stack."""
    files = {str(path) for _, path in input_files(cfg) if not path.is_dir()}
    if SOURCE == "slc_stack":
        files |= {str(scene.file) for scene in SCENES}
        files |= {str(cfg.sar.geometry / f"{layer}.tif") for layer in LAYERS}
    elif FORM == "pairs":
        files |= {path for pair in SCENES.pairs for path in containers(pair.files)}
        files |= set(containers(SCENES.geometry))
    elif FORM == "deformation":
        files |= {*SCENES.files.values(), *map(str, SCENES.geometry.values())}
    elif SOURCE in FAMILIES and FORM == "scenes":
        files |= {path for scene in SCENES.scenes for path in containers(scene.files)}
        files |= set(containers(SCENES.geometry))
    return sorted(files)


if workflow.is_main_process and not INSPECTING:
    # All at once, so that the disks are waited for together.
    READ_FILES = [*checked_files(), *DELAYS.values(), *(OTHER_TRACK.files.values() if OTHER_TRACK else [])]
    DIGESTS.prepare([path for path in READ_FILES if not made_here(path)], tell=logger.info)


if FORM == "scenes":
    READ = SOURCE in FAMILIES  # a reader makes SLCs and geometry; else they come as GeoTIFFs
    GEOMETRY_FOLDER = (
        Path("results/demo/geometry")
        if SIMULATED
        else Path("results/stack/source") if READ else cfg.sar.geometry
    )
    FLATTENED = READ or (not SIMULATED and cfg.sar.flattened)
    FULL_LAYERS = [] if FLATTENED else ["slant_range", "look_angle"]
    GEOMETRY_FILES = [f"{GEOMETRY_FOLDER}/{layer}.tif" for layer in sorted({*LAYERS, *FULL_LAYERS})]
    FILES = {
        f"{scene.date:%Y%m%d}": (
            f"results/demo/scenes/{scene.date:%Y%m%d}.tif"
            if SIMULATED
            else container(next(iter(scene.files.values()))) if READ else str(scene.file)
        )
        for scene in (SCENES.scenes if READ else SCENES)
    }

    def scene_tags(wildcards):
        """What the user's table and config say of a scene; the demo's scenes carry it themselves."""
        if SIMULATED:
            return {}
        scene = next(entry for entry in SCENES if f"{entry.date:%Y%m%d}" == wildcards.date)
        blank = {
            "PERPENDICULAR_BASELINE_M": scene.perpendicular_baseline_m,
            "PARALLEL_BASELINE_M": scene.parallel_baseline_m,
        }
        return {
            "WAVELENGTH_M": cfg.sar.wavelength_m,
            "FLATTENED": "yes" if cfg.sar.flattened else "no",
            **({} if cfg.sar.flattened else {"REFERENCE_LOOK_RAD": cfg.sar.reference_look_rad}),
            **{key: "nan" if value is None else value for key, value in blank.items()},
        }


# The lines behind each distance; a feature that the config leaves out has none.
DISTANCE_LINES = {
    "faults": cfg.factors.faults,
    "roads": cfg.factors.roads,
    "rivers": (
        None if cfg.factors.rivers is None else cfg.factors.rivers.file or "results/factors/rivers.gpkg"
    ),
}


def file_layer(name):
    """The layer to read of the user's file; of a file of the workflow's own, the only one."""
    own = name == "rivers" and cfg.factors.rivers is not None and cfg.factors.rivers.file is None
    return None if own else cfg.factors.layers.get(name)


def distance_lines(wildcards):
    return given(DISTANCE_LINES[wildcards.feature])


# The rasters that enter the static table, by factor: those of the config.
FACTOR_RASTERS = {
    name: f"results/factors/{name}.tif"
    for name, given in {
        **dict.fromkeys(("slope", "aspect", "elevation", "profile_curvature"), TABLE is None),
        "distance_to_faults": cfg.factors.faults is not None,
        "distance_to_rivers": cfg.factors.rivers is not None,
        "distance_to_roads": cfg.factors.roads is not None,
        "ndvi": cfg.factors.ndvi is not None,
        "lithology": cfg.factors.lithology is not None,
    }.items()
    if given
}


def factor_rasters(wildcards):
    return FACTOR_RASTERS


# Borders of the classes for legends; those of other methods differ from map to map.
CLASS_BREAKS = cfg.zoning.breaks if cfg.zoning.method == "fixed" else None


def static_files(pattern, algorithms=ALGORITHMS):
    """One file per algorithm of the static models; none in a run without an inventory."""
    return expand(f"results/static/{pattern}", algorithm=algorithms) if HAS_MODELS else []


def coupled_files(pattern, algorithms=ALGORITHMS):
    """Input function: one file per algorithm of the coupled models of a date; none for a static assessment."""

    def files(wildcards):
        if wildcards.assessment == "static" or not HAS_MODELS:
            return []
        return expand(f"results/{wildcards.assessment}/{pattern}", algorithm=algorithms)

    return files


def deformation_table(wildcards):
    """Dynamic factors per unit of a coupled assessment; none for a static one."""
    return [] if wildcards.assessment == "static" else f"results/{wildcards.assessment}/factors.parquet"


def delay_files(wildcards):
    """The delay rasters of the dates up to the assessment's; none where the config names no folder."""
    return given(path for day, path in DELAYS.items() if day <= wildcards.until.replace("-", ""))


def dated_file(name, wanted=HAS_SAR):
    """Input function: a file of the assessment's date; none for a static assessment, or if not wanted."""

    def file(wildcards):
        dated = wanted and wildcards.assessment != "static"
        return f"results/{wildcards.assessment}/{name}" if dated else []

    return file


def records_of_decisions(wildcards):
    """The JSON records of an assessment that may hold decisions of the program, in the order of the work."""
    of_date = {
        "reference.json": HAS_SAR,
        "network.json": HAS_PAIRS,
        "closure/summary.json": HAS_PAIRS,
        "deformation/corrections.json": HAS_PAIRS,
        "deformation/quality.json": HAS_SAR,
        "deformation/registration.json": HAS_SAR,
        "deformation/decomposition.json": OTHER_TRACK,
        "comparison.json": HAS_MODELS,
    }
    files = ["results/validation.json"]
    for name, wanted in of_date.items():
        found = dated_file(name, wanted)(wildcards)
        files += [found] if found else []
    if HAS_MODELS:
        files += ["results/units/delineation.json"] if TABLE is None else []
        files += ["results/units/labels.json", "results/units/samples.json"]
        for name in ("models/leaks.json", "models/collinearity.json"):
            coupled = dated_file(name)(wildcards)
            files += [f"results/static/{name}", *([coupled] if coupled else [])]
    return files


# The rasters of the deformation factors, in the folder of an assessment.
MOVING = {"cumulative_deformation": "cumulative", "deformation_rate": "rate"}


def class_source(wildcards):
    """What the classes of a static factor are made from."""
    if wildcards.factor == "max_elevation_difference":  # a property of the unit
        return {"raster": "results/units/slope_units.tif", "table": "results/units/factors.parquet"}
    more = {"slope": FACTOR_RASTERS["slope"]} if wildcards.factor == "aspect" else {}
    return {"raster": FACTOR_RASTERS.get(wildcards.factor, []), **more}


def class_limits(wildcards):
    """The config's class limits of a factor; None for one that is in classes by nature."""
    limits = getattr(cfg.factors.classes, wildcards.factor, None)
    return {"breaks": limits, "fit_area": cfg.factors.classes.fit_area} if limits else None


def moving_raster(wildcards):
    return f"results/{wildcards.until}/deformation/{MOVING[wildcards.factor]}.tif"


def factor_maps(wildcards):
    """The rasters of classes of the factors, by name."""
    static = {
        name: f"results/factors/classes/{name}.tif" for name in [*FACTOR_RASTERS, "max_elevation_difference"]
    }
    if wildcards.assessment == "static":
        return static
    folder = f"results/{wildcards.assessment}/deformation/classes"
    return {**static, **{name: f"{folder}/{name}.tif" for name in MOVING}}


ENTRIES = declared_figures()


def report_entries(wildcards):
    """The figures that the report shows, with the words that their modules declare."""
    dated = wildcards.assessment != "static"
    parts = {
        "terrain": TABLE is None,
        "table": TABLE is not None,
        "models": HAS_MODELS,
        "maps": HAS_MAPS,
        "deformation": HAS_SAR and dated,
        "pairs": HAS_PAIRS and dated,
        "series": HAS_SERIES and dated,
        "other_track": OTHER_TRACK and dated,
        "simulated": SIMULATED and dated,
    }
    return figures_shown(ENTRIES, [name for name, there in parts.items() if there])


def report_figures(wildcards):
    """Their files."""
    folder = f"results/{wildcards.assessment}/figures"
    return [f"{folder}/{entry.name}.png" for entry in report_entries(wildcards)]


def report_template():
    """Digest of the page's template, which is no Python module and so not in the library's digest."""
    template = SCRIPTS / "scarpwatch/figures/report/templates/report.html.j2"
    return sha256(template.read_bytes()).hexdigest()[:16]
