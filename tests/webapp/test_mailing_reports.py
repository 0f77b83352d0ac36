"""A report that comes by mail: who gets it, what it says, and how it stops."""

import re

import pytest
from sqlalchemy import delete, select

from reports.queries import archived, last_release
from reports.release import release_campaign
from surveys.followers import follower_of, token_of
from surveys.guard.outbox import DELAYS
from surveys.models import Follower, Membership, Outgoing, Share
from surveys.roles import Role
from surveys.shares import READ, Terms, share
from tests.conftest import NOW
from tests.factories import SECRET, make_campaign, make_organisation, make_person, make_submission
from tests.mail_server import Letters, mail_server
from webapp import mailing_reports
from webapp.delivering import deliver
from webapp.mailing_reports import mail_reports
from webapp.translations import translations

SITE = "https://reperes.example"


def released(session, campaign):
    for person in range(6):
        levels = [(3, person % 2), (2, 2)]
        make_submission(session, campaign, *levels, profile="P1", structure="public")
    made = release_campaign(session, campaign, now=NOW, languages=translations())
    session.commit()
    return made


@pytest.fixture
def campaign(session):
    made = make_campaign(session, title="Besoins du séminaire")
    session.commit()
    return made


@pytest.fixture
def trainer(sign_in_as):
    return sign_in_as(Role.TRAINER, name="Zoe")


def follow(client, campaign, **form):
    answer = client.post(f"/reports/campaigns/{campaign.id}/follow", data=form)
    assert answer.status_code == 303


def mailed(ground, server=None, **settings):
    """Return the letters that leave, by the address they go to."""
    server = server or Letters()
    with mail_server(server) as url:
        ready = ground(smtp_url=url, public_url=SITE, **settings)
        mail_reports(ready)
        deliver(ready)
    return {to[0]: message for _path, to, message in server.taken}


def text_of(message):
    body = message.get_body(("plain",))
    return " ".join(body.get_content().split())


def test_a_follower_is_written_to_at_each_release_and_once(session, trainer, ground, campaign):
    follow(trainer, campaign)
    assert mailed(ground) == {}

    released(session, campaign)
    [(to, message)] = mailed(ground).items()

    assert to == "zoe@example.org"
    assert message["Subject"] == "Résultats publiés : Besoins du séminaire"
    said = text_of(message)
    document = archived(session, last_release(session, campaign.id), "fr")
    for sentence in document.section("summary").texts:
        assert " ".join(sentence.split()) in said
    assert "n = 6." in said
    assert f"{SITE}/reports/campaigns/{campaign.id} " in said
    assert [part.get_content_type() for part in message.walk()] == ["text/plain"]
    assert mailed(ground) == {}

    released(session, campaign)
    [message] = mailed(ground).values()
    assert "n° 2" in text_of(message)
    assert "n = 12." in text_of(message)


def test_who_follows_after_a_release_waits_for_the_next(session, trainer, ground, campaign):
    released(session, campaign)
    follow(trainer, campaign)

    assert mailed(ground) == {}


def test_the_pdf_is_attached_for_who_asked_for_it(session, trainer, ground, campaign):
    follow(trainer, campaign, pdf="1")
    released(session, campaign)

    [message] = mailed(ground).values()
    [attached] = message.iter_attachments()
    assert (attached.get_content_type(), attached.get_filename()) == (
        "application/pdf",
        "rapport.pdf",
    )
    assert attached.get_content().startswith(b"%PDF")
    session.expire_all()
    [letter] = session.scalars(select(Outgoing))
    assert letter.payload == {}


def test_a_follower_who_may_read_no_more_is_told_nothing(session, trainer, ground, campaign):
    follow(trainer, campaign)
    session.execute(
        delete(Membership).where(Membership.person_id == make_person(session, "Zoe").id)
    )
    session.commit()
    released(session, campaign)

    assert mailed(ground) == {}
    assert session.scalar(select(Follower)) is None


