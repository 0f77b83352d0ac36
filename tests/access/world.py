"""Two organisations with look-alike data, a canary word in every row, and somebody of each role.

A house has a `public` word, which stands where everybody may read, and a `private` one, which
stands in all that only its own people, or those they share with, may see. The `names` of its people
hold a third, which each of them sees at the top of every page.
"""

from collections.abc import Mapping
from datetime import timedelta
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from referentiel.formats.case.identity import derived, of_association
from referentiel.models import Version
from referentiel.people import Organisation
from referentiel.stored import NOWHERE
from referentiel.tree import CHILD_OF
from reports.archive import ArchivedReport
from reports.release import release_campaign
from surveys.accounts import add_person, add_role
from surveys.claims import AT_LEAST, LEVEL, Claim
from surveys.guard.audit import record
from surveys.guard.outbox import write_letter
from surveys.guard.sealing import hashed, seal
from surveys.guard.sessions import begin_session
from surveys.hypotheses import Words, write_hypothesis
from surveys.linking.series import put_in_series
from surveys.models import (
    ApiToken,
    Campaign,
    DirectoryEntry,
    Draft,
    Feedback,
    Idempotency,
    Invitation,
    JointControl,
    Note,
    OptIn,
    PaperKeying,
    Passkey,
    Reading,
    ResultShare,
    SignInLetter,
    Submission,
    TrajectoryPart,
    TrajectoryShare,
    Webhook,
)
from surveys.models.campaigns import BEFORE, HOT, PSEUDONYMOUS
from surveys.paper.sheets import print_batch
from surveys.roles import Act, Role
from surveys.tickets import Ticket
from tests.access.drafts import add_draft
from tests.access.followers import add_follower
from tests.access.house import House
from tests.access.notes import add_note
from tests.access.questionnaires import questionnaire_values
from tests.access.rows import add_sheet
from tests.conftest import NOW
from tests.factories import (
    SECRET,
    make_campaign,
    make_event,
    make_invitee,
    make_sheet,
    make_submission,
    make_ticket,
)
from tests.report_files import add_report_file
from tests.themes import theme_values

CODES = ("D4-01", "D4-02")
PUBLISHED = uuid5(NOWHERE, "developpement-territorial")
ITEM, AREA = (str(uuid5(NAMESPACE_URL, code)) for code in ("D4-01", "D4"))
SAME = {  # what an address holds in both houses alike
    "extension": "csv",
    "reports.chart:extension": "svg",
    "reports.chart:key": "levels",
    "step": 1,
    "act": "send",
    "filename": "style.css",
    "results.back:act": "change",
    "rest": "D4-01",
    "library.profile:code": "P1",
    "events.workshop:code": "atelier-1",
    "label": "DT-2026.0",
    "reference": "0000-0000-0000",
    "api.referentiels:slug": "developpement-territorial",
    # What is published, in CASE 1.1; in 1.0, what each house has not published: see its draft.
    "case:sourced_id": ITEM,
    "case.association:sourced_id": of_association(PUBLISHED, ITEM, CHILD_OF, AREA),
    "case.document:sourced_id": derived(PUBLISHED, "CFDocument", "DT-2026.0"),
    "case.item_types:sourced_id": derived(PUBLISHED, "CFItemType", "savoir-faire"),
    "case.package:sourced_id": derived(PUBLISHED, "CFDocument", "DT-2026.0"),
    "case.rubric:sourced_id": derived(PUBLISHED, "CFRubric", "DT-2026.0", ""),
}


def value_of(house: House, endpoint: str, argument: str) -> object:
    """Return what `argument` of the address of `endpoint` is in a house."""
    blueprint = endpoint.rpartition(".")[0]
    known: Mapping[str, object] = SAME | house.values
    for name in (f"{endpoint}:{argument}", f"{blueprint}:{argument}", argument):
        if name in known:
            return known[name]
    raise LookupError(f"say in tests/access/world.py what {argument} of {endpoint} is")


def make_house(session: Session, version: Version, name: str, *, hosts: bool = False) -> House:
    """Return a house with a row of its own in every table that holds what is private."""
    private, public, names = f"zprivate{name}z", f"zpublic{name}z", f"znames{name}z"
    organisation = Organisation(slug=name, name=f"Réseau {public}", kind="network", hosts=hosts)
    session.add(organisation)
    session.flush()
    house = House(name, private, public, names, organisation)
    _people(session, house)
    _campaigns(session, house, version)
    _accounts(session, house)
    _guard(session, house)
    add_draft(session, house)
    house.values |= questionnaire_values(session, house.organisation, version, house.private)
    session.commit()
    return house


def _people(session: Session, house: House) -> None:
    for role in Role:
        email = f"{role}.{house.private}@example.org"
        person = add_person(session, name=f"{role} {house.names}", email=email, password="")
        add_role(session, house.organisation, person, role, today=NOW.date())
        house.people[role] = person
        house.sessions[role] = begin_session(
            session, person, method="letter", browser=house.private, now=NOW
        )
    member = house.people[Role.MEMBER]
    house.values |= {"organisation_id": house.organisation.id, "person_id": member.id}


