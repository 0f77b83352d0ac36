import hmac
from datetime import timedelta
from hashlib import sha256

import pytest
from sqlalchemy import select

from surveys.guard.sealing import unseal
from surveys.guard.webhooks import (
    CLOSED,
    LONGEST,
    MOST,
    OPENED,
    PURPOSE,
    READY,
    AddressRefused,
    TooManyWebhooks,
    add_webhook,
    body_of,
    check_address,
    is_public,
    signature,
    stop_webhook,
    tell,
)
from surveys.models import CampaignController, Outgoing, Webhook
from tests.conftest import NOW
from tests.factories import SECRET, make_campaign, make_organisation, make_person

ADDRESS = "https://programme.example/reperes"


def added(session, slug: str = "unadel", topics=(OPENED, CLOSED, READY)) -> str:
    return add_webhook(
        session,
        secret=SECRET,
        organisation_id=make_organisation(session, slug).id,
        address=ADDRESS,
        topics=topics,
        by=make_person(session).id,
        now=NOW,
    )


def told(session) -> list[Outgoing]:
    return list(session.scalars(select(Outgoing).order_by(Outgoing.id)))


def test_the_secret_is_sealed_in_the_base(session):
    word = added(session)

    [webhook] = session.scalars(select(Webhook))
    assert unseal(SECRET, PURPOSE, webhook.sealed_secret) == word
    assert unseal("another secret", PURPOSE, webhook.sealed_secret) is None


def test_an_organisation_has_a_few_webhooks_at_most_and_stopping_one_makes_room(session):
    for _ in range(MOST):
        added(session)
    with pytest.raises(TooManyWebhooks):
        added(session)

    first = session.scalars(select(Webhook)).first()
    stop_webhook(session, first, by=make_person(session).id, now=NOW)

    assert added(session)


@pytest.mark.parametrize(
    "address",
    [
        "https://programme.example",
        "https://programme.example:8443/a?b=c",
        "https://[2001:db8::1]/",
        "https://192.0.2.1/",
    ],
)
def test_a_secure_address_is_taken(address):
    check_address(address)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "programme.example",
        "//programme.example/",
        "http://programme.example/",
        "http://localhost:8000/",
        "ftp://programme.example/",
        "file:///etc/passwd",
        "https://",
        "https:///path",
        "https://name@programme.example/",
        "https://name:word@programme.example/",
        "https://programme.example/#part",
        "https://programme.example:0/",
        "https://programme.example:99999/",
        "https://programme.example:x/",
        "https://[::1/",
        "https://programme.example/\r\nHost: other",
        "https://programme.example/a b",
        "https://programme.example/é",
        "https://programme.example\\@other.example/",
        "https://programme.example/" + "a" * LONGEST,
    ],
)
def test_an_address_that_is_not_secure_plain_and_whole_is_refused(address):
    with pytest.raises(AddressRefused):
        check_address(address)


def test_a_demonstration_may_call_its_own_machine_and_no_other_without_encryption():
    check_address("http://localhost:8000/hook", local=True)
    check_address("http://127.0.0.1:8000/hook", local=True)

    for address in ("http://programme.example/", "http://127.0.0.2/", "http://10.0.0.1/"):
        with pytest.raises(AddressRefused):
            check_address(address, local=True)


@pytest.mark.parametrize("address", ["1.1.1.1", "193.43.55.66", "2606:4700:4700::1111"])
def test_an_address_of_the_internet_is_public(address):
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",  # noqa: S104 -- looked at, not listened on
        "10.1.2.3",
        "100.64.0.1",
        "127.0.0.1",
        "169.254.169.254",
        "172.16.0.1",
        "192.168.1.1",
        "192.0.2.1",
        "198.18.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
        "2002:7f00:1::",
        "2002:a9fe:a9fe::1",
        "2001:db8::1",
        "fc00::1",
        "fd12::1",
        "fe80::1",
        "ff02::1",
    ],
)
def test_an_address_of_a_private_or_special_network_is_not(address):
    assert not is_public(address)


def test_all_who_answer_for_a_campaign_are_told_and_nobody_else(session):
    campaign = make_campaign(session)
    partner, other = make_organisation(session, "partner"), make_organisation(session, "other")
    session.add(CampaignController(campaign_id=campaign.id, organisation_id=partner.id))
    for slug in ("unadel", partner.slug, other.slug):
        added(session, slug)

    tell(session, campaign, READY, now=NOW, release=2)

    holders = {row.id: row.organisation_id for row in session.scalars(select(Webhook))}
    assert [holders[call.webhook_id] for call in told(session)] == [
        campaign.organisation_id,
        partner.id,
    ]
    assert told(session)[0].payload == {
        "id": told(session)[0].uid,
        "topic": READY,
        "at": "2026-11-20T15:30:00+00:00",
        "campaign": {"id": campaign.id, "code": campaign.code},
        "release": {"number": 2},
    }


def test_a_webhook_hears_of_its_topics_only_and_of_none_once_stopped(session):
    campaign = make_campaign(session)
    added(session, topics=(CLOSED,))
    [webhook] = session.scalars(select(Webhook))

    tell(session, campaign, OPENED, now=NOW)
    tell(session, campaign, CLOSED, now=NOW)
    stop_webhook(session, webhook, by=make_person(session).id, now=NOW)
    tell(session, campaign, CLOSED, now=NOW)

    assert [call.payload["topic"] for call in told(session)] == [CLOSED]


def test_a_signature_covers_the_time_and_every_byte_of_the_body(session):
    campaign = make_campaign(session)
    word = added(session)
    tell(session, campaign, OPENED, now=NOW)
    body = body_of(told(session)[0])

    header = signature(word, body, now=NOW)

    by_hand = hmac.new(word.encode(), b"1795188600." + body, sha256).hexdigest()
    assert header == f"t=1795188600,v1={by_hand}"
    assert signature(word, body + b" ", now=NOW) != header
    assert signature(word, body, now=NOW + timedelta(seconds=1)) != header
    assert signature("another", body, now=NOW) != header
