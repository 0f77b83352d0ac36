"""Pages of a draft: saved, refused, merged, with and without script."""

import json
import re
from html import unescape

import pytest
from sqlalchemy import select

from referentiel.editing.profiles import add_profile
from referentiel.editing.steps import take_steps
from referentiel.editing.texts import add_language
from referentiel.models import ExpectedLevel, Item, Referentiel, Version
from referentiel.queries import anchors_of, items_of, profiles_of, scale_of
from referentiel.versioning import publish
from surveys.roles import Role
from tests.conftest import NOW
from tests.factories import STEPS, fr, make_draft, make_organisation, make_version
from tests.shipped import REFERENTIEL, tree_of
from webapp.outlining import LARGE

SCRIPT = {"Accept": "application/json"}


@pytest.fixture
def draft(session):
    draft = make_draft(session, ("D1-01", "D1-02", "D2-01"))
    take_steps(session, draft, tree_of(REFERENTIEL))
    session.commit()
    return draft


def text_of(response):
    return unescape(response.get_data(as_text=True)).replace("\u00a0", " ")


def item_at(session, draft, code):
    found = select(Item).where(Item.version_id == draft.id, Item.code == code)
    return session.scalars(found).one()


def filled(client, path, **changed):
    """Return the fields of the form of a page as a browser would send them, with changes."""
    page = client.get(path).get_data(as_text=True)
    form = page[page.index('class="authoring"') :]
    found = {
        name: unescape(re.search(rf'name="{name}"[^>]*value="([^"]*)"', form)[1])
        for name in ("revision", "seen")
    }
    return found | {name.replace("__", "."): said for name, said in changed.items()}


def codes(session, draft):
    return [item.code for item in items_of(session, draft.id)]


def test_a_referentiel_begins_as_a_draft_of_ones_organisation(facilitator, session):
    organisation = make_organisation(session)

    answer = facilitator.post(
        "/drafts/new",
        data={"title": "Métiers  de l’eau", "slug": "", "organisation": organisation.id},
        follow_redirects=True,
    )

    referentiel = session.scalars(select(Referentiel)).one()
    version = session.scalars(select(Version)).one()
    assert (referentiel.slug, referentiel.title()) == ("metiers-de-l-eau", "Métiers de l’eau")
    assert (version.state, version.label) == ("draft", "V1")
    assert scale_of(session, version.id, "mastery")[0].label() == STEPS[0]
    assert "Aucune compétence n’est encore écrite." in text_of(answer)


def test_another_organisation_is_not_written_for(facilitator, session):
    other = make_organisation(session, "autre")
    session.commit()

    facilitator.post("/drafts/new", data={"title": "X", "organisation": other.id})

    assert session.scalars(select(Referentiel)).all() == []


@pytest.mark.usefixtures("draft")
def test_a_taken_short_name_is_refused(facilitator, session):
    organisation = make_organisation(session)

    answer = facilitator.post(
        "/drafts/new", data={"title": "X", "slug": "brouillon", "organisation": organisation.id}
    )

    assert answer.status_code == 409
    assert "a déjà l’adresse « brouillon »" in text_of(answer)


def test_an_entry_is_saved_by_an_ordinary_form(facilitator, session, draft):
    item = item_at(session, draft, "D1-01")
    path = f"/drafts/{draft.id}/items/{item.id}"

    answer = facilitator.post(
        path, data=filled(facilitator, path, fr__label="Écouter"), follow_redirects=True
    )

    assert "Enregistré à 16 h 30." in text_of(answer)
    session.expire_all()
    assert (item.label(), item.description()) == ("Écouter", "Description D1-01")


def test_a_script_is_answered_what_it_needs_to_go_on(facilitator, session, draft):
    item = item_at(session, draft, "D1-01")
    path = f"/drafts/{draft.id}/items/{item.id}"
    data = filled(facilitator, path, fr__label="Écouter")

    answer = facilitator.post(path, data=data, headers=SCRIPT).get_json()
    again = facilitator.post(
        path,
        data={
            "revision": answer["revision"],
            "seen": json.dumps(answer["seen"]),
            "fr.label": "Écouter mieux",
        },
        headers=SCRIPT,
    ).get_json()

    assert (answer["state"], answer["said"]) == ("saved", "Enregistré à 16\u00a0h\u00a030.")
    assert again["state"] == "saved"
    session.expire_all()
    assert item.label() == "Écouter mieux"


def test_what_cannot_be_saved_is_said_to_the_script(facilitator, session, draft):
    item = item_at(session, draft, "D1-01")
    path = f"/drafts/{draft.id}/items/{item.id}"

    answer = facilitator.post(
        path, data=filled(facilitator, path, code="D1-02"), headers=SCRIPT
    ).get_json()

    assert answer["state"] == "mend"
    assert "un code n’est jamais réemployé" in answer["said"].replace("\u00a0", " ")


