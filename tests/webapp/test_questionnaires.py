"""Composing a questionnaire on pages: begun, completed, ordered, translated, tried."""

import re

import pytest

from referentiel.models import Item, Version
from surveys.campaigns import open_campaign
from surveys.models import AuditEntry, Questionnaire
from surveys.question_types import TYPES
from surveys.question_types.base import Condition
from surveys.sections import questions_in
from tests.answering import text_of, ticks_in
from tests.conftest import NOW
from tests.factories import LANGUAGES, fr, items_in, make_campaign, make_version

CODES = ("D4-01", "D4-02", "D5-01")


@pytest.fixture
def begun(facilitator, session):
    """Return the questionnaire that a facilitator has begun from an area."""
    make_version(session, CODES)
    session.commit()
    sent = facilitator.post(
        "/questionnaires/create", data={"title": "Bilan", "start": "area:D4", "ratings": "target"}
    )
    assert sent.status_code == 303, text_of(sent)
    return session.scalars(kept(session)).one()


def kept(session):
    session.expire_all()
    return session.query(Questionnaire).where(Questionnaire.title != "").statement


def at(questionnaire, path=""):
    return f"/questionnaires/{questionnaire.id}{path}"


def sent(client, path, **fields):
    """Send the form of a page as it stands, with other values in some fields."""
    page = text_of(client.get(path))
    seen = re.search(r'name="seen"[^>]*value="([^"]*)"', page)
    return client.post(path, data={"seen": seen[1] if seen else "", **fields})


def add(client, questionnaire, kind, place=0, **fields):
    words = {"label_fr": f"Question {kind}", **fields}
    answer = sent(client, at(questionnaire, f"/sections/{place}/add?type={kind}"), **words)
    assert answer.status_code == 303, text_of(answer)


def test_one_is_begun_listed_and_shown(facilitator, session, begun):
    items = items_in(session, begun.version)
    listed = text_of(facilitator.get("/questionnaires/"))
    page = text_of(facilitator.get(at(begun)))

    assert begun.items == [items[0].id, items[1].id]
    assert begun.ratings == ["current", "target"]
    assert "Bilan" in listed
    assert "2 compétences" in listed
    assert "Compétence D4-01" in page
    assert "environ 1 min" in page
    assert session.query(AuditEntry).where(AuditEntry.act == "questionnaire.made").count() == 1


def test_each_type_of_question_is_added_with_its_settings_and_changed(facilitator, session, begun):
    lines = {"options_fr": "Un\r\nDeux\r\n\r\nTrois", "options_en": "One\nTwo"}
    for kind, type_ in TYPES.items():
        own = lines if type_.has_options else {}
        own |= {"low_fr": "Un pôle", "high_fr": "L’autre"} if type_.has_poles else {}
        add(facilitator, begun, kind, help_fr="Une aide", label_en="In English", **own)
    limited = {"label_fr": "Combien ?", "least": "0,5", "most": "12"}
    sent(facilitator, at(begun, "/questions/question-number"), **limited)
    session.expire_all()
    questions = {q.type: q for q in questions_in(begun.sections)}

    assert list(questions) == list(TYPES)
    assert questions["choice"].texts == {
        "fr": {"label": "Question choice", "help": "Une aide"},
        "en": {"label": "In English"},
    }
    assert [(o.code, o.label("en")) for o in questions["multiple"].options] == [
        ("o1", "One"),
        ("o2", "Two"),
        ("o3", "Trois"),
    ]
    number = questions["number"]
    assert (number.label(), number.least, number.most) == ("Combien ?", 0.5, 12)
    assert 'value="0,5"' in text_of(facilitator.get(at(begun, "/questions/question-number")))


