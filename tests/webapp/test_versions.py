"""Versions on pages: drafted, declared, published, withdrawn, and what two of them do not share."""

import re
from datetime import date

import pytest
from sqlalchemy import select, update

from referentiel.models import Item, Version
from referentiel.versioning import draft_from, publish
from surveys.accounts import add_role
from surveys.models import AuditEntry
from surveys.roles import Role
from tests.factories import (
    fr,
    make_campaign,
    make_draft,
    make_organisation,
    make_person,
    make_version,
)
from tests.referentiel.drafting import add, item_in, remove, reword

TODAY = date(2026, 11, 2)
CODES = ("D4-01", "D4-02", "D4-03")


@pytest.fixture
def first(session):
    made = publish(session, make_draft(session, CODES), standing="projet", today=TODAY)
    session.commit()
    return made


@pytest.fixture
def draft(session, first):
    made = draft_from(session, first)
    session.commit()
    return made


@pytest.fixture
def stranger(sign_in_as, session):
    other = make_organisation(session, "autre")
    add_role(session, other, make_person(session, "Zoe"), Role.FACILITATOR, today=None)
    session.commit()
    return sign_in_as(Role.FACILITATOR, organisation=other, name="Zoe")


def text_of(response, status=200):
    assert response.status_code == status
    text = re.sub(r"<[^>]+>", " ", response.get_data(as_text=True))
    return re.sub(r"\s+", " ", text)


def acts(session):
    return list(session.scalars(select(AuditEntry.act).order_by(AuditEntry.id)))


def test_a_version_goes_from_draft_to_published_to_withdrawn(facilitator, session, first):
    there = facilitator.post(f"/versions/{first.id}/draft").location
    made = session.scalars(select(Version).order_by(Version.id.desc())).first()
    assert there == f"/versions/{made.id}/successions"
    assert (made.state, made.label, made.based_on_id) == ("draft", "V2", first.id)
    reword(session, made, "D4-01", "Animer autrement")
    session.commit()

    page = text_of(facilitator.get(f"/versions/{made.id}/publish"))
    assert "3 compétences seraient publiées" in page
    assert "1 reformulée " in page
    facilitator.post(
        f"/versions/{made.id}/publish",
        data={"label": "V2", "standing": "validé", "revision": made.revision},
    )
    session.refresh(made)
    assert (made.state, made.standing) == ("published", "validé")
    assert "V1" in text_of(facilitator.get(f"/versions/{made.id}/withdraw"))
    facilitator.post(f"/versions/{made.id}/withdraw")

    session.refresh(made)
    assert made.state == "withdrawn"
    assert acts(session) == ["version.drafted", "version.published", "version.withdrawn"]


def test_a_published_version_is_refused_with_what_to_do(facilitator, first):
    page = text_of(facilitator.get(f"/versions/{first.id}/publish"), 409)

    assert "son contenu ne change plus" in page
    assert "est publiée ou retirée" in text_of(
        facilitator.post(f"/versions/{first.id}/delete"), 409
    )


def test_what_blocks_a_draft_is_said_before_publishing(facilitator, session, first, draft):
    remove(session, draft, "D4-03")
    add(session, draft, "D4-03", "D4").lineage = "00000000-0000-4000-8000-000000000000"
    session.commit()

    page = text_of(facilitator.get(f"/versions/{draft.id}/publish"))

    assert "Le code «\u00a0D4-03\u00a0»".replace("\u00a0", " ") in page
    assert 'name="standing"' not in page
    sent = {"label": "V2", "standing": "projet", "revision": draft.revision}
    assert "a désigné une autre entrée" in text_of(
        facilitator.post(f"/versions/{draft.id}/publish", data=sent), 409
    )
    assert draft.state == "draft"
    assert first.state == "published"


def test_a_draft_that_changed_meanwhile_is_read_again(facilitator, draft):
    sent = {"label": "V2", "standing": "projet", "revision": draft.revision + 1}

    page = text_of(facilitator.post(f"/versions/{draft.id}/publish", data=sent), 409)

    assert "a changé depuis" in page


