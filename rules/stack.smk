# The check of all inputs, and the stack: geometry, one file per date, the tables of scenes and pairs.
LISTING = plan.stack.listing if plan.has_sar else None  # of a family's folder


rule validate_inputs:
    input:
        files=given(checked_files(plan)),
    output:
        validation="results/validation.json",
    conda:
        "../envs/terrain.yaml"
    resources:
        mem_mb=memory(2000),
        runtime=20,
    params:
        config=cfg.model_dump(mode="json"),
        content=content_of(checked_files(plan), photos_of(plan)),
        recognised=plan.recognised,
        until=plan.until,
    message:
        "Validating inputs"
    script:
        "../scripts/validate_inputs.py"


if plan.form == "scenes":

    rule prepare_geometry:
        input:
            layers=given(plan.stack.geometry_files),
        output:
            multilooked=expand("results/stack/geometry/{layer}.tif", layer=plan.layers),
        conda:
            "../envs/insar.yaml"
        resources:
            mem_mb=memory(2000),
            runtime=20,
        params:
            looks=plan.looks,
            content=content_of(plan.stack.geometry_files),
        message:
            "Preparing the geometry of the stack"
        script:
            "../scripts/prepare_geometry.py"


if plan.form == "scenes" and LISTING is None:

    rule prepare_scene:
        input:
            scene=lambda wildcards: given(plan.stack.scene_files[wildcards.date]),
            geometry=given(plan.stack.flattening_files),
        output:
            slc="results/stack/slc/{date}.tif",
        conda:
            "../envs/insar.yaml"
        resources:
            mem_mb=memory(2000),
            runtime=20,
        params:
            tags=lambda wildcards: scene_tags(plan.stack, cfg, wildcards.date),
            content=lambda wildcards: content(
                plan.stack.scene_files[wildcards.date], plan.stack.flattening_files
            ),
        message:
            "Preparing scene {wildcards.date}"
        script:
            "../scripts/prepare_scene.py"


if plan.form == "scenes" and LISTING is not None:

    rule read_scene_geometry:
        input:
            files=given(containers({**LISTING.geometry, **LISTING.scenes[0].files})),
            dem="results/factors/dem.tif",
        output:
            layers=expand("results/stack/source/{layer}.tif", layer=plan.layers),
        conda:
            "../envs/insar.yaml"
        resources:
            mem_mb=memory(4000),
            runtime=60,
        params:
            family=plan.source,
            folder=str(cfg.sar.folder),
            files={**LISTING.geometry, **LISTING.scenes[0].files},
            content=content_of(LISTING.geometry.values(), LISTING.scenes[0].files.values()),
        message:
            "Reading the geometry of the stack"
        script:
            "../scripts/read_scene_geometry.py"

    rule read_scene:
        input:
            files=lambda wildcards: given(containers(LISTING.scene(wildcards.date).files)),
            geometry=expand("results/stack/source/{layer}.tif", layer=plan.layers),
        output:
            slc="results/stack/slc/{date}.tif",
        conda:
            "../envs/insar.yaml"
        resources:
            mem_mb=memory(4000),
            runtime=30,
        params:
            family=plan.source,
            files=lambda wildcards: dict(LISTING.scene(wildcards.date).files),
            known=lambda wildcards: dict(LISTING.scene(wildcards.date).known),
            content=lambda wildcards: content(LISTING.scene(wildcards.date).files.values()),
        message:
            "Reading scene {wildcards.date}"
        script:
            "../scripts/read_scene.py"


if plan.form == "pairs":

    rule read_pair_geometry:
        input:
            files=given(containers(LISTING.pairs[0].files)),
            geometry=given(containers(LISTING.geometry)),
            dem=given(cfg.factors.dem),
        output:
            **{name: f"results/stack/geometry/{name}.tif" for name in plan.layers},
        conda:
            "../envs/insar.yaml"
        resources:
            mem_mb=memory(2000),
            runtime=20,
        params:
            family=plan.source,
            folder=str(cfg.sar.folder),
            files=dict(LISTING.geometry),
            first=LISTING.pairs[0].name,
            pair=dict(LISTING.pairs[0].files),
            known=dict(LISTING.pairs[0].known),
            dem_band=cfg.factors.dem_band,
            content=content_of(LISTING.pairs[0].files.values(), LISTING.geometry.values(), cfg.factors.dem),
        message:
            "Reading the geometry of the stack"
        script:
            "../scripts/read_pair_geometry.py"

    rule read_pair:
        input:
            files=lambda wildcards: given(containers(LISTING.pair(wildcards.pair).files)),
            grid="results/stack/geometry/slant_range.tif",
        output:
            unwrapped="results/pairs/unwrapped/{pair}.tif",
            coherence="results/pairs/coherence/{pair}.tif",
            components="results/pairs/components/{pair}.tif",
        conda:
            "../envs/insar.yaml"
        params:
            family=plan.source,
            files=lambda wildcards: dict(LISTING.pair(wildcards.pair).files),
            known=lambda wildcards: dict(LISTING.pair(wildcards.pair).known),
            backwards=lambda wildcards: LISTING.pair(wildcards.pair).backwards,
            content=lambda wildcards: content(LISTING.pair(wildcards.pair).files.values()),
        message:
            "Reading interferogram {wildcards.pair}"
        script:
            "../scripts/read_pair.py"


if plan.form == "deformation":

    include: "ready.smk"


if plan.has_pairs:

    rule list_scenes:
        input:
            files=(
                expand("results/pairs/unwrapped/{pair}.tif", pair=[pair.name for pair in plan.pairs])
                if plan.form == "pairs"
                else expand("results/stack/slc/{date:%Y%m%d}.tif", date=plan.dates)
            ),
        output:
            scenes="results/stack/scenes.tsv",
        conda:
            "../envs/insar.yaml"
        params:
            sources={} if plan.form == "pairs" else plan.stack.scene_files,
            pairs=plan.form == "pairs",
        message:
            "Listing scenes and baselines"
        script:
            "../scripts/list_scenes.py"

    rule select_pairs:
        input:
            scenes="results/stack/scenes.tsv",
        output:
            pairs="results/pairs/pairs.tsv",
        conda:
            "../envs/insar.yaml"
        params:
            pairs=[pair.name for pair in plan.pairs],
        message:
            "Listing pairs"
        script:
            "../scripts/select_pairs.py"
