"""What a campaign asks, as a Document: the version of the référentiel, scales and anchors."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from referentiel.base import french
from referentiel.ladders import ladder_of
from referentiel.models import ScaleLevel
from referentiel.queries import anchors_of, scale_of
from reports.document import Cell, Column, Document, Section, Table
from reports.queries import Subject
from reports.sections.material import Translate
from surveys.attributes import ATTRIBUTES
from surveys.models import Campaign
from surveys.question_types import TYPES
from surveys.sections import questions_in

ASKED = {
    "current": french("le niveau actuel"),
    "importance": french("l’importance dans le poste"),
    "target": french("le niveau visé"),
    "before": french("le niveau d’avant"),
}


def asked_document(
    session: Session, campaign: Campaign, subject: Subject, *, translate: Translate, language: str
) -> Document:
    """Return the questionnaire of a campaign as it is asked; no answer is in it."""
    version = subject.version
    ratings = (
        [translate(ASKED[it]) for it in campaign.questionnaire.ratings] if subject.items else []
    )
    about = [translate(ATTRIBUTES[code].label) for code in campaign.attributes]
    texts = [
        translate("Référentiel : %(title)s, %(label)s, au statut « %(standing)s ».")
        % {
            "title": version.referentiel.title(language),
            "label": version.label,
            "standing": translate(version.standing),
        },
        translate("Empreinte de cette version (SHA-256) : %(hash)s.")
        % {"hash": version.content_hash},
    ]
    if ratings:
        sentence = translate("Pour chaque compétence sont demandés : %(ratings)s.")
        texts.append(sentence % {"ratings": ", ".join(ratings)})
    if about:
        sentence = translate("Sur la personne sont demandés, sans obligation : %(about)s")
        texts.append(sentence % {"about": " · ".join(about)})
    return Document(
        language=language,
        title=translate("Questionnaire posé : %(title)s") % {"title": campaign.title},
        sections=(
            Section(key="version", title=translate("Ce qui est demandé"), texts=tuple(texts)),
            *(_competences(session, subject, translate, language) if subject.items else ()),
            *_questions(campaign, translate, language),
        ),
    )


def _competences(
    session: Session, subject: Subject, translate: Translate, language: str
) -> list[Section]:
    """Return the competences, then each ladder of anchors with those that it serves."""
    steps = scale_of(session, subject.version.id, "mastery")
    anchors = anchors_of(session, subject.version.id)
    ladders: dict[tuple[str, ...], list[str]] = {}
    for item in subject.items:
        described = ladder_of(item, anchors, language)
        ladders.setdefault(tuple(described[it.level] for it in steps), []).append(item.code)
    columns = (
        Column(key="code", label=translate("Code")),
        Column(
            key="label", label=translate("Compétence"), language=subject.other_language(language)
        ),
    )
    rows = tuple((Cell(value=it.code), Cell(value=it.label(language))) for it in subject.items)
    title = translate("Compétences demandées")
    return [
        Section(
            key="competences", title=title, table=Table(caption=title, columns=columns, rows=rows)
        ),
        *(
            _ladder(place, codes, steps, described, subject, translate, language)
            for place, (described, codes) in enumerate(ladders.items(), start=1)
        ),
    ]


def _ladder(
    place: int,
    codes: Sequence[str],
    steps: Sequence[ScaleLevel],
    described: Sequence[str],
    subject: Subject,
    translate: Translate,
    language: str,
) -> Section:
    other = subject.other_language(language)
    columns = (
        Column(key="level", label=translate("Niveau")),
        Column(key="step", label=translate("Échelon"), language=other),
        Column(key="anchor", label=translate("Ancrage"), language=other),
    )
    rows = tuple(
        (Cell(value=str(it.level)), Cell(value=it.label(language)), Cell(value=text))
        for it, text in zip(steps, described, strict=True)
    )
    title = translate("Ancrages, échelle %(number)s") % {"number": place}
    return Section(
        key=f"ladder-{place}",
        title=title,
        texts=(translate("Pour les compétences : %(codes)s.") % {"codes": ", ".join(codes)},),
        table=Table(caption=title, columns=columns, rows=rows),
    )


def _questions(campaign: Campaign, translate: Translate, language: str) -> list[Section]:
    questions = questions_in(campaign.questionnaire.sections)
    if not questions:
        return []
    columns = (
        Column(key="question", label=translate("Question")),
        Column(key="type", label=translate("Type")),
    )
    rows = tuple(
        (Cell(value=it.label(language)), Cell(value=translate(TYPES[it.type].name)))
        for it in questions
    )
    title = translate("Questions libres")
    return [
        Section(
            key="questions", title=title, table=Table(caption=title, columns=columns, rows=rows)
        )
    ]
