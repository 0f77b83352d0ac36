"""Made-up hypotheses of the demonstration, on a seminar that was to « valider ou infirmer » some.

The programme of 13 February 2015 announces « les hypothèses travaillées dans le cadre du
Carrefour » without naming them: these are ours.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from surveys.claims import AT_LEAST, GAP, IMPORTANCE, SHARE, Claim
from surveys.hypotheses import Words, write_hypothesis
from surveys.models import Campaign

ORIGIN = (
    "Hypothèse inventée pour la démonstration. Le programme du 13 février 2015 prévoit "
    "«\u00a0de valider ou infirmer les hypothèses travaillées dans le cadre du Carrefour\u00a0»."
)
HYPOTHESES = (
    (
        "Coopérer entre territoires manque à la plupart.",
        Claim(subject="D4-05", measure=SHARE, side=AT_LEAST, threshold=50.0),
    ),
    (
        "Toute la coopération est jugée importante.",
        Claim(subject="D4", measure=IMPORTANCE, side=AT_LEAST, threshold=2.5),
    ),
    (
        "Mettre en commun apports et besoins est plus difficile en collectivité qu’en association.",
        Claim(
            subject="D4-03",
            measure=GAP,
            side=AT_LEAST,
            threshold=0.0,
            breakdown="structure",
            value="public",
            other="association",
        ),
    ),
)


def suppose(session: Session, campaign: Campaign, *, now: datetime) -> None:
    """Write the hypotheses, before any figure is released."""
    for statement, claim in HYPOTHESES:
        write_hypothesis(session, campaign, Words(statement, ORIGIN), claim, now=now)
