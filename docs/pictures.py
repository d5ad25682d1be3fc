"""Make the pictures of README and gallery, and the gallery itself: `make pictures`, after `make demo-full`.

Figures are made smaller and keep their full colours: those of the README without loss, since its maps show that of "no data",
which would be taken for some value, those of the gallery with a loss that is not seen. The workflow is drawn by its own rule
from the links between the demo's rules, the report's first screen by a browser, if there is one.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from PIL import Image

DOCS = Path(__file__).parent
ROOT = DOCS.parent
CONFIG = ("config.yaml", "demo_full.yaml")
README = {"deformation": 900, "susceptibility": 760}  # figure -> width in pixels
WIDTH = 760  # of pictures of the gallery
QUALITY = 92  # of pictures with loss, of 100
MOST_BYTES = 450_000  # of a picture
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
SCREEN = (1400, 900)


class Shown(NamedTuple):
    """A picture of the gallery: pattern of the figure's name, heading, and what to see in it."""

    figure: str
    heading: str
    words: str


GALLERY = (
    Shown(
        "study_area",
        "The area",
        "Terrain, landslides of the inventory, what the radar covers, the reference.",
    ),
    Shown(
        "deformation",
        "Deformation",
        "Rate and cumulative displacement along the line of sight. Positive is towards the satellite; grey is no data.",
    ),
    Shown(
        "deformation_quality",
        "How good the rate is",
        "Its standard deviation, and how well the dates agree with each other (temporal coherence).",
    ),
    Shown(
        "series",
        "Displacement series",
        "Places that move, date by date, with what the model of the motion says.",
    ),
    Shown("network", "Interferograms", "Which dates were paired, and how coherent the pairs are."),
    Shown(
        "truth", "Against the truth", "In the demo the true motion is known: the estimated rate beside it."
    ),
    Shown("factors", "Factors", "What the models learn from, beside the deformation."),
    Shown("units", "Mapping units", "Slope units, delineated from the elevation, and how large they are."),
    Shown(
        "map_coupled_*", "The map", "Susceptibility of every unit, coupled model: one page for each model."
    ),
    Shown(
        "susceptibility",
        "All models",
        "Static models above, coupled models below. Hatched units are unlike the ground that the models know.",
    ),
    Shown(
        "class_shares", "What the classes hold", "Share of the ground and of the landslides in each class."
    ),
    Shown(
        "class_rates", "Classes and motion", "The deformation rate within the lower and the upper classes."
    ),
    Shown(
        "uncertainty",
        "How sure the index is",
        "Its standard deviation over models trained without a part of the units, and with other seeds.",
    ),
    Shown("roc", "How well landslides are found", "On units that the models were not trained on."),
    Shown(
        "errors",
        "Where models err",
        "Landslides missed and false alarms, on units that the models were not trained on.",
    ),
    Shown("importance", "What the models go by", "What each factor is worth, by three measures."),
    Shown("response", "How the index follows a factor", "Accumulated local effects of the leading factors."),
    Shown(
        "landslide_density",
        "How many landslides",
        "Landslides per area: observed and, where units hold several, expected.",
    ),
)


def smaller(image: Image.Image, width: int) -> Image.Image:
    """The image at a width in pixels, if it is wider."""
    image = image.convert("RGB")
    if image.width <= width:
        return image
    return image.resize((width, round(width * image.height / image.width)), Image.Resampling.LANCZOS)


def save(image: Image.Image, width: int, path: Path, source: str | Path, *, lossless: bool = False) -> None:
    """Write a picture as PNG or WebP, narrower than ``width`` if the file would be too large."""
    path.parent.mkdir(exist_ok=True, parents=True)
    webp = {"lossless": True, "method": 6} if lossless else {"quality": QUALITY, "method": 6}
    options = {"optimize": True} if path.suffix == ".png" else webp
    smaller(image, width).save(path, **options)
    while path.stat().st_size > MOST_BYTES:
        width = round(0.9 * min(width, image.width))
        smaller(image, width).save(path, **options)
    print(f"{path}: {path.stat().st_size / 1000:.0f} kB, from {source}")


def latest(results: Path, pattern: str) -> Path | None:
    """The figure of that name of the latest assessment, or nothing."""
    found = sorted(results.glob(f"*-*-*/figures/{pattern}.png"))
    return max(found, key=lambda path: (path.parts[-3], -found.index(path)), default=None)


