# The check of all inputs, and the stack: geometry, one file per date, the tables of scenes and pairs.
def checked_files():
    """Files that the config names, and those of the user's stack."""
    files = {str(path) for _, path in input_files(cfg) if not path.is_dir()}
    if SOURCE == "slc_stack":
        files |= {str(scene.file) for scene in SCENES}
        files |= {str(cfg.sar.geometry / f"{layer}.tif") for layer in LAYERS}
    elif SOURCE == "gamma":
        files |= {str(path) for pair in SCENES.pairs for path in SCENES.pair_files(pair.name).values()}
    return sorted(files)


rule validate_inputs:
    message:
        "Recording what the inputs hold"
    input:
        files=checked_files(),
    output:
        validation="results/validation.json",
    params:
        config=cfg.model_dump(mode="json"),
        library=lib("validate_inputs"),
    log:
        "results/logs/validate_inputs.log",
    conda:
        "../envs/terrain.yaml"
    resources:
        mem_mb=memory(2000),
        runtime=20,
    script:
        "../scripts/validate_inputs.py"


if SOURCE in ("simulated", "slc_stack"):
    GEOMETRY_FOLDER = Path("results/demo/geometry") if SIMULATED else cfg.sar.geometry
    FLATTENED = False if SIMULATED else cfg.sar.flattened
    FULL_LAYERS = [] if FLATTENED else ["slant_range", "look_angle"]
    FILES = {
        f"{scene.date:%Y%m%d}": f"results/demo/scenes/{scene.date:%Y%m%d}.tif" if SIMULATED else str(scene.file)
        for scene in SCENES
    }

    def scene_tags(wildcards):
        """What the user's table and config say of a scene; the demo's scenes carry it themselves."""
        if SIMULATED:
            return {}
        scene = next(entry for entry in SCENES if f"{entry.date:%Y%m%d}" == wildcards.date)
        blank = {"PERPENDICULAR_BASELINE_M": scene.perpendicular_baseline_m, "PARALLEL_BASELINE_M": scene.parallel_baseline_m}
        return {
            "WAVELENGTH_M": cfg.sar.wavelength_m,
            "FLATTENED": "yes" if cfg.sar.flattened else "no",
            **({} if cfg.sar.flattened else {"REFERENCE_LOOK_RAD": cfg.sar.reference_look_rad}),
            **{key: "nan" if value is None else value for key, value in blank.items()},
        }

    rule prepare_geometry:
        message:
            "Preparing the stack's geometry"
        input:
            layers=expand("{folder}/{layer}.tif", folder=GEOMETRY_FOLDER, layer=sorted({*LAYERS, *FULL_LAYERS})),
        output:
            full=expand("results/stack/geometry/slc/{layer}.tif", layer=FULL_LAYERS),
            multilooked=expand("results/stack/geometry/{layer}.tif", layer=LAYERS),
        params:
            looks=LOOKS,
            library=lib("prepare_geometry"),
        log:
            "results/logs/prepare_geometry.log",
        conda:
            "../envs/insar.yaml"
        resources:
            mem_mb=memory(2000),
            runtime=20,
        script:
            "../scripts/prepare_geometry.py"

    rule prepare_scene:
        message:
            "Preparing scene {wildcards.date}"
        input:
            scene=lambda wildcards: FILES[wildcards.date],
            grid=f"{GEOMETRY_FOLDER}/slant_range.tif",
        output:
            slc="results/stack/slc/{date}.tif",
        params:
            tags=scene_tags,
            library=lib("prepare_scene"),
        log:
            "results/logs/prepare_scene/{date}.log",
        conda:
            "../envs/insar.yaml"
        resources:
            mem_mb=memory(2000),
            runtime=20,
        script:
            "../scripts/prepare_scene.py"


if SOURCE == "gamma":

    rule read_gamma_geometry:
        message:
            "Reading the geometry of the GAMMA stack"
        input:
            **{name: str(path) for name, path in SCENES.geometry_files().items()},
            dem=str(cfg.factors.dem),
        output:
            **{name: f"results/stack/geometry/{name}.tif" for name in LAYERS},
        params:
            dem_band=cfg.factors.dem_band,
            library=lib("read_gamma_geometry"),
        log:
            "results/logs/read_gamma_geometry.log",
        conda:
            "../envs/insar.yaml"
        resources:
            mem_mb=memory(2000),
            runtime=20,
        script:
            "../scripts/read_gamma_geometry.py"

    rule read_gamma_pair:
        message:
            "Reading interferogram {wildcards.pair}"
        input:
            unpack(lambda wildcards: {name: str(path) for name, path in SCENES.pair_files(wildcards.pair).items()}),
        output:
            unwrapped="results/pairs/unwrapped/{pair}.tif",
            coherence="results/pairs/coherence/{pair}.tif",
            components="results/pairs/components/{pair}.tif",
        params:
            backwards=lambda wildcards: PAIRS[Pair.parse(wildcards.pair)].backwards,
            library=lib("read_gamma_pair"),
        log:
            "results/logs/read_gamma_pair/{pair}.log",
        conda:
            "../envs/insar.yaml"
        resources:
            mem_mb=memory(1000),
            runtime=10,
        script:
            "../scripts/read_gamma_pair.py"


if HAS_SAR:

    rule list_scenes:
        message:
            "Listing scenes and baselines"
        input:
            files=(
                expand("results/pairs/unwrapped/{pair}.tif", pair=[pair.name for pair in PAIRS])
                if SOURCE == "gamma"
                else expand("results/stack/slc/{date:%Y%m%d}.tif", date=DATES)
            ),
        output:
            scenes="results/stack/scenes.tsv",
        params:
            sources={} if SOURCE == "gamma" else FILES,
            pairs=SOURCE == "gamma",
            library=lib("list_scenes"),
        log:
            "results/logs/list_scenes.log",
        conda:
            "../envs/insar.yaml"
        resources:
            mem_mb=memory(500),
            runtime=5,
        script:
            "../scripts/list_scenes.py"

    rule select_pairs:
        message:
            "Listing pairs"
        input:
            scenes="results/stack/scenes.tsv",
        output:
            pairs="results/pairs/pairs.tsv",
        params:
            pairs=[pair.name for pair in PAIRS],
            library=lib("select_pairs"),
        log:
            "results/logs/select_pairs.log",
        conda:
            "../envs/insar.yaml"
        resources:
            mem_mb=memory(500),
            runtime=5,
        script:
            "../scripts/select_pairs.py"
