"""The letters of accounts: what they say, in the language of the page that has them sent."""

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from referentiel.people import Person
from surveys.accounts import person_at
from surveys.guard.letters import ADDRESS, LIFE, Proof, prepare_letter
from surveys.guard.outbox import write_letter
from webapp.addresses import site_for_letters
from webapp.clock import now
from webapp.room import here


def write_sign_in(session: Session, *, email: str, browser: str, asked: str) -> None:
    """Write to an address what signs in there, or opens an account if nobody has it yet.

    Both take the same statements and so the same time; only the mailbox's owner reads which it was.
    """
    person = person_at(session, email)
    person_id = person.id if person else None
    secret = here().settings.secret_key
    proof = prepare_letter(
        session, secret, email=email, browser=browser, now=now(), person_id=person_id
    )
    if person:
        subject, lead = _("Vous connecter à Repères"), _("Voici de quoi vous connecter à Repères.")
    else:
        subject = _("Ouvrir un compte sur Repères")
        lead = _("Aucun compte n’existe à cette adresse. Voici de quoi en ouvrir un sur Repères.")
    body = letter_of(_("Bonjour,"), lead, *ways(proof, asked), *cautions())
    write_letter(session, to=email, subject=subject, body=body, now=now(), person_id=person_id)


def write_new_address(session: Session, person: Person, *, email: str, browser: str) -> None:
    """Write a code to the address that a person wants; to one that is taken, that it is taken.

    The page says the same in both cases, so that nobody learns there who has an account.
    """
    secret = here().settings.secret_key
    proof = prepare_letter(
        session,
        secret,
        email=email,
        browser=browser,
        now=now(),
        purpose=ADDRESS,
        person_id=person.id,
    )
    parts = [_("Tapez ce code dans la page où vous l’avez demandé :"), proof.shown_code]
    parts += cautions()
    if person_at(session, email):
        parts = [
            _(
                "Quelqu’un a voulu donner cette adresse à son compte, mais elle est déjà celle du "
                "vôtre. Rien n’a changé."
            )
        ]
    subject = _("Votre nouvelle adresse sur Repères")
    write_letter(
        session, to=email, subject=subject, body=letter_of(_("Bonjour,"), *parts), now=now()
    )


def write_address_changed(session: Session, person: Person, *, old: str) -> None:
    """Warn the address that was a person's."""
    said = _(
        "L’adresse de votre compte Repères vient d’être changée. Celle-ci ne permet plus de s’y "
        "connecter."
    )
    _warn(session, person, old, _("L’adresse de votre compte a changé"), said)


def write_password_changed(session: Session, person: Person, *, removed: bool = False) -> None:
    """Tell a person that their password was changed or taken away."""
    if removed:
        said = _("Le mot de passe de votre compte Repères vient d’être supprimé.")
    else:
        said = _(
            "Le mot de passe de votre compte Repères vient d’être changé. Vos autres navigateurs "
            "ont été déconnectés."
        )
    _warn(session, person, person.email, _("Votre mot de passe a changé"), said)


def _warn(session: Session, person: Person, to: str, subject: str, said: str) -> None:
    mistaken = _(
        "Si ce n’est pas vous, quelqu’un d’autre lit peut-être vos courriels ou connaît votre mot "
        "de passe : écrivez sans attendre aux personnes qui tiennent ce site."
    )
    body = letter_of(_("Bonjour,"), said, mistaken, site_for_letters())
    write_letter(session, to=to, subject=subject, body=body, now=now(), person_id=person.id)


def ways(proof: Proof, asked: str) -> list[str]:
    """Return how a letter serves: by its code, and by its link where links may be written."""
    typed = _("Dans la page où vous l’avez demandé, tapez ce code :")
    site = site_for_letters()
    if not site:
        return [typed, proof.shown_code]
    link = site + url_for("accounts.link", token=proof.token, next=asked or None)
    opened = _("Ou ouvrez ce lien, dans le même navigateur :")
    return [typed, proof.shown_code, opened, link]


def cautions() -> list[str]:
    """Return what the end of such a letter says."""
    minutes = int(LIFE.total_seconds() // 60)
    return [
        _(
            "Cela vaut %(minutes)s minutes et sert une seule fois. Ne donnez le code à personne : "
            "nous ne vous le demanderons jamais.",
            minutes=minutes,
        ),
        _("Si vous n’avez rien demandé, ignorez ce courriel : rien ne se passera."),
    ]


def letter_of(*parts: str) -> str:
    """Return paragraphs as a text."""
    return "\n\n".join(filter(None, parts)) + "\n"