def test_answers_keep_their_codes_when_they_are_reworded_or_moved(facilitator, session, begun):
    add(facilitator, begun, "choice", options_fr="Oui\nNon\nParfois", options_en="Yes\nNo")
    path = at(begun, "/questions/question-choice")

    sent(facilitator, path, label_fr="A", options_fr="Parfois\nOui\nJamais", options_en="")
    session.expire_all()
    [question] = questions_in(begun.sections)

    assert [(o.code, o.label()) for o in question.options] == [
        ("o3", "Parfois"),
        ("o1", "Oui"),
        ("o4", "Jamais"),
    ]
    sent(facilitator, path, label_fr="A", options_fr="Parfois\nBien sûr\nJamais")
    session.expire_all()
    assert [o.code for o in questions_in(begun.sections)[0].options] == ["o3", "o1", "o4"]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"label_fr": ""}, "Écrivez la question en français"),
        ({"options_fr": "Un"}, "au moins deux réponses possibles"),
        ({"options_en": "1\n2\n3"}, "L’anglais a 3 lignes pour 2 réponses"),
        ({"show_if": ["agent:yes", "structure:public"]}, "cochez des réponses d’une seule"),
        ({"show_if": ["agent:maybe"]}, "Ce choix n’existe pas"),
    ],
)
def test_what_is_refused_is_said_beside_its_field_and_nothing_is_lost(
    facilitator, session, begun, fields, sentence
):
    typed = {"label_fr": "Ma question", "options_fr": "Un\nDeux", "help_fr": "Une longue aide"}

    answer = sent(facilitator, at(begun, "/sections/0/add?type=choice"), **(typed | fields))
    page = text_of(answer).replace("\xa0", " ")

    assert sentence in page
    assert "Une longue aide</textarea>" in page
    session.expire_all()
    assert questions_in(begun.sections) == ()


def test_a_section_has_words_a_condition_and_competences_of_its_own(facilitator, session, begun):
    one, two, three = items_in(session, begun.version)
    opened = facilitator.post(at(begun, "/sections"))
    path = at(begun, "/sections/1")

    sent(facilitator, path, label_fr="Vos réseaux", label_en="Networks", show_if="agent:yes")
    chosen = {"competence": [str(two.id), str(three.id)]}
    facilitator.post(f"{path}/competences", data=chosen)
    session.expire_all()

    assert opened.location.endswith(path)
    assert begun.items == [one.id, two.id, three.id]
    assert begun.sections[0].entries == (0,)
    assert begun.sections[1].entries == (1, 2)
    assert begun.sections[1].show_if == Condition("agent", ("yes",))
    assert "Êtes-vous agent de collectivité" in text_of(facilitator.get(at(begun)))


def moving(client, questionnaire, act):
    page = text_of(client.get(at(questionnaire)))
    seen = re.search(r'name="seen" value="([^"]*)"', page)[1]
    return client.post(at(questionnaire, "/move"), data={"seen": seen, "act": act})


def test_parts_move_by_buttons_and_an_old_page_moves_nothing(facilitator, session, begun):
    first, second = begun.items
    add(facilitator, begun, "yes_no")
    old = {"seen": "0" * 16, "act": "entry:0:0:down"}

    moved = moving(facilitator, begun, "entry:0:2:up")
    refused = facilitator.post(at(begun, "/move"), data=old, follow_redirects=True)
    moving(facilitator, begun, "entry:0:0:down")
    session.expire_all()

    assert moved.location.endswith("#question-question-yes-no")
    assert "Le questionnaire a changé entre-temps" in text_of(refused)
    assert [q.code for q in questions_in(begun.sections)] == ["question-yes-no"]
    assert begun.items == [first, second]
    assert begun.sections[0].entries[1:] == (0, 1)
    moving(facilitator, begun, "entry:0:99:up")
    assert "changée ou retirée entre-temps" in text_of(facilitator.get(at(begun)))
    assert moving(facilitator, begun, "nothing").status_code == 400


def test_two_authors_do_not_overwrite_each_other_unawares(facilitator, session, begun):
    add(facilitator, begun, "text")
    path = at(begun, "/questions/question-text")
    old = re.search(r'name="seen"[^>]*value="([^"]*)"', text_of(facilitator.get(path)))[1]
    sent(facilitator, path, label_fr="Le texte de l’autre")

    clash = facilitator.post(path, data={"seen": old, "label_fr": "Le mien"})
    fresh = re.search(r'name="seen"[^>]*value="([^"]*)"', text_of(clash))[1]
    settled = facilitator.post(path, data={"seen": fresh, "label_fr": "Le mien"})
    session.expire_all()

    assert "Quelqu’un a changé cette partie" in text_of(clash)
    assert "Le texte de l’autre" in text_of(clash)
    assert 'value="Le mien"' in text_of(clash)
    assert settled.status_code == 303
    assert questions_in(begun.sections)[0].label() == "Le mien"


def test_missing_translations_are_named(facilitator, begun):
    add(facilitator, begun, "text", label_en="Why?")
    add(facilitator, begun, "yes_no")

    page = text_of(facilitator.get(at(begun)))

    assert "1 texte à traduire" in page
    assert re.search(r'<a href="[^"]*question-yes-no" lang="fr">Question yes_no</a>', page)


