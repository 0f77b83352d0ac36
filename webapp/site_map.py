"""The plan of the site: every page that has one address, by what it is for and who may open it."""

from typing import NamedTuple

from flask import Flask, url_for
from flask_babel import gettext
from flask_login import current_user

from referentiel.base import french
from surveys.roles import Act
from webapp.access import PUBLIC, SIGNED_IN, organisations_here
from webapp.hosting import is_host_here

DISCOVER = french("Découvrir")
RUN = french("Préparer et animer")
OWN = french("Votre espace")
ABOUT = french("À propos du site")
HOST = french("Tenir ce site")
SIGN_IN = "accounts.sign_in"


class Entry(NamedTuple):
    """A page, under the heading where the plan names it."""

    heading: str
    title: str


class Link(NamedTuple):
    """A line of the plan."""

    title: str
    address: str


# A test compares this with the routes of the application.
ENTRIES: dict[str, Entry] = {
    "home.index": Entry(DISCOVER, french("Accueil")),
    "library.index": Entry(DISCOVER, french("Bibliothèque de référentiels")),
    "events.index": Entry(DISCOVER, french("Événements")),
    "explained.index": Entry(DISCOVER, french("Comment c’est calculé")),
    "drafts.new": Entry(RUN, french("Nouveau référentiel")),
    "campaigns.index": Entry(RUN, french("Animation")),
    "campaigns.create": Entry(RUN, french("Préparer une campagne")),
    "questionnaires.index": Entry(RUN, french("Questionnaires")),
    "questionnaires.create": Entry(RUN, french("Composer un questionnaire")),
    "questionnaire_files.bring": Entry(RUN, french("Importer un questionnaire")),
    "reports.upload": Entry(RUN, french("Analyser un fichier de réponses")),
    "comparisons.index": Entry(RUN, french("Comparer deux campagnes")),
    "imports.index": Entry(RUN, french("Importer un référentiel")),
    "imports.new": Entry(RUN, french("Envoyer un fichier de référentiel")),
    "imports.template": Entry(RUN, french("Modèle de tableur pour un référentiel")),
    "shares.index": Entry(RUN, french("Partages")),
    "organisations.index": Entry(RUN, french("Organisations")),
    "organisations.create": Entry(RUN, french("Créer une organisation")),
    SIGN_IN: Entry(OWN, french("Se connecter")),
    "space.index": Entry(OWN, french("Mon espace")),
    "trajectory.show": Entry(OWN, french("Mon trajet")),
    "trajectory.share": Entry(OWN, french("Montrer mon trajet")),
    "notebook.index": Entry(OWN, french("Mon carnet")),
    "space.readings": Entry(OWN, french("Qui a lu mes résultats")),
    "space.consents": Entry(OWN, french("Mes accords")),
    "space.directory": Entry(OWN, french("Annuaire d’entraide")),
    "factors.index": Entry(OWN, french("Mes moyens de connexion")),
    "tokens.mine": Entry(OWN, french("Mes jetons")),
    "space.erase": Entry(OWN, french("Effacer mon compte")),
    "own_invitations.index": Entry(OWN, french("Invitations à répondre")),
    "own_account.index": Entry(OWN, french("Mon compte")),
    "browsers.index": Entry(OWN, french("Où vous êtes connecté·e")),
    "legal.show": Entry(ABOUT, french("Mentions légales")),
    "legal.privacy": Entry(ABOUT, french("Données personnelles et cookies")),
    "accessibility.show": Entry(ABOUT, french("Déclaration d’accessibilité")),
    "legal.plan": Entry(ABOUT, french("Plan du site")),
    "feedback.write": Entry(ABOUT, french("Signaler un problème")),
    "api.docs.page": Entry(ABOUT, french("L’API de Repères")),
    "style.index": Entry(ABOUT, french("Charte et composants")),
    "legal.edit": Entry(HOST, french("Écrire les mentions légales")),
    "accessibility.edit": Entry(HOST, french("Déclarer un audit d’accessibilité")),
    "feedback.received": Entry(HOST, french("Messages reçus")),
    "organisations.invite_others": Entry(HOST, french("Organisations de cette installation")),
}


def plan_here(app: Flask) -> dict[str, list[Link]]:
    """Return the pages that the reader may open, by heading, in the order of `ENTRIES`."""
    addresses = lone_pages(app)
    is_host = current_user.is_authenticated and is_host_here()
    plan: dict[str, list[Link]] = {}
    for endpoint, entry in ENTRIES.items():
        shown = (
            is_host if entry.heading == HOST else endpoint in addresses and _opens(app, endpoint)
        )
        if shown:
            link = Link(gettext(entry.title), url_for(endpoint))
            plan.setdefault(gettext(entry.heading), []).append(link)
    return plan


def lone_pages(app: Flask) -> set[str]:
    """Return the endpoints that have one address, without anything to fill in."""
    return {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and not rule.arguments
    }


def _opens(app: Flask, endpoint: str) -> bool:
    if endpoint == SIGN_IN:
        return not current_user.is_authenticated
    mark = getattr(app.view_functions[endpoint], "access", None)
    if mark == PUBLIC:
        return True
    if mark == SIGNED_IN:
        return bool(current_user.is_authenticated)
    return isinstance(mark, Act) and bool(organisations_here(mark))
