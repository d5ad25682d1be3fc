# Packages of the maps for other programs.


def packaged(wildcards):
    """The files that the packages of an assessment hold."""
    return packaged_files(plan, wildcards.assessment)


rule write_project:
    input:
        files=lambda wildcards: [file.path for file in packaged(wildcards)],
    output:
        project="results/{assessment}/scarpwatch.qgz",
    conda:
        "../envs/report.yaml"
    params:
        listed=lambda wildcards: package_record(packaged(wildcards)),
        provenance=provenance(cfg),
    message:
        "Writing the project for QGIS, {wildcards.assessment}"
    script:
        "../scripts/write_project.py"


rule write_kmz:
    input:
        units=lambda wildcards: main_map(plan, wildcards.assessment, ".gpkg"),
        classes=lambda wildcards: main_map(plan, wildcards.assessment, "_class.tif"),
        points=dated_file("deformation/points.gpkg", plan.has_series),
    output:
        package="results/{assessment}/scarpwatch.kmz",
    conda:
        "../envs/report.yaml"
    params:
        model=lambda wildcards: main_model(plan, wildcards.assessment),
        breaks=class_breaks(cfg),
        provenance=provenance(cfg),
    message:
        "Writing the package for Google Earth, {wildcards.assessment}"
    script:
        "../scripts/write_kmz.py"


rule write_stac:
    input:
        files=lambda wildcards: [file.path for file in packaged(wildcards)],
        quality=dated_file("deformation/quality.json"),
    output:
        folder=directory("results/{assessment}/stac"),
    conda:
        "../envs/report.yaml"
    params:
        listed=lambda wildcards: package_record(packaged(wildcards)),
        provenance=provenance(cfg),
    message:
        "Writing the catalogue of files, {wildcards.assessment}"
    script:
        "../scripts/write_stac.py"


if plan.has_sar:

    rule style_deformation:
        input:
            rasters=expand("results/{{until}}/deformation/{name}.tif", name=deformation_roles(plan)),
        output:
            styles=expand("results/{{until}}/deformation/{name}.qml", name=deformation_roles(plan)),
        conda:
            "../envs/report.yaml"
        params:
            roles=list(deformation_roles(plan).values()),
        message:
            "Styling the deformation rasters for QGIS, {wildcards.until}"
        script:
            "../scripts/style_deformation.py"
