"""A reference of a few entries, made like the ROME: two trades of ours, one of programmers."""

from datetime import date
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy.orm import Session

from referentiel.loading import write_version
from referentiel.models import Version
from referentiel.tree import Content, EdgeNode, ItemNode, ReferentielTree
from tests.factories import fr, make_organisation

REQUIRED = {
    "K1802": ("300359", "400787", "400788", "S120797"),
    "K1404": ("400787", "500001"),
    "M1805": ("500001", "500002", "S100"),
}
SKILL, SAVOIR = "savoir-faire", "savoir"
ITEMS = (
    ("area", "fiches", "Fiches métiers", None, None, None),
    ("area", "K1802", "Chargé de développement économique et local", "fiches", None, "399"),
    ("area", "K1404", "Chargé de mission développement territorial", "fiches", None, "377"),
    ("area", "M1805", "Développeur / Développeuse informatique", "fiches", None, "482"),
    ("area", "ability", "Compétences", None, None, None),
    ("area", "300359", "Evaluer une politique publique", "ability", SKILL, "300359"),
    ("competence", "400787", "Réaliser un diagnostic d'un territoire", "300359", SKILL, "400787"),
    ("competence", "400788", "Mesurer l'effet d'un programme", "300359", SKILL, "400788"),
    ("competence", "500001", "Conduire un projet de développement", "ability", SKILL, "500001"),
    ("competence", "500002", "Développer un logiciel", "ability", SKILL, "500002"),
    ("area", "savoirs", "Savoirs", None, None, None),
    ("competence", "S120797", "Aménagement du territoire", "savoirs", SAVOIR, "120797"),
    ("competence", "S100", "Langages de développement", "savoirs", SAVOIR, "100"),
)


def make_rome(session: Session, *, label: str = "v460", state: str = "published") -> Version:
    """Return a version of the small ROME, written in the base of the test."""
    tree = ReferentielTree(
        slug="rome",
        namespace=uuid5(NAMESPACE_URL, "rome"),
        label=label,
        title=fr(title="ROME 4.0"),
        content=Content(
            standing="validé",
            state=state,
            texts=fr(about="Extrait."),
            items=tuple(
                ItemNode(kind, code, fr(label=said), parent, type=type_, foreign_id=foreign_id)
                for kind, code, said, parent, type_, foreign_id in ITEMS
            ),
            edges=tuple(
                EdgeNode(
                    "ext:requires", fiche, code, {"coeur_metier": "Principale"} if n == 0 else {}
                )
                for fiche, codes in REQUIRED.items()
                for n, code in enumerate(codes)
            ),
            origin={"scheme": "ROME", "release": "v460"},
        ),
    )
    held = make_organisation(session, "france-travail")
    return write_version(session, tree, organisation=held, today=date(2026, 1, 1)).version