def test_the_page_of_two_texts_names_who_wrote_the_other(facilitator, sign_in_as, session, draft):
    item = item_at(session, draft, "D1-01")
    path = f"/drafts/{draft.id}/items/{item.id}"
    zoe = sign_in_as(Role.FACILITATOR, name="Zoé")
    mine = filled(facilitator, path, fr__label="La mienne")
    zoe.post(path, data=filled(zoe, path, fr__label="La leur"))

    page = facilitator.post(path, data=mine)
    script = facilitator.post(path, data=mine, headers={"Accept": "application/json"})

    assert "Pendant que vous écriviez, Zoé a changé le même texte." in text_of(page)
    assert "Le texte de Zoé, déjà enregistré" in text_of(page)
    assert script.get_json()["said"].startswith("Zoé a changé le même texte.")
    publish(session, draft, standing="projet", today=NOW.date())
    session.refresh(item)
    assert item.changed_by_id is None


def test_two_texts_are_shown_side_by_side_and_one_chooses(facilitator, session, draft):
    item = item_at(session, draft, "D1-01")
    path = f"/drafts/{draft.id}/items/{item.id}"
    mine = filled(
        facilitator, path, fr__label="La mienne", fr__description="Ma précision", core="on"
    )
    theirs = filled(facilitator, path, fr__label="La leur", fr__description="Leur précision")
    facilitator.post(path, data=theirs)

    answer = facilitator.post(path, data=mine)

    page = text_of(answer)
    assert answer.status_code == 409
    for words in ("La <mark>leur</mark>", "La <mark>mienne</mark>", "Rien n’est perdu"):
        assert words in page
    session.expire_all()
    assert item.label() == "La leur"
    shown = {
        name: unescape(said)
        for name, said in re.findall(r'type="hidden" name="([\w.]+)" value="([^"]*)"', page)
    }
    assert shown["core"] == "on", "what nobody else touched waits with the rest"
    chosen = {
        "revision": shown["revision"],
        "seen": shown["seen"],
        "core": "on",
        "clash": ["fr.label", "fr.description"],
        "keep.fr.label": "theirs",
        "fr.label": "La mienne",
        "keep.fr.description": "mine",
        "fr.description": "Les deux précisions",
    }

    again = facilitator.post(path, data=chosen | {"keep.fr.label": ""})
    facilitator.post(path, data=chosen)

    assert (again.status_code, "Choisissez pour chaque texte" in text_of(again)) == (409, True)
    session.expire_all()
    assert (item.label(), item.description(), item.core) == ("La leur", "Les deux précisions", True)


def test_what_only_somebody_else_changed_is_kept_and_said(facilitator, session, draft):
    item = item_at(session, draft, "D1-01")
    path = f"/drafts/{draft.id}/items/{item.id}"
    mine = filled(facilitator, path, fr__label="Compétence D1-01", fr__description="La mienne")
    facilitator.post(path, data=filled(facilitator, path, fr__label="Le leur"))

    answer = facilitator.post(path, data=mine, headers=SCRIPT).get_json()

    assert answer["joined"] == {"fr.label": "Le leur"}
    assert "son texte est gardé" in answer["said"]
    session.expire_all()
    assert item.texts["fr"] == {"label": "Le leur", "description": "La mienne"}


def test_what_was_removed_meanwhile_is_said_to_whoever_writes(facilitator, session, draft):
    item = item_at(session, draft, "D1-01")
    path = f"/drafts/{draft.id}/items/{item.id}"
    data = filled(facilitator, path, fr__label="Trop tard")
    facilitator.post(f"{path}/remove")

    answer = facilitator.post(path, data=data)

    assert (answer.status_code, facilitator.get(path).status_code) == (409, 404)
    assert "a été retirée du brouillon entre-temps" in text_of(answer)


def test_a_published_version_shows_and_refuses(facilitator, session):
    version = make_version(session)
    session.commit()
    item = item_at(session, version, "D4-01")
    path = f"/drafts/{version.id}/items/{item.id}"

    answer = facilitator.post(path, data=filled(facilitator, path, fr__label="Autre"))

    assert answer.status_code == 409
    assert "est publiée ou retirée" in text_of(answer)