def test_a_label_taken_is_said_beside_its_field(facilitator, draft):
    sent = {"label": "V1", "standing": "projet", "revision": draft.revision}

    page = text_of(facilitator.post(f"/versions/{draft.id}/publish", data=sent))

    assert "s’appelle déjà" in page
    assert draft.state == "draft"


def test_a_split_is_declared_on_the_page_of_its_entry(facilitator, session, first, draft):
    split = item_in(session, first, "D4-01")
    remove(session, draft, "D4-01")
    add(session, draft, "D4-04", "D4")
    add(session, draft, "D4-05", "D4")
    session.commit()
    address = f"/versions/{draft.id}/successions/{split.id}"
    assert "Retirée : elle n’est plus" in text_of(facilitator.get(address))

    wrong = facilitator.post(address, data={"fate": "split", "codes": "D4-04"})
    assert "au moins deux parties" in text_of(wrong)
    facilitator.post(address, data={"fate": "split", "codes": "D4-04 ; D4-05"})

    page = text_of(facilitator.get(f"/versions/{draft.id}/successions"))
    assert "1 scindée " in page
    assert "scindée en D4-04 Compétence D4-04 ; D4-05 Compétence D4-05" in page


def test_half_a_merge_is_said_on_the_list(facilitator, session, first, draft):
    merged = item_in(session, first, "D4-01")
    remove(session, draft, "D4-01")
    add(session, draft, "D4-04", "D4")
    session.commit()

    sent = {"fate": "merged", "codes": "D4-04"}
    facilitator.post(f"/versions/{draft.id}/successions/{merged.id}", data=sent)

    page = text_of(facilitator.get(f"/versions/{draft.id}/successions"))
    assert "il faut au moins deux entrées d’origine" in page


def test_another_competence_takes_the_code_that_is_proposed(facilitator, session, first, draft):
    before = item_in(session, first, "D4-01")
    reword(session, draft, "D4-01", "Tout autre chose")
    session.commit()
    address = f"/versions/{draft.id}/successions/{before.id}"
    page = facilitator.get(address).get_data(as_text=True)
    assert 'value="D4-04"' in page

    facilitator.post(address, data={"fate": "other", "new_code": "D4-04"})

    found = session.scalars(select(Item.code).where(Item.version_id == draft.id))
    assert set(found) == {"D4", "D4-02", "D4-03", "D4-04"}
    taken = facilitator.get(f"/versions/{draft.id}/successions/{before.id}")
    assert "La même, sous un autre code" in text_of(taken)


def test_a_reader_sees_what_became_but_declares_nothing(
    facilitator, client, stranger, session, draft
):
    publish(session, draft, standing="projet", today=TODAY)
    session.commit()

    for reader in (client, stranger, facilitator):
        page = text_of(reader.get(f"/versions/{draft.id}/successions"))
        assert "4 conservées" in page
        assert "Déclarer" not in page


def test_the_draft_of_another_organisation_is_not_found(stranger, client, first, draft):
    for reader in (stranger, client):
        assert reader.get(f"/versions/{draft.id}/successions").status_code == 404
        assert reader.get(f"/versions/{first.id}/{draft.id}/difference").status_code == 404
    for page in ("publish", "withdraw", "delete"):
        assert stranger.get(f"/versions/{draft.id}/{page}").status_code == 404
        assert stranger.post(f"/versions/{draft.id}/{page}").status_code == 404
    assert stranger.post(f"/versions/{first.id}/draft").status_code == 404


def test_an_entry_of_another_version_has_no_fate_here(facilitator, session, draft):
    own = item_in(session, draft, "D4-01")

    assert facilitator.get(f"/versions/{draft.id}/successions/{own.id}").status_code == 404


def test_a_withdrawn_version_stays_readable_and_says_so(client, facilitator, session, draft):
    publish(session, draft, standing="projet", today=TODAY)
    session.commit()
    facilitator.post(f"/versions/{draft.id}/withdraw")

    page = text_of(client.get(f"/versions/{draft.id}/successions"))

    assert "Version retirée" in page
    assert "les campagnes qui portent sur elle continuent" in page


