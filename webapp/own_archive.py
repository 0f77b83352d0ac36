"""What a person takes away of what is held about them: an archive of three files.

The JSON holds all, for other software; the page and the PDF say it in words.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

from flask import render_template
from flask_babel import gettext as _
from flask_babel import ngettext

from referentiel.base import french
from reports.document import EMPTY, Cell, Column, Document, Section, Table
from reports.exports import FORMATS
from reports.rating_cells import rating_cell
from surveys.levels import Blank
from surveys.question_types.base import blank_of
from webapp.labels import day
from webapp.paper_words import RATING_HEADS
from webapp.role_words import role_word
from webapp.zipping import Member

FILE = "reperes"
BLANKS = {
    "not_applicable": Blank.NOT_APPLICABLE,
    "declined": Blank.DECLINED,
    "no_answer": Blank.NO_ANSWER,
}
LISTS = {
    "notes": (
        french("Mon carnet"),
        {
            "competence": french("Compétence"),
            "text": french("Note"),
            "changed_at": french("Changée le"),
        },
    ),
    "readings": (
        french("Qui a lu mes résultats"),
        {"reader": french("Par"), "result": french("Résultat"), "at": french("Le")},
    ),
    "letters": (
        french("Courriels"),
        {"subject": french("Objet"), "written_at": french("Écrit le")},
    ),
    "asked": (
        french("Invitations à répondre"),
        {
            "campaign": french("Campagne"),
            "category": french("Catégorie"),
            "invited_on": french("Le"),
        },
    ),
    "feedback": (
        french("Mes remarques sur les pages"),
        {"page": french("Page"), "text": french("Remarque"), "at": french("Le")},
    ),
}
QUESTIONS = (
    french("Les autres questions"),
    {"label": french("Question"), "said": french("Réponse")},
)
Archive = Mapping[str, Any]


def files_of(archive: Archive, *, language: str, at: datetime) -> Iterator[Member]:
    """Return the files of an archive, each made when it is written."""
    yield f"{FILE}.html", [render_template("space/export.html", archive=archive)]
    stream = BytesIO()
    FORMATS["pdf"].write(document_of(archive, language), stream, at)
    yield f"{FILE}.pdf", [stream.getvalue()]
    yield f"{FILE}.json", json.JSONEncoder(ensure_ascii=False, indent=1).iterencode(archive)


def document_of(archive: Archive, language: str) -> Document:
    """Return what is held about a person, in words; what holds nothing is left out."""
    sections = [_account(archive)]
    for place, sheet in enumerate(archive["answers"], 1):
        sections += _sheet(sheet, place)
    for key, (title, heads) in LISTS.items():
        sections += _listed(key, title, heads, archive[key])
    return Document(
        language=language,
        title=_("Mes données dans Repères"),
        subtitle=f"{archive['person']['name']} · {_day(archive['made_at'])}",
        notices=(
            _(
                "Ce document dit l’essentiel. Le fichier reperes.json, à côté, contient tout, dans "
                "une forme que d’autres logiciels relisent."
            ),
            _(
                "L’auto-évaluation sert la formation, jamais l’évaluation des personnes : personne "
                "ne peut exiger de vous ce document."
            ),
        ),
        sections=tuple(sections),
    )


def _account(archive: Archive) -> Section:
    person = archive["person"]
    held = [
        (_("Nom"), person["name"]),
        (_("Adresse électronique"), person["email"]),
        (_("Compte ouvert le"), _day(person["since"])),
    ]
    roles = [
        f"{held['organisation']}\u00a0: {role_word(held['role'])}"
        for held in archive["memberships"]
    ]
    texts = [f"{name}\u00a0: {value}" for name, value in held if value]
    return Section(key="account", title=_("Mon compte"), texts=(*texts, *roles))


def _sheet(sheet: Archive, place: int) -> Iterator[Section]:
    """Return the ratings of one self-assessment, and what it says beside them."""
    ratings = [rating for rating in RATING_HEADS if any(rating in item for item in sheet["items"])]
    columns = [
        Column(key="code", label=_("Code")),
        Column(key="label", label=_("Compétence")),
        *(Column(key=rating, label=_(RATING_HEADS[rating])) for rating in ratings),
    ]
    rows = [
        (
            Cell(value=item["code"]),
            Cell(value=item["label"]),
            *(_rating(item[rating]) for rating in ratings),
        )
        for item in sheet["items"]
    ]
    about = [f"{question} {value}" for question, value in sheet["about"].items()]
    told = ", ".join(filter(None, (sheet["controller"], _day(sheet["day"]))))
    yield Section(
        key=f"answers-{place}",
        title=sheet["title"],
        texts=tuple(filter(None, (told, *about))),
        table=_table(_("Mes niveaux, de 0 à 4"), columns, rows) if rows else None,
    )
    said = [{**asked, "said": asked["said"] or _blank(asked)} for asked in sheet["questions"]]
    yield from _listed(f"questions-{place}", *QUESTIONS, said)


def _listed(
    key: str, title: str, heads: Mapping[str, str], rows: Sequence[Archive]
) -> Iterator[Section]:
    """Return rows under their heads; nothing where there is none."""
    if rows:
        columns = [Column(key=name, label=_(label)) for name, label in heads.items()]
        cells = [tuple(_cell(name, row.get(name)) for name in heads) for row in rows]
        caption = ngettext("%(num)s ligne", "%(num)s lignes", len(cells))
        yield Section(key=key, title=_(title), table=_table(caption, columns, cells))


def _table(caption: str, columns: Iterable[Column], rows: Iterable[tuple[Cell, ...]]) -> Table:
    return Table(caption=caption, columns=tuple(columns), rows=tuple(rows))


def _cell(name: str, value: str | None) -> Cell:
    shown = _day(value) if name.endswith(("at", "_on")) else value
    return Cell(value=shown) if shown else EMPTY


def _rating(value: int | str) -> Cell:
    cell = rating_cell(BLANKS[value] if isinstance(value, str) else value, _)
    return Cell(value=str(cell.value))


def _blank(asked: Archive) -> str:
    return str(rating_cell(BLANKS[blank_of(asked["answer"]) or "no_answer"], _).value)


def _day(value: str | None) -> str:
    """Return a day as it is read, out of a date or a moment as JSON writes them."""
    return day(datetime.fromisoformat(value)) if value else ""
