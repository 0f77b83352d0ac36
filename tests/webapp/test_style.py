"""The style page shows everything; the vendored chart library is the one we think it is."""

import re
from hashlib import sha256
from pathlib import Path

import pytest
from plotly.offline import get_plotlyjs_version

STATIC = Path(__file__).parents[2] / "webapp" / "static"
VENDORED = STATIC / "vendor" / f"plotly-{get_plotlyjs_version()}"
BUDGET = 30_000
PARTS = (
    "breadcrumb",
    "notice-demo",
    "stat-value",
    "tag-draft",
    "steps-bar",
    "scale-blanks",
    "scale-compact",
    "field-error",
    "error-summary",
    "masked",
    "empty",
    "chart-drawing",
)


def luminance(colour):
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def tokens(theme):
    """Return the colours of a theme; the dark block comes second in the sheet."""
    blocks = re.findall(r":root \{(.*?)\}", (STATIC / "style.css").read_text(), re.DOTALL)
    block = blocks[("light", "dark").index(theme)]
    found = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6});", block))
    return {k: "#" + "".join(c * 2 for c in v[1:]) if len(v) == 4 else v for k, v in found.items()}


READ = [
    *((ink, ground) for ink in ("ink", "muted", "accent") for ground in ("paper", "surface")),
    *((tone, f"{tone}-soft") for tone in ("info", "demo", "warning", "error", "accent")),
    *(("ink", f"{tone}-soft") for tone in ("info", "demo", "warning", "error", "accent")),
    ("error", "paper"),
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
    ("accent-strong", "accent-soft"),
]
SEEN = [
    (edge, ground) for edge in ("control", "focus", "accent") for ground in ("paper", "surface")
]


def test_the_style_page_shows_every_component(client):
    page = client.get("/style/").get_data(as_text=True)

    for part in PARTS:
        assert f'class="{part}' in page or f" {part}" in page, part


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), READ)
def test_what_is_read_has_a_contrast_of_4_5(theme, ink, ground):
    colours = tokens(theme)

    assert contrast(colours[ink], colours[ground]) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("edge", "ground"), SEEN)
def test_what_is_seen_has_a_contrast_of_3(theme, edge, ground):
    colours = tokens(theme)

    assert contrast(colours[edge], colours[ground]) >= 3


def test_the_sheet_stays_light_and_asks_nothing_of_another_site():
    sheet = (STATIC / "style.css").read_text()

    assert len(sheet.encode()) < BUDGET
    assert not re.search(r"@import|url\(|https?://", sheet)


def test_the_vendored_plotly_is_the_version_that_draws_our_figures():
    lines = (VENDORED / "CHECKSUMS").read_text().splitlines()
    written = {name: digest for digest, name in (line.split() for line in lines)}

    files = {p.name: sha256(p.read_bytes()).hexdigest() for p in VENDORED.iterdir()}

    del files["CHECKSUMS"]
    files = {name: digest for name, digest in files.items() if not name.endswith(".gz")}
    assert files == written
    assert f'"{get_plotlyjs_version()}"' in (VENDORED / "plotly.min.js").read_text()


def test_pages_and_the_rebuilding_script_name_the_vendored_version():
    root = STATIC.parents[1]
    version = get_plotlyjs_version()

    assert f"vendor/plotly-{version}/" in (root / "webapp/templates/macros/charts.html").read_text()
    assert f"version={version}\n" in (root / "tools/vendor.sh").read_text()
