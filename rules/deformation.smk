# From coregistered scenes to deformation rate and cumulative deformation on the analysis grid.

if plan.form == "scenes":

    # Asked for by people alone: the steps go on with what unwrap_phase makes of the images.
    rule form_interferogram:
        input:
            reference=lambda wildcards: f"results/stack/slc/{wildcards.pair[:8]}.tif",
            secondary=lambda wildcards: f"results/stack/slc/{wildcards.pair[9:]}.tif",
            height="results/stack/geometry/height.tif",
        output:
            interferogram="results/pairs/interferograms/{pair}.tif",
        conda:
            "../envs/insar.yaml"
        params:
            looks=plan.looks,
        message:
            "Forming interferogram {wildcards.pair}"
        script:
            "../scripts/form_interferogram.py"

    # One rule for each date that is the later one of pairs, since they differ in number. The name of a rule must tell
    # its date, and the step is the same.
    for later, earlier in earlier_dates(plan.pairs).items():

        rule:
            name:
                f"unwrap_phase_{later}"
            input:
                references=expand("results/stack/slc/{date}.tif", date=earlier),
                secondary=f"results/stack/slc/{later}.tif",
                height="results/stack/geometry/height.tif",
                mask=plan.mask,
            output:
                coherence=expand(
                    "results/pairs/coherence/{pair}.tif", pair=[f"{date}_{later}" for date in earlier]
                ),
                unwrapped=expand(
                    "results/pairs/unwrapped/{pair}.tif", pair=[f"{date}_{later}" for date in earlier]
                ),
                components=expand(
                    "results/pairs/components/{pair}.tif", pair=[f"{date}_{later}" for date in earlier]
                ),
            log:
                f"results/logs/unwrap_phase/{later}.log",
            group:
                "pair"
            conda:
                "../envs/insar.yaml"
            resources:
                mem_mb=memory(2500),
                runtime=30 * len(earlier),
            params:
                looks=plan.looks,
                unwrapping=settings(cfg.unwrapping),
                goldstein_alpha=cfg.interferograms.goldstein_alpha,
            message:
                f"Unwrapping the pairs of {later} with earlier dates"
            script:
                "../scripts/unwrap_phase.py"


