"""The register of processing (RGPD, article 30), from what an organisation really does here.

Every figure is read from a setting, a row or the constant that the code obeys: a duration that
changes in the code changes here.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from referentiel.base import french
from referentiel.people import Organisation
from surveys.guard import audit, idempotency, letters, sessions
from surveys.idle import IDLE_MONTHS
from surveys.invitations import LIFE as INVITATION
from surveys.keeping import LONGEST_SHARE
from surveys.models.campaigns import ANONYMOUS
from surveys.notices import PURPOSE, Translate
from surveys.queries.register import Practice, Situation
from surveys.retention import OUTBOX_DAYS, READINGS_MONTHS


@dataclass(frozen=True, kw_only=True)
class Installation:
    """What the settings of this installation make true."""

    secure: bool  # pages and cookies travel encrypted
    letters: bool  # a mail server is set
    provider: str  # label of the OpenID provider, "" without one
    engine: str  # sqlite or postgresql
    strong_secret: bool
    host: str  # organisation that answers for the installation
    hosted: str  # inside, outside or "" of the European Union
    guarantees: str


@dataclass(frozen=True)
class Activity:
    """One processing: `texts` hold, under the keys of HEADINGS, what article 30 asks."""

    code: str
    title: str
    texts: dict[str, str]


HEADINGS = {
    "role": french("Qui en répond"),
    "purpose": french("Finalité"),
    "basis": french("Base légale"),
    "people": french("Personnes concernées"),
    "data": french("Données"),
    "recipients": french("Destinataires"),
    "retention": french("Durées"),
    "place": french("Lieu et transferts"),
}
OWN = french("%(organisation)s, responsable du traitement.")
FOR_OWN = french("%(organisation)s, par %(host)s qui tient l’installation, sous-traitant.")
UNNAMED_HOST = french("l’organisme, non déclaré,")
PLACES = {
    "inside": french("Serveur dans l’Union européenne. Aucun transfert au-dehors."),
    "outside": french("Serveur hors de l’Union européenne. Garanties : %(guarantees)s"),
    "": french(
        "Le lieu du serveur n’est pas déclaré : il l’est dans les mentions légales du site."
    ),
}
Sentences = Mapping[str, str | list[str]]


class _Writer:
    """Writes activities in one language, with the figures of one organisation."""

    def __init__(self, here: Installation, found: Situation, translate: Translate) -> None:
        self.here, self.found, self.translate = here, found, translate
        self.values: dict[str, Any] = {
            "organisation": found.organisation.name,
            "host": here.host or translate(UNNAMED_HOST),
            "guarantees": here.guarantees,
            "provider": here.provider,
            "partners": ", ".join(found.partners),
            "campaigns": found.campaigns,
            "members": found.members,
            "shares": found.shares,
            "webhooks": found.webhooks,
            "tokens": found.tokens,
            "offers": found.offers,
            "disposal_months": found.organisation.disposal_months,
            "session_days": sessions.LONGEST.days,
            "idle_days": sessions.IDLE.days,
            "idle_months": IDLE_MONTHS,
            "letter_minutes": int(letters.LIFE.total_seconds() // 60),
            "invitation_days": INVITATION.days,
            "share_days": LONGEST_SHARE.days,
            "outbox_days": OUTBOX_DAYS.days,
            "readings_months": READINGS_MONTHS,
            "journal_days": audit.KEPT.days,
            "retry_hours": int(idempotency.KEPT.total_seconds() // 3600),
        }

    def say(self, *sentences: str) -> str:
        return " ".join(self.translate(sentence) % self.values for sentence in sentences)

    def activity(self, code: str, title: str, **texts: str | list[str]) -> Activity:
        role = OWN if self.found.organisation.hosts else FOR_OWN
        said = {"role": role, "place": PLACES[self.here.hosted]} | texts
        return Activity(
            code=code,
            title=self.translate(title),
            texts={
                key: self.say(*([said[key]] if isinstance(said[key], str) else said[key]))
                for key in HEADINGS
            },
        )

    def counted(self, words: Mapping[str, int]) -> str:
        """Return « intérêt légitime (3), obligation légale (1) », safe to be formatted."""
        each = (f"{self.translate(word)} ({n})" for word, n in words.items())
        return ", ".join(each).replace("%", "%%")


def activities(here: Installation, found: Situation, translate: Translate) -> list[Activity]:
    """Return the processing activities of an organisation, those alone that take place."""
    writer = _Writer(here, found, translate)
    written = [write(writer) for write in ACTIVITIES]
    return [activity for activity in written if activity]


def kept_by_the_site(here: Installation, translate: Translate) -> list[Activity]:
    """Return what this installation may keep of anybody, whatever the organisation."""
    anyone = Organisation(slug="", name=translate(french("L’organisation")), kind="", hosts=True)
    found = Situation(
        organisation=anyone,
        practices=(),
        partners=(),
        members=0,
        shares=0,
        webhooks=0,
        tokens=0,
        offers=1,
    )
    return activities(here, found, translate)


def _by(practices: tuple[Practice, ...], word: Callable[[Practice], str]) -> dict[str, int]:
    totals: dict[str, int] = {}
    for practice in practices:
        totals[word(practice)] = totals.get(word(practice), 0) + practice.campaigns
    return totals


MODE_WORDS = {True: french("anonyme"), False: french("pseudonyme")}


CODES = french(
    "Dans les campagnes qui se suivent, pour qui le veut bien : empreintes à clé de douze faits "
    "personnels (une lettre ou un petit nombre chacun), qui relient des réponses sous pseudonyme."
)


ROWS = french(
    "Là où cela a été annoncé, le responsable du traitement peut emporter un fichier d’une ligne "
    "par réponse anonyme, mélangé, pour un motif noté au journal."
)


def _assessments(w: _Writer) -> Activity:
    practices = w.found.practices
    bases = w.counted(_by(practices, lambda p: p.legal_basis))
    modes = w.counted(_by(practices, lambda p: MODE_WORDS[p.mode == ANONYMOUS]))
    none_yet = [french("Choisie pour chaque campagne ; aucune n’existe encore.")]
    shared = french("Rapports partagés avec un autre organisme en ce moment : %(shares)s.")
    return w.activity(
        "assessments",
        french("Auto-évaluations pour repérer des besoins de formation"),
        role=[OWN, *([french("Conjointement avec %(partners)s.")] if w.found.partners else [])],
        purpose=[PURPOSE, french("Campagnes : %(campaigns)s.")],
        basis=[french("Par nombre de campagnes :"), bases] if practices else none_yet,
        people=french("Professionnelles et professionnels qui choisissent de répondre."),
        data=[
            french(
                "Niveaux que la personne se donne, importance, souhaits ; si elle le veut bien, "
                "profil et situation en tranches larges. Ni nom, ni adresse IP, ni heure."
            ),
            *([french("Modes, par nombre de campagnes :"), modes + "."] if practices else []),
            *([CODES] if any(practice.linked for practice in practices) else []),
        ],
        recipients=[
            french("L’équipe d’animation, pour les seuls résultats de groupe."),
            *([shared] if practices else []),
            *([ROWS] if any(practice.rows for practice in practices) else []),
            french("Aucune hiérarchie ne lit de réponse individuelle."),
        ],
        retention=_until(w),
    )


def _until(w: _Writer) -> list[str]:
    if not w.found.practices:
        return [french("Choisie pour chaque campagne, et dite avant la première question.")]
    months = w.counted(_by(w.found.practices, lambda p: str(p.retention_months)))
    then = french(
        "Puis %(disposal_months)s mois jusqu’à la proposition d’élimination, que décide une "
        "personne. Les résultats de groupe publiés restent."
    )
    return [french("Mois avant anonymisation, par nombre de campagnes :"), months + ".", then]


def _accounts(w: _Writer) -> Activity:
    provider = [french("Identifiant donné par %(provider)s.")] if w.here.provider else []
    return w.activity(
        "accounts",
        french("Comptes, connexion et rôles"),
        purpose=french("Réserver chaque page à qui y a droit. Membres : %(members)s."),
        basis=french("Intérêt légitime : la sécurité des données confiées."),
        people=french("Membres de l’organisation, personnes invitées."),
        data=[
            french(
                "Nom, adresse électronique, rôles ; mot de passe sous forme d’empreinte Argon2, "
                "clés d’accès publiques, secret de second facteur scellé ; sessions : navigateur "
                "et système en deux mots, dates."
            ),
            *provider,
        ],
        recipients=french(
            "Les administratrices et administrateurs de l’organisation, pour les rôles ; personne "
            "pour les secrets."
        ),
        retention=french(
            "Session : %(session_days)s jours au plus, %(idle_days)s sans page vue. Courriel de "
            "connexion : %(letter_minutes)s minutes. Invitation : %(invitation_days)s jours. "
            "Compte sans rôle et sans usage : %(idle_months)s mois, après un avertissement."
        ),
    )


def _letters(w: _Writer) -> Activity:
    sent = french("Les courriels partent par le serveur d’envoi que l’installation déclare.")
    unsent = french(
        "Aucun serveur d’envoi n’est réglé : les courriels sont écrits dans le dossier de "
        "l’installation et ne partent pas."
    )
    return w.activity(
        "letters",
        french("Courriels"),
        purpose=french("Connexion, invitations, avertissements. Aucune prospection."),
        basis=french("Celle de l’acte que le courriel accompagne."),
        people=french("Membres et personnes invitées."),
        data=french("Adresse, objet et texte jusqu’à l’envoi ; ensuite, qu’un courriel est parti."),
        recipients=sent if w.here.letters else unsent,
        retention=french("%(outbox_days)s jours après l’envoi ou l’abandon."),
    )


def _journal(w: _Writer) -> Activity:
    return w.activity(
        "journal",
        french("Journal des actes et des lectures"),
        purpose=french("Montrer qui a fait quoi, et à chaque personne qui a lu son résultat."),
        basis=french("Obligation légale : la sécurité du traitement (RGPD, article 32)."),
        people=french("Membres ; personnes qui gardent un résultat dans leur espace."),
        data=french(
            "Acte, moment, pseudonyme de son auteur, numéro de ce qu’il touche. Effacer une "
            "personne détruit la clé de son pseudonyme."
        ),
        recipients=french(
            "Les administratrices et administrateurs de l’organisation ; la personne, pour les "
            "lectures de son propre résultat."
        ),
        retention=french(
            "Actes : %(journal_days)s jours. Lectures d’un résultat : %(readings_months)s mois."
        ),
    )


def _space(w: _Writer) -> Activity:
    return w.activity(
        "space",
        french("Espace personnel et partages par la personne"),
        role=french("La personne décide ; %(host)s tient l’espace."),
        purpose=french("Retrouver ses réponses pseudonymes, les montrer à qui l’on nomme."),
        basis=french("Consentement de la personne, retirable à tout moment."),
        people=french("Personnes qui choisissent de garder leurs réponses."),
        data=french("Lien entre le compte et les réponses gardées ; nom donné à qui les lit."),
        recipients=french("La personne, et qui elle nomme, par un lien qu’elle peut éteindre."),
        retention=french(
            "Jusqu’au retrait ou à l’anonymisation de la campagne ; partage : %(share_days)s jours "
            "au plus."
        ),
    )


def _directory(w: _Writer) -> Activity | None:
    if not w.found.offers:
        return None
    return w.activity(
        "directory",
        french("Annuaire d’entraide"),
        purpose=french("Trouver une personne qui offre son aide. Fiches de membres : %(offers)s."),
        basis=french("Consentement séparé, retirable à tout moment."),
        people=french("Membres qui l’ont choisi."),
        data=french("Nom, adresse électronique, texte de l’offre."),
        recipients=french("Les membres des mêmes organisations."),
        retention=french("Jusqu’au retrait de l’accord, qui efface la fiche aussitôt."),
    )


def _messages(w: _Writer) -> Activity | None:
    if not w.found.organisation.hosts:
        return None
    return w.activity(
        "messages",
        french("Messages sur le site"),
        role=OWN,
        purpose=french("Corriger ce qui ne marche pas, répondre aux défauts d’accessibilité."),
        basis=french("Obligation légale pour l’accessibilité, intérêt légitime pour le reste."),
        people=french("Personnes qui écrivent par la page « Signaler un problème »."),
        data=french("Page, texte, et un contact si la personne en laisse un."),
        recipients=french("Les administratrices et administrateurs de l’organisation."),
        retention=french("%(readings_months)s mois après que le message a été traité."),
    )


def _programs(w: _Writer) -> Activity | None:
    if not w.found.tokens and not w.found.webhooks:
        return None
    return w.activity(
        "programs",
        french("Accès par des programmes"),
        role=OWN,
        purpose=french(
            "Relier d’autres outils. Clés d’accès : %(tokens)s. Adresses averties : %(webhooks)s."
        ),
        basis=french("Celle des campagnes que ces outils lisent."),
        people=french("Celles des auto-évaluations, en groupes seulement."),
        data=french(
            "Résultats publiés, sous le même masquage que les pages ; avertissements sans contenu."
        ),
        recipients=french("Les outils que l’organisation a choisis, dont elle répond."),
        retention=french(
            "Clé d’accès : jusqu’à sa date ou son retrait. Reprises d’un envoi : %(retry_hours)s h."
        ),
    )


def _backups(w: _Writer) -> Activity:
    return w.activity(
        "backups",
        french("Sauvegardes"),
        purpose=french("Rétablir les données après un incident."),
        basis=french("Obligation légale : la sécurité du traitement (RGPD, article 32)."),
        people=french("Toutes les personnes ci-dessus."),
        data=french("Copie de la base."),
        recipients=french("Qui tient le serveur."),
        retention=french(
            "Le logiciel ne fait pas de sauvegarde lui-même et n’en connaît ni le rythme ni la "
            "durée : à écrire ici avec qui tient le serveur. Une sauvegarde rétablie rejoue les "
            "effacements demandés depuis."
        ),
    )


ACTIVITIES: tuple[Callable[[_Writer], Activity | None], ...] = (
    _assessments,
    _accounts,
    _letters,
    _journal,
    _space,
    _directory,
    _messages,
    _programs,
    _backups,
)