def test_a_share_is_followed_while_it_lasts_and_without_files_it_does_not_give(
    session, sign_in_as, ground, campaign
):
    released(session, campaign)
    partner = make_organisation(session, "organisme")
    terms = Terms(purpose="Bâtir", scope=READ)
    share(session, campaign, partner, terms, by=make_person(session).id, now=NOW)
    session.commit()
    reader = sign_in_as(Role.ANALYST, organisation=partner, name="Paul")
    follow(reader, campaign, pdf="1")

    released(session, campaign)
    [message] = mailed(ground).values()
    assert list(message.iter_attachments()) == []

    session.scalars(select(Share)).one().revoked_at = NOW
    session.commit()
    released(session, campaign)
    assert mailed(ground) == {}


def test_a_mail_server_that_is_down_loses_no_letter(session, clock, trainer, ground, campaign):
    follow(trainer, campaign)
    released(session, campaign)
    down = ground(smtp_url="smtp://127.0.0.1:1", public_url=SITE)
    mail_reports(down)
    deliver(down)

    assert mailed(ground) == {}
    clock.now = NOW + DELAYS[0]
    assert list(mailed(ground)) == ["zoe@example.org"]


def test_the_link_of_the_letter_stops_it_without_signing_in(
    app, session, trainer, ground, campaign
):
    follow(trainer, campaign)
    released(session, campaign)
    [message] = mailed(ground).values()
    [address] = re.findall(rf"{SITE}(/followed/\S+)", text_of(message))
    assert message["List-Unsubscribe"] == f"<{SITE}{address}>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    stranger = app.test_client()

    page = stranger.get(address).get_data(as_text=True)
    assert "Besoins du séminaire" in page
    assert session.scalar(select(Follower)) is not None

    app.config["WTF_CSRF_ENABLED"] = True
    stopped = stranger.post(address, data={"List-Unsubscribe": "One-Click"})
    assert stopped.status_code == 200
    session.expire_all()
    assert session.scalar(select(Follower)) is None
    assert stranger.get(address).status_code == 404
    released(session, campaign)
    assert mailed(ground) == {}


@pytest.mark.parametrize("token", ["1", "1-", "x-1", "²-a", "9999999999999-a"])
def test_a_link_that_is_not_ours_stops_nothing(app, session, trainer, campaign, token):
    follow(trainer, campaign)

    assert app.test_client().post(f"/followed/{token}").status_code == 404
    assert session.scalar(select(Follower)) is not None


def test_the_page_says_that_it_is_followed_and_stops_it(session, trainer, campaign):
    address = f"/reports/campaigns/{campaign.id}"
    assert "Recevoir le rapport par courriel à chaque publication" in trainer.get(address).text

    follow(trainer, campaign)
    assert "Vous le recevez par courriel à chaque publication." in trainer.get(address).text
    follow(trainer, campaign, act="stop")
    assert "Vous le recevez" not in trainer.get(address).text
    assert follower_of(session, campaign.id, make_person(session, "Zoe").id) is None


def test_a_site_without_an_address_writes_no_link(session, trainer, ground, campaign):
    follow(trainer, campaign)
    released(session, campaign)
    server = Letters()
    with mail_server(server) as url:
        mail_reports(ground(smtp_url=url))
        deliver(ground(smtp_url=url))

    [(_path, _to, message)] = server.taken
    assert "://" not in text_of(message)
    assert message["List-Unsubscribe"] is None


def test_the_addresses_in_letters_are_those_of_the_site(app, session, trainer, campaign):
    follow(trainer, campaign)
    [found] = session.scalars(select(Follower))
    urls = app.url_map.bind("localhost")
    report = mailing_reports.REPORT.format(campaign=campaign.id)
    stop = mailing_reports.STOP.format(token=token_of(SECRET, found))

    assert urls.match(report, method="GET")[0] == "reports.campaign"
    assert urls.match(stop, method="POST")[0] == "followed.stop"