if plan.has_pairs:
    # From the first scenes alone, so that a new scene does not move the reference and assessments compare.
    # Where these make no pair (ready pairs may all be longer), those of the first scene that makes one are taken.
    REFERENCE_UNTIL = max(
        plan.dates[: cfg.inversion.reference_scenes][-1],
        min((pair.secondary for pair in plan.pairs), default=plan.dates[-1]),
    )
    REFERENCE_PAIRS = [pair.name for pair in plan.pairs if pair.secondary <= REFERENCE_UNTIL]

    rule choose_reference:
        input:
            unwrapped=expand("results/pairs/unwrapped/{pair}.tif", pair=REFERENCE_PAIRS),
            coherence=expand("results/pairs/coherence/{pair}.tif", pair=REFERENCE_PAIRS),
            height="results/stack/geometry/height.tif",
            position=plan.position,
            mask=plan.mask,
        output:
            reference="results/stack/reference.json",
        conda:
            "../envs/insar.yaml"
        resources:
            mem_mb=memory(2000),
            runtime=30,
        params:
            window=cfg.inversion.reference_window,
            scenes=cfg.inversion.reference_scenes,
            reference=settings(cfg.inversion)["reference"],
            min_coherence=cfg.inversion.reference_min_coherence,
            min_pair_coherence=cfg.network.min_coherence,
        message:
            "Choosing the reference window"
        script:
            "../scripts/choose_reference.py"

    rule screen_pairs:
        input:
            unwrapped=pair_files("unwrapped"),
            coherence=pair_files("coherence"),
            reference="results/stack/reference.json",
        output:
            network="results/{until}/network.tsv",
            summary="results/{until}/network.json",
        conda:
            "../envs/insar.yaml"
        params:
            min_coherence=cfg.network.min_coherence,
            if_disconnected=cfg.network.if_disconnected,
        message:
            "Screening pairs and referring them to the reference window, {wildcards.until}"
        script:
            "../scripts/screen_pairs.py"

    rule close_triplets:
        input:
            unwrapped=pair_files("unwrapped"),
            components=pair_files("components"),
            coherence=pair_files("coherence"),
            network="results/{until}/network.tsv",
            reference="results/stack/reference.json",
        output:
            nonzero_share="results/{until}/closure/nonzero_share.tif",
            flagged_share="results/{until}/closure/flagged_share.tif",
            phase_bias="results/{until}/closure/phase_bias.tif",
            cycles="results/{until}/closure/cycles.tif",
            pairs="results/{until}/closure/pairs.tsv",
            summary="results/{until}/closure/summary.json",
        conda:
            "../envs/insar.yaml"
        resources:
            mem_mb=memory(cfg.inversion.memory_mb),
            block_mb=cfg.inversion.memory_mb,  # the same at every attempt, and so are the bytes of the result
            runtime=30,
        params:
            closure=settings(cfg.closure),
            absolute=plan.form == "scenes",
        message:
            "Checking triplet closure and repairing unwrapping errors, {wildcards.until}"
        script:
            "../scripts/close_triplets.py"

    rule invert_network:
        input:
            unwrapped=pair_files("unwrapped"),
            coherence=pair_files("coherence"),
            network="results/{until}/network.tsv",
            cycles="results/{until}/closure/cycles.tif",
            reference="results/stack/reference.json",
        output:
            series="results/{until}/deformation/uncorrected.nc",
            reference="results/{until}/reference.json",
        conda:
            "../envs/insar.yaml"
        resources:
            mem_mb=memory(cfg.inversion.memory_mb),
            block_mb=cfg.inversion.memory_mb,  # the same at every attempt, and so are the bytes of the result
            runtime=60,
        params:
            inversion={"weights": cfg.inversion.weights, "robust": cfg.inversion.robust},
        message:
            "Inverting the network, {wildcards.until}"
        script:
            "../scripts/invert_network.py"

    rule correct_series:
        input:
            series="results/{until}/deformation/uncorrected.nc",
            network="results/{until}/network.tsv",
            height="results/stack/geometry/height.tif",
            slant_range="results/stack/geometry/slant_range.tif",
            incidence="results/stack/geometry/incidence.tif",
            position=plan.position,
            delays=delay_files,
        output:
            series="results/{until}/deformation/timeseries.nc",
            summary="results/{until}/deformation/corrections.json",
        conda:
            "../envs/insar.yaml"
        resources:
            mem_mb=memory(4000),
            runtime=30,
        params:
            min_temporal_coherence=cfg.quality.min_temporal_coherence,
            corrections=settings(cfg.corrections, "turbulence_filter"),
            velocity=motion_settings(cfg),
            content=lambda wildcards: content(delay_files(wildcards)),
        message:
            "Correcting the displacement series, {wildcards.until}"
        script:
            "../scripts/correct_series.py"


if plan.has_series:

    if cfg.corrections.turbulence_filter:

        rule filter_series:
            input:
                series="results/{until}/deformation/timeseries.nc",
                velocity="results/{until}/deformation/velocity.nc",
                position=plan.position,
            output:
                series="results/{until}/deformation/filtered.nc",
            conda:
                "../envs/insar.yaml"
            resources:
                mem_mb=memory(2000),
                runtime=30,
            params:
                min_temporal_coherence=cfg.quality.min_temporal_coherence,
                filter=settings(cfg.corrections.turbulence_filter),
            message:
                "Filtering turbulence from the displacement series for display, {wildcards.until}"
            script:
                "../scripts/filter_series.py"

    rule estimate_velocity:
        input:
            series="results/{until}/deformation/timeseries.nc",
            network="results/{until}/network.tsv" if plan.has_pairs else [],
        output:
            velocity="results/{until}/deformation/velocity.nc",
        conda:
            "../envs/insar.yaml"
        resources:
            mem_mb=memory(4000),
            runtime=30,
        params:
            min_temporal_coherence=cfg.quality.min_temporal_coherence,
            velocity=motion_settings(cfg),
        message:
            "Estimating deformation rate, {wildcards.until}"
        script:
            "../scripts/estimate_velocity.py"


