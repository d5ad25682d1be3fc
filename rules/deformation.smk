# From coregistered scenes to deformation rate and cumulative deformation on the analysis grid.
BLOCK_ROWS = 128  # rows of all pairs that are held in memory at a time

if SOURCE in ("simulated", "slc_stack"):

    rule form_interferogram:
        message:
            "Forming interferogram {wildcards.pair}"
        input:
            reference=lambda wildcards: f"results/stack/slc/{wildcards.pair[:8]}.tif",
            secondary=lambda wildcards: f"results/stack/slc/{wildcards.pair[9:]}.tif",
            geometry=expand("results/stack/geometry/slc/{layer}.tif", layer=FULL_LAYERS),
            height="results/stack/geometry/height.tif",
        output:
            interferogram="results/pairs/interferograms/{pair}.tif",
            coherence="results/pairs/coherence/{pair}.tif",
        params:
            looks=LOOKS,
            library=lib("form_interferogram"),
        log:
            "results/logs/form_interferogram/{pair}.log",
        conda:
            "../envs/insar.yaml"
        group:
            "pair"
        resources:
            mem_mb=memory(2000),
            runtime=20,
        script:
            "../scripts/form_interferogram.py"

    rule unwrap_phase:
        message:
            "Unwrapping {wildcards.pair}"
        input:
            interferogram="results/pairs/interferograms/{pair}.tif",
            coherence="results/pairs/coherence/{pair}.tif",
            mask=MASK,
        output:
            unwrapped="results/pairs/unwrapped/{pair}.tif",
            components="results/pairs/components/{pair}.tif",
        params:
            unwrapping=settings(cfg.unwrapping),
            goldstein_alpha=cfg.interferograms.goldstein_alpha,
            library=lib("unwrap_phase"),
        log:
            "results/logs/unwrap_phase/{pair}.log",
        conda:
            "../envs/insar.yaml"
        group:
            "pair"
        resources:
            mem_mb=memory(2000),
            runtime=60,
        script:
            "../scripts/unwrap_phase.py"


if HAS_SAR:

    rule close_triplets:
        message:
            "Checking triplet closure, {wildcards.until}"
        input:
            unwrapped=pair_files("unwrapped"),
            coherence=pair_files("coherence"),
            reference="results/{until}/reference.json",
        output:
            share="results/{until}/closure/nonzero_share.tif",
            pairs="results/{until}/closure/pairs.tsv",
        params:
            block_rows=BLOCK_ROWS,
            library=lib("close_triplets"),
        log:
            "results/logs/close_triplets/{until}.log",
        conda:
            "../envs/insar.yaml"
        resources:
            mem_mb=memory(2000),
            runtime=30,
        script:
            "../scripts/close_triplets.py"

    rule invert_network:
        message:
            "Inverting the network, {wildcards.until}"
        input:
            unwrapped=pair_files("unwrapped"),
            coherence=pair_files("coherence"),
            position=POSITION,
        output:
            series="results/{until}/deformation/uncorrected.nc",
            network="results/{until}/network.tsv",
            reference="results/{until}/reference.json",
        params:
            inversion=settings(cfg.inversion, "min_temporal_coherence"),
            block_rows=BLOCK_ROWS,
            library=lib("invert_network"),
        log:
            "results/logs/invert_network/{until}.log",
        conda:
            "../envs/insar.yaml"
        resources:
            mem_mb=memory(4000),
            runtime=60,
        script:
            "../scripts/invert_network.py"

    rule correct_series:
        message:
            "Correcting the displacement series, {wildcards.until}"
        input:
            series="results/{until}/deformation/uncorrected.nc",
            network="results/{until}/network.tsv",
            height="results/stack/geometry/height.tif",
            slant_range="results/stack/geometry/slant_range.tif",
            incidence="results/stack/geometry/incidence.tif",
        output:
            series="results/{until}/deformation/timeseries.nc",
            summary="results/{until}/deformation/corrections.json",
        params:
            inversion=settings(cfg.inversion),
            corrections=settings(cfg.corrections),
            velocity=settings(cfg.velocity),
            library=lib("correct_series"),
        log:
            "results/logs/correct_series/{until}.log",
        conda:
            "../envs/insar.yaml"
        resources:
            mem_mb=memory(4000),
            runtime=30,
        script:
            "../scripts/correct_series.py"

    rule estimate_velocity:
        message:
            "Estimating deformation rate, {wildcards.until}"
        input:
            series="results/{until}/deformation/timeseries.nc",
            position=POSITION,
        output:
            velocity="results/{until}/deformation/velocity.nc",
            quality="results/{until}/deformation/quality.json",
        params:
            inversion=settings(cfg.inversion),
            velocity=settings(cfg.velocity),
            if_disconnected=cfg.network.if_disconnected,
            library=lib("estimate_velocity"),
        log:
            "results/logs/estimate_velocity/{until}.log",
        conda:
            "../envs/insar.yaml"
        resources:
            mem_mb=memory(4000),
            runtime=30,
        script:
            "../scripts/estimate_velocity.py"

    rule geocode_deformation:
        message:
            "Geocoding deformation, {wildcards.until}"
        input:
            velocity="results/{until}/deformation/velocity.nc",
            quality="results/{until}/deformation/quality.json",
            height="results/stack/geometry/height.tif",
            position=POSITION,
            mask=MASK,
            dem="results/factors/dem.tif",
        output:
            rate="results/{until}/deformation/rate.tif",
            rate_sigma="results/{until}/deformation/rate_sigma.tif",
            cumulative="results/{until}/deformation/cumulative.tif",
            temporal_coherence="results/{until}/deformation/temporal_coherence.tif",
            registration="results/{until}/deformation/registration.json",
        params:
            library=lib("geocode_deformation"),
        log:
            "results/logs/geocode_deformation/{until}.log",
        conda:
            "../envs/insar.yaml"
        resources:
            mem_mb=memory(4000),
            runtime=30,
        script:
            "../scripts/geocode_deformation.py"
