"""The letters that ask people to answer a campaign, and remind those who have not come."""

from collections.abc import Iterable

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from referentiel.base import Refusal, french
from surveys.guard.outbox import write_letter
from surveys.guard.rates import DAY, Limit, count_try
from surveys.inviting.invitees import token_from
from surveys.models import Campaign, Invitee
from webapp.addresses import site_for_letters
from webapp.answering import minutes
from webapp.clock import now
from webapp.letters import letter_of
from webapp.promises import numbered_promise
from webapp.room import here

SENDINGS = Limit("invitee", most=30, seconds=DAY)  # lists or reminders sent by one person


class SiteWithoutAddress(Refusal):
    sentence = french(
        "Aucune lettre n’est partie : ce site ne sait pas à quelle adresse on le trouve. La "
        "personne qui l’installe la donne dans le réglage REPERES_PUBLIC_URL."
    )


def count_sending(session: Session, *, by: int) -> None:
    """Count a list about to leave; raise TooOften where one person sent too many today."""
    count_try(session, here().settings.secret_key, SENDINGS, str(by), now=now())


def write_to(
    session: Session, campaign: Campaign, invitees: Iterable[Invitee], *, again: bool = False
) -> None:
    """Put in the outbox what asks these people to answer, in the language of the page.

    Raises:
        SiteWithoutAddress: nobody vouches for the address that the links would begin with.
    """
    subject = _("Rappel : %(title)s", title=campaign.title) if again else campaign.title
    why = _why(campaign, again=again)
    told = _told(session, campaign)
    secret, site = here().settings.secret_key, site_for_letters()
    if not site:
        raise SiteWithoutAddress
    for invitee in invitees:
        link = site + url_for("invited.show", token=token_from(secret, invitee.seed))
        hello = _("Bonjour %(name)s,", name=invitee.name) if invitee.name else _("Bonjour,")
        write_letter(
            session,
            to=invitee.email,
            subject=subject,
            body=letter_of(hello, why, link, *told),
            now=now(),
            invitee_id=invitee.id,
        )


def _why(campaign: Campaign, *, again: bool) -> str:
    said = {
        "controller": campaign.controller,
        "title": campaign.title,
        "minutes": minutes(campaign),
    }
    if again:
        return str(
            _(
                "%(controller)s vous rappelle l’auto-évaluation « %(title)s » (environ %(minutes)s "
                "min). Ce lien est personnel et sert une seule fois :",
                **said,
            )
        )
    return str(
        _(
            "%(controller)s vous invite à répondre à l’auto-évaluation « %(title)s » (environ "
            "%(minutes)s min). Ce lien est personnel et sert une seule fois :",
            **said,
        )
    )


def _told(session: Session, campaign: Campaign) -> list[str]:
    """Return what the notice says of the mode, word for word, and how to be left alone."""
    promise = numbered_promise(session, campaign, campaign.notice)
    mode = [sentence for key, _heading, sentence in promise.lines if key == "mode"]
    leave = _(
        "Répondre est facultatif. Pour que votre adresse soit effacée de cette liste, ouvrez le "
        "lien et choisissez « Effacer mon adresse », ou écrivez à %(contact)s.",
        contact=campaign.contact,
    )
    return [*mode, leave]