def _campaigns(session: Session, house: House, version: Version) -> None:
    event = make_event(session, f"journee-{house.name}", CODES)
    event.organisation_id = house.organisation.id
    event.title = f"Journée {house.public}"
    opened = _campaign(session, house, version, f"Ouverte {house.public}", event=event)
    kept = _campaign(session, house, version, f"Gardée {house.public}", mode=PSEUDONYMOUS)
    prepared = _campaign(session, house, version, f"Préparée {house.private}", opened=False)
    old = _campaign(session, house, version, f"Ancienne {house.public}")
    old.closes_at = NOW - timedelta(days=1_100)
    old.opens_at = old.closes_at - timedelta(days=1)
    old.anonymised_on = old.disposable_on = NOW.date()
    opened.workshop_id = event.workshops[0].id
    tickets = [make_submission(session, opened, (3, 1), (2, 2), profile="P1") for _ in range(6)]
    release = release_campaign(session, opened, now=NOW, languages={"fr": str, "en": str})
    for report in session.scalars(select(ArchivedReport)):
        if report.release_id == release.id:
            sections = [
                section | {"title": f"{section['title']} {house.private}"}
                for section in report.document["sections"]
            ]
            report.document = report.document | {"sections": sections}
    member = house.people[Role.MEMBER]
    claim = Claim(subject="D4-01", measure=LEVEL, side=AT_LEAST, threshold=2.0)
    write_hypothesis(session, opened, Words(house.private, house.private), claim, now=NOW)
    invitee, token = make_invitee(session, opened, member.email, name=f"Invitée {house.private}")
    invitee.invited_on = NOW.date()
    own = make_submission(session, kept, (3, 1), (2, 2), profile="P1")
    session.execute(
        update(Submission).where(Submission.ticket_hash == own.hash).values(person_id=member.id)
    )
    noted = add_note(session, release, house.people[Role.ANALYST], house.private)
    sheet = _printed(session, opened, house)
    rows = add_sheet(session, opened, house.people[Role.ADMINISTRATOR], house.private)
    report_file = add_report_file(session, opened, now=NOW, title=house.private)
    draft = make_ticket(kept)
    session.add(
        Draft(
            ticket_hash=draft.hash,
            campaign_id=kept.id,
            about={"profile": house.private},
            levels=make_sheet(1, 2).levels,
            day=NOW.date(),
        )
    )
    house.values |= {
        "campaign_id": opened.id,
        "code": opened.code,
        "slug": event.slug,
        "ticket": tickets[0].text,
        "event_id": event.id,
        "invitee_id": invitee.id,
        "invited:token": token,
        "number": 1,
        "campaigns:campaign_id": prepared.id,
        "answers.sheet:typed": sheet.code,
        "api.campaigns:campaign_id": prepared.id,
        "campaign_settings:campaign_id": prepared.id,
        "cloning:campaign_id": prepared.id,
        "space:code": kept.code,
        "disposal:campaign_id": old.id,
        "file_id": rows.id,
        "report_files:file_id": report_file.id,
        "report_notes:note_id": noted.id,
        "followed:token": add_follower(session, opened, house.people[Role.TRAINER]),
    }
    _kept(session, house, own.hash)
    house.values |= _waves(session, house, version)
    written = _campaign(session, house, version, f"Écrite {house.public}", attributes=())
    house.values |= theme_values(session, written, house.private)


def _printed(session: Session, campaign: Campaign, house: House) -> Ticket:
    """Return the one sheet printed for a campaign, keyed once."""
    asked = {"sheets": 1, "language": "fr", "twice": True, "phone": True}
    _batch, [sheet] = print_batch(session, campaign, SECRET, **asked, now=NOW)
    session.add(
        PaperKeying(
            ticket_hash=sheet.hash, turn=1, attempt=house.private, typed={"c0": house.private}
        )
    )
    session.flush()
    return sheet


def _campaign(
    session: Session, house: House, version: Version, title: str, **plan: object
) -> Campaign:
    campaign = make_campaign(session, CODES, version=version, title=title, **plan)
    campaign.organisation_id = house.organisation.id
    session.flush()
    return campaign


def _waves(session: Session, house: House, version: Version) -> dict[str, object]:
    """Return what addresses hold of two campaigns of a series, not answered yet."""
    plan = {"mode": PSEUDONYMOUS, "opened": False}
    first = _campaign(session, house, version, f"Avant {house.private}", **plan)
    second = _campaign(session, house, version, f"Après {house.private}", **plan)
    put_in_series(session, first, moment=BEFORE)
    put_in_series(session, second, moment=HOT, follows=first)
    return {
        "first_id": first.id,
        "progress:campaign_id": second.id,
        "series:campaign_id": second.id,
        "texts:campaign_id": second.id,
    }


