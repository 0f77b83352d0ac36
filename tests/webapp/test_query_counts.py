"""Every page takes as many statements for three items as for one."""

from reports.release import release_campaign
from surveys.accounts import add_role
from surveys.consents import PURPOSES, agree
from surveys.directory import offer_help
from surveys.guard.audit import record
from surveys.invitations import accept, invite
from surveys.joint_control import propose
from surveys.keeping import keep, note_reading, share_result
from surveys.models.campaigns import PSEUDONYMOUS
from surveys.queries.organisations import ERASED
from surveys.roles import Role
from surveys.shares import Terms, share
from tests.conftest import NOW
from tests.factories import (
    items_in,
    make_campaign,
    make_event,
    make_organisation,
    make_person,
    make_submission,
    make_version,
)

CODES = ("D4-01", "D4-02", "D4-03")
ONCE = frozenset(  # no page, or a page of one thing that only its owner has
    {"answers.back", "results.back", "campaigns.qr", "provider.back", "accounts.link"}
)


def filled(session, version, size):
    """Return addresses of every page once `size` events, campaigns and competences are there."""
    events = [make_event(session, f"event-{size}-{i}", CODES[:size]) for i in range(size)]
    for event in events:
        campaign = make_campaign(session, CODES[:size], version=version, event=event)
        campaign.workshop_id = event.workshops[0].id
    tickets = [
        make_submission(session, campaign, *[(3, 1)] * size, profile="P1") for _ in range(4 + size)
    ]
    release_campaign(session, campaign, now=NOW, languages={"fr": str, "en": str})
    about = peopled(session, event, campaign, size)
    about |= with_space(session, version, size)
    session.commit()
    return about | {
        "code": campaign.code,
        "campaign_id": campaign.id,
        "slug": event.slug,
        "ticket": tickets[0].text,
        "step": 1,
        "number": 1,
        "extension": "csv",
    }


def peopled(session, event, campaign, size):
    """Return addresses once `size` members, invitations, partners and shares are there."""
    own, anne = make_organisation(session), make_person(session)
    own.hosts = True
    new = {f"new{size}{n}@example.org": n for n in range(size)}
    for n in range(size):
        partner = make_organisation(session, f"partner-{size}-{n}")
        add_role(session, partner, make_person(session, f"Paul{size}{n}"), Role.MEMBER, today=None)
        add_role(session, own, make_person(session, f"Zoe{size}{n}"), Role.TRAINER, today=None)
        share(session, campaign, partner, Terms(purpose="Bâtir"), by=anne.id, now=NOW)
        propose(session, event, partner, by=anne.id, now=NOW)
    sent = invite(session, own, new, Role.TRAINER, by=anne.id, now=NOW)
    [right] = invite(session, None, {anne.email: 1}, Role.ADMINISTRATOR, by=anne.id, now=NOW)
    accept(session, right.invitation, name="Anne", language="fr", now=NOW)
    record(session, ERASED, subject="erasure:abc campaign:1", now=NOW)
    return {
        "organisation_id": own.id,
        "person_id": anne.id,
        "token": sent[0].token,
        "reference": "abc",
        "referentiel_id": campaign.questionnaire.version.referentiel_id,
    }


def with_space(session, version, size):
    """Return addresses once Anne keeps `size` results, each read and shown by `size` people."""
    anne = make_person(session)
    for n in range(size):
        kept = make_campaign(session, CODES[:size], version=version, mode=PSEUDONYMOUS)
        ticket = make_submission(session, kept, *[(3, 1)] * size, profile="P1")
        keep(session, kept, ticket, person_id=anne.id)
        agree(session, PURPOSES["directory"], person_id=anne.id, now=NOW)
        helper = make_person(session, f"Zoe{size}{n}")
        agree(session, PURPOSES["directory"], person_id=helper.id, now=NOW)
        offer_help(session, helper.id, "Animer")
        for reader in range(size):
            shown = {"person_id": anne.id, "reader": f"R{reader}", "now": NOW}
            token = share_result(session, ticket.hash, until=NOW.date(), **shown)
            note_reading(session, ticket.hash, **shown)
    kept.closes_at, kept.disposable_on = NOW, NOW.date()
    return {"kept": kept.code, "shared": token, "disposable": kept.id}


def values_for(endpoint, found):
    if endpoint.startswith("space."):
        return found | {"code": found["kept"]}
    if endpoint.startswith(("shared.", "disposal.")):
        return found | {"token": found["shared"], "campaign_id": found["disposable"]}
    code = {
        "referentiel.competence": "D4-01",
        "referentiel.profile": "P1",
        "events.workshop": "atelier-1",
    }
    return found | {"code": code.get(endpoint, found["code"])}


def counts(app, client, count_queries, found):
    """Return how many statements each GET page takes."""
    taken = {}
    urls = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        elsewhere = rule.rule.startswith(("/api/", "/ims/case/"))
        if "GET" not in rule.methods or rule.endpoint in ONCE or elsewhere:
            continue  # tests/api and tests/webapp/case count the statements of programs
        values = {k: v for k, v in values_for(rule.endpoint, found).items() if k in rule.arguments}
        with count_queries() as statements:
            status = client.get(urls.build(rule.endpoint, values)).status_code
        assert status in (200, 302), rule.endpoint
        taken[rule.endpoint] = len(statements)
    return taken


def test_each_page_takes_as_many_statements_for_three_items_as_for_one(
    app, sign_in_as, session, count_queries
):
    client = sign_in_as(*Role)
    version = make_version(session, CODES)
    one = counts(app, client, count_queries, filled(session, version, 1))
    three = counts(app, client, count_queries, filled(session, version, 3))

    assert len(items_in(session, version)) == 3
    assert three == one
