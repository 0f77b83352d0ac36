"""What people read of when and for how many a campaign takes answers."""

from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext

from surveys.models import Campaign
from surveys.opening import grace_of, parts_of
from webapp.labels import paris


def span(minutes: int) -> str:
    """Return a length of time: 15 minutes, 24 heures, 7 jours."""
    days, hours, left = parts_of(minutes)
    if days:
        return str(ngettext("%(num)s jour", "%(num)s jours", days))
    if hours:
        return str(ngettext("%(num)s heure", "%(num)s heures", hours))
    return str(ngettext("%(num)s minute", "%(num)s minutes", left))


def limits(campaign: Campaign, now: datetime) -> str:
    """Return until when answers are taken, and how many; empty where nothing limits them."""
    said = [_until(campaign, now)]
    if campaign.capacity is not None:
        said.append(
            ngettext(
                "%(num)s réponse au plus est reçue.",
                "%(num)s réponses au plus sont reçues.",
                campaign.capacity,
            )
        )
    return " ".join(str(sentence) for sentence in said if sentence)


def _until(campaign: Campaign, now: datetime) -> str:
    closes = campaign.closes_at
    if closes is None:
        return ""
    last = paris(closes + grace_of(campaign))
    if now >= closes:
        return str(
            _("Close, mais une feuille commencée peut être envoyée jusqu’au %(last)s.", last=last)
        )
    return str(
        _(
            "À remplir avant le %(moment)s, heure de Paris. Une feuille commencée avant peut être "
            "envoyée jusqu’au %(last)s.",
            moment=paris(closes),
            last=last,
        )
    )
