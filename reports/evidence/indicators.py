"""The four indicators of the Qualiopi framework that a campaign may bring pieces to."""

from dataclasses import dataclass

from referentiel.base import french


@dataclass(frozen=True)
class Indicator:
    """What an indicator of the national framework asks (guide de lecture V9, January 2024)."""

    number: int
    asks: str
    beside: str  # what an auditor also looks for, which no piece of ours can be


INDICATORS = (
    Indicator(
        4,
        french("L’analyse du besoin du bénéficiaire, avec l’entreprise ou le financeur."),
        french(
            "À joindre vous-même : l’échange avec l’entreprise ou le financeur, la prise en compte "
            "d’un handicap, la décision qui a suivi."
        ),
    ),
    Indicator(
        8,
        french("Le positionnement et l’évaluation des acquis à l’entrée de la prestation."),
        french("À joindre vous-même : ce que vous avez adapté d’après ces résultats."),
    ),
    Indicator(
        11,
        french("L’évaluation de l’atteinte des objectifs par les bénéficiaires."),
        french("À joindre vous-même : les objectifs de la prestation, personne par personne."),
    ),
    Indicator(
        30,
        french(
            "Les appréciations des bénéficiaires, des financeurs, des équipes et des entreprises."
        ),
        french(
            "À joindre vous-même : les appréciations des financeurs, des équipes et des "
            "entreprises, et vos relances."
        ),
    ),
)
