"""The letters that carry invitations, and the links that they hold."""

from collections.abc import Iterable

from flask import request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from referentiel.base import french
from reports.release import Translate
from surveys.guard.outbox import write_letter
from surveys.guard.rates import DAY, Limit, count_try
from surveys.invitations import Sent
from webapp.clock import now
from webapp.labels import day
from webapp.role_words import ROLES
from webapp.room import here

LETTERS = Limit("invitation", most=400, seconds=DAY)
SUBJECT = french("%(organisation)s vous invite sur Repères")
SET_UP = french("Créer votre organisation sur Repères")


def link_of(token: str) -> str:
    """Return the absolute address at which an invitation is accepted."""
    site = here().settings.public_url or request.host_url.rstrip("/")
    return site + url_for("invitations.accept", token=token)


def write_invitations(session: Session, sent: Iterable[Sent], *, by: int) -> None:
    """Put the letters of invitations in the outbox, in the language of the page.

    Raises:
        TooOften: the person who invites has written to enough people today.
    """
    secret = here().settings.secret_key
    for each in sent:
        invitation = each.invitation
        count_try(session, secret, LETTERS, str(by), now=now())
        write_letter(
            session,
            to=invitation.email,
            subject=subject_of(each, _),
            body=body_of(each, link_of(each.token), day(invitation.expires_at), _),
            now=now(),
            invitation_id=invitation.id,
        )


def subject_of(sent: Sent, translate: Translate) -> str:
    """Return the subject of a letter."""
    organisation = sent.invitation.organisation
    if organisation is None:
        return translate(SET_UP)
    return translate(SUBJECT) % {"organisation": organisation.name}


def body_of(sent: Sent, link: str, until: str, translate: Translate) -> str:
    """Return the text of a letter: why, the link, until when, and what to do if it is a mistake."""
    organisation = sent.invitation.organisation
    if organisation is None:
        why = translate(french("Vous êtes invité·e à créer votre organisation sur Repères."))
    else:
        role = translate(next(word for code, word in ROLES.items() if code == sent.invitation.role))
        sentence = french("%(organisation)s vous invite à la rejoindre sur Repères (%(role)s).")
        why = translate(sentence) % {"organisation": organisation.name, "role": role}
    onward = translate(french("Pour accepter, ouvrez ce lien, valable jusqu’au %(until)s :"))
    mistaken = translate(
        french("Si vous n’attendiez pas ce message, ignorez-le : rien ne sera créé.")
    )
    return "\n\n".join([why, onward % {"until": until}, link, mistaken]) + "\n"
