# The demo's inputs and truth, simulated over real terrain. Nothing else in the workflow reads the truth.
DEMO_GEOMETRY = [*plan.layers, "look_angle"]
ORBITS = {
    f"{scene.date:%Y%m%d}": [scene.perpendicular_baseline_m, scene.parallel_baseline_m]
    for scene in plan.stack.scenes
}


rule simulate_ground:
    output:
        dem="results/demo/dem.tif",
        ndvi="results/demo/ndvi.tif",
        lithology="results/demo/lithology.gpkg",
        faults="results/demo/faults.gpkg",
        roads="results/demo/roads.gpkg",
        ground="results/demo/truth/ground.tif",
    conda:
        "../envs/terrain.yaml"
    params:
        demo={key: settings(cfg.demo)[key] for key in ("resolution_m", "size_km", "dem_error_m")},
        seed=cfg.seed,
    message:
        "Simulating the demo's ground"
    script:
        "../scripts/simulate_ground.py"


rule simulate_geometry:
    input:
        ground="results/demo/truth/ground.tif",
    output:
        geometry=expand("results/demo/geometry/{layer}.tif", layer=DEMO_GEOMETRY),
        truth="results/demo/truth/radar.tif",
    conda:
        "../envs/insar.yaml"
    resources:
        mem_mb=memory(3000),
    params:
        demo=settings(cfg.demo, "scenes", "landslides", "landslide_units", "rate_effect"),
        looks=plan.looks,
        seed=cfg.seed,
    message:
        "Simulating the demo's radar geometry"
    script:
        "../scripts/simulate_geometry.py"


rule simulate_scene:
    input:
        ground="results/demo/truth/ground.tif",
    output:
        scene="results/demo/scenes/{date}.tif",
    conda:
        "../envs/insar.yaml"
    params:
        demo=settings(cfg.demo, "scenes", "landslides", "landslide_units", "rate_effect"),
        baselines=lambda wildcards: ORBITS[wildcards.date],
        looks=plan.looks,
        seed=cfg.seed,
    message:
        "Simulating scene {wildcards.date}"
    script:
        "../scripts/simulate_scene.py"


rule simulate_inventory:
    input:
        ground="results/demo/truth/ground.tif",
        ndvi="results/demo/ndvi.tif",
        faults="results/demo/faults.gpkg",
        roads="results/demo/roads.gpkg",
    output:
        inventory="results/demo/landslides.gpkg",
        units="results/demo/truth/units.parquet",
    conda:
        "../envs/terrain.yaml"
    resources:
        mem_mb=memory(2000),
    params:
        demo=settings(cfg.demo, "scenes"),
        units=plan.unit_parameters,
        distance_cap_m=cfg.factors.distance_cap_m,
        seed=cfg.seed,
    message:
        "Simulating the demo's landslide inventory"
    script:
        "../scripts/simulate_inventory.py"


rule compare_truth:
    input:
        ground="results/demo/truth/ground.tif",
        truth="results/demo/truth/radar.tif",
        velocity="results/{until}/deformation/velocity.nc",
        quality_mask="results/{until}/deformation/quality_mask.tif",
        quality="results/{until}/deformation/quality.json",
        unwrapped=pair_files("unwrapped"),
        coherence=pair_files("coherence"),
        network="results/{until}/network.tsv",
        height="results/stack/geometry/height.tif",
        slant_range="results/stack/geometry/slant_range.tif",
        incidence="results/stack/geometry/incidence.tif",
    output:
        summary="results/{until}/truth.json",
        sample="results/{until}/truth_sample.npz",
    conda:
        "../envs/insar.yaml"
    resources:
        mem_mb=memory(3000),
        runtime=20,
    params:
        demo=settings(cfg.demo, "scenes", "landslides", "landslide_units", "rate_effect"),
        orbits=lambda wildcards: [
            (scene.date.isoformat(), [scene.perpendicular_baseline_m, scene.parallel_baseline_m])
            for scene in plan.stack.scenes
            if scene.date.isoformat() <= wildcards.until
        ],
        looks=plan.looks,
        seed=cfg.seed,
        weights=cfg.inversion.weights,
        min_temporal_coherence=cfg.quality.min_temporal_coherence,
        corrections=settings(cfg.corrections, "turbulence_filter"),
    message:
        "Comparing the deformation rate with the demo's truth, {wildcards.until}"
    script:
        "../scripts/compare_truth.py"
