"""One answer among several, several among several, yes or no."""

from collections.abc import Iterable

from referentiel.base import french
from surveys.question_types.base import BLANKS, TICK, Answer, Fields, NotOffered, Question, first

TOO_FEW = french("Donnez au moins deux réponses possibles.")
MOST_OPTIONS = 40
TOO_MANY = french("Quarante réponses possibles au plus.")


def options_problem(question: Question) -> str:
    """Return what the options of a question lack."""
    if len(question.options) < 2:
        return TOO_FEW
    return TOO_MANY if len(question.options) > MOST_OPTIONS else ""


class Choice:
    code = "choice"
    name = french("Un choix")
    hint = french("Une seule réponse parmi celles que vous proposez.")
    seconds = 8
    offers_blanks = True
    has_options = True
    has_bounds = False
    has_poles = False
    tick = TICK

    def problem(self, question: Question) -> str:
        return options_problem(question)

    def parse(self, question: Question, raw: Fields) -> Answer | None:
        code = first(raw, question.name)
        if code and question.option(code) is None:
            raise NotOffered
        return code or None

    def filled(self, question: Question, answer: Answer) -> dict[str, str]:
        return {f"{question.name}={answer}": TICK}

    def counted(self, question: Question, answer: Answer) -> Iterable[int]:
        return (question.place_of(answer),)

    def holds(self, answer: Answer) -> frozenset[str]:
        return frozenset((answer,))

    def said(self, question: Question, answer: Answer, language: str) -> str:
        option = question.option(answer)
        return option.label(language) if option else str(answer)


class Multiple(Choice):
    code = "multiple"
    name = french("Plusieurs choix")
    hint = french("Autant de réponses qu’on veut, ou un nombre au plus.")
    seconds = 12
    has_bounds = True

    def parse(self, question: Question, raw: Fields) -> Answer | None:
        codes = {*map(str.strip, raw.get(question.name, ()))} - {"", *BLANKS}
        if codes - {option.code for option in question.options}:
            raise NotOffered
        if question.most is not None and len(codes) > question.most:
            raise TooManyChosen(most=int(question.most), chosen=len(codes))
        return [option.code for option in question.options if option.code in codes] or None

    def filled(self, question: Question, answer: Answer) -> dict[str, str]:
        return {f"{question.name}={code}": TICK for code in answer}

    def counted(self, question: Question, answer: Answer) -> Iterable[int]:
        return tuple(question.place_of(code) for code in answer)

    def holds(self, answer: Answer) -> frozenset[str]:
        return frozenset(answer)

    def said(self, question: Question, answer: Answer, language: str) -> str:
        chosen = filter(None, map(question.option, answer))
        return ", ".join(option.label(language) for option in chosen)


class TooManyChosen(NotOffered):
    sentence = french("%(most)s réponses au plus ; vous en avez coché %(chosen)s.")


class YesNo:
    code = "yes_no"
    name = french("Oui ou non")
    hint = french("Une affirmation, une décision, un fait.")
    seconds = 5
    offers_blanks = True
    has_options = False
    has_bounds = False
    has_poles = False
    tick = TICK

    VALUES = ("yes", "no")
    FIELD = {"yes": "1", "no": "0"}  # in a field, "no" means that one declines

    def problem(self, question: Question) -> str:
        return ""

    def parse(self, question: Question, raw: Fields) -> Answer | None:
        typed = first(raw, question.name)
        if not typed:
            return None
        found = {field: value for value, field in self.FIELD.items()}.get(typed)
        if found is None:
            raise NotOffered
        return found

    def filled(self, question: Question, answer: Answer) -> dict[str, str]:
        return {f"{question.name}={self.FIELD[answer]}": TICK}

    def counted(self, question: Question, answer: Answer) -> Iterable[int]:
        return (self.VALUES.index(answer),)

    def holds(self, answer: Answer) -> frozenset[str]:
        return frozenset((answer,))

    def said(self, question: Question, answer: Answer, language: str) -> str:
        return WORDS[answer][language == "en"]


WORDS = {"yes": ("Oui", "Yes"), "no": ("Non", "No")}
