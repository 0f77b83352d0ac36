"""From a template and plain values to a PDF that a screen reader follows and an archive keeps."""

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import typst

from reports.typesetting.glyphs import FONTS, drawable

TEMPLATES = Path(__file__).parent / "templates"
REGIONS = {"fr": "FR", "en": "GB"}


def typeset(template: str, data: Mapping[str, object], *, language: str, at: datetime) -> bytes:
    """Return a template filled with `data`, as PDF/UA-1 and PDF/A-2a.

    Texts in `data` stay texts, whatever they hold. `data["title"]` is the title of the file, and
    `at` its date: the same arguments give the same bytes. No other font, file or package than
    ours is read.

    Raises:
        ValueError: a picture has no alternative text, or the template is at fault.
    """
    values = {**data, "language": language, "region": REGIONS.get(language, language.upper())}
    try:
        return typst.compile(
            TEMPLATES / f"{template}.typ",
            root=TEMPLATES,
            font_paths=[FONTS],
            ignore_system_fonts=True,
            sys_inputs={"data": json.dumps(drawable(values), ensure_ascii=False)},
            format="pdf",
            pdf_standards=["ua-1", "a-2a"],  # for screen readers; to be kept for long
            timestamp=int(at.timestamp()),
        )
    except typst.TypstError as error:
        raise ValueError(f"{template}: {error}") from error
