"""The pages of themes: suggested, kept, corrected, by who may, and never undone unseen."""

import re

import pytest

from referentiel.models import Version
from reports.release import release_campaign
from reports.themed import sorted_texts
from surveys.queries.themes import themes_of
from surveys.roles import Role
from tests.answering import text_of
from tests.conftest import NOW
from tests.factories import LANGUAGES, SECRET, make_campaign, make_organisation
from tests.reports.test_free import asking, each, question

FIRST = (
    "Le budget",
    "Un budget clair",
    "Des budgets",
    "Du temps",
    "Le temps",
    "Plus de temps",
    "Du calme",
)
LATER = ("Budget participatif", "Temps libre", "Un vélo", "Un bureau", "Du café")


@pytest.fixture
def campaign(session):
    campaign = asking(session, question("q", "text"))
    each(session, campaign, "q", *FIRST)
    release_campaign(session, campaign, now=NOW, languages=LANGUAGES)
    session.commit()
    return campaign


@pytest.fixture
def base(campaign):
    return f"/campaigns/{campaign.id}/texts/themes"


def part_of(session, campaign):
    session.expire_all()
    [part] = sorted_texts(session, campaign, secret=SECRET)
    return part


def held_in(session, campaign):
    """Return the texts of each theme that was kept, those only proposed in brackets."""
    return {
        held.theme.name: [f"({t.text})" if t.proposed else t.text for t in held.texts]
        for held in part_of(session, campaign).themes
    }


def stamp_in(client, path):
    return re.search(r'name="stamp" value="([0-9a-f]+)"', text_of(client.get(path)))[1]


def keep(client, base, words, name):
    form = {"question": "q", "words": words, "name": name, "suggested": "1"}
    return client.post(base, data=form, follow_redirects=True)


@pytest.fixture
def kept(facilitator, session, campaign, base):
    """The two themes that are suggested, kept."""
    keep(facilitator, base, "budget", "Argent")
    keep(facilitator, base, "temps", "Temps")
    return {theme.name: theme for theme in themes_of(session, campaign.id)}


def test_themes_are_suggested_with_their_texts_and_kept_under_another_name(
    facilitator, session, campaign, base
):
    page = text_of(facilitator.get(base))
    assert 'value="budget"' in page
    assert 'value="temps"' in page
    assert f'href="{base}"' in text_of(facilitator.get(f"/campaigns/{campaign.id}/texts"))

    answer = text_of(keep(facilitator, base, "budget", "Argent"))

    assert "Le thème « Argent » est gardé." in answer.replace("\u00a0", " ")
    assert held_in(session, campaign) == {"Argent": ["Des budgets", "Le budget", "Un budget clair"]}
    assert "Moins de 5 personnes, sur 7" in answer
    assert [one.name for one in part_of(session, campaign).suggested] == ["temps"]


def test_what_is_put_aside_is_suggested_no_more_until_somebody_wants_it(
    facilitator, session, campaign, base
):
    facilitator.post(f"{base}/dismiss", data={"question": "q", "words": "temps", "name": "x"})
    part = part_of(session, campaign)
    assert [one.name for one in part.suggested] == ["budget"]
    [aside] = part.aside

    facilitator.post(f"{base}/{aside.id}/back")

    assert [one.name for one in part_of(session, campaign).suggested] == ["budget", "temps"]


def test_later_texts_are_proposed_in_themes_and_what_was_decided_stays(
    facilitator, session, campaign, base, kept
):
    each(session, campaign, "q", *LATER)
    release_campaign(session, campaign, now=NOW, languages=LANGUAGES)
    session.commit()

    argent = [*("(Budget participatif)", "Des budgets"), *("Le budget", "Un budget clair")]
    assert held_in(session, campaign)["Argent"] == argent
    path = f"{base}/{kept['Argent'].id}"
    assert "proposé" in text_of(facilitator.get(path))

    stamp = stamp_in(facilitator, path)
    facilitator.post(f"{path}/confirm", data={"stamp": stamp})

    assert "Budget participatif" in held_in(session, campaign)["Argent"]
    assert "(Temps libre)" in held_in(session, campaign)["Temps"]


def test_a_theme_with_words_takes_texts_as_proposed(facilitator, session, campaign, base):
    facilitator.post(base, data={"question": "q", "words": "calmes, bruit", "name": "Calme"})

    assert held_in(session, campaign) == {"Calme": ["(Du calme)"]}


def test_a_text_is_moved_to_a_theme_and_out_of_another(facilitator, session, campaign, base, kept):
    [text] = [t for t in part_of(session, campaign).texts if t.text == "Le temps"]
    path = f"{base}/text/{text.key}"
    chosen = {"themes": [kept["Argent"].id], "stamp": stamp_in(facilitator, path)}

    sent = facilitator.post(path, data=chosen)

    assert sent.status_code == 303
    found = held_in(session, campaign)
    assert found["Temps"] == ["Du temps", "Plus de temps"]
    assert "Le temps" in found["Argent"]


def test_a_theme_is_renamed_split_merged_and_dismissed(facilitator, session, campaign, base, kept):
    path = f"{base}/{kept['Temps'].id}"
    texts = part_of(session, campaign).theme(kept["Temps"].id).texts
    form = {"stamp": stamp_in(facilitator, path), "name": "Le temps", "words": "temps"}
    assert facilitator.post(path, data=form).status_code == 303

    form = {"stamp": stamp_in(facilitator, path), "part": "Plus", "texts": [texts[2].key]}
    facilitator.post(f"{path}/split", data=form)
    assert held_in(session, campaign)["Plus"] == ["Plus de temps"]
    assert held_in(session, campaign)["Le temps"] == ["Du temps", "Le temps"]

    form = {"stamp": stamp_in(facilitator, path), "into": kept["Argent"].id}
    facilitator.post(f"{path}/merge", data=form)
    assert held_in(session, campaign) == {
        "Argent": [*("Des budgets", "Du temps", "Le budget", "Le temps", "Un budget clair")],
        "Plus": ["Plus de temps"],
    }

    path = f"{base}/{kept['Argent'].id}"
    assert "Nombre masqué" in text_of(facilitator.get(path))  # five of seven: two are not in it
    facilitator.post(f"{path}/dismiss", data={"stamp": stamp_in(facilitator, path)})
    assert [*held_in(session, campaign)] == ["Plus"]


