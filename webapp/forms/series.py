"""The moment of a campaign in a series, and the campaign that will ask the same people again."""

from collections.abc import Sequence

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from surveys.linking.following import Next
from surveys.linking.series import MOMENTS
from surveys.models import Campaign
from webapp.forms.campaigns import UNKNOWN_CHOICE
from webapp.forms.organisations import TOO_LONG, one_line
from webapp.labels import day

ALONE = "alone"
NOTHING = "0"
SHORT = {"before": _("avant"), "hot": _("à chaud"), "cold": _("à froid")}
MOST_TITLE = 200


class MomentForm(FlaskForm):
    """Which moment a campaign is, and which campaign it follows."""

    moment = RadioField(
        _("Quand cette auto-évaluation a-t-elle lieu ?"),
        [InputRequired(_("Choisissez un moment."))],
        invalid_choice_message=UNKNOWN_CHOICE,
        choices=[
            *(SelectChoice(code, _(words)) for code, words in MOMENTS.items()),
            SelectChoice(ALONE, _("Une seule fois : elle ne suit aucune autre")),
        ],
    )
    follows = SelectField(
        _("Quelle auto-évaluation suit-elle ?"),
        description=_("Celle à laquelle les mêmes personnes ont répondu juste avant."),
        validate_choice=True,
    )

    def offer(self, campaigns: Sequence[Campaign]) -> None:
        """Offer the campaigns that may be followed."""
        self.follows.choices = [
            SelectChoice(NOTHING, gettext("Aucune : c’est la première")),
            *(
                SelectChoice(str(c.id), f"{c.title} ({SHORT[c.moment]})")
                for c in campaigns
                if c.moment
            ),
        ]


class FollowForm(FlaskForm):
    """The campaign that comes next."""

    next = RadioField(
        _("Quand reposer les mêmes questions ?"),
        [InputRequired(_("Choisissez un moment."))],
        invalid_choice_message=UNKNOWN_CHOICE,
    )
    title = StringField(
        _("Titre"),
        [Length(max=MOST_TITLE, message=TOO_LONG)],
        filters=[one_line],
        description=_("Vide : le titre de celle-ci, suivi du moment."),
    )

    def offer(self, moments: Sequence[Next]) -> None:
        """Offer the moments at which the same people can be asked again."""
        self.next.choices = [SelectChoice(it.code, _words(it)) for it in moments]

    def chosen(self, moments: Sequence[Next]) -> Next:
        """Return the moment chosen in a valid form."""
        return next(it for it in moments if it.code == self.next.data)

    def title_for(self, campaign: Campaign, after: Next) -> str:
        """Return the title that was typed, else that of the campaign and the moment."""
        words = str(SHORT[after.moment]) + (f" (J+{after.days})" if after.days else "")
        typed = (self.title.data or "").strip()
        if typed:
            return str(typed)
        room = MOST_TITLE - len(words) - 3
        title = campaign.title[:room].rstrip()
        return str(gettext("%(title)s : %(moment)s", title=title, moment=words))


def _words(after: Next) -> str:
    if not after.days:
        return str(gettext("À chaud, à la fin de l’événement"))
    if after.day is None:
        return str(gettext("À froid, %(days)s jours après (J+%(days)s)", days=after.days))
    said = day(after.day)
    return str(
        gettext(
            "À froid, %(days)s jours après (J+%(days)s), vers le %(day)s", days=after.days, day=said
        )
    )
