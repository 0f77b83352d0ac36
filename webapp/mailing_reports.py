"""What the worker writes to those who follow a report, once a release has come out."""

from base64 import b64encode
from io import BytesIO

from sqlalchemy import select
from sqlalchemy.orm import Session

from referentiel.base import french
from reports.document import Document
from reports.exports import FORMATS
from reports.notes import annotated
from reports.queries import archived
from reports.release import Translate
from surveys.followers import Due, claim_due, next_due, still_reads, token_of, unfollow
from surveys.guard.outbox import write_letter
from surveys.models import Campaign, Release
from webapp.delivering import Ground
from webapp.translations import translations

REPORT = "/reports/campaigns/{campaign}"
STOP = "/followed/{token}"
MOST = 200  # letters of one run: the next one comes within the minute
SUBJECT = french("Résultats publiés\u00a0: %(title)s")
HELLO = french("Bonjour,")
OUT = french(
    "La publication n° %(number)s des résultats de «\u00a0%(title)s\u00a0» a paru. "
    "Réponses comptées\u00a0: n = %(n)s."
)
READ = french("Lire le rapport\u00a0:")
ATTACHED = french("Le rapport est joint en PDF.")
WHY = french("Vous recevez ce courriel parce que vous avez demandé à suivre ce rapport.")
ENDING = french("Pour ne plus le recevoir\u00a0:")
ELSEWHERE = french("Pour ne plus le recevoir, allez sur la page du rapport.")


def mail_reports(ground: Ground) -> int:
    """Put a letter in the outbox for each follower of a new release; return how many.

    Who may not read the report any more is told nothing, and follows it no more. Each letter is
    committed with the note that it was written, so that none is lost and none written twice.
    """
    count = 0
    for _ in range(MOST):
        with ground.sessions(True) as session:
            due = next_due(session)
            if due is None:
                break
            count += _mail(ground, session, due)
            session.commit()
    return count


def _mail(ground: Ground, session: Session, due: Due) -> int:
    now = ground.clock()
    campaign = still_reads(session, due, now=now)
    if campaign is None:
        unfollow(session, due.follower)
        return 0
    if not claim_due(session, due):
        return 0
    release = session.scalars(
        select(Release).where(Release.campaign_id == campaign.id, Release.number == due.number)
    ).one()
    language = due.follower.language
    document = archived(session, release, language) or archived(session, release, "fr")
    if document is None:
        return 0
    takes = due.follower.with_pdf and still_reads(session, due, now=now, export=True) is not None
    secret, site = ground.settings.secret_key, ground.settings.public_url
    stop = site + STOP.format(token=token_of(secret, due.follower)) if site else ""
    letter = write_letter(
        session,
        to=due.person.email,
        subject=translations()[language](SUBJECT) % {"title": campaign.title},
        body=_body(campaign, release, document, site, stop, translations()[language], takes=takes),
        now=now,
        person_id=due.person.id,
    )
    letter.payload = letter.payload | ({"stop": stop} if stop else {})
    if takes:
        pdf = BytesIO()
        FORMATS["pdf"].write(annotated(session, release, document), pdf, now)
        letter.payload = letter.payload | {"pdf": b64encode(pdf.getvalue()).decode()}
    return 1


def _body(
    campaign: Campaign,
    release: Release,
    document: Document,
    site: str,
    stop: str,
    translate: Translate,
    *,
    takes: bool,
) -> str:
    said = {"number": release.number, "title": campaign.title, "n": release.received}
    summary = [text for one in document.sections if one.key == "summary" for text in one.texts]
    link = site + REPORT.format(campaign=campaign.id) if site else ""
    parts = [
        translate(HELLO),
        translate(OUT) % said,
        *summary,
        *document.notices,
        *((translate(READ), link) if link else ()),
        *((translate(ATTACHED),) if takes else ()),
        "--",
        translate(WHY),
        *((translate(ENDING), stop) if stop else (translate(ELSEWHERE),)),
    ]
    return "\n\n".join(parts) + "\n"
