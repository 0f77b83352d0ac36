"""A refusal, said in the language of the page."""

from flask_babel import gettext as _

from referentiel.base import Refusal


def said(refusal: Refusal) -> str:
    """Return the sentence of a refusal, its places filled."""
    sentence = str(_(refusal.sentence))
    return sentence % refusal.values if refusal.values else sentence
