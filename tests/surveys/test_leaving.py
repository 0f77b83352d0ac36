"""An organisation leaves with everything; what others rest on stays in other hands."""

import json

import pytest
from sqlalchemy import LargeBinary, String, select
from sqlalchemy.types import JSON

from referentiel.base import Base
from referentiel.models import Referentiel
from referentiel.people import Organisation
from reports.release import release_campaign
from surveys.accounts import add_role
from surveys.claims import AT_LEAST, LEVEL, Claim
from surveys.guard import ledger
from surveys.guard.audit import first_broken
from surveys.guard.outbox import write_letter
from surveys.hypotheses import Words, write_hypothesis
from surveys.invitations import invite
from surveys.joint_control import accept_control, propose
from surveys.leaving import HostStays, OtherName, erase_again, leave
from surveys.models import Erasure, Event, JointControl, Notice, Webhook
from surveys.organisations import Charter, change_charter
from surveys.queries.campaigns import received
from surveys.queries.leaving import belongings, departure_entry
from surveys.queries.organisations import ERASED, journal_page
from surveys.roles import Role
from surveys.shares import Terms, share
from tests.conftest import NOW
from tests.factories import (
    SECRET,
    items_in,
    make_campaign,
    make_event,
    make_organisation,
    make_person,
    make_submission,
    make_version,
)

CANARY = "canari7c1e"
LANGUAGES = {"fr": str, "en": str}


@pytest.fixture
def gone(tmp_path):
    """Return what makes an organisation leave."""

    def leaving(session, organisation, **more):
        by = make_person(session).id
        typed = more.pop("typed", organisation.name)
        about = {"typed": typed, "by": by, "secret": SECRET, "folder": tmp_path, "now": NOW}
        return leave(session, organisation, **about)

    return leaving


def settled(session):
    """Return an organisation whose every text is a canary, with all that it may hold."""
    own, other = make_organisation(session), make_organisation(session, "autre")
    anne = make_person(session)
    for organisation in (own, other):
        add_role(session, organisation, anne, Role.ADMINISTRATOR, today=None)
    charter = Charter(name=f"{CANARY} nom", kind="network", contact=CANARY, address=CANARY)
    change_charter(session, own, charter, by=anne.id, now=NOW)
    event = make_event(session, codes=("D4-01",))
    event.title = event.introduction = CANARY
    campaign = make_campaign(session, event=event, title=CANARY, controller=CANARY)
    campaign.workshop_id = event.workshops[0].id
    for person in range(6):
        levels = ((3, person % 2), (2, 2))
        make_submission(session, campaign, *levels, profile="P1", structure="public")
    claim = Claim(subject="D4-01", measure=LEVEL, side=AT_LEAST, threshold=2.0)
    write_hypothesis(session, campaign, Words(CANARY, CANARY), claim, now=NOW)
    release_campaign(session, campaign, now=NOW, languages=LANGUAGES)
    plant_in_version(session, campaign.questionnaire.version)
    for given in (campaign, campaign.questionnaire.version.referentiel):
        share(session, given, other, Terms(purpose=CANARY), by=anne.id, now=NOW)
    theirs = make_campaign(session, version=make_other_version(session, other))
    theirs.organisation_id = other.id
    session.query(Notice).filter_by(campaign_id=theirs.id).delete()  # it named the first
    share(session, theirs, own, Terms(purpose="Bâtir"), by=anne.id, now=NOW)
    [sent] = invite(session, own, {f"{CANARY}@example.org": 1}, Role.MEMBER, by=anne.id, now=NOW)
    write_letter(
        session,
        to=sent.invitation.email,
        subject=CANARY,
        body=CANARY,
        now=NOW,
        invitation_id=sent.invitation.id,
    )
    session.add(
        Webhook(
            organisation_id=own.id,
            address=f"https://{CANARY}.example",
            sealed_secret=b"",
            topics=[],
            created_at=NOW,
        )
    )
    session.commit()
    return own


def plant_in_version(session, version):
    version.texts = version.referentiel.texts = {"fr": {"title": CANARY}}
    for item in items_in(session, version):
        item.texts = {"fr": {"label": CANARY}}
    session.flush()


def make_other_version(session, other):
    """Return a version of another organisation, which says nothing of the first."""
    first = session.scalars(select(Referentiel)).one()
    slug, first.slug = first.slug, "le-premier"
    session.flush()
    version = make_version(session)
    version.referentiel.organisation_id = other.id
    version.referentiel.slug = "le-second"
    session.flush()
    first.slug = slug
    session.flush()
    return version


