"""The measures that protect people, each with the check that proves it here and the file it is in.

A measure whose check fails is shown as not in place: the impact study of an organisation says what
is true of its installation, never what the software could do elsewhere.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from argon2 import Type
from sqlalchemy import DateTime, String, Table

from referentiel.base import UtcDateTime, french
from referentiel.people import LEAST_K
from reports.privacy import may_move, suppressed
from surveys.accounts import HASHER
from surveys.guard import attempts, audit, sessions
from surveys.models import AuditEntry, Submission
from surveys.notices import FIRST
from surveys.queries.register import Situation
from surveys.register import Installation
from surveys.roles import MAY, Act
from webapp.headers import POLICY

APPRAISAL = "appraisal"
UNMASKING = "unmasking"
ACCESS = "access"
CHANGE = "change"
LOSS = "loss"

RISKS: dict[str, tuple[str, str]] = {
    APPRAISAL: (
        french("détournement des réponses pour évaluer ou sanctionner"),
        french("perte de confiance, pression, décision injuste."),
    ),
    UNMASKING: (
        french("reconnaissance d’une personne dans un résultat de groupe"),
        french("atteinte à la réputation, conflit au travail."),
    ),
    ACCESS: (
        french("accès illégitime aux données"),
        french("divulgation de réponses ou d’adresses, usurpation."),
    ),
    CHANGE: (
        french("modification non désirée des données"),
        french("besoins faussés, formation mal choisie, preuve perdue."),
    ),
    LOSS: (
        french("disparition des données"),
        french("réponses à redonner, droits qui ne peuvent plus s’exercer."),
    ),
}


SUBMITTED = cast(Table, Submission.__table__)


@dataclass(frozen=True)
class Ground:
    """What the checks look at; `overdue` campaigns should be anonymous and are not."""

    here: Installation
    found: Situation
    overdue: int
    config: Mapping[str, Any]  # of the application


@dataclass(frozen=True)
class Measure:
    """`proof` is the file where it is done; `missing` says what to do where `check` fails."""

    code: str
    risk: str
    sentence: str
    proof: str
    check: Callable[[Ground], bool]
    missing: str = french("À rétablir par la personne qui a installé le logiciel.")


def _is_for_groups(_ground: Ground) -> bool:
    # What a role may do: nothing there is the reading of one person's answers.
    of_groups = {Act.RUN, Act.FOLLOW, Act.READ, Act.ANALYSE, Act.SHARE, Act.MEET, Act.ADMINISTER}
    of_texts = {Act.AUTHOR, Act.DISCUSS, Act.ANNOTATE}
    return set(MAY) == set(Act) == of_groups | of_texts


def _masks(ground: Ground) -> bool:
    k = ground.found.organisation.k
    every = (k, *(practice.k for practice in ground.found.practices))
    hides = suppressed({"few": k - 1, "many": 5 * k}, k) == {"few", "many"}
    return min(every) >= LEAST_K and hides


def _has_no_time_and_no_text(_ground: Ground) -> bool:
    telling = (DateTime, UtcDateTime, String)
    return not any(isinstance(column.type, telling) for column in SUBMITTED.columns)


MEASURES: tuple[Measure, ...] = (
    Measure(
        "promise",
        APPRAISAL,
        french(
            "Avant la première question, chaque personne lit que ce n’est pas un outil "
            "d’évaluation ; son envoi garde le numéro de ce texte."
        ),
        "surveys/notices.py",
        lambda _g: "promise" in FIRST and "notice" in SUBMITTED.c,
    ),
    Measure(
        "roles",
        APPRAISAL,
        french("Aucun rôle ne donne à lire une réponse individuelle ; une seule table le dit."),
        "surveys/roles.py",
        _is_for_groups,
    ),
    Measure(
        "masking",
        UNMASKING,
        french("Aucun chiffre sur un petit groupe, ni par différence avec un total."),
        "reports/privacy.py",
        _masks,
    ),
    Measure(
        "releases",
        UNMASKING,
        french("Les chiffres ne bougent que par publications d’assez de réponses nouvelles."),
        "reports/release.py",
        lambda g: not may_move(1, g.found.organisation.k),
    ),
    Measure(
        "bare",
        UNMASKING,
        french("Une réponse est gardée sans nom, sans heure et sans texte libre."),
        "surveys/models/answers.py",
        _has_no_time_and_no_text,
    ),
    Measure(
        "order",
        UNMASKING,
        french("L’ordre des réponses dans la base ne dit rien de leur arrivée."),
        "surveys/models/answers.py",
        lambda _g: SUBMITTED.dialect_options["sqlite"]["with_rowid"] is False,
    ),
    Measure(
        "retention",
        UNMASKING,
        french("Les réponses deviennent anonymes à l’échéance annoncée : aucune n’est en retard."),
        "surveys/retention.py",
        lambda g: g.overdue == 0,
        french("Des campagnes ont dépassé leur échéance : le programme de fond ne tourne pas."),
    ),
    Measure(
        "transport",
        ACCESS,
        french("Les pages voyagent chiffrées (TLS)."),
        "webapp/config.py",
        lambda g: g.here.secure,
        french("L’adresse publique réglée n’est pas en https : à régler avant tout usage réel."),
    ),
    Measure(
        "cookies",
        ACCESS,
        french("Les cookies de session sont chiffrés en route et hors de portée des scripts."),
        "webapp/__init__.py",
        lambda g: bool(
            g.config.get("SESSION_COOKIE_SECURE")
            and g.config.get("SESSION_COOKIE_HTTPONLY")
            and g.config.get("SESSION_COOKIE_SAMESITE") == "Lax"
        ),
        french("L’adresse publique réglée n’est pas en https : à régler avant tout usage réel."),
    ),
    Measure(
        "secret",
        ACCESS,
        french("Le secret de l’installation ne se devine pas."),
        "webapp/config.py",
        lambda g: g.here.strong_secret,
        french("Le secret est trop faible : à remplacer."),
    ),
    Measure(
        "passwords",
        ACCESS,
        french("Les mots de passe sont gardés en empreintes Argon2id, et les essais comptés."),
        "surveys/accounts.py",
        lambda _g: HASHER.type is Type.ID and attempts.PASSWORDS.most <= 10,
    ),
    Measure(
        "sessions",
        ACCESS,
        french("Une connexion finit d’elle-même, et chacun·e peut fermer les siennes."),
        "surveys/guard/sessions.py",
        lambda _g: sessions.IDLE <= sessions.LONGEST and sessions.LONGEST.days <= 30,
    ),
    Measure(
        "policy",
        ACCESS,
        french("Le navigateur refuse tout script et toute ressource d’un autre site."),
        "webapp/headers.py",
        lambda _g: "default-src 'self'" in POLICY and "unsafe" not in POLICY,
    ),
    Measure(
        "forgery",
        CHANGE,
        french("Chaque formulaire porte une preuve qu’il vient d’ici."),
        "webapp/__init__.py",
        lambda g: g.config.get("WTF_CSRF_ENABLED", True) is True,
    ),
    Measure(
        "once",
        CHANGE,
        french("Une réponse compte une fois, même envoyée deux fois."),
        "surveys/submission.py",
        lambda _g: [column.name for column in SUBMITTED.primary_key] == ["ticket_hash"],
    ),
    Measure(
        "journal",
        CHANGE,
        french("Le journal des actes est chaîné : une ligne changée se voit."),
        "surveys/guard/audit.py",
        lambda _g: "digest" in AuditEntry.__table__.c and audit.KEPT.days >= 180,
    ),
    Measure(
        "durable",
        LOSS,
        french("Ce qui est confirmé à l’écran est écrit sur le disque."),
        "webapp/database.py",
        lambda g: g.here.engine in ("sqlite", "postgresql"),
    ),
    Measure(
        "backups",
        LOSS,
        french("Une copie de la base est faite régulièrement, ailleurs, et son retour essayé."),
        "surveys/guard/ledger.py",
        lambda _g: False,  # the software makes none and cannot know of any
        french("Le logiciel n’en fait pas : à organiser et à décrire par qui tient le serveur."),
    ),
)


@dataclass(frozen=True)
class Finding:
    """A measure as it stands here."""

    measure: Measure
    in_place: bool


def findings(ground: Ground) -> dict[str, list[Finding]]:
    """Return the measures against each risk, each checked against this installation."""
    return {
        risk: [Finding(m, m.check(ground)) for m in MEASURES if m.risk == risk] for risk in RISKS
    }