@pytest.mark.parametrize(
    ("act", "form"),
    [
        ("", {"name": "Autre", "words": "temps"}),
        ("/confirm", {}),
        ("/split", {"part": "Plus"}),
        ("/merge", {"into": 1}),
        ("/dismiss", {}),
    ],
)
def test_the_later_of_two_tabs_undoes_nothing_and_is_told(
    facilitator, session, campaign, base, kept, act, form
):
    path = f"{base}/{kept['Temps'].id}"
    stamp = stamp_in(facilitator, path)
    facilitator.post(path, data={"stamp": stamp, "name": "Du temps libre", "words": "temps"})
    before = held_in(session, campaign)

    sent = facilitator.post(f"{path}{act}", data=form | {"stamp": stamp}, follow_redirects=True)

    assert "Ces thèmes ont changé entre-temps" in text_of(sent)
    assert held_in(session, campaign) == before
    assert "Du temps libre" in before


def test_the_later_of_two_tabs_moves_no_text_back(facilitator, session, campaign, base, kept):
    [text] = [t for t in part_of(session, campaign).texts if t.text == "Le temps"]
    path = f"{base}/text/{text.key}"
    form = {"themes": [kept["Argent"].id], "stamp": stamp_in(facilitator, path)}
    facilitator.post(path, data=form)
    before = held_in(session, campaign)

    sent = facilitator.post(path, data=form | {"themes": [kept["Temps"].id]}, follow_redirects=True)

    assert "Ces thèmes ont changé entre-temps" in text_of(sent)
    assert held_in(session, campaign) == before


@pytest.mark.usefixtures("kept")
def test_what_somebody_kept_meanwhile_is_not_kept_twice(facilitator, session, campaign, base):
    answer = text_of(keep(facilitator, base, "temps", "Encore"))
    named = facilitator.post(base, data={"question": "q", "name": "TEMPS"}, follow_redirects=True)

    assert "Ces thèmes ont changé entre-temps" in answer
    assert "s’appelle déjà" in text_of(named)
    assert [*held_in(session, campaign)] == ["Argent", "Temps"]


def test_a_name_that_is_taken_or_missing_is_told_beside_its_field(facilitator, base, kept):
    path = f"{base}/{kept['Temps'].id}"
    stamp = stamp_in(facilitator, path)

    taken = facilitator.post(path, data={"stamp": stamp, "name": "argent", "words": ""})
    missing = facilitator.post(path, data={"stamp": stamp, "name": " ", "words": "a " * 13})
    without = facilitator.post(base, data={"question": "q", "name": ""}, follow_redirects=True)

    assert "s’appelle déjà" in text_of(taken)
    assert "Donnez un nom au thème." in text_of(missing)
    assert "Donnez un nom au thème." in text_of(without)


def test_who_follows_reads_and_only_who_analyses_corrects(sign_in_as, session, base, kept):
    path = f"{base}/{kept['Temps'].id}"
    other = make_organisation(session, "autre")
    administrator = sign_in_as(Role.ADMINISTRATOR, name="Zoe")
    analyst = sign_in_as(Role.ANALYST, name="Luc")
    trainer = sign_in_as(Role.TRAINER, name="Max")
    stranger = sign_in_as(Role.FACILITATOR, organisation=other, name="Paul")

    assert "Corriger ce thème" not in text_of(administrator.get(base))
    assert administrator.get(path).status_code == 403
    assert "Corriger ce thème" in text_of(analyst.get(base))
    assert analyst.get(path).status_code == 200
    assert [trainer.get(each).status_code for each in (base, path)] == [403, 404]
    assert [stranger.get(each).status_code for each in (base, path)] == [404, 404]
    assert stranger.post(f"{path}/dismiss").status_code == 404


@pytest.mark.usefixtures("kept")
def test_no_theme_is_in_a_report_and_none_before_k_texts(facilitator, session, campaign):
    report = text_of(facilitator.get(f"/reports/campaigns/{campaign.id}"))
    assert "Argent" not in report
    version = session.get_one(Version, campaign.questionnaire.version_id)
    few = asking(session, question("q", "text"), version=version)
    each(session, few, "q", *FIRST[:3])
    session.commit()

    page = text_of(facilitator.get(f"/campaigns/{few.id}/texts/themes"))

    assert "Pas encore de texte" in page
    assert "budget" not in page


def test_a_campaign_without_texts_says_so(facilitator, session):
    none = make_campaign(session)

    page = text_of(facilitator.get(f"/campaigns/{none.id}/texts/themes"))

    assert "ne demande aucun texte" in page
    assert facilitator.get(f"/campaigns/{none.id}/texts/themes/text/00").status_code == 404


@pytest.mark.parametrize("themes", [1, 3])
def test_more_themes_take_no_more_queries(facilitator, base, count_queries, themes):
    for name in ("Calme", "Temps", "Budget")[:themes]:
        facilitator.post(base, data={"question": "q", "words": name, "name": name})
    facilitator.get(base)

    with count_queries() as statements:
        facilitator.get(base)

    assert len(statements) == QUERIES, statements


QUERIES = 10  # the session, the roles, the campaign, its release and its texts, then the themes
