"""Our press: PDF that a screen reader follows and an archive keeps, and drawings as pixels."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import typst

from reports.typesetting.glyphs import FONTS, drawable

TEMPLATES = Path(__file__).parent / "templates"
REGIONS = {"fr": "FR", "en": "GB"}
PER_INCH = 96  # pixels of a drawing


def typeset(template: str, data: Mapping[str, object], *, language: str, at: datetime) -> bytes:
    """Return a template filled with `data`, as PDF/UA-1 and PDF/A-2a.

    Texts in `data` stay texts, whatever they hold. `data["title"]` is the title of the file, and
    `at` its date: the same arguments give the same bytes. No other font, file or package than
    ours is read.

    Raises:
        ValueError: a picture has no alternative text, or the template is at fault.
    """
    values = {**data, "language": language, "region": REGIONS.get(language, language.upper())}
    with _named(template):
        made: bytes = typst.compile(
            **_sources(template, values),
            format="pdf",
            pdf_standards=["ua-1", "a-2a"],  # for screen readers; to be kept for long
            timestamp=int(at.timestamp()),
        )
    return made


def rasterised(drawing: str, *, scale: float = 2) -> bytes:
    """Return a drawing as PNG, `scale` times as many pixels wide and high as it says of itself.

    It is drawn on white, in no other font than ours; the same drawing gives the same bytes.

    Raises:
        ValueError: the drawing cannot be read.
    """
    with _named("picture"):
        made: bytes = typst.compile(
            **_sources("picture", {"svg": drawing}), format="png", ppi=scale * PER_INCH
        )
    return made


@contextmanager
def _named(template: str) -> Iterator[None]:
    """Say of which template a failure comes."""
    try:
        yield
    except typst.TypstError as error:
        raise ValueError(f"{template}: {error}") from error


def _sources(template: str, values: Mapping[str, object]) -> dict[str, Any]:
    """Return all that a file is made of, and nothing of the machine."""
    return {
        "input": TEMPLATES / f"{template}.typ",
        "root": TEMPLATES,
        "font_paths": [FONTS],
        "ignore_system_fonts": True,
        "sys_inputs": {"data": json.dumps(drawable(values), ensure_ascii=False)},
    }
