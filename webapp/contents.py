"""Texts of référentiels on pages: in the reader's language where there is one, else marked."""

import re
from collections.abc import Iterator, Mapping

from flask import Flask
from markupsafe import Markup, escape

from referentiel.base import Texts, in_language, written_in
from webapp.labels import language

LONGEST_LINE = 120  # characters of a label in a list


def content(texts: Texts, key: str = "label", most: int = 0) -> Markup:
    """Return a text, with its language where it is not that of the page, cut at `most`."""
    text = in_language(texts, key, language())
    if most and len(text) > most:
        text = text[: most - 1].rstrip() + "…"
    code = written_in(texts, language(), key)
    if code in ("", language()):
        return escape(text)
    return Markup('<span lang="{}">{}</span>').format(code, text)


def short(texts: Texts, key: str = "label") -> Markup:
    """Return a text cut to the length of a line in a list; it stands whole on its own page."""
    return content(texts, key, LONGEST_LINE)


def breaking(text: str) -> Markup:
    """Return a text in which a line may break after the strokes that join words."""
    return Markup(re.sub(r"(?<=\w)/(?=\w)", "/<wbr>", escape(text)))  # noqa: S704 -- escaped


def flat(values: Mapping[str, object], name: str = "") -> Iterator[tuple[str, str]]:
    """Return what a foreign file said, as lines: where it said it, and what."""
    for key, value in values.items():
        where = f"{name}.{key}" if name else key
        if isinstance(value, Mapping):
            yield from flat(value, where)
        elif isinstance(value, list) and any(isinstance(it, Mapping | list) for it in value):
            yield from flat({str(place): it for place, it in enumerate(value, start=1)}, where)
        elif isinstance(value, list):
            yield where, ", ".join(str(it) for it in value)
        elif value not in (None, ""):
            yield where, str(value)


def register(app: Flask) -> None:
    """Give the templates of `app` these filters."""
    for name in (content, short, breaking, flat):
        app.add_template_filter(name)
