"""The people of the demonstration: each role has its account, and nobody is made twice."""

from surveys.accounts import authenticate, roles_of
from surveys.models import Share
from surveys.queries.campaigns import campaign_read_by
from tests.conftest import NOW
from tests.factories import make_campaign
from webapp.demo_people import (
    ACCOUNTS,
    NETWORK,
    TRAINING_BODY,
    organisations,
    settle,
    show_to_training_body,
)


def test_each_account_signs_in_with_its_roles_in_one_organisation(session):
    settle(session, now=NOW)
    settle(session, now=NOW)

    held = organisations(session)
    for account in ACCOUNTS:
        person = authenticate(session, account.email, account.password)
        assert roles_of(session, person.id) == {
            held[account.organisation].id: set(map(str, account.roles))
        }
    assert (held[NETWORK].hosts, held[TRAINING_BODY].hosts) == (True, False)


def test_the_training_body_reads_the_shared_report(session):
    settle(session, now=NOW)
    campaign = make_campaign(session)

    show_to_training_body(session, campaign, now=NOW)
    show_to_training_body(session, campaign, now=NOW)

    receiver = organisations(session)[TRAINING_BODY]
    about = {"today": NOW.date(), "export": True}
    assert campaign_read_by(session, campaign.id, [receiver.id], **about) is campaign
    assert session.query(Share).count() == 1
