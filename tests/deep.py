"""A référentiel of three levels, with descriptors of its own, a range and a root competence."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from referentiel.formats.base import Naming, Source
from referentiel.formats.yaml_file import FORMAT
from referentiel.loading import write_version
from referentiel.models import Version
from referentiel.people import Organisation

SLUG = "jardin"
NAMESPACE = "6d1f0b1c-8f58-4a30-9a0c-7f3a1f4f7a01"
DEEP = """
slug: jardin
namespace: 6d1f0b1c-8f58-4a30-9a0c-7f3a1f4f7a01
label: J-1
state: published
standing: projet
fr: {title: Jardiner ensemble, about: Pour les jardins partagés., licence: CC BY 4.0}
areas:
  - code: C
    fr: {label: Cultiver}
    areas:
      - code: C1
        fr: {label: Semer et planter}
        competences:
          - code: C1-01
            foreign_id: "urn:jardin:semer"
            foreign: {statementNotes: Voir le calendrier lunaire}
            fr: {label: Semer, description: Choisir et semer des graines.}
            en: {label: Sowing, description: Choosing and sowing seeds.}
            criteria:
              - steps:
                  - {score: 0, texts: {fr: {description: Je n’ai jamais semé.}}}
                  - {score: 1, texts: {fr: {description: Je sème en pot avec quelqu’un.}}}
                  - {score: 2, texts: {fr: {description: Je sème seul·e en pleine terre.}}}
                  - {score: 3, texts: {fr: {description: Je sème en toute saison.}}}
                  - {score: 4, texts: {fr: {description: J’apprends à semer aux autres.}}}
          - code: C1-02
            fr: {label: Repiquer, description: Mettre en terre un jeune plant.}
            criteria:
              - steps:
                  - {score: 0, texts: {fr: {description: Je n’ai jamais repiqué.}}}
                  - {score: 2, texts: {fr: {description: Je repique seul·e.}}}
                  - {score: 4, texts: {fr: {description: J’apprends à repiquer aux autres.}}}
      - code: C2
        fr: {label: Arroser}
        competences:
          - code: C2-01
            type: savoir
            fr: {label: Besoins en eau, description: Savoir quand arroser.}
competences:
  - code: R-01
    type: savoir
    fr: {label: Accueillir au jardin, description: Recevoir les visiteurs.}
scales:
  mastery:
    fr: [{label: Jamais}, {label: Débutant·e}, {label: Autonome}, {label: Sûr·e}, {label: Guide}]
  importance:
    fr: [{label: Nulle}, {label: Faible}, {label: Utile}, {label: Forte}, {label: Décisive}]
anchors:
  - types: [savoir]
    fr:
      - Je ne sais pas.
      - J’en sais un peu.
      - J’en sais assez.
      - J’en sais beaucoup.
      - Je l’explique.
profiles:
  - code: JARDINIER
    fr: {label: Jardinier·e, description: Tient une parcelle., attachment: Aucun}
    expected:
      C: 1
      C1: {level: 2, high: 3, weight: 2.0, critical: true}
      C1-02: 4
edges:
  - {type: isChildOf, origin: C1-02, target: C2}
  - {type: precedes, origin: C1-01, target: C1-02}
  - type: isRelatedTo
    origin: C1-01
    foreign: {destinationNodeURI: {title: Graines, uri: "https://example.org/graines"}}
"""


def deep_version(
    session: Session, organisation: Organisation, *, changes: dict[str, str] | None = None
) -> Version:
    """Return it, imported from its text; `changes` replace words of the text."""
    text = DEEP
    for before, after in (changes or {}).items():
        assert before in text
        text = text.replace(before, after)
    naming: dict[str, Any] = {"slug": SLUG, "label": "J-1", "namespace": UUID(NAMESPACE)}
    assert FORMAT.read is not None
    read = FORMAT.read(Source("jardin.yaml", text.encode()), Naming(**naming))
    assert read.tree is not None, read.issues
    return write_version(
        session, read.tree, organisation=organisation, today=date(2026, 11, 10)
    ).version
