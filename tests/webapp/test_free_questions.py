"""Free questions: shown by type, kept, corrected in place, asked on a condition."""

import re

import pytest

from reports.recount import differences
from surveys.models.campaigns import SINGLE
from surveys.question_types import TYPES
from surveys.question_types.base import Condition, Option, Question
from surveys.sections import Section
from tests.answering import fill, send, sheet_of, text_of, ticket_in, ticks_in
from tests.factories import make_campaign

OPTIONS = tuple(Option(c, {"fr": {"label": f"Choix {c}"}}) for c in ("o1", "o2", "o3"))
WORDS = {"label": "La question", "help": "Une aide", "low": "Un pôle", "high": "L’autre pôle"}
EVERY = tuple(
    Question(f"q{place}", code, {"fr": WORDS | {"label": f"Question {code}"}}, OPTIONS)
    for place, code in enumerate(TYPES)
)
YEARS = Question(
    "years", "number", {"fr": {"label": "Depuis combien d’années ?"}}, least=0, most=50
)
LONG = Condition("years", ("12",))
WHY = Question("why", "text", {"fr": {"label": "Pourquoi rester ?"}}, show_if=LONG)


def make(session, *sections, **others):
    campaign = make_campaign(session, attributes=(), **others)
    campaign.questionnaire.sections = sections
    session.commit()
    return campaign


@pytest.fixture
def campaign(session):
    return make(
        session,
        Section({"fr": {"label": "Votre parcours", "help": "Rien d’obligé."}}, (YEARS, WHY)),
        Section({"fr": {"label": "Vos compétences"}}, (0, 1)),
    )


def test_every_type_of_question_has_a_page_that_is_filled_again(client, session):
    campaign = make(session, Section({"fr": {"label": "Tout"}}, EVERY))
    first = client.get(f"/c/{campaign.code}/1")

    fill(client, campaign, 1, **{
        "q-q0": "o2", "q-q1": "o3", "q-q2": "0", "q-q3": "o1", "q-q4": "-3", "q-q5-o2": "1",
    })  # fmt: skip
    fill(client, campaign, 2, **{"q-q6-know": "4", "q-q7": "3,5", "q-q8": "<b>Oui & non</b>"})
    again = [client.get(f"/c/{campaign.code}/{step}") for step in (1, 2)]
    sent = send(client, campaign, ticket_in(first))

    assert ticks_in(again[0]) == {"q-q0=o2", "q-q2=0", "q-q3=o1", "q-q4=-3"} | {"q-q1=o3"}
    assert '<option value="1" selected>' in text_of(again[0])
    assert ticks_in(again[1]) == {"q-q6-know=4"}
    assert 'value="3,5"' in text_of(again[1])
    assert "&lt;b&gt;Oui &amp; non&lt;/b&gt;</textarea>" in again[1].get_data(as_text=True)
    assert sent.status_code == 303
    assert sheet_of(session, campaign, ticket_in(first)).answers == {
        "q0": "o2",
        "q1": ["o3"],
        "q2": "no",
        "q3": "o1",
        "q4": -3,
        "q5": ["o2"],
        "q6": {"know": 4},
        "q7": 3.5,
        "q8": "<b>Oui & non</b>",
    }
    assert differences(session, campaign) == {}


def test_what_is_wrong_is_said_beside_the_question_with_what_was_typed(client, campaign):
    refused = fill(client, campaign, 1, **{"q-years": "<dix>"})
    page = refused.get_data(as_text=True)

    assert refused.status_code == 422
    [said] = re.findall(r'id="q-years-error" role="status">([^<]+)<', page)
    assert "n’est pas un nombre" in said
    assert 'value="&lt;dix&gt;"' in page
    assert '<div class="question free is-invalid">' in page


def test_what_is_wrong_is_said_first_with_the_focus_and_in_the_title(client, campaign):
    page = fill(client, campaign, 1, **{"q-years": "<dix>"}).get_data(as_text=True)

    [summary] = re.findall(r'role="group"[^>]* autofocus>.*?</ol>', page, re.DOTALL)
    assert '<a href="#q-years">Depuis combien d’années ?' in summary
    assert "<title>Erreur\u00a0: Étape 1 sur" in page
    assert re.search(r'<input[^>]* id="q-years"[^>]* aria-invalid="true">', page)
    assert "Erreur" not in client.get(f"/c/{campaign.code}/1").text


