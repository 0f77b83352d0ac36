import pytest

from reports.file_report import file_report
from reports.files.answers import read_answers
from reports.files.population import (
    AlreadyWeighted,
    NobodyThere,
    NoTotal,
    SeveralValues,
    TotalsRefused,
    UnequalTotals,
    UnknownAttribute,
    UnknownTotals,
    read_totals,
    weighed,
)


def answers(*groups, extra=""):
    """Answers on K by groups (structure, région, level, people)."""
    lines = [f"respondent;competence;importance;niveau;structure;région{extra}"]
    for structure, region, level, people in groups:
        for _ in range(people):
            lines.append(f"R{len(lines)};K;4;{level};{structure};{region}{';1' if extra else ''}")
    return read_answers("\n".join(lines).encode(), (0, 4))


def totals(*rows):
    return read_totals("\n".join(["attribut;valeur;total", *rows]).encode())


STRATA = (("a", "", 2, 10), ("b", "", 4, 30))  # the example of the methods, § 1.8


def notices(report):
    return [text.replace("\u00a0", " ") for text in report.notices]


def test_people_are_weighed_to_the_totals_and_n_stays_theirs():
    found, weighing = weighed(answers(*STRATA), totals("structure;a;60", "Structure;b;40"))
    report = file_report(found, weighing=weighing, translate=str)

    table = report.section("needs").table
    place = [column.key for column in table.columns].index("mean_current")
    cell = table.rows[0][place]
    assert (cell.value, cell.n) == (pytest.approx(2.8), 40)
    weights = found.answers["weight"]
    assert weights.tolist() == pytest.approx([2.4] * 10 + [8 / 15] * 30)
    # n_eff = 40² / (10 · 2.4² + 30 · (8/15)²) = 1600 / 66.13
    assert notices(report)[-3:] == [
        "Les personnes sont pondérées pour atteindre ces totaux : structure (a 60, b 40).",
        "Personnes : 40 ; n efficace après pondération : 24,2. Les poids ne changent aucun n, et "
        "le masquage compte des personnes.",
        "Aucun poids n’a dû être ramené entre 0,3 et 3.",
    ]


def test_totals_of_people_tell_the_part_of_the_population_and_shares_do_not():
    of_people = weighed(answers(*STRATA), totals("structure;a;120", "structure;b;80"))[1]
    of_shares = weighed(answers(*STRATA), totals("structure;a;60", "structure;b;40"))[1]

    assert (of_people.size, of_shares.size) == (200, None)
    report = file_report(answers(*STRATA), weighing=of_people, translate=str)
    # 40 of 200; sqrt(1 - 0.2) = 0.894
    assert notices(report)[-1] == (
        "Ces personnes font 20 % d’une population de 200 : l’erreur d’échantillonnage se "
        "multiplie par 0,89. Cela ne corrige pas le biais de ceux qui n’ont pas répondu."
    )


def test_several_attributes_are_met_at_once():
    groups = (("a", "x", 1, 6), ("a", "y", 2, 6), ("b", "x", 3, 4), ("b", "y", 4, 8))

    found, weighing = weighed(
        answers(*groups),
        totals("structure;a;150", "structure;b;150", "région;x;100", "région;y;200"),
    )

    rows = found.answers
    for name, value, share in (("structure", "a", 1 / 2), ("région", "x", 1 / 3)):
        part = rows.loc[rows[f"segment: {name}"] == value, "weight"].sum()
        assert part / rows["weight"].sum() == pytest.approx(share)
    assert weighing.off == pytest.approx(0, abs=1e-9)


def test_extreme_weights_are_cut_and_said_to_be():
    # 2 of 40 stand for half: weight 10, and 38 for the other half: 0.526.
    groups = (("a", "", 2, 2), ("b", "", 4, 38))

    found, weighing = weighed(answers(*groups), totals("structure;a;500", "structure;b;500"))

    assert weighing.cut == 2
    # 2 · 3 of 2 · 3 + 38 · 0.526 = 26
    assert weighing.off == pytest.approx(0.5 - 6 / 26)
    report = file_report(found, weighing=weighing, translate=str)
    assert (
        "Poids extrêmes ramenés entre 0,3 et 3 : 2. La part d’une catégorie s’écarte alors de "
        "son total de 26,9 % au plus."
    ) in notices(report)


def test_a_stratum_without_anybody_is_refused_in_a_sentence():
    with pytest.raises(NobodyThere) as refused:
        weighed(answers(*STRATA), totals("structure;a;60", "structure;b;40", "structure;c;5"))

    assert "Personne n’a répondu «\u00a0c\u00a0» à «\u00a0structure\u00a0»" in str(refused.value)
    assert "Réunissez" in str(refused.value)


def test_it_can_be_joined_to_another():
    found, weighing = weighed(answers(*STRATA), totals("structure;a;60", "structure;b + c;45"))

    assert weighing.joined == ("b + c",)
    assert found.answers["weight"].iloc[0] == pytest.approx(60 / 105 / (10 / 40))


def test_people_without_a_value_keep_their_share():
    groups = (*STRATA, ("", "", 1, 10))

    found, weighing = weighed(answers(*groups), totals("structure;a;60", "structure;b;40"))

    assert weighing.blank == 10
    assert found.answers["weight"].tail(10).tolist() == pytest.approx([1.0] * 10)
    assert found.answers["weight"].head(10).sum() == pytest.approx(24)


@pytest.mark.parametrize(
    ("rows", "refusal"),
    [
        (("métier;a;60",), UnknownAttribute),
        (("structure;a;60",), NoTotal),
        (("structure;a;60", "structure;b;40", "région;x;300"), UnequalTotals),
    ],
)
def test_totals_that_do_not_fit_the_answers_are_refused(rows, refusal):
    with pytest.raises(refusal):
        weighed(answers(*STRATA), totals(*rows))


def test_two_values_of_one_person_or_weights_already_there_are_refused():
    twice = read_answers(
        b"respondent;competence;importance;niveau;structure\nA;K;4;1;a\nA;L;4;1;b\n", (0, 4)
    )
    weighted = answers(*STRATA, extra=";poids")
    wanted = totals("structure;a;60", "structure;b;40")

    with pytest.raises(SeveralValues):
        weighed(twice, wanted)
    with pytest.raises(AlreadyWeighted):
        weighed(weighted, wanted)


def test_wrong_rows_of_totals_are_named():
    with pytest.raises(TotalsRefused) as refused:
        totals("structure;a;beaucoup", "structure;b;0", ";c;3", "structure;d;4", "Structure;d;5")

    assert [problem.values["row"] for problem in refused.value.problems] == [2, 3, 4, 6]


@pytest.mark.parametrize("data", [b"structure;total\na;3\n", b"attribut;valeur;total\n\n"])
def test_a_file_that_gives_no_totals_is_refused(data):
    with pytest.raises(UnknownTotals):
        read_totals(data)
