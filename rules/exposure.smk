# What lies near and in the units, of features of the user's.


rule tabulate_exposure:
    input:
        polygons="results/units/units.gpkg" if plan.table else "results/units/slope_units.gpkg",
        dem=[] if plan.table else "results/factors/dem.tif",
        places=given(cfg.report.places.file if cfg.report.places else []),
        exposed=given([each.file for each in cfg.report.exposure.values()]),
    output:
        table="results/units/exposure.parquet",
    conda:
        "../envs/terrain.yaml"
    resources:
        mem_mb=memory(2000),
        runtime=30,
    params:
        places=settings(cfg.report.places, "file") if cfg.report.places else None,
        exposed={
            name: {"key": exposed_key(name), "layer": each.layer}
            for name, each in cfg.report.exposure.items()
        },
        content=content_of(
            cfg.report.places.file if cfg.report.places else [],
            [each.file for each in cfg.report.exposure.values()],
        ),
    message:
        "Tabulating places and exposure of the mapping units"
    script:
        "../scripts/tabulate_exposure.py"
