"""What is written by hand: a number, a text."""

from collections.abc import Iterable

from referentiel.base import french
from surveys.question_types.base import TICK, Answer, Fields, Question, WrongAnswer, first

LONGEST = 2_000  # characters
WRONG_BOUNDS = french("Le plus petit nombre admis dépasse le plus grand.")


class NotANumber(WrongAnswer):
    sentence = french(
        "« %(typed)s » n’est pas un nombre. Écrivez-le en chiffres, par exemple 12,5."
    )


class OutOfBounds(WrongAnswer):
    sentence = french("Écrivez un nombre de %(least)s à %(most)s.")


class TooSmall(WrongAnswer):
    sentence = french("Écrivez un nombre d’au moins %(least)s.")


class TooGreat(WrongAnswer):
    sentence = french("Écrivez un nombre d’au plus %(most)s.")


class TooLong(WrongAnswer):
    sentence = french(
        "%(longest)s caractères au plus ; ce texte en a %(length)s. Raccourcissez-le : il est "
        "encore là tout entier."
    )


def plain(number: float) -> str:
    """Return a number as it is typed: 12, or 12,5."""
    return f"{number:g}".replace(".", ",") if abs(number) < 1e6 else f"{number:.0f}"


class Number:
    code = "number"
    name = french("Nombre")
    hint = french("Une quantité : des années, des jours, des personnes.")
    seconds = 8
    offers_blanks = False
    has_options = False
    has_bounds = True
    has_poles = False
    tick = TICK

    def problem(self, question: Question) -> str:
        both = question.least is not None and question.most is not None
        return WRONG_BOUNDS if both and question.least > question.most else ""  # type: ignore[operator]

    def parse(self, question: Question, raw: Fields) -> Answer | None:
        typed = first(raw, question.name)
        if not typed:
            return None
        number = _number(typed)
        if number is None:
            raise NotANumber(typed=typed[:40])
        _check_bounds(question, number)
        return int(number) if number == int(number) else number

    def filled(self, question: Question, answer: Answer) -> dict[str, str]:
        return {question.name: plain(answer)}

    def counted(self, question: Question, answer: Answer) -> Iterable[int]:
        return ()

    def holds(self, answer: Answer) -> frozenset[str]:
        return frozenset((plain(answer),))

    def said(self, question: Question, answer: Answer, language: str) -> str:
        return plain(answer) if language == "fr" else plain(answer).replace(",", ".")


class Text:
    code = "text"
    name = french("Texte libre")
    hint = french("Quelques mots ; à lire un par un, donc à poser peu.")
    seconds = 40
    offers_blanks = False
    has_options = False
    has_bounds = False
    has_poles = False
    tick = TICK

    def problem(self, question: Question) -> str:
        return ""

    def parse(self, question: Question, raw: Fields) -> Answer | None:
        typed = first(raw, question.name).replace("\r\n", "\n").replace("\x00", "")
        if len(typed) > LONGEST:
            raise TooLong(longest=LONGEST, length=len(typed))
        return typed or None

    def filled(self, question: Question, answer: Answer) -> dict[str, str]:
        return {question.name: answer}

    def counted(self, question: Question, answer: Answer) -> Iterable[int]:
        return ()

    def holds(self, answer: Answer) -> frozenset[str]:
        return frozenset()

    def said(self, question: Question, answer: Answer, language: str) -> str:
        return str(answer)


def _number(typed: str) -> float | None:
    plain_text = typed.replace("\u202f", "").replace("\xa0", "").replace(" ", "").replace(",", ".")
    try:
        number = float(plain_text)
    except ValueError:
        return None
    return number if abs(number) < 1e12 else None  # refuses nan and inf too


def _check_bounds(question: Question, number: float) -> None:
    least, most = question.least, question.most
    low = least is not None and number < least
    high = most is not None and number > most
    if (low or high) and least is not None and most is not None:
        raise OutOfBounds(least=plain(least), most=plain(most))
    if low and least is not None:
        raise TooSmall(least=plain(least))
    if high and most is not None:
        raise TooGreat(most=plain(most))