def test_entries_are_added_one_after_the_other_with_the_codes_that_follow(
    facilitator, session, draft
):
    area = item_at(session, draft, "D1")
    data = {"kind": "competence", "parent": area.id, "label": "Écouter", "another": "1"}

    first = facilitator.post(f"/drafts/{draft.id}/add", data=data)
    facilitator.post(f"/drafts/{draft.id}/add", data=data)
    facilitator.post(
        f"/drafts/{draft.id}/add", data={"kind": "area", "parent": "", "label": "Troisième"}
    )
    refused = facilitator.post(f"/drafts/{draft.id}/add", data=data | {"code": "D2-01"})

    assert first.location.startswith(f"/drafts/{draft.id}/add?parent={area.id}")
    assert codes(session, draft) == ["D1", "D1-01", "D1-02", "D1-03", "D1-04", "D2", "D2-01", "D3"]
    assert "un code n’est jamais réemployé" in text_of(refused)


def test_a_move_leads_back_to_the_entry_and_says_where_it_is(facilitator, session, draft):
    item = item_at(session, draft, "D1-01")

    answer = facilitator.post(f"/drafts/{draft.id}/move", data={"act": f"down:{item.id}"})

    assert answer.location.endswith(f"moved={item.id}#entry-{item.id}")
    page = text_of(facilitator.get(answer.location))
    assert (
        "« D1-01 Compétence D1-01 » est maintenant en place 2 sur 2 dans « D1 Domaine D1 »." in page
    )
    assert codes(session, draft) == ["D1", "D1-02", "D1-01", "D2", "D2-01"]


@pytest.mark.parametrize(
    ("act", "said", "order"),
    [
        ("under", {"parent": "D2", "number": "first"}, ["D1", "D1-02", "D2", "D1-01", "D2-01"]),
        ("under", {"parent": "D2", "number": "last"}, ["D1", "D1-02", "D2", "D2-01", "D1-01"]),
        ("before", {"other": "D2-01"}, ["D1", "D1-02", "D2", "D1-01", "D2-01"]),
        ("after", {"other": "D1-02"}, ["D1", "D1-02", "D1-01", "D2", "D2-01"]),
    ],
)
def test_an_entry_goes_where_it_is_sent_or_dropped(facilitator, session, draft, act, said, order):
    item = item_at(session, draft, "D1-01")
    where = {
        name: item_at(session, draft, code).id if name != "number" else code
        for name, code in said.items()
    }

    facilitator.post(f"/drafts/{draft.id}/move", data={"act": f"{act}:{item.id}"} | where)

    assert codes(session, draft) == order


