"""The progress of the same people from one campaign to a later one of its series, drawn once.

Figures come from what both campaigns released. They are frozen when they are drawn, and never drawn
again: a figure that moved with one person would tell that person's answers.
"""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from referentiel.base import Refusal, french
from reports.archive import ProgressReport
from reports.document import Document, Section
from reports.finishing import SOFTWARE
from reports.linked_progress import Progress, drawn_with, progress_between
from reports.queries import last_release
from reports.sections.material import Material, Translate
from reports.sections.progress import linking_section, progress_sections, shift_section
from surveys.models import Campaign
from surveys.opening import grace_of
from surveys.queries.linking import comes_after, wave_campaigns


class NotOneSeries(Refusal):
    sentence = french(
        "Ces deux auto-évaluations ne se suivent pas : rien n’y relie les réponses d’une même "
        "personne. Choisissez-en deux qui se suivent, la plus ancienne d’abord."
    )


class StillOpen(Refusal):
    sentence = french(
        "Le progrès se calcule une seule fois, quand plus aucune réponse ne peut arriver. "
        "« %(title)s » n’est pas close, ou l’est depuis moins de %(minutes)s minutes : attendez, "
        "ou fermez-la."
    )


class NotReleased(Refusal):
    sentence = french(
        "Les résultats de « %(title)s » ne sont pas publiés : le progrès ne se calcule qu’entre "
        "des résultats publiés. Publiez-les d’abord."
    )


class LinksGone(Refusal):
    sentence = french(
        "La durée de conservation de « %(title)s » est passée : plus rien ne relie ses réponses à "
        "d’autres, et ce progrès ne peut plus être calculé."
    )


def progress_report(
    session: Session,
    first: Campaign,
    second: Campaign,
    *,
    now: datetime,
    translate: Translate,
    language: str,
) -> Document:
    """Return the progress from `first` to `second` as it was drawn.

    As long as it is not, the Document has no figure, and its notice says why, or that it may be.
    """
    kept = session.get(ProgressReport, (first.id, second.id, language))
    if kept:
        return Document.model_validate(kept.document)
    refusal = missing(session, first, second, now=now)
    ready = translate(
        "Le progrès entre ces deux auto-évaluations peut être calculé. Il le sera une seule fois, "
        "sur les réponses publiées, et ne changera plus."
    )
    notice = translate(refusal.sentence) % refusal.values if refusal else ready
    return Document(
        language=language,
        title=translate("Le progrès des mêmes personnes"),
        subtitle=_between(first, second, translate),
        notices=(notice,),
    )


def missing(
    session: Session, first: Campaign, second: Campaign, *, now: datetime
) -> Refusal | None:
    """Return what keeps the progress between two campaigns from being drawn, if anything does."""
    if not comes_after(session, second.id, first.id):
        return NotOneSeries()
    for campaign in (first, second):
        if campaign.closes_at is None or now < campaign.closes_at + grace_of(campaign):
            return StillOpen(title=campaign.title, minutes=campaign.grace_minutes)
    for campaign in (first, second):
        if last_release(session, campaign.id) is None:
            return NotReleased(title=campaign.title)
    return _gone(session, first, second)


def _gone(session: Session, first: Campaign, second: Campaign) -> Refusal | None:
    """Return that links are gone, of these campaigns or of those whose progress with them is shown.

    Without the latter nobody could tell whom a subtraction would show.
    """
    drawn = drawn_with(session, first.id, second.id)
    numbers = {first.id, second.id, *(end for report in drawn for end in report.ends)}
    gone = [c for c in wave_campaigns(session, numbers) if c.anonymised_on is not None]
    return LinksGone(title=gone[0].title) if gone else None


def draw_progress(
    session: Session,
    first: Campaign,
    second: Campaign,
    *,
    now: datetime,
    languages: Mapping[str, Translate],
) -> None:
    """Draw and freeze the progress from `first` to `second` in each language; once is enough.

    Raises:
        NotOneSeries, StillOpen, NotReleased, LinksGone: it cannot be drawn, and the sentence says
            what to do.
    """
    held = select(Campaign.id).where(Campaign.id.in_([first.id, second.id]))
    session.execute(held.order_by(Campaign.id).with_for_update())
    if is_drawn(session, first, second):
        return
    if refusal := missing(session, first, second, now=now):
        raise refusal
    found = progress_between(session, first, second)
    for language, translate in languages.items():
        session.add(
            ProgressReport(
                first_id=first.id,
                second_id=second.id,
                language=language,
                document=_document(found, translate, language).model_dump(mode="json"),
                shown=found.shown(),
                software=SOFTWARE,
                made_at=now,
            )
        )
    session.flush()


def is_drawn(session: Session, first: Campaign, second: Campaign) -> bool:
    """Say whether the progress between two campaigns was drawn."""
    ends = ProgressReport.first_id == first.id, ProgressReport.second_id == second.id
    return session.scalar(select(ProgressReport.language).where(*ends).limit(1)) is not None


def _document(found: Progress, translate: Translate, language: str) -> Document:
    first, second = (wave.side.material.said_in(translate, language) for wave in found.waves)
    pairs = found.competences_in(language)
    sections = [linking_section(found.linkage, first, second)]
    if pairs:
        sections += progress_sections(found.table, pairs, second)
    if pairs and found.shift is not None:
        sections.append(shift_section(found.shift, pairs, second))
    return Document(
        language=language,
        title=translate("Le progrès des mêmes personnes"),
        subtitle=_between(first.campaign, second.campaign, translate),
        notices=tuple(_notices(found, translate)),
        sections=(*sections, _method(found, second)),
    )


def _between(first: Campaign, second: Campaign, translate: Translate) -> str:
    words = translate("(1) %(first)s ; (2) %(second)s")
    return words % {"first": first.title, "second": second.title}


def _notices(found: Progress, translate: Translate) -> list[str]:
    campaigns = [wave.side.material.campaign for wave in found.waves]
    said = []
    if any(campaign.demonstration for campaign in campaigns):
        said.append(translate("Données de démonstration : ces réponses sont inventées."))
    if not found.competences:
        said.append(translate("Aucune compétence n’est posée dans les deux campagnes."))
    elif not (found.table["state"] == "shown").any():
        words = translate(
            "Trop peu de personnes sont reliées, ou le groupe est trop proche d’un autre déjà "
            "publié : aucun chiffre ne peut être montré sans dire la réponse de quelqu’un."
        )
        said.append(words)
    return said


def _method(found: Progress, material: Material) -> Section:
    translate = material.translate
    rule = translate(
        "Aucun chiffre ne porte sur moins de %(k)s personnes. Une compétence est masquée aussi "
        "quand les personnes reliées et un groupe déjà publié ne diffèrent que de quelques-unes, "
        "dont une soustraction dirait la réponse, et quand la moyenne dirait le niveau de chacune."
    )
    texts = (
        translate(
            "Seules comptent les réponses publiées des deux campagnes, de personnes reliées d’une "
            "fois à l’autre qui ont donné leur niveau aux deux. Elles ne sont pas forcément comme "
            "les autres : le taux d’appariement dit quelle part elles forment."
        ),
        rule % {"k": found.k},
        translate(
            "Ce rapport est calculé une seule fois, après la clôture des deux campagnes, et ne "
            "change plus."
        ),
    )
    return Section(key="method", title=translate("Comment lire ces chiffres"), texts=texts)