def draw_workflow(assessment: str, path: Path) -> None:
    """Have the workflow draw the stages of the demo's run to an assessment."""
    with tempfile.TemporaryDirectory() as folder:
        figure = f"results/{assessment}/figures/workflow.png"
        command = [sys.executable, "-m", "snakemake", figure, "--cores", "1", "--directory", folder]
        command += [
            "-s",
            str(ROOT / "Snakefile"),
            "--configfile",
            *(str(ROOT / "config" / name) for name in CONFIG),
        ]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        if done.returncode:
            sys.exit(f"the workflow was not drawn:\n{done.stdout}\n{done.stderr}")
        with Image.open(Path(folder) / figure) as image:
            save(image, 1100, path, "the rules' dependencies")


def show_report(report: Path, path: Path) -> None:
    """Take a picture of the report's first screen, if there is a browser."""
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        print(f"no browser ({', '.join(BROWSERS)}): {path} is left as it is")
        return
    with tempfile.TemporaryDirectory() as folder:
        shot = Path(folder) / "report.png"
        command = [browser, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
        command += [f"--user-data-dir={folder}/profile", f"--window-size={SCREEN[0]},{SCREEN[1]}"]
        command += [f"--screenshot={shot}", report.resolve().as_uri()]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        with Image.open(shot) as image:
            save(image, 1000, path, report)


def page(pictures: Sequence[tuple[Shown, str]], report: str | None) -> str:
    """The gallery's text.

    Parameters
    ----------
    pictures : what is shown, and the path of its picture from the page
    report : path of the picture of the report's first screen, if there is one
    """
    lines = [
        "# Gallery",
        "",
        "<!-- made by `make pictures`: docs/pictures.py has the words -->",
        "",
        "What a run makes, shown on the demo: real terrain, with simulated radar data, landslides and factors, so nothing here",
        "is a map of a real hazard. All figures are in `results/<date>/figures/`, at full resolution; a few are left out here.",
        "",
    ]
    if report:
        lines += ["## The report", "", "One file for a browser, to be sent as it is.", ""]
        lines += [f"![First screen of the report]({report})", ""]
    for shown, path in pictures:
        lines += [
            f"## {shown.heading}",
            "",
            shown.words,
            "",
            f"![{shown.heading}: {shown.words}]({path})",
            "",
        ]
    lines += [
        "## How it hangs together",
        "",
        "Stages of the work, and which need which; the names are those of the rules.",
        "",
    ]
    lines += [
        "![Stages of the demo's run in boxes, with arrows from each to those that need it](images/workflow.png)"
    ]
    return "\n".join(lines) + "\n"


def figure_pictures(results: Path, docs: Path) -> list[tuple[Shown, str]]:
    """Write the pictures of figures; give those of the gallery with their paths from the page."""
    images = docs / "images"
    for name, width in README.items():
        figure = latest(results, name)
        if figure is None:
            sys.exit(f"no figure {name}.png below {results}: run `make demo-full` first")
        with Image.open(figure) as image:
            save(image, width, images / f"demo_{name}.webp", figure, lossless=True)
    pictures = []
    for shown in GALLERY:
        figure = latest(results, shown.figure)
        if figure is None:
            print(f"no figure {shown.figure} in this run: left out of the gallery")
        elif shown.figure in README:
            pictures.append((shown, f"images/demo_{shown.figure}.webp"))
        else:
            path = images / "gallery" / f"{shown.figure.replace('_*', '')}.webp"
            with Image.open(figure) as image:
                save(image, WIDTH, path, figure)
            pictures.append((shown, path.relative_to(docs).as_posix()))
    return pictures


def main(results: Path, docs: Path) -> None:
    """Write all pictures of the latest assessment below ``results`` into ``docs/images``, and the gallery."""
    reports = sorted(results.glob("*-*-*/report.html"))
    if not reports:
        sys.exit(f"no report below {results}: run `make demo-full` first")
    pictures = figure_pictures(results, docs)
    images = docs / "images"
    draw_workflow(reports[-1].parent.name, images / "workflow.png")
    screen = images / "gallery" / "report.webp"
    show_report(reports[-1], screen)
    for path in (images / "gallery").glob("*.webp"):
        if path != screen and path.relative_to(docs).as_posix() not in {shown for _, shown in pictures}:
            path.unlink()
    report = screen.relative_to(docs).as_posix() if screen.exists() else None
    (docs / "gallery.md").write_text(page(pictures, report), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), DOCS)
