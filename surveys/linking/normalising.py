"""One answer to a prompt, brought to the one form that is hashed, however it was typed."""

import re
import unicodedata
from collections.abc import Mapping

from referentiel.base import Refusal, french
from surveys.linking.prompts import LETTER, MONTH, PROMPTS, Prompt

UNKNOWN = frozenset(
    (
        *("", "nsp", "inconnu", "inconnue", "ne sait pas", "ne sais pas", "je ne sais pas"),
        *("sans reponse", "aucun", "aucune", "don t know", "i don t know", "unknown", "none"),
    )
)
MONTHS = (
    ("janvier", "january"),
    ("fevrier", "february"),
    ("mars", "march"),
    ("avril", "april"),
    ("mai", "may"),
    ("juin", "june"),
    ("juillet", "july"),
    ("aout", "august"),
    ("septembre", "september"),
    ("octobre", "october"),
    ("novembre", "november"),
    ("decembre", "december"),
)
_NUMBER_OF_MONTH = {name: n for n, names in enumerate(MONTHS, start=1) for name in names}
_NONE_IS_ZERO = frozenset(("aucun", "aucune", "none", "zero"))
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss"})


class NotALetter(Refusal):
    sentence = french(
        "Écrivez une lettre, ou le mot entier : seule la lettre demandée est retenue. Si vous ne "
        "savez pas, laissez la case vide."
    )


class NotANumber(Refusal):
    sentence = french(
        "Écrivez un nombre de %(low)s à %(high)s. Si vous ne savez pas, laissez la case vide."
    )


def normalised(prompt: Prompt, typed: str) -> str | None:
    """Return the letter or the number that counts; None where the person does not know.

    Accents, case, spaces, hyphens and leading zeros do not matter. A whole word stands for the
    letter asked of it, and the name of a month for its number.

    Raises:
        NotALetter: no letter is in what was typed.
        NotANumber: what was typed is no number, or one that cannot be.
    """
    words = plain(typed)
    if prompt.kind == LETTER:
        return None if words in UNKNOWN else _letter(prompt, words)
    if prompt.low == 0 and words in _NONE_IS_ZERO:
        return "0"
    return None if words in UNKNOWN else _number(prompt, words)


def plain(typed: str) -> str:
    """Return words without accent, capital or sign, one space between two of them."""
    spread = unicodedata.normalize("NFKD", typed.casefold().translate(_LIGATURES))
    bare = "".join(sign for sign in spread if not unicodedata.combining(sign))
    return " ".join(re.findall(r"[^\W_]+", bare))


def faults_in(typed: Mapping[str, str]) -> dict[str, Refusal]:
    """Return what is wrong with what was typed, by prompt, to be said beside each field."""
    found: dict[str, Refusal] = {}
    for code, prompt in PROMPTS.items():
        try:
            normalised(prompt, typed.get(code, ""))
        except (NotALetter, NotANumber) as fault:
            found[code] = fault
    return found


def _letter(prompt: Prompt, words: str) -> str:
    letters = [sign for sign in words if sign.isalpha()]
    if not letters:
        raise NotALetter
    return letters[prompt.letter] if prompt.letter < len(letters) else letters[-1]


def _number(prompt: Prompt, words: str) -> str:
    named = _NUMBER_OF_MONTH.get(words) if prompt.kind == MONTH else None
    digits = re.search(r"(?<!\d)\d{1,3}(?!\d)", words)
    number = named or (int(digits[0]) if digits else None)
    if number is None or not prompt.low <= number <= prompt.high:
        raise NotANumber(low=prompt.low, high=prompt.high)
    return str(number)
