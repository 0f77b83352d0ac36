"""The measurable form of a hypothesis: of what, which figure, of whom, and on which side."""

from collections.abc import Collection
from dataclasses import dataclass

from referentiel.base import Refusal, french

SHARE, GAP, LEVEL, IMPORTANCE = "share_below", "mean_gap", "mean_level", "mean_importance"
MEASURES = {
    SHARE: french("part des personnes sous leur cible (en pour cent)"),
    GAP: french("écart moyen à combler (en échelons)"),
    LEVEL: french("niveau moyen (de 0 à 4)"),
    IMPORTANCE: french("importance moyenne (de 0 à 4)"),
}
AT_LEAST, AT_MOST = "at_least", "at_most"
TOP = {SHARE: 100.0, GAP: 4.0, LEVEL: 4.0, IMPORTANCE: 4.0}


class ThresholdOutside(Refusal):
    sentence = french(
        "Ce seuil est hors de l’échelle : entre 0 et 4 pour une moyenne, entre 0 et 100 pour une "
        "part, bornes non comprises ; entre deux groupes, une différence de 0 à 4."
    )


class NotMeasuredByGroup(Refusal):
    sentence = french(
        "Le rapport ne montre par groupe que l’écart à combler, ou le niveau moyen quand il n’y a "
        "pas de cible. Choisissez cette mesure, ou toutes les personnes."
    )


class TwoGroupsOfOneQuestion(Refusal):
    sentence = french("Comparez deux réponses différentes à une même question.")


class NothingAskedOfIt(Refusal):
    sentence = french("La campagne ne demande pas ce que cette mesure compare.")


@dataclass(frozen=True, kw_only=True)
class Claim:
    """A figure on one side of a threshold: of everybody, of a group, or of one minus another."""

    subject: str
    measure: str
    side: str
    threshold: float
    breakdown: str = ""
    value: str = ""
    other: str | None = None


def check_claim(claim: Claim, *, has_goals: bool, ratings: Collection[str]) -> None:
    """Refuse a claim that no report of the campaign could ever decide.

    Raises:
        NothingAskedOfIt: it takes a target, or an importance, that is not asked.
        NotMeasuredByGroup: reports do not show this figure of groups.
        TwoGroupsOfOneQuestion: a group would be compared with itself.
        ThresholdOutside: every value, or none, is on this side.
    """
    if claim.measure in (SHARE, GAP) and not has_goals:
        raise NothingAskedOfIt
    if claim.measure == IMPORTANCE and "importance" not in ratings:
        raise NothingAskedOfIt
    if claim.breakdown and claim.measure != (GAP if has_goals else LEVEL):
        raise NotMeasuredByGroup
    if claim.other is not None and (not claim.breakdown or claim.other == claim.value):
        raise TwoGroupsOfOneQuestion
    top = TOP[claim.measure]
    inside = 0 <= claim.threshold < top if claim.other is not None else 0 < claim.threshold < top
    if not inside:
        raise ThresholdOutside
