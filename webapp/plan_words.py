"""A plan in the words of its page: states, kinds of change, issues, a few rows at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from referentiel.base import Json, french, in_language
from referentiel.changes import ADDED, KEPT, MERGED, MOVED, REWORDED, SPLIT, WITHDRAWN
from referentiel.formats.notes import outlined
from referentiel.importing import NEW, NEXT, SAME, UPDATE
from referentiel.models.imports import (
    CONFIRMED,
    PLANNED,
    READING,
    REFUSED,
    WAITING,
    WRITING,
    WRITTEN,
)
from referentiel.wording import Segment, abridged, segments

ROWS = 20  # of a page
MOST_TEXTS = 3  # of an entry
STATES = {
    WAITING: french("en attente"),
    READING: french("en cours de lecture"),
    PLANNED: french("à confirmer"),
    CONFIRMED: french("confirmé"),
    WRITING: french("en cours d’écriture"),
    WRITTEN: french("terminé"),
    REFUSED: french("refusé"),
}
ACTIONS = {
    NEW: french("Un nouveau référentiel, en brouillon"),
    NEXT: french("Une nouvelle version, en brouillon"),
    UPDATE: french("La mise à jour d’une version"),
    SAME: french("Rien ne change"),
}
FATES = {
    ADDED: french("ajoutée"),
    REWORDED: french("reformulée"),
    MOVED: french("déplacée"),
    WITHDRAWN: french("retirée"),
    SPLIT: french("scindée"),
    MERGED: french("fusionnée"),
    KEPT: french("gardée"),
}
KINDS = {
    ADDED: french("Ajoutées"),
    REWORDED: french("Reformulées"),
    MOVED: french("Déplacées"),
    WITHDRAWN: french("Retirées"),
    SPLIT: french("Scindées"),
    MERGED: french("Fusionnées"),
    KEPT: french("Autres changements"),
}
ONE = FATES | {KEPT: french("autre changement")}
PARTS = {
    "texts": french("textes de présentation"),
    "scales": french("niveaux des échelles"),
    "anchors": french("descripteurs des niveaux"),
    "profiles": french("profils métier"),
    "crosswalks": french("correspondances"),
    "edges": french("relations entre entrées"),
    "rubrics": french("grilles"),
    "successions": french("filiation des entrées"),
}
FIELDS = {
    "standing": french("statut"),
    "origin": french("provenance"),
    "profiles": french("ordre des profils"),
    "parent": french("rattachement"),
    "order": french("ordre"),
    "code": french("code"),
    "kind": french("nature"),
    "type": french("type"),
    "scope": french("portée"),
    "core": french("socle"),
    "sources": french("sources"),
    "references": french("références"),
    "criteria": french("descripteurs propres"),
    "foreign_id": french("identifiant d’origine"),
    "foreign": french("champs d’origine"),
}
KEYS = {
    "label": french("libellé"),
    "description": french("description"),
    "alternative": french("autres libellés"),
    "title": french("titre"),
    "about": french("présentation"),
    "licence": french("licence"),
}


@dataclass(frozen=True)
class TextRow:
    """A text that changes, word by word, or a field: what it is called, and its segments."""

    name: str
    language: str
    segments: Sequence[Segment]


@dataclass(frozen=True)
class ChangeRow:
    """An entry of which something changes."""

    fate: str
    word: str
    code: str
    label: str
    texts: Sequence[TextRow]
    fields: Sequence[TextRow]
    others: str


@dataclass(frozen=True)
class Slice:
    """A few rows of many; `before` and `after` are the pages beside it, none at an end."""

    rows: Sequence[Any]
    total: int
    page: int
    pages: int

    @property
    def before(self) -> int | None:
        return self.page - 1 if self.page > 1 else None

    @property
    def after(self) -> int | None:
        return self.page + 1 if self.page < self.pages else None


def sliced(rows: Sequence[Any], page: int) -> Slice:
    """Return a page of rows; one that does not exist is the nearest that does."""
    pages = max(1, -(-len(rows) // ROWS))
    page = min(max(1, page), pages)
    return Slice(rows[(page - 1) * ROWS : page * ROWS], len(rows), page, pages)


def kinds_of(plan: Json) -> dict[str, int]:
    """Return how many changes of each kind a plan has, in the order of the page."""
    changes = plan.get("changes", [])
    counts = {kind: sum(_is(change, kind) for change in changes) for kind in KINDS}
    return {kind: count for kind, count in counts.items() if count}


def changes_of(plan: Json, kind: str, page: int, language: str) -> Slice:
    """Return a page of the changes of a kind, all if the kind is unknown."""
    changes = plan.get("changes", [])
    found = sliced([it for it in changes if kind not in KINDS or _is(it, kind)], page)
    rows = [_row(change, language) for change in found.rows]
    return Slice(rows, found.total, found.page, found.pages)


def issues_of(plan: Json, page: int) -> Slice:
    """Return a page of what was repaired or is wrong: (is an error, where, sentence)."""
    found = sliced(plan.get("issues", []), page)
    rows = [(it["error"], _where(it), sentence_of(it)) for it in found.rows]
    return Slice(rows, found.total, found.page, found.pages)


def sentence_of(issue: Json) -> str:
    """Return what an issue says, in the language of the page."""
    values = {key: _value(key, value) for key, value in issue["values"].items()}
    sentence = str(_(issue["sentence"]))
    return sentence % values if values else sentence


def _value(key: str, value: str) -> str:
    if key == "part":
        return str(_(value))
    return outlined(str(_(value))) if key == "alike" else value[:300]


def _where(issue: Json) -> str:
    if issue["row"] is not None:
        return str(_("ligne %(row)s", row=issue["row"]))
    return str(issue["entry"][:80])


def _is(change: Json, kind: str) -> bool:
    return change["fate"] == kind if kind != MOVED else change["fate"] == MOVED or "moved" in change


def _row(change: Json, language: str) -> ChangeRow:
    return ChangeRow(
        fate=change["fate"],
        word=_(FATES[change["fate"]]) if change["label"] else _("changée"),
        code=change["code"][:80],
        label=in_language(change["label"], "label", language)[:240] or _("La version"),
        texts=[_text(*said) for said in change.get("texts", ())[:MOST_TEXTS]],
        fields=[_field(*said) for said in change.get("fields", ())],
        others=", ".join(change.get("others", ())[:8]),
    )


def _text(language: str, key: str, before: str, after: str) -> TextRow:
    name = _(KEYS[key]) if key in KEYS else key
    return TextRow(name, language, abridged(segments(before, after)))


def _field(name: str, before: str, after: str) -> TextRow:
    said = segments(before, after) if before or after else []
    return TextRow(_(FIELDS[name]) if name in FIELDS else name, "", said)
