"""The relations of SKOS and the states of a correspondence, in words that say their direction."""

import re
from typing import NamedTuple

from flask import Flask
from flask_babel import lazy_gettext as _

from referentiel.crosswalks import code_of
from referentiel.models.links import ACCEPTED, PENDING, REFUSED


class Relation(NamedTuple):
    """A relation, always said of the entry aimed at."""

    name: object
    option: object  # where it is chosen
    meaning: object


RELATION_WORDS = {
    "exactMatch": Relation(
        _("équivalente"),
        _("équivalente : elle dit la même chose"),
        _("Les deux disent la même chose : l’une peut toujours tenir lieu de l’autre."),
    ),
    "closeMatch": Relation(
        _("proche"),
        _("proche : elle dit presque la même chose"),
        _("Les deux disent presque la même chose : l’une tient souvent lieu de l’autre."),
    ),
    "broadMatch": Relation(
        _("plus large"),
        _("plus large : elle contient notre compétence"),
        _("L’entrée visée contient notre compétence, et d’autres choses encore."),
    ),
    "narrowMatch": Relation(
        _("plus étroite"),
        _("plus étroite : notre compétence la contient"),
        _("L’entrée visée n’est qu’une partie de notre compétence."),
    ),
    "relatedMatch": Relation(
        _("liée"),
        _("liée : elle y touche seulement"),
        _("Les deux se touchent, sans que l’une contienne l’autre ni en tienne lieu."),
    ),
}
STATUS_WORDS = {PENDING: _("à valider"), ACCEPTED: _("validée"), REFUSED: _("refusée")}
STATUS_TAGS = {PENDING: "draft", ACCEPTED: "live", REFUSED: "done"}


def typeset(text: str) -> str:
    """Return a label of elsewhere as French is printed; in the base it stays word for word."""
    text = re.sub(r" ([:;?!»])", "\u00a0\\1", text.replace("'", "’"))
    return text.replace("« ", "«\u00a0")


def register(app: Flask) -> None:
    """Give the templates of `app` these words."""
    app.add_template_filter(typeset)
    app.add_template_filter(code_of)
    app.jinja_env.globals.update(
        relation_words=RELATION_WORDS, status_words=STATUS_WORDS, status_tags=STATUS_TAGS
    )
