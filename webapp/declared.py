"""What every page says of the accessibility of the site, read once a request."""

from math import floor
from typing import Any

from babel.numbers import format_percent
from flask import g
from flask_babel import gettext as _
from sqlalchemy.exc import SQLAlchemyError

from surveys.accessibility import Conformity, conformity_in
from surveys.queries.site import CONFORMITY, fact_of
from webapp.clock import now
from webapp.database import get_session
from webapp.labels import language


def conformity_here() -> Conformity:
    """Return what may be declared today; a base that does not answer has no audit to show."""
    if "conformity" not in g:
        try:
            know(fact_of(get_session(), CONFORMITY))
        except SQLAlchemyError:
            know({})
    return Conformity(g.conformity)


def know(brief: dict[str, Any]) -> None:
    """Keep for this request what another query of it has already read."""
    g.conformity = conformity_in(brief, now().date())


def in_words(conformity: Conformity) -> str:
    """Return what the law has every page say."""
    words = {
        Conformity.FULL: _("totalement conforme"),
        Conformity.PARTIAL: _("partiellement conforme"),
        Conformity.NONE: _("non conforme"),
    }
    return str(words[conformity])


def share_in_words(share: float) -> str:
    """Return a share of criteria, cut and not rounded: only all of them make 100 %."""
    cut = floor(share * 1000) / 1000
    sign = "\u00a0%" if language() == "fr" else "%"
    return str(format_percent(cut, "0.#" + sign, locale=language()))