def test_a_campaign_on_a_withdrawn_version_goes_on_but_no_new_one_is_offered_it(
    facilitator, session
):
    version = make_version(session, CODES)
    campaign = make_campaign(session, CODES, version=version)
    later = publish(session, draft_from(session, version), standing="projet", today=TODAY)
    session.commit()

    facilitator.post(f"/versions/{version.id}/withdraw")

    assert facilitator.get(f"/c/{campaign.code}").status_code == 200
    assert text_of(facilitator.get(f"/campaigns/{campaign.id}"))
    assert later.label in text_of(facilitator.get("/library/developpement-territorial"))


def test_a_draft_is_deleted_once_confirmed(facilitator, session, first, draft):
    assert "3 compétences" in text_of(facilitator.get(f"/versions/{draft.id}/delete"))

    facilitator.post(f"/versions/{draft.id}/delete")

    assert list(session.scalars(select(Version.id))) == [first.id]
    assert acts(session) == ["version.deleted"]


def test_texts_are_compared_word_by_word_for_eye_and_ear(client, session, first, draft):
    reword(session, draft, "D4-01", "Compétence nouvelle D4-01")
    remove(session, draft, "D4-02")
    publish(session, draft, standing="projet", today=TODAY)
    session.commit()

    response = client.get(f"/versions/{first.id}/{draft.id}/difference")

    page = response.get_data(as_text=True)
    assert '<ins><span class="visually-hidden">ajouté\u00a0: </span> nouvelle</ins>' in page
    assert "1 retirée " in text_of(response)
    only = text_of(client.get(f"/versions/{first.id}/{draft.id}/difference?kind=withdrawn"))
    assert "1 entrée" in only
    assert "Compétence D4-02" in only
    assert "nouvelle" not in only
    back = text_of(client.get(f"/versions/{draft.id}/{first.id}/difference"))
    assert "1 ajoutée " in back


def test_a_version_does_not_differ_from_itself(client, first):
    page = text_of(client.get(f"/versions/{first.id}/{first.id}/difference"))

    assert "disent la même chose" in page


def test_versions_of_two_referentiels_say_that_nothing_is_declared(client, session, first):
    other = publish(
        session, make_draft(session, CODES, slug="autre"), standing="projet", today=TODAY
    )
    session.commit()

    page = text_of(client.get(f"/versions/{first.id}/{other.id}/difference"))

    assert "Rien n’est déclaré entre ces deux versions" in page


@pytest.mark.parametrize("size", [1, 3])
def test_a_page_of_a_thousand_changes_holds_fifty(client, session, count_queries, size):
    many = [f"D{n // 40 + 1}-{n % 40 + 1:02}" for n in range(60 * size)]
    old = publish(session, make_draft(session, many, slug="grand"), standing="projet", today=TODAY)
    new = draft_from(session, old)
    session.execute(update(Item).where(Item.version_id == new.id).values(texts=fr(label="Autre")))
    publish(session, new, standing="projet", today=TODAY)
    session.commit()
    session.expire_all()

    with count_queries() as statements:
        page = client.get(f"/versions/{old.id}/{new.id}/difference").get_data(as_text=True)
    with count_queries() as others:
        listed = client.get(f"/versions/{new.id}/successions?page=2").get_data(as_text=True)

    assert page.count('<section class="change"') == 50
    assert f"page 1 sur {-(-len(many) // 50)}" in page
    assert len(page) < 60_000
    assert "page 2 sur" in listed
    assert (len(statements), len(others)) == (26, 6)


def test_a_published_version_is_read_anew_and_says_whether_it_is_intact(client, session, first):
    as_published = text_of(client.get(f"/versions/{first.id}/integrity"))
    session.execute(update(Item).where(Item.version_id == first.id).values(scope="C"))
    session.commit()
    changed = text_of(client.get(f"/versions/{first.id}/integrity"))

    assert "Rien n’a changé" in as_published
    assert as_published.count(first.content_hash) == 2
    assert "Le texte a changé" in changed
    assert changed.count(first.content_hash) == 1


def test_a_draft_has_no_integrity_to_show(facilitator, draft):
    answer = facilitator.get(f"/versions/{draft.id}/integrity")

    assert answer.status_code == 409
    assert "encore un brouillon" in text_of(answer, 409)
