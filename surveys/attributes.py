"""What a respondent may say of their situation: a job profile and a few banded attributes.

All are optional, and all are broad: with the profile they form at most 1,024 combinations, so that
the tally of a campaign stays small whatever the number of respondents.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import prod

from referentiel.base import french
from surveys.errors import CrossingNeedsTwo, InvalidAnswer, TooManySegments

PROFILE = "profile"
MAX_SEGMENTS = 1_024


@dataclass(frozen=True)
class Attribute:
    """A question about the respondent with few broad answers (code, French label)."""

    code: str
    label: str
    why: str
    choices: tuple[tuple[str, str], ...]


ATTRIBUTES: dict[str, Attribute] = {
    attribute.code: attribute
    for attribute in (
        Attribute(
            code=PROFILE,
            label=french("Votre métier est proche de quel profil ?"),
            why=french("Pour comparer vos réponses à ce que ce profil suppose."),
            choices=(),  # the job profiles of the version
        ),
        Attribute(
            code="structure",
            label=french("Dans quel type de structure travaillez-vous ?"),
            why=french("Pour voir si les besoins diffèrent d’un type de structure à l’autre."),
            choices=(
                ("public", french("Collectivité ou établissement public")),
                ("association", french("Association, réseau ou coopérative")),
                ("other", french("Bureau d’études, indépendance ou autre")),
            ),
        ),
        Attribute(
            code="agent",
            label=french("Êtes-vous agent de collectivité ?"),
            why=french("Les droits à la formation et leurs financeurs ne sont pas les mêmes."),
            choices=(("yes", french("Oui")), ("no", french("Non"))),
        ),
        Attribute(
            code="seniority",
            label=french("Depuis combien de temps travaillez-vous dans ce domaine ?"),
            why=french("Les débuts de carrière et l’expérience n’appellent pas les mêmes formats."),
            choices=(
                ("0-3", french("Moins de 3 ans")),
                ("3-10", french("De 3 à 10 ans")),
                ("10+", french("Plus de 10 ans")),
            ),
        ),
        Attribute(
            code="territory",
            label=french("Sur quel type de territoire travaillez-vous surtout ?"),
            why=french("Pour repérer ce qui est propre au rural ou à l’urbain."),
            choices=(
                ("rural", french("Rural, bourgs ou petites villes")),
                ("urban", french("Ville, agglomération ou métropole")),
            ),
        ),
    )
}


def check_combinations(codes: Iterable[str], profile_count: int) -> None:
    """Raise TooManySegments when the attributes, each with no answer, combine too much."""
    combinations = prod(
        1 + (profile_count if code == PROFILE else len(ATTRIBUTES[code].choices)) for code in codes
    )
    if combinations > MAX_SEGMENTS:
        raise TooManySegments(combinations=combinations, limit=MAX_SEGMENTS)


def check_crossing(crossed: Collection[str], asked: Collection[str]) -> None:
    """Raise CrossingNeedsTwo unless two of the attributes asked are to be crossed, or none.

    Their combinations are among those that `check_combinations` bounds.
    """
    if crossed and (len({*crossed}) != 2 or not {*crossed} <= {*asked}):
        raise CrossingNeedsTwo


def parse_about(
    raw: Mapping[str, str], asked: Sequence[str], profiles: Iterable[str]
) -> dict[str, str]:
    """Return the answers given among the attributes asked; raise InvalidAnswer if unknown."""
    allowed = {code: {value for value, _ in ATTRIBUTES[code].choices} for code in asked}
    if PROFILE in allowed:
        allowed[PROFILE] = set(profiles)
    about = {code: raw[code] for code in asked if raw.get(code)}
    if any(value not in allowed[code] for code, value in about.items()):
        raise InvalidAnswer
    return about


def segment_key(about: Mapping[str, str]) -> str:
    """Return the canonical form of a combination of answers."""
    return ";".join(f"{code}={about[code]}" for code in ATTRIBUTES if code in about)