def test_a_question_in_another_language_than_the_page_is_marked(client, campaign):
    page = client.get(f"/c/{campaign.code}/1?language=en").text

    assert '<span lang="fr">Depuis combien d’années ?</span></label>' in page
    assert '<h1><span lang="fr">Votre parcours</span></h1>' in page
    assert '<p class="lead"><span lang="fr">Rien d’obligé.</span></p>' in page


def test_what_was_right_before_stays_when_a_later_try_is_wrong(client, session, campaign):
    fill(client, campaign, 1, **{"q-years": "12"})
    ticket = ticket_in(client.get(f"/c/{campaign.code}/1"))

    fill(client, campaign, 1, **{"q-years": "douze"})

    assert sheet_of(session, campaign, ticket).answers == {"years": 12}


@pytest.mark.parametrize(("years", "onward", "place"), [("12", 2, "2 sur 4"), ("3", 3, "2 sur 3")])
def test_a_person_meets_only_the_pages_that_concern_them(client, campaign, years, onward, place):
    answer = fill(client, campaign, 1, **{"q-years": years})
    page = client.get(answer.headers["Location"])

    assert answer.headers["Location"] == f"/c/{campaign.code}/{onward}"
    assert f"Étape {place}" in text_of(page)


def test_a_page_that_no_longer_concerns_one_leads_on_and_back_skips_it(client, campaign):
    fill(client, campaign, 1, **{"q-years": "3"})

    hidden = client.get(f"/c/{campaign.code}/2")
    back = fill(client, campaign, 3, go="back")

    assert hidden.headers["Location"] == f"/c/{campaign.code}/3"
    assert back.headers["Location"] == f"/c/{campaign.code}/1"


def test_the_last_look_counts_what_was_asked(client, campaign):
    fill(client, campaign, 1, **{"q-years": "3"})
    fill(client, campaign, 3, c0="2")

    page = text_of(client.get(f"/c/{campaign.code}/4"))

    assert re.findall(r"(\d réponses? sur \d)", page) == ["1 réponse sur 1", "1 réponse sur 2"]


def test_a_form_of_questions_alone_is_sent(client, session):
    campaign = make(session, Section({"fr": {"label": "Satisfaction"}}, (YEARS,)), codes=("D4-01",))
    campaign.questionnaire.items = []
    session.commit()
    fill(client, campaign, 1, **{"q-years": "4"})
    ticket = ticket_in(client.get(f"/c/{campaign.code}/1"))

    assert send(client, campaign, ticket).status_code == 303
    assert differences(session, campaign) == {}


def test_one_page_holds_all_and_says_what_is_wrong_in_place(client, session):
    sections = (
        Section({"fr": {"label": "Votre parcours"}}, (YEARS, WHY)),
        Section({"fr": {"label": "Vos compétences"}}, (0, 1)),
    )
    campaign = make(session, *sections, layout=SINGLE)
    ticket = ticket_in(client.get(f"/c/{campaign.code}"))

    wrong = send(client, campaign, ticket, c0="3", **{"q-years": "99"})
    right = send(client, campaign, ticket, c0="3", **{"q-years": "9", "q-why": "Pour rien"})

    assert wrong.status_code == 422
    assert "de 0 à 50" in text_of(wrong)
    assert "c0=3" in ticks_in(wrong)
    assert right.status_code == 303
    assert sheet_of(session, campaign, ticket).answers == {"years": 9}


def test_a_line_may_break_after_the_strokes_that_join_words(client, session):
    joined = Question("all", "text", {"fr": {"label": "Constats/enjeux/<besoins> ?"}})
    campaign = make(session, Section({"fr": {"label": "Tout"}}, (joined,)))

    page = client.get(f"/c/{campaign.code}/1").text

    assert "Constats/<wbr>enjeux/&lt;besoins&gt; ?</label>" in page
