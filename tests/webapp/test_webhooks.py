import re
from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy import select

from surveys.guard.webhooks import CLOSED, OPENED, READY, add_webhook, try_webhook
from surveys.models import AuditEntry, Outgoing, Webhook
from surveys.roles import Role
from tests.conftest import NOW
from tests.factories import SECRET, make_campaign, make_organisation, make_person, make_submission

ADDRESS = "https://programme.example/reperes"


@pytest.fixture
def administrator(sign_in_as):
    return sign_in_as(Role.ADMINISTRATOR)


def path(session, rest: str = "", slug: str = "unadel") -> str:
    return f"/organisations/{make_organisation(session, slug).id}/webhooks/{rest}"


def make_webhook(session, slug: str = "unadel", address: str = ADDRESS, topics=(OPENED, CLOSED)):
    add_webhook(
        session,
        secret=SECRET,
        organisation_id=make_organisation(session, slug).id,
        address=address,
        topics=topics,
        by=make_person(session).id,
        now=NOW,
    )
    session.commit()
    return session.scalars(select(Webhook).order_by(Webhook.id.desc())).first()


def text_of(response) -> str:
    return unescape(response.get_data(as_text=True))


def test_a_webhook_is_added_and_its_secret_is_shown_this_once(session, administrator):
    added = administrator.post(path(session), data={"address": ADDRESS, "topics": [READY, OPENED]})
    again = administrator.get(path(session))

    [webhook] = session.scalars(select(Webhook))
    secret = re.search(r'<code class="token">([^<]+)</code>', text_of(added))[1]
    assert (webhook.address, webhook.topics) == (ADDRESS, [OPENED, READY])
    assert len(secret) == 43
    assert secret.encode() not in webhook.sealed_secret
    assert 'value="https' not in text_of(added)
    assert secret not in text_of(again)
    assert ADDRESS in text_of(again)
    assert session.scalars(select(AuditEntry.act)).all()[-1] == "webhook.added"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"address": "http://programme.example/"}, "commence par https://"),
        ({"address": "https://name:word@programme.example/"}, "commence par https://"),
        ({"address": "", "topics": [OPENED]}, "Donnez l’adresse de votre programme."),
        ({"topics": []}, "Choisissez au moins un événement."),
        ({"topics": ["person.erased"]}, "Ce choix n’existe pas."),
    ],
)
def test_what_is_refused_is_said_beside_the_field_and_nothing_typed_is_lost(
    session, administrator, typed, sentence
):
    page = text_of(
        administrator.post(path(session), data={"address": ADDRESS, "topics": [OPENED]} | typed)
    )

    assert sentence in page
    assert typed.get("address", ADDRESS) in page
    assert list(session.scalars(select(Webhook))) == []


def test_the_last_calls_are_shown_with_what_became_of_them(session, administrator):
    webhook = make_webhook(session)
    for error, settled in (("", NOW), ("http 500", None), ("private", NOW), ("", None)):
        session.add(
            Outgoing(
                kind="hook",
                uid=f"uid {error} {settled}",
                address=ADDRESS,
                payload={"topic": OPENED},
                created_at=NOW,
                due_at=NOW + timedelta(minutes=5),
                settled_at=settled,
                error=error,
                webhook_id=webhook.id,
            )
        )
    session.commit()

    page = text_of(administrator.get(path(session)))

    found = re.findall(r'<br><span class="hint">([^<]+)</span>', page)
    assert found == [
        "en route",
        "abandonné\u00a0: l’adresse mène à un réseau privé, qui n’est jamais appelé",
        "réponse 500\u00a0; nouvel essai le 20 novembre 2026, 16\u00a0h\u00a035",
        "reçu",
    ]


def test_a_trial_is_written_to_the_outbox_of_that_webhook_alone(session, administrator):
    make_webhook(session, address="https://other.example/")
    webhook = make_webhook(session)

    tried = administrator.post(path(session, f"{webhook.id}/try"))

    [call] = session.scalars(select(Outgoing))
    assert tried.status_code == 303
    assert (call.webhook_id, call.address, call.payload["topic"]) == (webhook.id, ADDRESS, "test")


def test_a_trial_too_many_is_refused(session, administrator):
    webhook = make_webhook(session)

    statuses = [
        administrator.post(path(session, f"{webhook.id}/try")).status_code for _ in range(21)
    ]

    assert statuses == [303] * 20 + [429]


def test_a_stopped_webhook_is_listed_no_more(session, administrator):
    webhook = make_webhook(session)

    administrator.post(path(session, f"{webhook.id}/stop"))

    session.expire_all()
    assert webhook.stopped_at == NOW
    assert ADDRESS not in text_of(administrator.get(path(session)))
    assert session.scalars(select(AuditEntry.act)).all()[-1] == "webhook.stopped"


@pytest.mark.parametrize("rest", ["try", "stop"])
def test_a_webhook_of_another_organisation_is_not_found(session, administrator, rest):
    foreign = make_webhook(session, "other")

    through_own = administrator.post(path(session, f"{foreign.id}/{rest}"))
    through_theirs = administrator.post(path(session, f"{foreign.id}/{rest}", "other"))

    assert (through_own.status_code, through_theirs.status_code) == (404, 404)
    assert administrator.get(path(session, slug="other")).status_code == 404
    assert (list(session.scalars(select(Outgoing))), foreign.stopped_at) == ([], None)


@pytest.mark.parametrize("role", [Role.FACILITATOR, Role.ANALYST, Role.TRAINER, Role.MEMBER])
def test_only_administrators_see_webhooks(session, sign_in_as, role):
    assert sign_in_as(role).get(path(session)).status_code == 403


def test_opening_closing_and_publishing_are_told_with_the_act(session, facilitator):
    campaign = make_campaign(session)
    make_webhook(session, topics=(OPENED, CLOSED, READY))
    make_webhook(session, "other", topics=(OPENED, CLOSED, READY))
    for place in range(campaign.k):
        make_submission(session, campaign, (4, place % 3), (3, place % 2))
    campaign.opens_at = None
    session.commit()

    facilitator.post(f"/campaigns/{campaign.id}/start")
    facilitator.post(f"/campaigns/{campaign.id}/close")
    facilitator.post(f"/campaigns/{campaign.id}/close")

    calls = session.scalars(select(Outgoing).order_by(Outgoing.id)).all()
    about = {"campaign": {"id": campaign.id, "code": campaign.code}}
    at = "2026-11-20T15:30:00+00:00"
    assert [call.payload for call in calls] == [
        {"id": calls[0].uid, "topic": OPENED, "at": at, **about},
        {"id": calls[1].uid, "topic": CLOSED, "at": at, **about},
        {"id": calls[2].uid, "topic": READY, "at": at, **about, "release": {"number": 1}},
    ]


def test_the_page_takes_as_many_statements_for_three_webhooks_as_for_one(
    session, administrator, count_queries
):
    taken = []
    for more in (1, 2):
        for _ in range(more):
            webhook = make_webhook(session)
            try_webhook(session, webhook, now=NOW)
            session.commit()
        with count_queries() as statements:
            administrator.get(path(session))
        taken.append(len(statements))

    assert taken[0] == taken[1]
