"""What becomes of entries, and what changed in them, in words; texts compared word by word."""

from collections.abc import Mapping

from flask import Flask
from flask_babel import gettext as _
from markupsafe import Markup

from referentiel.base import Texts, french, in_language
from referentiel.changes import (
    ADDED,
    KEPT,
    MERGED,
    MOVED,
    REWORDED,
    SPLIT,
    WITHDRAWN,
    EntryChange,
)
from referentiel.successions import Entry, alike
from referentiel.wording import ADDED as MORE
from referentiel.wording import REMOVED, segments
from webapp.languages import current_language

FATES: dict[str, str] = {
    KEPT: french("conservée"),
    REWORDED: french("reformulée, même sens"),
    MOVED: french("déplacée"),
    SPLIT: french("scindée"),
    MERGED: french("fusionnée"),
    ADDED: french("ajoutée"),
    WITHDRAWN: french("retirée"),
}
COUNTED: Mapping[str, str] = FATES | {
    REWORDED: french("reformulée"),
    MERGED: french("issue d’une fusion"),
}
MANY: Mapping[str, str] = {
    KEPT: french("conservées"),
    REWORDED: french("reformulées"),
    MOVED: french("déplacées"),
    SPLIT: french("scindées"),
    MERGED: french("issues d’une fusion"),
    ADDED: french("ajoutées"),
    WITHDRAWN: french("retirées"),
}
KEYS: Mapping[str, str] = {
    "title": french("Titre"),
    "about": french("Présentation"),
    "licence": french("Licence"),
    "label": french("Intitulé"),
    "description": french("Description"),
    "alternative": french("Autre intitulé"),
    "hint": french("Aide"),
    "attachment": french("Rattachement"),
}
FIELDS: Mapping[str, str] = {
    "code": french("Code"),
    "kind": french("Nature"),
    "type": french("Type"),
    "scope": french("Portée"),
    "core": french("Noyau"),
    "sources": french("Sources"),
    "references": french("Structures antérieures"),
    "criteria": french("Niveaux qui lui sont propres"),
    "parent": french("Placée sous"),
    "order": french("Ordre"),
    "standing": french("Statut"),
    "origin": french("Origine du fichier"),
    "profiles": french("Ordre des profils"),
    "foreign_id": french("Identifiant d’origine"),
    "foreign": french("Champs d’origine"),
}
TALE = ("criteria", "origin", "foreign", "order")  # said to have changed, not shown


def fate_word(kind: str) -> str:
    """Return what became of one entry."""
    return str(_(FATES[kind]))


def fates_word(kind: str, count: int = 2) -> str:
    """Return what became of some entries, as it is read after how many they are."""
    return str(_((COUNTED if count < 2 else MANY)[kind]))


def change_word(change: EntryChange) -> str:
    """Return what became of an entry, told apart at either end of a split or a merge."""
    if change.older is None and change.fate in (SPLIT, MERGED):
        return str(_("issue d’une scission") if change.fate == SPLIT else _("issue d’une fusion"))
    return fate_word(change.fate)


def others_word(change: EntryChange) -> str:
    """Return what the entries at the other end of a split or a merge are to this one."""
    if change.older is None:
        return str(_("Elle vient de :"))
    return str(_("Scindée en :") if change.fate == SPLIT else _("Avec, ou dans :"))


def key_word(key: str) -> str:
    """Return what a text is; the name of a source is its key."""
    return str(_(KEYS[key])) if key in KEYS else key.partition(":")[2] or key


def field_word(name: str) -> str:
    """Return what a field of an entry or of a version is called."""
    return str(_(FIELDS[name])) if name in FIELDS else name


def fate_of(before: Entry, after: Entry | None) -> str:
    """Return what a draft shows by itself of what an entry becomes."""
    if after is None:
        return str(_("Retirée : elle n’est plus dans le brouillon"))
    found = {
        KEPT: _("La même : elle n’a pas changé"),
        MOVED: _("La même, déplacée"),
        REWORDED: _("La même, reformulée : elle garde son sens"),
    }
    return str(found[alike(before, after)])


def spoken_value(value: object) -> str:
    """Return a field of an entry as it is read."""
    if value is None or value == "" or value == ():
        return "—"
    if isinstance(value, bool):
        return str(_("oui") if value else _("non"))
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return str(value)


def in_page_language(texts: Texts) -> Markup:
    """Return a label in the language of the page; in another one, marked with its language."""
    here = current_language()
    label = in_language(texts, "label", here)
    if texts.get(here, {}).get("label"):
        return Markup("{}").format(label)
    found = next((code for code in ("fr", *texts) if texts.get(code, {}).get("label")), "fr")
    return Markup('<span lang="{}">{}</span>').format(found, label)


def word_by_word(before: str, after: str) -> Markup:
    """Return both texts in one, what went struck out and what came underlined, and both said.

    A screen reader hears « supprimé » and « ajouté » where the eye sees a line.
    """
    parts = []
    for segment in segments(before, after):
        if segment.kind == REMOVED:
            parts.append(_marked("del", _("supprimé :"), segment.text))
        elif segment.kind == MORE:
            parts.append(_marked("ins", _("ajouté :"), segment.text))
        else:
            parts.append(Markup("{}").format(segment.text))
    return Markup("").join(parts)


def _marked(tag: str, word: str, text: str) -> Markup:
    shown = Markup('<{0}><span class="visually-hidden">{1} </span>{2}</{0}>')
    return shown.format(Markup(tag), word, text)  # noqa: S704 -- one of two of ours


def register(app: Flask) -> None:
    """Give the templates of `app` these words."""
    fates = (fate_word, fates_word, change_word, others_word)
    for name in (*fates, key_word, field_word, spoken_value, in_page_language):
        app.add_template_filter(name)
    app.jinja_env.globals["word_by_word"] = word_by_word
    app.jinja_env.globals["TALE"] = TALE
