"""The facilitator’s list of people invited: read, confirmed, written to, reminded, removed."""

from datetime import timedelta
from io import BytesIO

import pytest
from sqlalchemy import select

from surveys.inviting.exchange import exchange
from surveys.models import AuditEntry, Campaign, Invitee, Notice, Outgoing
from surveys.models.campaigns import PSEUDONYMOUS
from surveys.roles import Role
from surveys.submission import submit
from tests.conftest import NOW
from tests.factories import SECRET, make_campaign, make_invitee, make_sheet
from webapp.attendance import attendance_of

PEOPLE = "anne@example.org ; Anne ; région\ndan@example.org"


@pytest.fixture
def facilitator(sign_in_as):
    return sign_in_as(Role.FACILITATOR)


@pytest.fixture
def campaign(session):
    return make_campaign(session)


def at(campaign, page=""):
    return f"/campaigns/{campaign.id}/invitees/{page}"


def addresses(session):
    return session.scalars(select(Invitee.email).order_by(Invitee.email)).all()


def letters(session):
    return session.scalars(select(Outgoing).order_by(Outgoing.id)).all()


def confirm(client, campaign, people=PEOPLE):
    return client.post(at(campaign, "new"), data={"people": people, "go": "confirm"})


def test_a_list_is_shown_before_anything_is_written(facilitator, session, campaign):
    page = facilitator.post(at(campaign, "new"), data={"people": PEOPLE, "go": "read"})

    text = page.get_data(as_text=True)
    assert "2 personnes seraient invitées." in text
    assert "anne@example.org;Anne;région" in text
    assert addresses(session) == []
    assert letters(session) == []


def test_a_file_is_shown_as_lines_to_confirm(facilitator, session, campaign):
    file = (BytesIO(b"Nom;Courriel\nAnne;anne@example.org\n"), "liste.csv")
    page = facilitator.post(at(campaign, "new"), data={"file": file, "go": "confirm-later"})

    assert "anne@example.org;Anne</textarea>" in page.get_data(as_text=True)
    assert addresses(session) == []


def test_wrong_lines_are_named_and_nothing_is_lost_or_written(facilitator, session, campaign):
    typed = "anne@example.org\nDan Martin"
    page = confirm(facilitator, campaign, typed).get_data(as_text=True)

    assert "Ligne 2 : « Dan Martin » ne contient pas d’adresse électronique." in page.replace(
        "\u00a0", " "
    )
    assert "anne@example.org\r\nDan Martin" in page or "anne@example.org\nDan Martin" in page
    assert addresses(session) == []


def test_a_confirmed_list_is_written_to_at_once(facilitator, session, campaign):
    answer = confirm(facilitator, campaign)

    assert answer.status_code == 303
    assert addresses(session) == ["anne@example.org", "dan@example.org"]
    first, second = letters(session)
    assert first.address == "anne@example.org"
    assert first.payload["body"].startswith("Bonjour Anne,")
    assert second.payload["body"].startswith("Bonjour,")
    assert "Répondre est facultatif." in first.payload["body"]
    page = facilitator.get(at(campaign)).get_data(as_text=True)
    assert "2 invitations partent." in page


def test_the_notice_says_what_an_invitation_tells_from_then_on(facilitator, session, campaign):
    confirm(facilitator, campaign)

    session.refresh(campaign)
    assert campaign.notice == 2
    [mode] = [
        sentence
        for key, _heading, sentence in session.get(Notice, (campaign.id, 2)).texts["fr"]
        if key == "mode"
    ]
    assert mode in letters(session)[0].payload["body"]
    assert mode.endswith("rien ne relie votre invitation à vos réponses.")


def test_letters_wait_for_the_opening(facilitator, session):
    prepared = make_campaign(session, opened=False)
    confirm(facilitator, prepared)
    assert letters(session) == []
    assert facilitator.post(at(prepared, "ask")).status_code == 409

    facilitator.post(f"/campaigns/{prepared.id}/start")
    assert "Envoyer 2 lettres" in facilitator.get(at(prepared)).get_data(as_text=True)
    facilitator.post(at(prepared, "ask"))

    assert len(letters(session)) == 2