if plan.has_sar:

    rule mask_quality:
        input:
            series="results/{until}/deformation/timeseries.nc",
            velocity="results/{until}/deformation/velocity.nc",
            closure="results/{until}/closure/nonzero_share.tif" if plan.has_pairs else [],
            phase_bias="results/{until}/closure/phase_bias.tif" if plan.has_pairs else [],
            height="results/stack/geometry/height.tif",
            mask=plan.mask,
        output:
            mask="results/{until}/deformation/quality_mask.tif",
            quality="results/{until}/deformation/quality.json",
        conda:
            "../envs/insar.yaml"
        resources:
            mem_mb=memory(2000),
        params:
            quality=settings(cfg.quality),
            if_disconnected=cfg.network.if_disconnected,
        message:
            "Masking pixels by quality, {wildcards.until}"
        script:
            "../scripts/mask_quality.py"

    rule geocode_deformation:
        input:
            velocity="results/{until}/deformation/velocity.nc",
            quality_mask="results/{until}/deformation/quality_mask.tif",
            quality="results/{until}/deformation/quality.json",
            height="results/stack/geometry/height.tif",
            position=plan.position,
            mask=plan.mask,
            dem="results/factors/dem.tif",
        output:
            rate="results/{until}/deformation/rate.tif",
            rate_sigma="results/{until}/deformation/rate_sigma.tif",
            cumulative="results/{until}/deformation/cumulative.tif",
            temporal_coherence="results/{until}/deformation/temporal_coherence.tif",
            remark="results/{until}/deformation/temporal_coherence_remark.tif",
            remark_classes="results/{until}/deformation/temporal_coherence_remark.tif.aux.xml",
            reasons="results/{until}/deformation/quality_mask_map.tif",
            reason_classes="results/{until}/deformation/quality_mask_map.tif.aux.xml",
            registration="results/{until}/deformation/registration.json",
        conda:
            "../envs/insar.yaml"
        resources:
            mem_mb=memory(4000),
            runtime=30,
        params:
            resampling=cfg.grid.resampling,
            provenance=provenance(cfg, DEFORMATION),
        message:
            "Geocoding deformation, {wildcards.until}"
        script:
            "../scripts/geocode_deformation.py"

    rule tabulate_points:
        input:
            series="results/{until}/deformation/timeseries.nc",
            velocity="results/{until}/deformation/velocity.nc",
            quality_mask="results/{until}/deformation/quality_mask.tif",
            rate="results/{until}/deformation/rate.tif",
            units="results/units/slope_units.tif" if plan.has_models else [],
            position=plan.position,
        output:
            points="results/{until}/deformation/points.gpkg",
            table="results/{until}/deformation/points.csv",
        conda:
            "../envs/insar.yaml"
        params:
            points=settings(cfg.points),
        message:
            "Extracting displacement series at points, {wildcards.until}"
        script:
            "../scripts/tabulate_points.py"

    rule export_pixels:
        input:
            series="results/{until}/deformation/timeseries.nc",
            velocity="results/{until}/deformation/velocity.nc",
            quality_mask="results/{until}/deformation/quality_mask.tif",
            position=plan.position,
        output:
            pixels="results/{until}/deformation/pixels.gpkg",
        conda:
            "../envs/insar.yaml"
        resources:
            mem_mb=memory(2000),
            runtime=60,
        message:
            "Exporting the series of all pixels, {wildcards.until}"
        script:
            "../scripts/export_pixels.py"

    rule export_mintpy:
        input:
            series="results/{until}/deformation/timeseries.nc",
            velocity="results/{until}/deformation/velocity.nc",
            quality_mask="results/{until}/deformation/quality_mask.tif",
            quality="results/{until}/deformation/quality.json",
            network="results/{until}/network.tsv" if plan.has_pairs else [],
            slant_range="results/stack/geometry/slant_range.tif" if "slant_range" in plan.layers else [],
            incidence="results/stack/geometry/incidence.tif" if "incidence" in plan.layers else [],
            position=plan.position,
            mask=plan.mask,
            dem="results/factors/dem.tif",
        output:
            timeseries="results/{until}/mintpy/timeseries.h5",
            velocity="results/{until}/mintpy/velocity.h5",
            geometry="results/{until}/mintpy/geometryGeo.h5",
        conda:
            "../envs/insar.yaml"
        resources:
            mem_mb=memory(2000),
            runtime=30,
        params:
            resampling=cfg.grid.resampling,
        message:
            "Exporting to MintPy, {wildcards.until}"
        script:
            "../scripts/export_mintpy.py"
