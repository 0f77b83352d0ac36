"""The pages of hypotheses: written, corrected, judged by people, shown with what figures say."""

import pytest
from sqlalchemy import select

from reports.release import release_campaign
from surveys.claims import LEVEL
from surveys.models import AuditEntry, Hypothesis
from tests.conftest import NOW
from tests.factories import make_campaign, make_submission
from webapp.translations import translations

FIELDS = {
    "statement": "Les débuts sont prudents.",
    "origin": "Carrefour des métiers",
    "measure": LEVEL,
    "subject": "D4-01",
    "who": "",
    "other": "",
    "side": "at_most",
    "threshold": "2,5",
}


@pytest.fixture
def campaign(session):
    return make_campaign(session, attributes=("structure",))


def at(campaign, path=""):
    return f"/campaigns/{campaign.id}/hypotheses/{path}"


def publish(session, campaign):
    for level in (1, 2):
        for _ in range(10):
            make_submission(session, campaign, (4, level), (3, level), structure="public")
    release_campaign(session, campaign, now=NOW, languages=translations())
    session.commit()


def kept(session):
    session.expire_all()
    return session.scalars(select(Hypothesis).order_by(Hypothesis.number)).all()


def test_a_hypothesis_is_written_confronted_and_judged(facilitator, session, campaign):
    written = facilitator.post(at(campaign), data=FIELDS)
    publish(session, campaign)
    page = facilitator.get(at(campaign)).text

    assert written.location == at(campaign)
    assert [(it.threshold, it.seen) for it in kept(session)] == [(2.5, 0)]
    assert "niveau moyen (de 0 à 4)\u00a0; D4-01 Compétence D4-01" in page
    assert "avant toute publication" in page
    assert ">soutenue</a>" in page
    status = {"status": "confirmed", "reasons": "Vu en plénière"}
    facilitator.post(at(campaign, "1/status"), data=status)
    page = facilitator.get(at(campaign)).text
    assert "validée\u00a0: Vu en plénière" in page
    acts = session.scalars(select(AuditEntry.act)).all()
    assert acts.count("campaign.supposed") == 2


def test_one_is_corrected_before_figures_and_said_otherwise_after(facilitator, session, campaign):
    facilitator.post(at(campaign), data=FIELDS)
    facilitator.post(at(campaign, "1"), data=FIELDS | {"threshold": "3"})
    assert [it.threshold for it in kept(session)] == [3]
    publish(session, campaign)

    assert "Une publication l’a confrontée" in facilitator.get(at(campaign, "1")).text
    facilitator.post(at(campaign, "1"), data=FIELDS | {"threshold": "1"})

    found = [(it.threshold, it.seen, it.withdrawn_after) for it in kept(session)]
    assert found == [(3, 0, 1), (1, 1, None)]
    page = facilitator.get(at(campaign)).text
    assert "après avoir vu la publication n° 1" in page
    assert "dit autrement H1" in page


def test_one_is_withdrawn_and_stays_written(facilitator, session, campaign):
    facilitator.post(at(campaign), data=FIELDS)

    answer = facilitator.post(at(campaign, "1/withdraw"))

    assert answer.location == at(campaign)
    assert [it.withdrawn_after for it in kept(session)] == [0]
    assert "Les débuts sont prudents." in facilitator.get(at(campaign)).text
    assert "elle ne change plus" in facilitator.get(at(campaign, "1")).text
    assert facilitator.post(at(campaign, "1/withdraw")).status_code == 409


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"statement": " "}, "Écrivez l’hypothèse."),
        ({"threshold": "9"}, "Ce seuil est hors de l’échelle"),
        ({"measure": "mean_importance", "who": "structure:public"}, "ne montre par groupe que"),
        ({"measure": "share_below"}, "Ce choix n’existe pas"),
        ({"subject": "D9-99"}, "Ce choix n’existe pas"),
        ({"who": "", "other": "structure:public"}, "Comparez deux réponses différentes"),
        ({"who": "structure:public", "other": "structure:public"}, "Comparez deux réponses"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(facilitator, session, campaign, changes, sentence):
    page = facilitator.post(at(campaign), data=FIELDS | changes).text

    assert sentence in page
    assert kept(session) == []


def test_a_status_needs_its_reasons(facilitator, session, campaign):
    facilitator.post(at(campaign), data=FIELDS)

    page = facilitator.post(at(campaign, "1/status"), data={"status": "refuted"}).text

    assert "Dites sur quoi le groupe s’appuie." in page
    assert len(kept(session)[0].decisions) == 1


def test_an_unknown_number_is_not_found(facilitator, campaign):
    assert facilitator.get(at(campaign, "7")).status_code == 404
