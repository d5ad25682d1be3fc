# Vertical and east motion from this run and a finished run of another track; and the look vector that it takes.
if plan.has_look:

    rule geocode_look:
        input:
            look=[f"results/stack/geometry/{name}.tif" for name in LOOK],
            position=plan.position,
            mask=plan.mask,
            dem="results/factors/dem.tif",
        output:
            look="results/stack/look_vector.tif",
        conda:
            "../envs/insar.yaml"
        resources:
            mem_mb=memory(3000),
            runtime=20,
        message:
            "Geocoding the look vector"
        script:
            "../scripts/geocode_look.py"


if plan.other_track:

    rule decompose_motion:
        input:
            **{name: given(path) for name, path in plan.other_track.files.items()},
            rate="results/{until}/deformation/rate.tif",
            sigma="results/{until}/deformation/rate_sigma.tif",
            quality="results/{until}/deformation/quality.json",
            look="results/stack/look_vector.tif",
            dem="results/factors/dem.tif",
        output:
            vertical="results/{until}/deformation/vertical.tif",
            vertical_sigma="results/{until}/deformation/vertical_sigma.tif",
            east="results/{until}/deformation/east.tif",
            east_sigma="results/{until}/deformation/east_sigma.tif",
            blind="results/{until}/deformation/blind.tif",
            blind_classes="results/{until}/deformation/blind.tif.aux.xml",
            summary="results/{until}/deformation/decomposition.json",
        conda:
            "../envs/terrain.yaml"
        resources:
            mem_mb=memory(4000),
            runtime=20,
        params:
            max_amplification=cfg.decomposition.max_amplification,
            provenance=provenance(cfg, (*DEFORMATION, "decomposition")),
            content=content_of(plan.other_track.files.values()),
        message:
            "Decomposing two tracks into vertical and east rates, {wildcards.until}"
        script:
            "../scripts/decompose_motion.py"

    rule plot_decomposition:
        input:
            vertical="results/{until}/deformation/vertical.tif",
            east="results/{until}/deformation/east.tif",
            blind="results/{until}/deformation/blind.tif",
        output:
            figure=png_and_pdf("results/{until}/figures/decomposition"),
        conda:
            "../envs/report.yaml"
        params:
            dpi=DPI,
        message:
            "Plotting vertical and east rates, {wildcards.until}"
        script:
            "../scripts/plot_decomposition.py"
