"""Pages of what is said of a draft: who may say, who decides, what becomes of it."""

from html import unescape

import pytest
from sqlalchemy import select

from referentiel.discussion import add_remark
from referentiel.models import Remark
from referentiel.people import Person
from referentiel.queries import items_of
from referentiel.versioning import is_intact, publish
from surveys import held
from surveys.roles import Role
from tests.conftest import NOW
from tests.factories import make_draft, make_organisation, make_person


@pytest.fixture
def draft(session):
    draft = make_draft(session)
    session.commit()
    return draft


@pytest.fixture
def member(sign_in_as):
    return sign_in_as(Role.MEMBER, name="Paul")


def text_of(response):
    return unescape(response.get_data(as_text=True)).replace("\u00a0", " ")


def the_remark(session):
    session.expire_all()
    return session.scalars(select(Remark)).one()


def seen_in(page):
    return page.partition('name="seen" value="')[2].partition('"')[0]


def test_a_member_proposes_words_and_an_author_puts_them_in(member, facilitator, session, draft):
    item = items_of(session, draft.id)[1]
    data = {"text": "Plus clair", "field": "fr.label", "proposed": "Coopérer"}

    sent = member.post(f"/remarks/{draft.id}/add?entry=D4-01", data=data, follow_redirects=True)
    page = text_of(facilitator.get(f"/remarks/{draft.id}"))
    remark = the_remark(session)
    facilitator.post(
        f"/remarks/{draft.id}/{remark.id}/decide",
        data={"act": "adopt", "answer": "Merci", "seen": seen_in(page)},
    )

    assert "Votre remarque est enregistrée." in text_of(sent)
    assert "par Paul, le 20 novembre 2026 à 16 h 30" in page
    session.refresh(item)
    assert (item.label(), the_remark(session).state) == ("Coopérer", "adopted")
    decided = text_of(member.get(f"/remarks/{draft.id}?state=decided"))
    for words in ("retenue", "par Anne, le 20 novembre 2026", "Merci", "Coopérer"):
        assert words in decided


def test_a_remark_is_set_aside_only_with_a_reason(member, facilitator, session, draft):
    member.post(f"/remarks/{draft.id}/add", data={"text": "Trop long", "field": ""})
    remark = the_remark(session)
    path = f"/remarks/{draft.id}/{remark.id}/decide"

    without = facilitator.post(path, data={"act": "decline"}, follow_redirects=True)
    facilitator.post(path, data={"act": "decline", "answer": "C’est voulu"})
    again = facilitator.post(path, data={"act": "adopt"})

    assert "Dites pourquoi la remarque est écartée." in text_of(without)
    assert (the_remark(session).state, the_remark(session).answer) == ("declined", "C’est voulu")
    assert again.status_code == 409


def test_words_do_not_replace_a_text_that_changed_since_it_was_read(
    member, facilitator, session, draft
):
    data = {"text": "", "field": "fr.label", "proposed": "Coopérer"}
    member.post(f"/remarks/{draft.id}/add?entry=D4-01", data=data)
    page = text_of(facilitator.get(f"/remarks/{draft.id}"))
    item = items_of(session, draft.id)[1]
    item.texts = {"fr": {"label": "Entre-temps"}}
    session.commit()
    remark = the_remark(session)

    answer = facilitator.post(
        f"/remarks/{draft.id}/{remark.id}/decide", data={"act": "adopt", "seen": seen_in(page)}
    )

    assert answer.status_code == 409
    assert "relisez les deux textes" in text_of(answer)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"text": " "}, "Écrivez votre remarque."),
        ({"text": "X", "field": "fr.about"}, "Écrivez le texte que vous proposez."),
        ({"text": "X", "proposed": "Mieux"}, "Dites quel texte il remplacerait."),
    ],
)
def test_a_remark_that_says_too_little_is_not_kept(member, session, draft, data, message):
    answer = member.post(f"/remarks/{draft.id}/add", data=data)

    assert message in text_of(answer)
    assert session.scalars(select(Remark)).all() == []


def test_remarks_on_one_entry_are_shown_alone(facilitator, session, draft):
    paul = make_person(session, "Paul")
    for item in items_of(session, draft.id)[1:]:
        told = {"lineage": item.lineage, "by": paul.id, "now": NOW}
        add_remark(session, draft, text=f"Sur {item.code}", **told)
    session.commit()

    page = text_of(facilitator.get(f"/remarks/{draft.id}?entry=D4-02"))

    assert ("Sur D4-02" in page, "Sur D4-01" in page) == (True, False)


def test_a_member_decides_nothing(member, facilitator, session, draft):
    facilitator.post(f"/remarks/{draft.id}/add", data={"text": "Bien"})
    remark = the_remark(session)

    assert "Écarter" not in text_of(member.get(f"/remarks/{draft.id}"))
    answer = member.post(f"/remarks/{draft.id}/{remark.id}/decide", data={"act": "adopt"})
    assert (answer.status_code, the_remark(session).state) == (403, "open")


def test_what_was_still_open_is_decided_after_publication(member, facilitator, session, draft):
    item = items_of(session, draft.id)[1]
    data = {"text": "", "field": "fr.label", "proposed": "Coopérer"}
    member.post(f"/remarks/{draft.id}/add?entry=D4-01", data=data)
    member.post(f"/remarks/{draft.id}/add", data={"text": "Trop long", "field": ""})
    publish(session, draft, standing="projet", today=NOW.date())
    session.commit()
    proposal, comment = session.scalars(select(Remark).order_by(Remark.id))

    page = text_of(facilitator.get(f"/remarks/{draft.id}"))
    path = f"/remarks/{draft.id}/{{}}/decide"
    facilitator.post(path.format(proposal.id), data={"act": "adopt", "seen": seen_in(page)})
    facilitator.post(path.format(comment.id), data={"act": "decline", "answer": "C’est voulu"})

    assert "Retenir pour la version suivante" in page
    assert "Écrire une remarque" not in page
    session.expire_all()
    assert [remark.state for remark in (proposal, comment)] == ["adopted", "declined"]
    assert item.label() == "Compétence D4-01"  # what is published stays
    assert is_intact(session, draft)


def test_somebody_of_another_organisation_reads_nothing(sign_in_as, session, draft):
    other = sign_in_as(Role.MEMBER, organisation=make_organisation(session, "autre"), name="Zoé")

    assert other.get(f"/remarks/{draft.id}").status_code == 404


def test_the_remark_of_somebody_erased_stays_without_a_name(member, facilitator, session, draft):
    member.post(f"/remarks/{draft.id}/add", data={"text": "Un mot utile"})
    paul = session.scalars(select(Person).where(Person.name == "Paul")).one()

    held.delete_rows(session, paul.id)
    session.commit()

    page = text_of(facilitator.get(f"/remarks/{draft.id}"))
    assert "Un mot utile" in page
    assert "par une personne qui n’a plus de compte" in page
