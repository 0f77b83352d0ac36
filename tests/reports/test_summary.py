"""What a report says in brief, worked out by hand from what people answered."""

from reports.queries import archived, last_release
from tests.factories import make_campaign
from tests.reports.test_release import answer, release


def summary_of(session, campaign):
    release(session, campaign)
    report = archived(session, last_release(session, campaign.id), "fr")
    return [text.replace("\u00a0", " ") for text in report.section("summary").texts]


def test_both_rules_agree_on_the_first_need(session):
    # P1 expects 3. D4-01: 4/6 below, by 2, importance 4; D4-02: 3/6 below, by 1, importance 2.
    campaign = make_campaign(session, attributes=("profile",))
    answer(session, campaign, 3, (4, 1), (2, 2), profile="P1")
    answer(session, campaign, 1, (4, 1), (2, 4), profile="P1")
    answer(session, campaign, 2, (4, 3), (2, 4), profile="P1")

    assert summary_of(session, campaign) == [
        "6 réponses comptent ici ; compétences qui en ont reçu assez pour être classées : 2 sur 2.",
        "Le premier besoin est « Compétence D4-01 » : 4 personnes sur 6 sont sous leur cible, de "
        "2,0 en moyenne sur l’échelle de 0 à 4.",
        "Les deux règles de classement le mettent en tête ; parmi leurs trois premiers besoins, "
        "elles ont en commun : « Compétence D4-01 », « Compétence D4-02 ».",
    ]


def test_rules_that_disagree_are_said_to(session):
    # Priority 4/6 × 1 × 2 = 1.33 and 2/6 × 1 × 3 = 1; Borich 2 × (2 − 14/6) < 0 < 3 × (3 − 16/6).
    campaign = make_campaign(session, attributes=("profile",))
    answer(session, campaign, 2, (2, 2), (3, 2), profile="P1")
    answer(session, campaign, 2, (2, 2), (3, 3), profile="P1")
    answer(session, campaign, 2, (2, 3), (3, 3), profile="P1")

    [_received, first, then] = summary_of(session, campaign)

    assert first.startswith("Le premier besoin est « Compétence D4-01 » : 4 personnes sur 6")
    assert then.endswith("; le score de Borich met en tête « Compétence D4-02 ».")


def test_without_a_goal_the_score_of_borich_speaks(session):
    campaign = make_campaign(session, attributes=())
    answer(session, campaign, 3, (4, 1), (2, 2))
    answer(session, campaign, 3, (3, 2), (2, 3))

    [_received, first, then] = summary_of(session, campaign)

    assert first == (
        "Le premier besoin est « Compétence D4-01 » : son importance moyenne est de 3,5, le niveau "
        "moyen de 1,5 (n = 6)."
    )
    assert then == "Viennent ensuite : « Compétence D4-02 »."


def test_needs_of_one_rank_are_named_together(session):
    campaign = make_campaign(session, attributes=(), ratings=("importance",))
    answer(session, campaign, 3, (4, 1), (4, 1))
    answer(session, campaign, 3, (3, 2), (3, 2))

    assert summary_of(session, campaign)[1] == (
        "Viennent en tête, à égalité : « Compétence D4-01 », « Compétence D4-02 »."
    )


def test_a_share_that_would_tell_everybody_is_not_said(session):
    campaign = make_campaign(session, attributes=("profile",))
    answer(session, campaign, 3, (4, 1), (2, 2), profile="P1")
    answer(session, campaign, 3, (4, 2), (2, 4), profile="P1")

    assert summary_of(session, campaign)[1] == (
        "Le premier besoin est « Compétence D4-01 » (n = 6)."
    )


def test_nothing_is_ranked_where_too_few_have_a_goal(session):
    campaign = make_campaign(session, attributes=("profile",))
    answer(session, campaign, 3, (4, 1), (2, 2), profile="P1")
    answer(session, campaign, 3, (4, 2), (2, 4))

    assert summary_of(session, campaign) == [
        "6 réponses comptent ici ; compétences qui en ont reçu assez pour être classées : 0 sur 2."
    ]


def test_a_report_of_levels_alone_ranks_nothing(session):
    campaign = make_campaign(session, attributes=(), ratings=())
    answer(session, campaign, 5, 1, 2)
    release(session, campaign)

    report = archived(session, last_release(session, campaign.id), "fr")

    assert "summary" not in [section.key for section in report.sections]
