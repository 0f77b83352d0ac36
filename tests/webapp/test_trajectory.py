"""A person's own trajectory on its page: 0, 1 or 2 self-assessments, and each reading noted."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from surveys.keeping import keep
from surveys.models import Reading, Submission
from surveys.models.campaigns import PSEUDONYMOUS
from surveys.notebook import write_note
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