def test_a_reminder_goes_to_the_others_with_the_same_link(facilitator, session, campaign, clock):
    confirm(facilitator, campaign)
    clock.now = NOW + timedelta(days=3)
    came = session.scalars(select(Invitee).where(Invitee.email == "anne@example.org")).one()
    exchange(session, campaign, came, secret=SECRET, now=NOW)
    session.commit()
    page = facilitator.get(at(campaign)).get_data(as_text=True)
    assert "Un rappel partirait à 1 personne" in page
    facilitator.post(at(campaign, "remind"))

    _anne, dan, again = letters(session)
    assert again.address == "dan@example.org"
    assert link_in(again) == link_in(dan)
    assert facilitator.post(at(campaign, "remind")).status_code == 409


def link_in(letter):
    [link] = [line for line in letter.payload["body"].splitlines() if "/i/" in line]
    return link


def test_an_invitation_that_came_back_is_shown_as_such(facilitator, session, campaign):
    invitee, _link = make_invitee(session, campaign, "anne@example.org", category="région")
    invitee.mail_refused_at = NOW
    session.commit()

    assert "courriel refusé le 20 novembre 2026" in facilitator.get(at(campaign)).get_data(
        as_text=True
    )


def test_somebody_removed_is_gone_with_their_address(facilitator, session, campaign):
    confirm(facilitator, campaign)
    dan = session.scalars(select(Invitee).where(Invitee.email == "dan@example.org")).one()
    facilitator.post(at(campaign, f"{dan.id}/remove"))

    assert addresses(session) == ["anne@example.org"]
    assert [letter.address for letter in letters(session)] == ["anne@example.org"]


def test_acts_are_in_the_journal_and_openings_are_not(facilitator, client, session, campaign):
    confirm(facilitator, campaign)
    acts = session.scalars(select(AuditEntry.act).order_by(AuditEntry.id)).all()
    client.post(link_in(letters(session)[0]))

    assert acts[-3:] == ["invitee.added", "notice.shown", "invitee.asked"]
    assert session.scalars(select(AuditEntry.act).order_by(AuditEntry.id)).all() == acts


def test_entry_may_be_kept_for_those_invited(facilitator, client, session, campaign):
    _invitee, token = make_invitee(session, campaign, "anne@example.org")
    facilitator.post(at(campaign, "entry"), data={"only": "1"})

    refused = client.get(f"/c/{campaign.code}")
    assert refused.status_code == 403
    assert "Ouvrez le lien de votre courriel" in refused.get_data(as_text=True).replace(
        "\u00a0", " "
    )
    assert client.post(f"/c/{campaign.code}/resume", data={"resume": "x"}).status_code == 404
    assert client.post(f"/api/v1/campaigns/{campaign.code}/tickets").status_code == 403
    client.post(f"/i/{token}")
    assert client.get(f"/c/{campaign.code}").status_code == 200
    facilitator.post(at(campaign, "entry"), data={"only": "0"})
    assert session.get(Campaign, campaign.id).invited_only is False


def test_who_sent_is_counted_for_groups_alone(session):
    campaign = make_campaign(session, mode=PSEUDONYMOUS, attributes=())
    sizes = {"A": (12, 6), "B": (13, 7), "C": (4, 2), "D": (12, 12)}
    for category, (size, sent) in sizes.items():
        for n in range(size):
            email = f"{category}{n}@example.org".lower()
            invitee, _link = make_invitee(session, campaign, email, category=category)
            if n < sent:
                ticket = exchange(session, campaign, invitee, secret=SECRET, now=NOW)
                submit(session, campaign, ticket, make_sheet(1, 2), notice=1, now=NOW)

    found = attendance_of(session, campaign)

    # C is small and D is unanimous: masked, and they are sixteen together, so that no
    # difference with the total gives either away.
    assert [(row.category, row.invited, row.sent) for row in found.rows] == [
        ("A", 12, 6),
        ("B", 13, 7),
        ("C", 4, None),
        ("D", 12, None),
    ]
    assert (found.total.invited, found.total.sent) == (41, 27)


def test_a_campaign_to_which_nobody_is_invited_says_so_and_counts_nobody(sign_in_as, session):
    campaign = make_campaign(session)
    session.commit()

    page = sign_in_as(Role.FACILITATOR).get(f"/campaigns/{campaign.id}/invitees/")

    assert page.status_code == 200
    assert "Rappeler" not in page.get_data(as_text=True)
