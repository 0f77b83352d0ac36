"""A way in for who is signed in: their invitations, without the letter."""

from sqlalchemy import select

from surveys.models import Invitee
from tests.factories import make_campaign, make_invitee


def test_an_invitation_opens_from_ones_space_once(sign_in_as, session):
    campaign = make_campaign(session)
    _invitee, token = make_invitee(session, campaign, "anne@example.org")
    session.commit()
    client = sign_in_as()
    assert campaign.title in client.get("/me/invitations/").get_data(as_text=True)
    path = f"/me/invitations/{campaign.code}"

    answer = client.post(path)

    assert answer.location == f"/c/{campaign.code}"
    assert client.post(path).status_code == 404
    assert "n’attend votre réponse" in client.get("/me/invitations/").get_data(as_text=True)
    assert session.scalars(select(Invitee.ticket_hash)).all() == [None]
    assert client.post(f"/i/{token}").status_code == 409


def test_nobody_enters_with_the_invitation_of_somebody_else(sign_in_as, session):
    campaign = make_campaign(session)
    make_invitee(session, campaign, "dan@example.org")
    session.commit()

    assert sign_in_as().post(f"/me/invitations/{campaign.code}").status_code == 404
