"""What roles, acts and kinds of organisations are called, and what each role may do."""

from flask import Flask
from flask_babel import gettext as _

from referentiel.base import french
from surveys.roles import MAY, Act, Role

ROLES = {
    Role.ADMINISTRATOR: french("administration"),
    Role.FACILITATOR: french("animation"),
    Role.ANALYST: french("analyse"),
    Role.TRAINER: french("formation"),
    Role.MEMBER: french("membre"),
}
ACTS = {
    Act.RUN: french("préparer, ouvrir, clore et publier les campagnes"),
    Act.FOLLOW: french("suivre les campagnes et le nombre de réponses"),
    Act.READ: french("lire les résultats publiés des groupes"),
    Act.ANNOTATE: french("écrire des notes à côté des résultats publiés"),
    Act.ANALYSE: french("faire analyser un fichier de réponses"),
    Act.AUTHOR: french("écrire, importer et publier les référentiels"),
    Act.DISCUSS: french("lire les brouillons de référentiels et les commenter"),
    Act.SHARE: french("partager un rapport ou un référentiel"),
    Act.MEET: french("lire l’annuaire d’entraide"),
    Act.ADMINISTER: french("gérer les membres, les réglages et le journal"),
}
KINDS = {
    "network": french("Réseau ou association de professionnels"),
    "training_body": french("Organisme de formation"),
    "employer": french("Employeur"),
    "school": french("École ou université"),
    "partner": french("Partenaire"),
}


def role_word(role: str) -> str:
    """Return the name of a role: animation."""
    return str(_(ROLES[Role(role)]))


def role_list(roles: list[str]) -> str:
    """Return the names of roles, joined."""
    return ", ".join(map(role_word, roles))


def kind_word(kind: str) -> str:
    """Return the name of a kind of organisation; a kind of another day keeps its code."""
    return str(_(KINDS[kind])) if kind in KINDS else kind


def role_table() -> list[tuple[str, list[str]]]:
    """Return each role with all that it may do, read from the one table of rights."""
    return [
        (role_word(role), [str(_(ACTS[act])) for act in Act if role in MAY[act]]) for role in Role
    ]


def register(app: Flask) -> None:
    """Give the templates of `app` these words."""
    for name in (role_word, role_list, kind_word):
        app.add_template_filter(name)
    app.jinja_env.globals["role_table"] = role_table
