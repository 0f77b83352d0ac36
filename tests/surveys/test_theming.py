"""Decisions on themes: kept by a digest of each text, merged, split, and gone with the texts."""

import pytest
from sqlalchemy import select

from referentiel.models import Version
from reports.release import release_campaign
from surveys.disposal import dispose
from surveys.keeping import withdraw_kept
from surveys.models import Theme, ThemeText
from surveys.models.campaigns import PSEUDONYMOUS
from surveys.queries.themes import placed_in, themes_of
from surveys.theming import (
    ThemeNamed,
    add_theme,
    change_theme,
    forget_theme,
    forget_themes,
    merge_themes,
    place_text,
    put_aside,
    split_theme,
    stamp_of,
    stamp_of_text,
    text_digest,
)
from tests.answering import count
from tests.conftest import NOW
from tests.factories import LANGUAGES, SECRET, make_campaign, make_person
from tests.reports.test_free import answer, asking, each, question

A, B, C, D = (letter * 32 for letter in (b"a", b"b", b"c", b"d"))


@pytest.fixture
def campaign(session):
    return make_campaign(session)


def add(session, campaign, name, *texts, words=(), asked="q"):
    return add_theme(session, campaign.id, asked, name=name, words=words, texts=texts)


def placed(session, theme):
    return placed_in(session, theme.campaign_id).get(theme.id, {})


def test_a_text_is_known_under_one_question_of_one_campaign_by_a_secret():
    digests = {
        text_digest(SECRET, 1, "q", "Du temps"),
        text_digest(SECRET, 1, "r", "Du temps"),
        text_digest(SECRET, 2, "q", "Du temps"),
        text_digest("another", 1, "q", "Du temps"),
        text_digest(SECRET, 1, "q", "Du temps."),
    }

    assert len(digests) == 5
    assert text_digest(SECRET, 1, "q", "Du temps") in digests
    assert {len(digest) for digest in digests} == {32}


def test_nothing_kept_says_who_decided_or_when():
    columns = {column.name for table in (Theme, ThemeText) for column in table.__table__.columns}

    assert columns == {
        *("id", "campaign_id", "question", "name", "words", "kept"),
        *("theme_id", "digest", "belongs"),
    }


def test_two_themes_made_one_hold_what_was_in_either(session, campaign):
    money = add(session, campaign, "argent", A, B, words=["argent", "budget"])
    funds = add(session, campaign, "fonds", B, words=["fonds", "budget"])
    place_text(session, C, inside=[], outside=[funds])
    place_text(session, D, inside=[], outside=[funds])
    place_text(session, A, inside=[], outside=[funds])

    merge_themes(session, funds, money, proposed={D})

    assert themes_of(session, campaign.id) == [money]
    assert money.words == ["argent", "budget", "fonds"]
    assert placed(session, money) == {A: True, B: True, C: False}  # D is still proposed


def test_texts_split_off_are_in_the_new_theme_and_out_of_the_old(session, campaign):
    money = add(session, campaign, "argent", A, B, words=["argent"])

    new = split_theme(session, money, {B, C}, name="fondations")

    assert placed(session, new) == {B: True, C: True}
    assert placed(session, money) == {A: True, B: False, C: False}
    assert new.words == []


def test_a_name_is_of_one_theme_of_a_question_whatever_its_capitals(session, campaign):
    money = add(session, campaign, "Argent")
    time = add(session, campaign, "temps")
    add(session, campaign, "argent", asked="r")

    with pytest.raises(ThemeNamed):
        add(session, campaign, "argent")
    with pytest.raises(ThemeNamed):
        change_theme(session, time, name="ARGENT", words=[])
    change_theme(session, money, name="argent", words=["euro"])

    assert (money.name, money.words) == ("argent", ["euro"])


def test_a_theme_put_aside_forgets_its_texts_and_gives_its_name_up(session, campaign):
    money = add(session, campaign, "argent", A, words=["argent"])

    put_aside(session, money)
    aside = [(theme.name, theme.words, theme.kept) for theme in themes_of(session, campaign.id)]
    again = add(session, campaign, "argent", B)

    assert aside == [("argent", ["argent"], False)]
    assert themes_of(session, campaign.id) == [again]
    assert placed_in(session, campaign.id) == {again.id: {B: True}}
    forget_theme(session, again)
    assert (count(session, Theme), count(session, ThemeText)) == (0, 0)


def test_a_stamp_tells_any_change_of_a_theme_or_of_the_place_of_a_text(session, campaign):
    money, time = add(session, campaign, "argent", A), add(session, campaign, "temps", A)

    def stamps():
        held = placed_in(session, campaign.id)
        return (
            stamp_of(money, held[money.id]),
            stamp_of(time, held[time.id]),
            stamp_of_text(A, [money, time], held),
            stamp_of_text(B, [money, time], held),
        )

    before = stamps()
    assert stamps() == before
    place_text(session, A, inside=[], outside=[money])
    after = stamps()

    assert [one == other for one, other in zip(before, after, strict=True)] == [
        *(False, True, False, True)
    ]
    change_theme(session, time, name="temps libre", words=[])
    assert stamps()[1] != after[1]


def test_decisions_go_with_the_text_of_who_withdraws(session, tmp_path):
    campaign = asking(session, question("q", "text"), mode=PSEUDONYMOUS)
    each(session, campaign, "q", "Un", "Deux", "Trois", "Quatre")
    ticket = answer(session, campaign, {"q": "Cinq"})
    release_campaign(session, campaign, now=NOW, languages=LANGUAGES)
    one, five = (text_digest(SECRET, campaign.id, "q", said) for said in ("Un", "Cinq"))
    theme = add(session, campaign, "nombres", one, five)

    withdraw_kept(session, campaign, ticket.hash, secret=SECRET, folder=tmp_path, now=NOW)

    assert placed(session, theme) == {one: True}


def test_disposal_takes_the_themes_of_the_campaign_and_of_no_other(session, campaign):
    version = session.get_one(Version, campaign.questionnaire.version_id)
    other = make_campaign(session, version=version)
    add(session, campaign, "argent", A)
    kept = add(session, other, "argent", A)
    campaign.disposable_on = NOW.date()

    dispose(session, campaign, None, by=make_person(session).id, now=NOW)

    assert list(session.scalars(select(Theme))) == [kept]
    assert placed_in(session, other.id) == {kept.id: {A: True}}
    forget_themes(session, other.id)
    assert (count(session, Theme), count(session, ThemeText)) == (0, 0)
