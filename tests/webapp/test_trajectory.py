"""A person's own trajectory on its page: 0, 1 or 2 self-assessments, and each reading noted."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from surveys.keeping import keep
from surveys.models import AuditEntry, Reading, Submission, TrajectoryPart, TrajectoryShare
from surveys.models.campaigns import PSEUDONYMOUS
from surveys.notebook import write_note
from surveys.roles import Role
from tests.answering import count, text_of
from tests.conftest import NOW
from tests.factories import items_in, make_campaign, make_person, make_submission, make_version


@pytest.fixture
def version(session):
    return make_version(session, ("D4-01", "D4-02"))


@pytest.fixture
def anne(sign_in_as):
    return sign_in_as()


def kept(session, version, *levels, ago=0, name="Anne"):
    campaign = make_campaign(session, version=version, mode=PSEUDONYMOUS, title=f"Il y a {ago}")
    ticket = make_submission(session, campaign, *levels)
    keep(session, campaign, ticket, person_id=make_person(session, name).id)
    own = Submission.ticket_hash == ticket.hash
    day = NOW.date() - timedelta(days=ago)
    session.execute(update(Submission).where(own).values(day=day))
    session.commit()
    return campaign


def test_nothing_kept_says_how_to_begin(session, anne):
    page = text_of(anne.get("/me/progress/"))

    assert "pas encore de trajet" in page
    assert count(session, Reading) == 0


def test_one_assessment_says_that_two_make_a_way(session, version, anne):
    kept(session, version, 1, 3)

    page = text_of(anne.get("/me/progress/"))

    assert "Un trajet se dessine à partir de deux" in page
    assert "<svg" not in page


def test_two_assessments_are_drawn_told_and_their_reading_noted_once(session, version, anne):
    kept(session, version, 1, 3, ago=800)
    kept(session, version, 3, 3)
    write_note(session, make_person(session).id, lineage=items_in(session, version)[0].lineage,
               text="Essayé", now=NOW)  # fmt: skip
    session.commit()

    page = text_of(anne.get("/me/progress/"))

    assert page.count("<svg") == 1
    assert "(1), puis" in page
    assert "plus haut, 1\u00a0; au même niveau, 1\u00a0; plus bas, 0." in page
    assert "1 note" in page
    assert "a vieilli" not in page
    assert [reading.act for reading in session.scalars(select(Reading))] == ["trajectory"] * 2
    told = text_of(anne.get("/me/readings"))
    assert told.count("dans votre trajet") == 1
    assert "Il y a 800" in told


def test_a_level_of_two_years_ago_is_said_old_in_words(session, version, anne):
    kept(session, version, 1, 3, ago=800)

    page = text_of(anne.get("/me/progress/"))

    assert "2 niveaux datent de 24 mois ou plus" in page


def test_nobody_sees_the_trajectory_of_another(session, version, anne):
    kept(session, version, 1, 3, ago=3, name="Benoit")

    assert "Il y a 3" not in text_of(anne.get("/me/progress/"))


def shown_to(client, *codes, reader="Benoît Martin", until="2026-12-01", peer=""):
    data = {"reader": reader, "until": until, "results": list(codes)}
    return client.post(f"/me/progress/share{peer}", data=data)


def link_in(page):
    [link] = set(re.findall(r'href="([^"]*/shared/trajectory/[^"]*)"', text_of(page)))
    return link


def test_a_trajectory_is_shown_under_a_link_that_opens_by_a_button_and_each_reading_is_told(
    session, version, anne, client
):
    early, late = kept(session, version, 1, 3, ago=800), kept(session, version, 3, 3)
    person = make_person(session).id
    write_note(session, person, lineage="", text="Secret de carnet", now=NOW)
    session.commit()

    link = link_in(shown_to(anne, early.code, late.code))

    gate = client.get(link)
    assert "<svg" not in text_of(gate)
    assert "ne peut servir ni à l’évaluer" in text_of(gate)
    assert count(session, Reading) == 0
    page = client.post(link)
    assert "<svg" in text_of(page)
    assert "carnet" not in text_of(page)
    assert "/me/notebook" not in text_of(page)
    for answer in (gate, page):
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert "Set-Cookie" not in answer.headers
    assert {reading.reader for reading in session.scalars(select(Reading))} == {"Benoît Martin"}
    assert text_of(anne.get("/me/readings")).count("Benoît Martin") == 1
    assert "/shared/trajectory/" not in text_of(anne.get("/me/progress/share"))
    acts = session.scalars(select(AuditEntry.act)).all()
    assert acts[-1] == "trajectory.shared"


def test_a_link_shows_what_was_chosen_and_nothing_kept_afterwards(session, version, anne, client):
    early = kept(session, version, 1, 3, ago=800)
    kept(session, version, 3, 3, ago=400)

    link = link_in(shown_to(anne, early.code))
    kept(session, version, 4, 4, ago=1)

    page = text_of(client.post(link))
    assert "Il y a 800" in page
    assert "Il y a 400" not in page
    assert "Il y a 1<" not in page
    anne.post(f"/me/results/{early.code}/remove")
    assert client.post(link).status_code == 404
    assert count(session, TrajectoryPart) == 0


def test_a_link_ends_on_its_day_or_at_once(session, version, anne, client, clock, sign_in_as):
    campaign = kept(session, version, 1, 3)
    link, other = (link_in(shown_to(anne, campaign.code, reader=name)) for name in ("A", "B"))
    [share] = session.scalars(select(TrajectoryShare).where(TrajectoryShare.reader == "B"))
    stranger = sign_in_as(Role.ADMINISTRATOR, name="Benoit")

    assert stranger.post(f"/me/progress/shares/{share.id}/end").status_code == 404
    assert client.post(other).status_code == 200
    anne.post(f"/me/progress/shares/{share.id}/end")
    assert client.post(other).status_code == 404
    clock.now = NOW + timedelta(days=11)
    assert client.post(link).status_code == 200
    clock.now = NOW + timedelta(days=12)
    assert client.get(link).status_code == 404


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"until": "2027-02-19"}, "Choisissez une date plus proche"),
        ({"until": "2026-11-19"}, "La date de fin est passée"),
        ({"reader": ""}, "Écrivez le nom"),
        ({"codes": ()}, "Cochez au moins une auto-évaluation"),
        ({"codes": ("ailleurs",)}, "Ce choix n’existe pas"),
    ],
)
def test_a_link_that_cannot_be_is_refused_beside_its_field(
    session, version, anne, change, sentence
):
    campaign = kept(session, version, 1, 3)
    asked = {"codes": (campaign.code,), **change}

    page = text_of(shown_to(anne, *asked.pop("codes"), **asked))

    assert sentence in page
    assert count(session, TrajectoryShare) == 0


def test_a_peer_of_the_directory_is_named_and_written_to(session, version, sign_in_as):
    anne, benoit = sign_in_as(Role.MEMBER), sign_in_as(Role.MEMBER, name="Benoit")
    offer = {"purpose": "directory", "go": "give", "directory-text": "Animer"}
    benoit.post("/me/consents", data=offer)
    campaign = kept(session, version, 1, 3)
    peer = f"?peer={make_person(session, 'Benoit').id}"

    assert f"/me/progress/share{peer}" in text_of(anne.get("/me/directory"))
    assert 'value="Benoit"' in text_of(anne.get(f"/me/progress/share{peer}"))
    made = text_of(shown_to(anne, campaign.code, reader="Benoit", peer=peer))

    assert "mailto:benoit@example.org?subject=" in made
    stranger = sign_in_as(name="Chloe")
    assert "Benoit" not in text_of(stranger.get(f"/me/progress/share{peer}"))


def test_who_keeps_nothing_has_nothing_to_show(session, anne):
    page = text_of(shown_to(anne))

    assert "pas encore de trajet" in page
    assert count(session, TrajectoryShare) == 0


def test_links_go_with_the_account(session, version, anne):
    campaign = kept(session, version, 1, 3)
    shown_to(anne, campaign.code)

    anne.post("/me/erase", data={"typed": "anne@example.org"})

    assert (count(session, TrajectoryShare), count(session, TrajectoryPart)) == (0, 0)
