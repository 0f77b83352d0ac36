"""A hypothesis: what is said, where it comes from, and the comparison that decides it."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length

from reports.queries import Subject, has_goals
from reports.sections.material import label_of
from surveys.attributes import ATTRIBUTES, PROFILE
from surveys.claims import AT_LEAST, AT_MOST, GAP, IMPORTANCE, LEVEL, MEASURES, SHARE, Claim
from surveys.hypotheses import STATUSES, Words, claim_of
from surveys.models import Campaign, Hypothesis
from webapp.forms.campaigns import UNKNOWN_CHOICE
from webapp.forms.questionnaires import BoundField
from webapp.labels import language

LONGEST = 1_000
APART = ":"


class HypothesisForm(FlaskForm):
    statement = TextAreaField(
        _("Hypothèse"),
        [
            DataRequired(_("Écrivez l’hypothèse.")),
            Length(max=LONGEST, message=_("%(max)d caractères au plus, s’il vous plaît.")),
        ],
        render_kw={"rows": 3},
    )
    origin = StringField(
        _("D’où elle vient"),
        [
            DataRequired(_("Dites d’où elle vient.")),
            Length(max=LONGEST, message=_("%(max)d caractères au plus, s’il vous plaît.")),
        ],
        description=_("Par exemple : un atelier, un texte, un groupe de travail."),
    )
    measure = RadioField(
        _("Ce qui est mesuré"),
        [InputRequired(_("Choisissez une mesure."))],
        invalid_choice_message=UNKNOWN_CHOICE,
    )
    subject = SelectField(
        _("Sur quoi"),
        [InputRequired(_("Choisissez une compétence ou un domaine."))],
        description=_("Une compétence, ou la moyenne de celles d’un domaine."),
        invalid_choice_message=UNKNOWN_CHOICE,
    )
    who = SelectField(_("De qui"), invalid_choice_message=UNKNOWN_CHOICE)
    other = SelectField(
        _("Comparé à"),
        description=_("Un autre groupe : le seuil est alors la différence, le premier moins lui."),
        invalid_choice_message=UNKNOWN_CHOICE,
    )
    side = RadioField(
        _("De quel côté du seuil"),
        [InputRequired(_("Choisissez un côté."))],
        choices=[SelectChoice(AT_LEAST, _("Au moins")), SelectChoice(AT_MOST, _("Au plus"))],
        invalid_choice_message=UNKNOWN_CHOICE,
    )
    threshold = BoundField(
        _("Seuil"),
        [InputRequired(_("Écrivez un seuil, en chiffres."))],
        render_kw={"inputmode": "decimal"},
    )

    @classmethod
    def of(
        cls, campaign: Campaign, subject: Subject, hypothesis: Hypothesis | None = None
    ) -> "HypothesisForm":
        """Return the form of a new hypothesis, or of one that is there, with what may be chosen."""
        form = cls(data=_data(hypothesis) if hypothesis else {})
        goals, ratings = has_goals(campaign), campaign.questionnaire.ratings
        asked = {SHARE: goals, GAP: goals, LEVEL: True, IMPORTANCE: "importance" in ratings}
        form.measure.choices = [
            SelectChoice(key, gettext(label)) for key, label in MEASURES.items() if asked[key]
        ]
        spoken = language()
        form.subject.choices = [
            SelectChoice(str(item.code), f"{item.code} · {item.label(spoken)}")
            for item in subject.tree
        ]
        groups = [
            SelectChoice(
                f"{attribute}{APART}{value}",
                label_of(subject, attribute, value, gettext, spoken),
                optgroup=gettext(ATTRIBUTES[attribute].label),
            )
            for attribute in campaign.attributes
            for value in (
                *(
                    [profile.code for profile in subject.profiles]
                    if attribute == PROFILE
                    else [code for code, _label in ATTRIBUTES[attribute].choices]
                ),
                "",
            )
        ]
        everybody, none = gettext("Toutes les personnes"), gettext("Aucun autre groupe")
        form.who.choices = [SelectChoice("", everybody, optgroup=gettext("Ensemble")), *groups]
        form.other.choices = [SelectChoice("", none, optgroup=gettext("Ensemble")), *groups]
        return form

    def words(self) -> Words:
        """Return what the hypothesis says."""
        return Words(
            statement=(self.statement.data or "").strip(), origin=(self.origin.data or "").strip()
        )

    def claim(self) -> Claim | None:
        """Return the comparison; None where the two groups answer different questions."""
        breakdown, _apart, value = self.who.data.partition(APART)
        of, apart, other = self.other.data.partition(APART)
        if apart and of != breakdown:
            return None
        return Claim(
            subject=self.subject.data,
            measure=self.measure.data,
            side=self.side.data,
            threshold=float(self.threshold.data or 0),
            breakdown=breakdown,
            value=value,
            other=other if apart else None,
        )


class StatusForm(FlaskForm):
    status = RadioField(
        _("Statut"),
        [InputRequired(_("Choisissez un statut."))],
        choices=[SelectChoice(code, _(label)) for code, label in STATUSES.items()],
        invalid_choice_message=UNKNOWN_CHOICE,
    )
    reasons = TextAreaField(
        _("Pourquoi"),
        [
            DataRequired(_("Dites sur quoi le groupe s’appuie.")),
            Length(max=LONGEST, message=_("%(max)d caractères au plus, s’il vous plaît.")),
        ],
        render_kw={"rows": 3},
    )


def _data(hypothesis: Hypothesis) -> dict[str, object]:
    claim = claim_of(hypothesis)
    who = f"{claim.breakdown}{APART}{claim.value}" if claim.breakdown else ""
    other = f"{claim.breakdown}{APART}{claim.other}" if claim.other is not None else ""
    return {
        "statement": hypothesis.statement,
        "origin": hypothesis.origin,
        "measure": claim.measure,
        "subject": claim.subject,
        "who": who,
        "other": other,
        "side": claim.side,
        "threshold": claim.threshold,
    }
