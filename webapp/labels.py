"""How values are written for the eye: figures of a report, days, times, paragraphs."""

import re
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from babel.dates import format_date
from babel.numbers import format_decimal, format_percent
from flask import Flask
from flask_babel import get_locale
from flask_babel import gettext as _
from markupsafe import Markup, escape

from reports.document import Cell, Column
from reports.exports.base import note_head
from webapp import crosswalk_words, role_words, version_words

PARIS = ZoneInfo("Europe/Paris")
BRITISH = "en_GB"  # English days: 13 February 2015
SMALL = 20  # below this count a share is said in people: « 7 sur 12 »


def language() -> str:
    """Return the code of the language of the page."""
    locale = get_locale()
    return locale.language if locale else "fr"


def figure(cell: Cell, column: Column) -> Markup:
    """Return a cell as it is read, by the unit and digits of its column."""
    if cell.state == "masked":
        return Markup('<span class="masked">{}</span>').format(_("masqué"))
    if cell.state == "empty" or cell.value is None:
        hidden = _("sans donnée")
        return Markup(
            '<span class="empty"><span aria-hidden="true">—</span>'
            '<span class="visually-hidden">{}</span></span>'
        ).format(hidden)
    return escape(plain_figure(cell, column))


def plain_figure(cell: Cell, column: Column) -> str:
    """Return the text of a shown cell."""
    value = cell.value
    if value is None or isinstance(value, str):
        return value or ""
    if column.unit == "share":
        return _share(float(value), cell.n, column.digits)
    digits = column.digits
    if column.unit in ("level", "steps") and isinstance(value, float):
        digits = max(digits, 1)
    return _decimal(value, digits)


def _share(value: float, n: int | None, digits: int) -> str:
    if n is not None and n < SMALL:
        return str(_("%(part)s sur %(whole)s", part=round(value * n), whole=n))
    sign = "\u00a0%" if language() == "fr" else "%"
    return format_percent(value, "0" + _decimals(digits) + sign, locale=language())


def _decimal(value: float, digits: int) -> str:
    if abs(value) < 0.5 * 10**-digits:
        value = 0  # never « −0,0 »
    text = format_decimal(value, "#,##0" + _decimals(digits), locale=language())
    return text.replace("-", "\u2212")


def _decimals(digits: int) -> str:
    return "." + "0" * digits if digits else ""


def weight(value: float) -> str:
    """Return a weight with no more digits than it has, three at most: 2, 1,5."""
    return str(format_decimal(value, "#,##0.###", locale=language()))


def day(value: date) -> str:
    """Return a date in full: 13 février 2015, 1er mars 2015; a moment is taken in Paris."""
    if isinstance(value, datetime):
        value = in_paris(value)
    if language() != "fr":
        return format_date(value, "long", locale=BRITISH)
    return re.sub(r"^1 ", "1er ", format_date(value, "long", locale="fr"))


def clock(value: time | datetime) -> str:
    """Return a time of day: 9 h 30 in French, 9:30 in English; a moment is taken in Paris."""
    if isinstance(value, datetime):
        value = in_paris(value).time()
    if language() != "fr":
        return f"{value.hour}:{value.minute:02d}"
    minutes = f"\u00a0{value.minute:02d}" if value.minute else ""
    return f"{value.hour}\u00a0h{minutes}"


def paris(value: datetime) -> str:
    """Return a moment, in Paris: 13 février 2015 à 9 h 30."""
    return str(_("%(day)s à %(clock)s", day=day(value), clock=clock(value)))


def in_paris(value: datetime) -> datetime:
    """Return the same moment on the clocks of Paris; a naive one is taken as UTC."""
    aware = value if value.tzinfo else value.replace(tzinfo=UTC)
    return aware.astimezone(PARIS)


def paragraphs(text: str) -> Markup:
    """Return escaped text, one paragraph per block between blank lines."""
    blocks = [block.strip() for block in re.split(r"\n\s*\n", text.replace("\r\n", "\n"))]
    return Markup("\n").join(
        Markup("<p>{}</p>").format(Markup("<br>").join(block.split("\n")))
        for block in blocks
        if block
    )


def register(app: Flask) -> None:
    """Give the templates of `app` these words."""
    for name in (figure, weight, day, clock, paris, paragraphs, note_head):
        app.add_template_filter(name)
    role_words.register(app)
    crosswalk_words.register(app)
    version_words.register(app)
