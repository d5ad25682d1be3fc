import pytest
from figure_inputs import UNTIL, area_job, make_area, picture_size, step

from plot_deformation import main


@pytest.fixture(scope="module")
def area(tmp_path_factory):
    return make_area(tmp_path_factory.mktemp("area"))


def job(area, folder, *, models=True, points=()):
    files = area_job(area, models=models)
    deformation = area / "results" / UNTIL / "deformation"
    names = ("rate", "cumulative", "rate_sigma", "temporal_coherence")
    return step(
        {
            **{name: deformation / f"{name}.tif" for name in names},
            "remark": deformation / "temporal_coherence_remark.tif",
            "quality": deformation / "quality.json",
            "inventory": files["inventory"],
            "points": points,
        },
        {"deformation": folder / "deformation.png", "quality": folder / "deformation_quality.png"},
        {"inventory": files["settings"], "dpi": 60},
    )


def test_both_pictures_are_drawn_the_same_twice(area, tmp_path):
    for name in ("a", "b"):
        main(job(area, tmp_path / name))
    for picture in ("deformation.png", "deformation_quality.png"):
        assert (tmp_path / "a" / picture).read_bytes() == (tmp_path / "b" / picture).read_bytes()
        assert picture_size(tmp_path / "a" / picture)[0] > 400


def test_landslides_are_drawn_where_there_is_an_inventory(area, tmp_path):
    main(job(area, tmp_path / "a"))
    main(job(area, tmp_path / "b", models=False))
    with_slides, without = (tmp_path / name / "deformation.png" for name in "ab")
    assert with_slides.read_bytes() != without.read_bytes()


def test_the_points_of_the_series_are_marked(area, tmp_path):
    table = tmp_path / "points.csv"
    table.write_text("name,longitude,latitude\nA,-84.5,36.45\nB,-84.48,36.44\n")
    main(job(area, tmp_path / "a", points=table))
    main(job(area, tmp_path / "b"))
    marked, bare = (tmp_path / name / "deformation.png" for name in "ab")
    assert marked.read_bytes() != bare.read_bytes()
