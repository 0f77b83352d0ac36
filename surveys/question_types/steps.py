"""Places on a line: the rungs of a ladder, the tension between two poles, three factors."""

from collections.abc import Iterable

from referentiel.base import french
from surveys.question_types.base import TICK, Answer, Fields, NotOffered, Question, first
from surveys.question_types.choices import Choice, options_problem

REACH = 3  # places on either side of the middle of a tension
FACTORS = ("know", "want", "can")  # savoir, vouloir, pouvoir agir
TOP = 4
NO_POLE = french("Dites ce que veut dire chacun des deux pôles.")
FACTOR_WORDS = {
    "know": french("Savoir agir"),
    "want": french("Vouloir agir"),
    "can": french("Pouvoir agir"),
}


class Ladder(Choice):
    """A choice whose options are rungs, from the lowest up."""

    code = "ladder"
    name = french("Échelle à barreaux")
    hint = french("Des degrés décrits un à un, du plus bas au plus haut.")
    seconds = 10

    def problem(self, question: Question) -> str:
        return options_problem(question)


class Tension:
    """A place between two poles, from -3 (wholly the first) to 3 (wholly the second)."""

    code = "tension"
    name = french("Tension entre deux pôles")
    hint = french("Où se situer entre deux orientations, sans bonne réponse.")
    seconds = 10
    offers_blanks = True
    has_options = False
    has_bounds = False
    has_poles = True
    tick = TICK

    def problem(self, question: Question) -> str:
        return "" if question.text("low") and question.text("high") else NO_POLE

    def parse(self, question: Question, raw: Fields) -> Answer | None:
        return _step(raw, question.name, range(-REACH, REACH + 1))

    def filled(self, question: Question, answer: Answer) -> dict[str, str]:
        return {f"{question.name}={answer}": TICK}

    def counted(self, question: Question, answer: Answer) -> Iterable[int]:
        return (answer + REACH,)

    def holds(self, answer: Answer) -> frozenset[str]:
        return frozenset((str(answer),))

    def said(self, question: Question, answer: Answer, language: str) -> str:
        poles = f"{question.text('low', language)} – {question.text('high', language)}"
        return f"{answer:+d} ({poles})" if answer else f"0 ({poles})"


class Factors:
    """Three ratings, 0 to 4: does one know how to act, want to, and is one able to?"""

    code = "factors"
    name = french("Savoir, vouloir, pouvoir agir")
    hint = french("Trois notes de 0 à 4 : ce qui manque pour agir n’est pas toujours le savoir.")
    seconds = 18
    offers_blanks = False
    has_options = False
    has_bounds = False
    has_poles = False
    tick = TICK

    def problem(self, question: Question) -> str:
        return ""

    def parse(self, question: Question, raw: Fields) -> Answer | None:
        found = {
            factor: step
            for factor in FACTORS
            if (step := _step(raw, f"{question.name}-{factor}", range(TOP + 1))) is not None
        }
        return found or None

    def filled(self, question: Question, answer: Answer) -> dict[str, str]:
        return {f"{question.name}-{factor}={step}": TICK for factor, step in answer.items()}

    def counted(self, question: Question, answer: Answer) -> Iterable[int]:
        return tuple(FACTORS.index(factor) * (TOP + 1) + step for factor, step in answer.items())

    def holds(self, answer: Answer) -> frozenset[str]:
        return frozenset(f"{factor}={step}" for factor, step in answer.items())

    def said(self, question: Question, answer: Answer, language: str) -> str:
        words = {"know": ("savoir", "know"), "want": ("vouloir", "want"), "can": ("pouvoir", "can")}
        return ", ".join(f"{words[f][language == 'en']} {step}/{TOP}" for f, step in answer.items())


def _step(raw: Fields, name: str, steps: range) -> int | None:
    typed = first(raw, name)
    if not typed:
        return None
    found = {str(step): step for step in steps}.get(typed)
    if found is None:
        raise NotOffered
    return found