def test_the_preview_asks_what_people_will_see_and_keeps_nothing(facilitator, session, begun):
    add(facilitator, begun, "yes_no", label_fr="Y allez-vous ?")
    add(facilitator, begun, "text", label_fr="Pourquoi ?", show_if="y-allez-vous:yes")
    session.expire_all()
    [asked, _why] = questions_in(begun.sections)
    path = at(begun, "/preview")
    say = f"q-{asked.code}"

    first = facilitator.get(path)
    second = facilitator.post(path, data={"step": 1, "go": "next", "c0": "3", "t0": "4"})
    yes = facilitator.post(path, data={"step": 2, "go": "next", say: "1", "c0": "3"})
    no = facilitator.post(path, data={"step": 2, "go": "next", say: "0", "c0": "3"})
    back = facilitator.post(path, data={"step": 2, "go": "back", say: "1", "c0": "3"})

    assert "Compétence D4-01" in text_of(first)
    assert "Y allez-vous ?" in text_of(second)
    assert 'name="c0" value="3"' in text_of(second)
    assert "Pourquoi ?" in text_of(yes)
    assert "Fin de l’aperçu" in text_of(no)
    assert "c0=3" in ticks_in(back)
    assert f'name="{say}" value="1"' in text_of(back)


def test_the_preview_says_what_is_wrong_beside_the_question(facilitator, begun):
    add(facilitator, begun, "number", most="10")
    typed = {"step": 2, "go": "next", "q-question-number": "<b>"}

    answer = facilitator.post(at(begun, "/preview"), data=typed)

    assert answer.status_code == 422
    assert "n’est pas un nombre" in text_of(answer)


def test_a_questionnaire_of_an_opened_campaign_is_frozen_and_followed(facilitator, session, begun):
    campaign = make_campaign(session, version=begun.version, attributes=(), opened=False)
    campaign.questionnaire_id = begun.id
    session.flush()
    session.refresh(campaign)
    open_campaign(session, campaign, now=NOW, languages=LANGUAGES)
    session.commit()

    page = text_of(facilitator.get(at(begun)))
    refused = facilitator.get(at(begun, "/settings"))
    led = facilitator.post(at(begun, "/edition"), follow_redirects=True)

    assert "Cette édition ne change plus" in page
    assert "Préparer l’édition 2" in page
    assert refused.status_code == 409
    assert "Vous modifiez l’édition 2" in text_of(led)
    following = session.scalars(kept(session).where(Questionnaire.edition == 2)).one()
    assert facilitator.post(at(begun, "/delete")).status_code == 409
    assert facilitator.post(at(following, "/delete")).status_code == 303
    assert [q.id for q in session.scalars(kept(session))] == [begun.id]


def test_a_title_is_wanted(facilitator, session, begun):
    empty = {"title": " ", "start": "core"}

    assert "Donnez un titre" in text_of(facilitator.post("/questionnaires/create", data=empty))
    assert "Donnez un titre" in text_of(sent(facilitator, at(begun, "/settings"), title=""))
    sent(facilitator, at(begun, "/settings"), title="Autre", ratings="before")
    session.expire_all()
    assert (begun.title, begun.ratings) == ("Autre", ["current", "before"])


def test_a_newer_version_is_told_and_reached(facilitator, session, begun):
    newer = Version(
        referentiel_id=begun.version.referentiel_id,
        label="DT-2027.0",
        state="published",
        standing="projet",
        content_hash="1" * 64,
        published_on=begun.version.published_on,
        texts=begun.version.texts,
    )
    session.add(newer)
    session.flush()
    [first, *_rest] = items_in(session, begun.version)
    session.add(
        Item(
            version_id=newer.id,
            lineage=first.lineage,
            position=0,
            kind=first.kind,
            code=first.code,
            texts=fr(label="Reformulée", description=""),
        )
    )
    session.commit()

    told = text_of(facilitator.get(at(begun)))
    page = text_of(facilitator.get(at(begun, "/version")))
    facilitator.post(at(begun, "/version"))
    session.expire_all()

    assert "La version DT-2027.0 est publiée" in told
    assert "Compétence D4-01 → Reformulée" in page
    assert "D4-02</span> Compétence D4-02" in page
    assert (begun.version_id, len(begun.items)) == (newer.id, 1)
    assert facilitator.get(at(begun, "/version")).status_code == 302
