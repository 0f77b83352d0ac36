"""What somebody of the demonstration keeps, shows and may dispose of."""

from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from referentiel.people import Person
from referentiel.queries import items_of, profiles_of
from surveys.campaigns import Plan, close_campaign, create_campaign, open_campaign
from surveys.consents import PURPOSES, agree
from surveys.directory import offer_help
from surveys.keeping import keep, note_reading, share_result
from surveys.levels import Blank
from surveys.models import Campaign, Submission
from surveys.models.campaigns import PSEUDONYMOUS
from surveys.notebook import write_note
from surveys.queries.space import kept_results
from surveys.replacing import clone_campaign, replace_campaign
from surveys.showing import share_trajectory
from surveys.submission import Sheet, keep_sheet, submit
from surveys.tickets import Ticket, new_ticket
from tests.browser.serving import SECRET
from webapp.clock import utc_now
from webapp.demonstration import ACCOUNT
from webapp.translations import translations

KEPT = "espace"  # codes of three campaigns
EARLIER = "avant"
OLD = "ancienne"
WRONG = "fautive"  # another replaces it


def give_space(session: Session, model: Campaign, sheet: Sheet) -> dict[str, str]:
    """Fill the space of the demonstration's account; return what the addresses of places hold."""
    person = session.scalars(select(Person).where(Person.email == ACCOUNT[0])).one()
    now = utc_now()
    kept, old = (_campaign(session, model, code) for code in (KEPT, OLD))
    ticket, keepable = _sent(session, kept, sheet), _sent(session, kept, sheet)
    keep(session, kept, ticket, person_id=person.id)
    until = now.date() + timedelta(days=30)
    token = share_result(
        session, ticket.hash, person_id=person.id, reader="Benoît Martin", until=until, now=now
    )
    for reader in ("", "Benoît Martin"):
        note_reading(session, ticket.hash, person_id=person.id, reader=reader, now=now)
    note = _history(session, model, sheet, person.id)
    hashes = [kept.ticket_hash for kept in kept_results(session, person.id)]
    way = share_trajectory(
        session, hashes, person_id=person.id, reader="Chloé Petit", until=until, now=now
    )
    agree(session, PURPOSES["directory"], person_id=person.id, now=now)
    offer_help(session, person.id, "Animer une concertation\n\nRelire un cahier des charges")
    close_campaign(session, old, now=utc_now())
    old.anonymised_on = old.disposable_on = now.date()
    return {"shared": token, "keepable": keepable.text, "old": str(old.id)} | {
        "note": note,
        "trajectory": way,
    }


def _history(session: Session, model: Campaign, sheet: Sheet, person_id: int) -> str:
    """Keep what was answered two years and a half ago, with levels from before; return a note."""
    earlier = _campaign(session, model, EARLIER)
    levels = [
        answer._replace(current=max(0, answer.current - n % 3), before=n % 2)
        for n, answer in enumerate(sheet.levels)
    ]
    levels[0] = levels[0]._replace(current=Blank.NOT_APPLICABLE)
    ticket = _sent(session, earlier, Sheet(sheet.about, tuple(levels)))
    keep(session, earlier, ticket, person_id=person_id)
    day = utc_now().date() - timedelta(days=920)
    own = Submission.ticket_hash == ticket.hash
    session.execute(update(Submission).where(own).values(day=day))
    item = next(i for i in items_of(session, model.questionnaire.version_id) if i.core)
    text = "Essayé en réunion\u00a0: poser une question avant de répondre.\n\nÀ refaire."
    noted = write_note(session, person_id, lineage=item.lineage, text=text, now=utc_now())
    write_note(session, person_id, lineage="", text="Relire en janvier.", now=utc_now())
    return str(noted.id)


def give_replaced(session: Session, model: Campaign, sheet: Sheet) -> dict[str, str]:
    """Replace a campaign that somebody had begun to answer; return what addresses hold."""
    wrong = _campaign(session, model, WRONG)
    ticket = new_ticket(SECRET, wrong.id)
    keep_sheet(session, wrong, ticket, sheet, day=utc_now().date())
    right = clone_campaign(session, wrong, title="Se situer aujourd’hui (la bonne)")
    open_campaign(session, right, now=utc_now(), languages=translations())
    replace_campaign(session, wrong, right, now=utc_now())
    return {"begun": ticket.text, "replaced": str(wrong.id), "replacing": str(right.id)}


def _campaign(session: Session, model: Campaign, code: str) -> Campaign:
    asked = model.questionnaire
    plan = Plan(
        title=f"Se situer aujourd’hui ({code})",
        items=[i for i in items_of(session, asked.version_id) if i.id in asked.items],
        attributes=model.attributes,
        controller=model.controller,
        contact=model.contact,
        legal_basis=model.legal_basis,
        mode=PSEUDONYMOUS,
        code=code,
    )
    profiles = profiles_of(session, asked.version_id)
    campaign = create_campaign(session, model.organisation, plan, profiles=profiles)
    open_campaign(session, campaign, now=utc_now(), languages=translations())
    return campaign


def _sent(session: Session, campaign: Campaign, sheet: Sheet) -> Ticket:
    ticket = new_ticket(SECRET, campaign.id)
    submit(session, campaign, ticket, sheet, notice=campaign.notice, now=utc_now())
    return ticket
