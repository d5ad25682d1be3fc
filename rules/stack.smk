# The check of all inputs, and the stack: geometry, one file per date, the tables of scenes and pairs.
rule validate_inputs:
    input:
        files=given(checked_files()),
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
        content=content_of(checked_files()),
        recognised=RECOGNISED,
        library=lib("validate_inputs"),
    message:
        "Recording what the inputs hold"
    script:
        "../scripts/validate_inputs.py"


if FORM == "scenes":

    rule prepare_geometry:
        input:
            layers=given(GEOMETRY_FILES),
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
            content=content_of(GEOMETRY_FILES),
            library=lib("prepare_geometry"),
        message:
            "Preparing the stack's geometry"
        script:
            "../scripts/prepare_geometry.py"


if FORM == "scenes" and not READ:

    rule prepare_scene:
        input:
            scene=lambda wildcards: given(FILES[wildcards.date]),
            grid=given(f"{GEOMETRY_FOLDER}/slant_range.tif"),
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
            content=lambda wildcards: content(FILES[wildcards.date], f"{GEOMETRY_FOLDER}/slant_range.tif"),
            library=lib("prepare_scene"),
        message:
            "Preparing scene {wildcards.date}"
        script:
            "../scripts/prepare_scene.py"


if FORM == "scenes" and READ:

    rule read_scene_geometry:
        input:
            files=given(containers({**SCENES.geometry, **SCENES.scenes[0].files})),
            dem="results/factors/dem.tif",
        output:
            layers=expand("results/stack/source/{layer}.tif", layer=LAYERS),
        log:
            "results/logs/read_scene_geometry.log",
        conda:
            "../envs/insar.yaml"
        resources:
            mem_mb=memory(4000),
            runtime=60,
        params:
            family=SOURCE,
            folder=str(cfg.sar.folder),
            files={**SCENES.geometry, **SCENES.scenes[0].files},
            content=content_of(SCENES.geometry.values(), SCENES.scenes[0].files.values()),
            library=lib("read_scene_geometry"),
        message:
            "Reading the geometry of the stack"
        script:
            "../scripts/read_scene_geometry.py"

    rule read_scene:
        input:
            files=lambda wildcards: given(containers(SCENES.scene(wildcards.date).files)),
            geometry=expand("results/stack/source/{layer}.tif", layer=LAYERS),
        output:
            slc="results/stack/slc/{date}.tif",
        log:
            "results/logs/read_scene/{date}.log",
        conda:
            "../envs/insar.yaml"
        resources:
            mem_mb=memory(4000),
            runtime=30,
        params:
            family=SOURCE,
            files=lambda wildcards: dict(SCENES.scene(wildcards.date).files),
            known=lambda wildcards: dict(SCENES.scene(wildcards.date).known),
            content=lambda wildcards: content(SCENES.scene(wildcards.date).files.values()),
            library=lib("read_scene"),
        message:
            "Reading scene {wildcards.date}"
        script:
            "../scripts/read_scene.py"


if FORM == "pairs":

    rule read_pair_geometry:
        input:
            files=given(containers(SCENES.pairs[0].files)),
            geometry=given(containers(SCENES.geometry)),
            dem=given(cfg.factors.dem),
        output:
            **{name: f"results/stack/geometry/{name}.tif" for name in LAYERS},
        log:
            "results/logs/read_pair_geometry.log",
        conda:
            "../envs/insar.yaml"
        resources:
            mem_mb=memory(2000),
            runtime=20,
        params:
            family=SOURCE,
            folder=str(cfg.sar.folder),
            files=dict(SCENES.geometry),
            first=SCENES.pairs[0].name,
            pair=dict(SCENES.pairs[0].files),
            known=dict(SCENES.pairs[0].known),
            dem_band=cfg.factors.dem_band,
            content=content_of(SCENES.pairs[0].files.values(), SCENES.geometry.values(), cfg.factors.dem),
            library=lib("read_pair_geometry"),
        message:
            "Reading the geometry of the stack"
        script:
            "../scripts/read_pair_geometry.py"

    rule read_pair:
        input:
            files=lambda wildcards: given(containers(SCENES.pair(wildcards.pair).files)),
            grid="results/stack/geometry/slant_range.tif",
        output:
            unwrapped="results/pairs/unwrapped/{pair}.tif",
            coherence="results/pairs/coherence/{pair}.tif",
            components="results/pairs/components/{pair}.tif",
        log:
            "results/logs/read_pair/{pair}.log",
        conda:
            "../envs/insar.yaml"
        resources:
            mem_mb=memory(1000),
            runtime=10,
        params:
            family=SOURCE,
            files=lambda wildcards: dict(SCENES.pair(wildcards.pair).files),
            known=lambda wildcards: dict(SCENES.pair(wildcards.pair).known),
            backwards=lambda wildcards: SCENES.pair(wildcards.pair).backwards,
            content=lambda wildcards: content(SCENES.pair(wildcards.pair).files.values()),
            library=lib("read_pair"),
        message:
            "Reading interferogram {wildcards.pair}"
        script:
            "../scripts/read_pair.py"


if FORM == "deformation":

    include: "ready.smk"


if HAS_PAIRS:

    rule list_scenes:
        input:
            files=(
                expand("results/pairs/unwrapped/{pair}.tif", pair=[pair.name for pair in PAIRS])
                if FORM == "pairs"
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
            sources={} if FORM == "pairs" else FILES,
            pairs=FORM == "pairs",
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