def test_a_large_draft_opens_area_by_area(facilitator, session, count_queries):
    many = [f"D{area}-{n:03}" for area in (1, 2) for n in range(LARGE // 2 + 10)]
    large = make_draft(session, many, slug="grand")
    small = make_draft(session, ("D1-01",), slug="petit")
    session.commit()
    area = item_at(session, large, "D2")
    counted = []
    for path in (f"/drafts/{small.id}", f"/drafts/{large.id}"):
        with count_queries() as statements:
            page = text_of(facilitator.get(path))
        counted.append(len(statements))

    inside = text_of(facilitator.get(f"/drafts/{large.id}?area={area.id}"))

    assert counted[0] == counted[1]
    assert ("Ouvrir : 160 entrées" in page, "Compétence D2-003" in page) == (True, False)
    assert ("Compétence D2-003" in inside, "Compétence D1-003" in inside) == (True, False)


def test_scales_anchors_and_types_are_written(facilitator, session, draft):
    base = f"/drafts/{draft.id}"

    scales = filled(facilitator, f"{base}/scales", fr__mastery__1__label="Débutant·e")
    facilitator.post(f"{base}/scales", data=scales)
    anchors = filled(facilitator, f"{base}/anchors?type=savoir", fr__2="Je m’en sers.")
    facilitator.post(f"{base}/anchors?type=savoir", data=anchors)
    facilitator.post(f"{base}/types", data={"act": "add", "name": "posture"})
    facilitator.post(f"{base}/types", data={"act": "rename", "type": "posture", "name": "geste"})
    in_use = facilitator.post(f"{base}/types/remove", data={"type": "savoir-faire"})

    session.expire_all()
    held = anchors_of(session, draft.id)
    assert scale_of(session, draft.id, "mastery")[1].label() == "Débutant·e"
    assert held["savoir"][2].description() == "Je m’en sers."
    assert ("geste" in held, "posture" in held) == (True, False)
    assert (in_use.status_code, "savoir-faire" in held) == (409, True)


def test_a_profile_is_added_and_says_what_it_expects(facilitator, session, draft):
    base = f"/drafts/{draft.id}/profiles"
    facilitator.post(base, data={"label": "Agent·e", "code": "P1"})
    [profile] = profiles_of(session, draft.id)
    area, first = item_at(session, draft, "D1"), item_at(session, draft, "D1-01")
    path = f"{base}/{profile.id}"
    data = filled(facilitator, path) | {
        f"level.{area.id}": "2-3",
        f"critical.{area.id}": ["", "on"],
        f"weight.{area.id}": "1,5",
    }

    facilitator.post(path, data=data)
    inside = f"{path}?area={area.id}"
    facilitator.post(inside, data=filled(facilitator, inside) | {f"level.{first.id}": "4"})
    wrong = facilitator.post(path, data=filled(facilitator, path) | {f"weight.{area.id}": "x"})

    held = session.scalars(select(ExpectedLevel).order_by(ExpectedLevel.item_id))
    assert [(it.item_id, it.level, it.high, it.weight, it.critical) for it in held] == [
        (area.id, 2, 3, 1.5, True),
        (first.id, 4, None, 1.0, False),
    ]
    assert "Écrivez un nombre" in text_of(wrong)


def test_profiles_are_put_in_order_and_removed(facilitator, session, draft):
    first, second = (
        add_profile(session, draft, code=code, texts=fr(label=code)) for code in ("P1", "P2")
    )
    session.commit()
    base = f"/drafts/{draft.id}/profiles"

    facilitator.post(f"{base}/{second.id}/arrange", data={"act": "up"})
    address = f"{base}/{first.id}/remove"
    asked = text_of(facilitator.get(address))

    session.expire_all()
    assert "Retirer « P1 »" in asked
    assert [profile.code for profile in profiles_of(session, draft.id)] == ["P2", "P1"]
    facilitator.post(address)
    session.expire_all()
    assert [profile.code for profile in profiles_of(session, draft.id)] == ["P2"]
    assert facilitator.get(address).status_code == 404


def test_what_is_lost_with_a_type_or_with_scales_is_said_before(facilitator, session, draft):
    base = f"/drafts/{draft.id}"
    anchors = filled(facilitator, f"{base}/anchors?type=savoir", fr__2="Je m’en sers.")
    facilitator.post(f"{base}/anchors?type=savoir", data=anchors)

    asked = text_of(facilitator.get(f"{base}/types/remove?type=savoir"))
    taking = text_of(facilitator.get(f"{base}/scales/shipped"))

    session.expire_all()
    assert "Les 5 descripteurs écrits pour ce type partent avec lui." in asked
    assert "Les descripteurs de ces types sont remplacés aussi :" in taking
    assert anchors_of(session, draft.id)["savoir"][2].description() == "Je m’en sers."

    facilitator.post(f"{base}/types/remove", data={"type": "savoir"})
    session.expire_all()
    assert "savoir" not in anchors_of(session, draft.id)


def test_what_the_version_says_of_itself_and_its_sources_are_written(facilitator, session, draft):
    base = f"/drafts/{draft.id}"
    source = {"prefix": "source:", "name": "JIT2022", "text": "Labo Cités"}

    facilitator.post(f"{base}/sources", data=source)
    facilitator.post(
        f"{base}/texts",
        data=filled(facilitator, f"{base}/texts", fr__licence="EUPL-1.2", label="2026.1"),
    )
    item = item_at(session, draft, "D1-01")
    path = f"{base}/items/{item.id}"
    facilitator.post(path, data=filled(facilitator, path) | {"sources": ["", "JIT2022"]})
    in_use = facilitator.post(f"{base}/sources", data={"remove": "source:JIT2022"})

    session.expire_all()
    assert draft.texts["fr"] == {
        "about": "Texte de travail.",
        "licence": "EUPL-1.2",
        "source:JIT2022": "Labo Cités",
    }
    assert (draft.label, item.sources, in_use.status_code) == ("2026.1", ["JIT2022"], 409)


def test_a_language_is_added_and_its_gaps_are_counted(facilitator, session, draft):
    path = f"/drafts/{draft.id}/translations"

    facilitator.post(path, data={"language": "en"})
    item = item_at(session, draft, "D1-01")
    entry = f"/drafts/{draft.id}/items/{item.id}"
    facilitator.post(entry, data=filled(facilitator, entry, en__label="Listening"))

    page = text_of(facilitator.get(path))
    assert "7 sur 8" in page  # two areas have a label, three competences a description too
    assert "À traduire : anglais" in page


def test_a_member_reads_no_page_of_the_authors(sign_in_as, draft):
    member = sign_in_as(Role.MEMBER, name="Paul")

    assert member.get(f"/drafts/{draft.id}").status_code == 403


def test_the_second_language_beside_is_the_one_asked_for(facilitator, session, draft):
    for language in ("en", "es"):
        add_language(session, draft, language)
    session.commit()
    item = item_at(session, draft, "D1-01")

    page = text_of(facilitator.get(f"/drafts/{draft.id}/items/{item.id}?beside=es"))

    assert ('name="es.label"' in page, 'name="en.label"' in page) == (True, False)