def _kept(session: Session, house: House, ticket_hash: bytes) -> None:
    member = house.people[Role.MEMBER]
    token = f"share-{house.name}"
    share = ResultShare(
        person_id=member.id,
        ticket_hash=ticket_hash,
        token_hash=hashed(token),
        reader=f"Lectrice {house.private}",
        since=NOW,
        until=NOW.date() + timedelta(days=9),
    )
    session.add_all(
        [
            share,
            Reading(
                person_id=member.id,
                ticket_hash=ticket_hash,
                reader=f"Lectrice {house.private}",
                act="page",
                at=NOW,
            ),
            OptIn(person_id=member.id, purpose="directory", version=1, given_at=NOW),
            note := Note(
                person_id=member.id,
                lineage=ITEM,
                text=f"Essai {house.private}",
                written_at=NOW,
                changed_at=NOW,
            ),
            DirectoryEntry(person_id=member.id, offer=f"J’offre {house.private}"),
        ]
    )
    way = TrajectoryShare(
        person_id=member.id,
        token_hash=hashed(f"way-{house.name}"),
        reader=f"Pair {house.private}",
        since=NOW,
        until=share.until,
    )
    session.add(way)
    session.flush()
    session.add(TrajectoryPart(share_id=way.id, ticket_hash=ticket_hash))
    house.values |= {
        "shared.trajectory:token": f"way-{house.name}",
        "trajectory:share_id": way.id,
    }
    house.values |= {"shared:token": token, "space:share_id": share.id, "note_id": note.id}


def _accounts(session: Session, house: House) -> None:
    administrator = house.people[Role.ADMINISTRATOR]
    invitation = Invitation(
        organisation_id=house.organisation.id,
        email=f"invitee.{house.private}@example.org",
        role=Role.MEMBER,
        token_hash=hashed(f"invitation-{house.name}"),
        invited_by=administrator.id,
        invited_at=NOW,
        expires_at=NOW + timedelta(days=9),
    )
    passkey = Passkey(
        person_id=administrator.id,
        credential_id=house.name.encode(),
        public_key=b"key",
        sign_count=0,
        name=f"Clé {house.private}",
        added_at=NOW,
    )
    letter = SignInLetter(
        token_hash=hashed(f"letter-{house.name}"),
        code_hash=hashed("code"),
        browser_hash=hashed(house.name),
        email=administrator.email,
        person_id=administrator.id,
        purpose="sign_in",
        expires_at=NOW + timedelta(minutes=5),
    )
    session.add_all([invitation, passkey, letter])
    session.flush()
    house.values |= {
        "invitation_id": invitation.id,
        "invitations:token": f"invitation-{house.name}",
        "accounts.link:token": f"letter-{house.name}",
        "passkey_id": passkey.id,
    }


def _guard(session: Session, house: House) -> None:
    administrator = house.people[Role.ADMINISTRATOR]
    hook = Webhook(
        organisation_id=house.organisation.id,
        address=f"https://{house.private}.example/hook",
        sealed_secret=seal(SECRET, "webhook", house.private),
        topics=["report.ready"],
        created_at=NOW,
    )
    session.add(hook)
    holders: dict[str, dict[str, int]] = {"": {"organisation_id": house.organisation.id}}
    holders |= {role: {"person_id": person.id} for role, person in house.people.items()}
    made = {}
    for name, holder in holders.items():
        house.tokens[name] = f"rep_{name}-{house.name}"
        made[name] = ApiToken(
            token_hash=hashed(house.tokens[name]),
            name=f"Jeton {house.private}",
            scopes=[Act.FOLLOW, Act.READ, Act.RUN],
            created_at=NOW,
            expires_at=NOW + timedelta(days=90),
            **holder,
        )
    feedback = Feedback(
        page=f"/{house.private}", text=house.private, contact=f"{house.private}@x.fr", at=NOW
    )
    session.add_all([*made.values(), feedback])
    session.add(
        Idempotency(
            key_hash=hashed(house.name),
            request_hash=hashed(house.name),
            status=200,
            body=house.private.encode(),
            created_at=NOW,
        )
    )
    session.flush()
    write_letter(
        session, to=administrator.email, subject=house.private, body=house.private, now=NOW
    )
    record(
        session,
        "campaign.opened",
        now=NOW,
        person_id=administrator.id,
        organisation_id=house.organisation.id,
        subject=f"campaign:{house.private}",
    )
    house.values |= {
        "webhook_id": hook.id,
        "token_id": made[""].id,
        "feedback:number": feedback.id,
    }


def control_jointly(session: Session, house: House, other: House) -> None:
    """Let another house propose to run the event of this one."""
    session.add(
        JointControl(
            event_id=house.values["event_id"],
            organisation_id=other.organisation.id,
            proposed_by=house.people[Role.ADMINISTRATOR].id,
            proposed_at=NOW,
        )
    )
    session.commit()
