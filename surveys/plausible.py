"""Made-up answers for demonstrations: plausible, seeded, and always labelled as what they are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random

from referentiel.models import Item
from surveys.levels import TOP_LEVEL, Blank, LevelAnswer
from surveys.question_types import Question
from surveys.question_types.base import Answer
from surveys.question_types.choices import YesNo
from surveys.question_types.steps import REACH
from surveys.sections import Sections, questions_in
from surveys.submission import Sheet

LEAST_SURE = {"D4-03": -1.1, "D4-05": -1.2, "D3-02": -1.0, "D4-06": -0.8, "D7-04": -0.9}
MOST_WANTED = {"D4-03": 0.8, "D4-02": 0.7, "D4-06": 0.6, "D3-02": 0.7, "D5-02": 0.4}
SHARES = {
    "profile": {"P1": 26, "P2": 18, "P3": 22, "P4": 8, "P5": 8, "P6": 8, "": 6},
    "structure": {"public": 52, "association": 30, "other": 16, "": 2},
    "agent": {"yes": 50, "no": 50},
    "seniority": {"0-3": 28, "3-10": 42, "10+": 28, "": 2},
    "territory": {"rural": 58, "urban": 42},
}
ANSWERED = {"text": 0.3, "ranking": 0.8}  # how often each type is
SURE = {"know": 2.1, "want": 3.2, "can": 1.7}  # what is missing is seldom the will
REMARKS = (
    "Données de démonstration\u00a0: du temps pour se parler entre services.",
    "Données de démonstration\u00a0: des règles de travail écrites ensemble.",
    "Données de démonstration\u00a0: un retour sur ce qui n’a pas marché.",
)
EXPERIENCE = {"0-3": -0.6, "10+": 0.5}


@dataclass(frozen=True)
class Crowd:
    """Who answers: what each profile expects by item id, and what the campaign asks."""

    items: Sequence[Item]
    ratings: Sequence[str]
    attributes: Sequence[str]
    expected: Mapping[str, Mapping[int, int]]


def plausible_sheet(crowd: Crowd, chance: Random) -> Sheet:
    """Return one made-up sheet: profiles differ, some skip, some are « non concerné·e »."""
    about = {code: _drawn(SHARES[code], chance) for code in crowd.attributes}
    about = {code: value for code, value in about.items() if value}
    ease = chance.gauss(EXPERIENCE.get(about.get("seniority", ""), 0.0), 0.5)
    expected = crowd.expected.get(about.get("profile", ""), {})
    stops_at = chance.randrange(len(crowd.items)) if chance.random() < 0.04 else len(crowd.items)
    levels = tuple(
        _answer(item, expected.get(item.id, 2), ease, crowd.ratings, chance)
        if place <= stops_at
        else LevelAnswer()
        for place, item in enumerate(crowd.items)
    )
    return Sheet(about=about, levels=levels)


def _answer(
    item: Item, expected: int, ease: float, ratings: Sequence[str], chance: Random
) -> LevelAnswer:
    blank = chance.random()
    if blank < 0.05:
        return LevelAnswer.of(dict.fromkeys(ratings, Blank.NOT_APPLICABLE))
    if blank < 0.07:
        return LevelAnswer(current=Blank.DECLINED)
    middle = expected - 0.5 + ease + LEAST_SURE.get(item.code, 0.0)
    current = _step(chance.gauss(middle, 0.8))
    wanted = 2.4 + MOST_WANTED.get(item.code, 0.0) + 0.25 * (expected - 2)
    found = {
        "current": current,
        "importance": _step(chance.gauss(wanted, 0.8)),
        "target": _step(chance.gauss(max(current, expected), 0.5)),
        "before": _step(chance.gauss(current - 0.6, 0.5)),
    }
    return LevelAnswer.of({rating: found[rating] for rating in ratings})


def _step(value: float) -> int:
    return min(TOP_LEVEL, max(0, round(value)))


def _drawn(shares: Mapping[str, int], chance: Random) -> str:
    return chance.choices(list(shares), weights=list(shares.values()))[0]


def plausible_answers(sheet: Sheet, sections: Sections, chance: Random) -> Sheet:
    """Return a sheet that answers most free questions too."""
    answers = {
        question.code: _said(question, chance)
        for question in questions_in(sections)
        if chance.random() < ANSWERED.get(question.type, 0.9)
    }
    return replace(sheet, answers=answers)


def _said(question: Question, chance: Random) -> Answer:
    codes = [option.code for option in question.options]
    match question.type:
        case "multiple":
            most = int(question.most or len(codes))
            chosen = chance.sample(codes, min(2, most))
            return [code for code in codes if code in chosen]
        case "ranking":
            return chance.sample(codes, chance.randint(1, len(codes)))
        case "factors":
            return {it: _step(chance.gauss(middle, 0.9)) for it, middle in SURE.items()}
        case "choice" | "ladder":
            return chance.choice(codes)
    return _said_without_options(question, chance)


def _said_without_options(question: Question, chance: Random) -> Answer:
    match question.type:
        case "yes_no":
            return chance.choice(YesNo.VALUES)
        case "tension":
            return min(REACH, max(-REACH, round(chance.gauss(-0.5, 1.5))))
        case "number":
            return round(chance.uniform(question.least or 0, question.most or 20))
    return chance.choice(REMARKS)