def rows_with(session, canary):
    """Return the tables where a text is still found, whatever the column."""
    found = set()
    for table in Base.metadata.sorted_tables:
        for row in session.execute(table.select()).mappings():
            said = [
                json.dumps(value, ensure_ascii=False) if isinstance(column.type, JSON) else value
                for column, value in ((c, row[c.name]) for c in table.columns)
                if isinstance(column.type, JSON | String | LargeBinary) and value is not None
            ]
            if any(
                canary in (v.decode(errors="ignore") if isinstance(v, bytes) else v) for v in said
            ):
                found.add(table.name)
    return found


def test_nothing_of_an_organisation_remains_in_any_table(session, gone):
    own = settled(session)
    assert {
        "organisation",
        "event",
        "campaign",
        "hypothesis",
        "item",
        "report",
        "share",
        "outbox",
    } <= rows_with(session, CANARY)

    gone(session, own)

    session.expire_all()
    assert rows_with(session, CANARY) == set()
    assert session.scalars(select(Organisation.slug)).all() == ["autre"]


def test_the_receipt_counts_what_went_and_the_chain_holds(session, gone, tmp_path):
    own = settled(session)
    uid, number = own.uid, own.id

    proof = gone(session, own)

    assert proof.counts == {
        "membership": 1,
        "event": 1,
        "campaign": 1,
        "submission": 6,
        "share": 3,
        "invitation": 1,
        "referentiel": 1,
    }
    assert proof.reference == ledger.digest_of(SECRET, uid).hex()
    assert session.scalars(select(Erasure.kind)).all() == ["organisation"]
    assert [line.kind for line in ledger.lines_in_file(tmp_path).values()] == ["organisation"]
    entry = departure_entry(session, proof.reference)
    assert (entry.act, entry.organisation_id) == (ERASED, number)
    assert "submission:6" in entry.subject
    assert first_broken(session) is None


def test_what_is_of_others_stays_whole(session, gone):
    own = settled(session)
    other = make_organisation(session, "autre")
    before = belongings(session, other.id)

    gone(session, own)

    after = belongings(session, other.id)
    assert (after.campaigns, after.referentiels, after.members) == (1, 1, before.members)
    assert after.shares == 0


def test_the_name_is_typed_as_it_is_written(session, gone):
    own = settled(session)

    for typed in ("", "UNADEL", own.name.upper()):
        with pytest.raises(OtherName):
            gone(session, own, typed=typed)

    assert gone(session, own, typed=f"  {own.name.replace(' ', '  ')} ").counts["campaign"] == 1


def test_the_host_leaves_last(session, gone):
    own = settled(session)
    own.hosts = True

    with pytest.raises(HostStays):
        gone(session, own)

    gone(session, make_organisation(session, "autre"))
    gone(session, own)
    assert session.scalars(select(Organisation)).all() == []


def joint_event(session, partner):
    event, by = make_event(session), make_person(session).id
    control = propose(session, event, partner, by=by, now=NOW)
    accept_control(session, control, event, by=by, now=NOW)
    return event


def test_an_event_of_a_partner_s_campaign_passes_to_the_partner(session, gone):
    own, partner = make_organisation(session), make_organisation(session, "autre")
    event = joint_event(session, partner)
    campaign = make_campaign(session, event=event)
    campaign.organisation_id = partner.id
    campaign.questionnaire.version.referentiel.organisation_id = partner.id
    session.flush()

    gone(session, own)

    session.expire_all()
    assert session.get(Event, event.id).organisation_id == partner.id
    assert session.scalars(select(JointControl)).all() == []
    assert campaign.event_id == event.id


def test_a_referentiel_that_others_use_passes_to_the_host(session, gone):
    own, host = make_organisation(session), make_organisation(session, "hote")
    host.hosts = True
    campaign = make_campaign(session)
    campaign.organisation_id = make_organisation(session, "autre").id
    make_submission(session, campaign, (3, 1), (2, 2))

    gone(session, own)

    session.expire_all()
    assert session.scalars(select(Referentiel)).one().organisation_id == host.id
    assert received(session, [campaign.id]) == {campaign.id: 1}


def test_a_number_that_serves_again_has_a_journal_of_its_own(session, gone):
    own = settled(session)
    number = own.id
    gone(session, own)

    new = Organisation(slug="neuve", name="Neuve", kind="network")
    new.id = number
    session.add(new)
    session.flush()

    assert journal_page(session, number, before=None, most=50).entries == []


def test_a_restored_base_erases_the_organisation_again(session, gone, tmp_path):
    own = settled(session)
    uid = own.uid
    gone(session, own)
    back = Organisation(slug="unadel", name=CANARY, kind="network")
    back.uid = uid
    namesake = Organisation(slug="unadel-2", name="Autre", kind="network")
    session.add_all([back, namesake])
    session.flush()

    erased = set(ledger.lines_in_file(tmp_path))
    count = erase_again(session, erased, secret=SECRET, folder=tmp_path, now=NOW)

    assert count == 1
    assert rows_with(session, CANARY) == set()
    assert session.get(Organisation, namesake.id) is not None
