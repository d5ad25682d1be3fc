# The check of all inputs, and the stack: geometry, one file per date, the tables of scenes and pairs.
rule validate_inputs:
    input:
        files=checked_files(),
    output:
        validation="results/validation.json",
    log:
        "results/logs/validate_inputs.log",
    conda:
        "../envs/terrain.yaml"
    resources:
        mem_mb=memory(2000),
        runtime=20,
    params:
        config=cfg.model_dump(mode="json"),
        library=lib("validate_inputs"),
    message:
        "Recording what the inputs hold"
    script:
        "../scripts/validate_inputs.py"


if SOURCE in ("simulated", "slc_stack"):

    rule prepare_geometry:
        input:
            layers=expand(
                "{folder}/{layer}.tif", folder=GEOMETRY_FOLDER, layer=sorted({*LAYERS, *FULL_LAYERS})
            ),
        output:
            full=expand("results/stack/geometry/slc/{layer}.tif", layer=FULL_LAYERS),
            multilooked=expand("results/stack/geometry/{layer}.tif", layer=LAYERS),
        log:
            "results/logs/prepare_geometry.log",
        conda:
            "../envs/insar.yaml"
        resources:
            mem_mb=memory(2000),
            runtime=20,
        params:
            looks=LOOKS,
            library=lib("prepare_geometry"),
        message:
            "Preparing the stack's geometry"
        script:
            "../scripts/prepare_geometry.py"

    rule prepare_scene:
        input:
            scene=lambda wildcards: FILES[wildcards.date],
            grid=f"{GEOMETRY_FOLDER}/slant_range.tif",
        output:
            slc="results/stack/slc/{date}.tif",
        log:
            "results/logs/prepare_scene/{date}.log",
        conda:
            "../envs/insar.yaml"
        resources:
            mem_mb=memory(2000),
            runtime=20,
        params:
            tags=scene_tags,
            library=lib("prepare_scene"),
        message:
            "Preparing scene {wildcards.date}"
        script:
            "../scripts/prepare_scene.py"


if SOURCE == "gamma":

    rule read_gamma_geometry:
        input:
            **{name: str(path) for name, path in SCENES.geometry_files().items()},
            dem=str(cfg.factors.dem),
        output:
            **{name: f"results/stack/geometry/{name}.tif" for name in LAYERS},
        log:
            "results/logs/read_gamma_geometry.log",
        conda:
            "../envs/insar.yaml"
        resources:
            mem_mb=memory(2000),
            runtime=20,
        params:
            dem_band=cfg.factors.dem_band,
            library=lib("read_gamma_geometry"),
        message:
            "Reading the geometry of the GAMMA stack"
        script:
            "../scripts/read_gamma_geometry.py"

    rule read_gamma_pair:
        input:
            unpack(
                lambda wildcards: {
                    name: str(path) for name, path in SCENES.pair_files(wildcards.pair).items()
                }
            ),
        output:
            unwrapped="results/pairs/unwrapped/{pair}.tif",
            coherence="results/pairs/coherence/{pair}.tif",
            components="results/pairs/components/{pair}.tif",
        log:
            "results/logs/read_gamma_pair/{pair}.log",
        conda:
            "../envs/insar.yaml"
        resources:
            mem_mb=memory(1000),
            runtime=10,
        params:
            backwards=lambda wildcards: PAIRS[Pair.parse(wildcards.pair)].backwards,
            library=lib("read_gamma_pair"),
        message:
            "Reading interferogram {wildcards.pair}"
        script:
            "../scripts/read_gamma_pair.py"


if HAS_SAR:

    rule list_scenes:
        input:
            files=(
                expand("results/pairs/unwrapped/{pair}.tif", pair=[pair.name for pair in PAIRS])
                if SOURCE == "gamma"
                else expand("results/stack/slc/{date:%Y%m%d}.tif", date=DATES)
            ),
        output:
            scenes="results/stack/scenes.tsv",
        log:
            "results/logs/list_scenes.log",
        conda:
            "../envs/insar.yaml"
        resources:
            mem_mb=memory(500),
            runtime=5,
        params:
            sources={} if SOURCE == "gamma" else FILES,
            pairs=SOURCE == "gamma",
            library=lib("list_scenes"),
        message:
            "Listing scenes and baselines"
        script:
            "../scripts/list_scenes.py"

    rule select_pairs:
        input:
            scenes="results/stack/scenes.tsv",
        output:
            pairs="results/pairs/pairs.tsv",
        log:
            "results/logs/select_pairs.log",
        conda:
            "../envs/insar.yaml"
        resources:
            mem_mb=memory(500),
            runtime=5,
        params:
            pairs=[pair.name for pair in PAIRS],
            library=lib("select_pairs"),
        message:
            "Listing pairs"
        script:
            "../scripts/select_pairs.py"
