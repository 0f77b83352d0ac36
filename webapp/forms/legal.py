"""What the host declares: the legal notice, and the last accessibility audit."""

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import DateField, IntegerField, RadioField, StringField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, NumberRange, Optional

from surveys.accessibility import CRITERIA
from webapp.forms.campaigns import NOT_WHOLE, UNKNOWN_CHOICE
from webapp.forms.passages import PassageField

TOO_LONG = _("%(max)d caractères au plus, s’il vous plaît.")
SHORT = Length(max=300, message=TOO_LONG)
LONG = Length(max=10_000, message=TOO_LONG)


class LegalForm(FlaskForm):
    """The facts of the legal notice; each may come later, and the page says which is missing."""

    publisher = StringField(
        _("Éditeur du site"),
        [SHORT],
        description=_("Raison sociale et forme juridique de l’organisme qui publie ce site."),
    )
    address = PassageField(_("Adresse de l’éditeur"), [LONG])
    contact = StringField(
        _("Contact de l’éditeur"),
        [SHORT],
        description=_("Téléphone ou adresse électronique."),
    )
    director = StringField(
        _("Direction de la publication"),
        [SHORT],
        description=_("Nom et qualité de la personne qui dirige la publication."),
    )
    host = StringField(
        _("Hébergeur"),
        [SHORT],
        description=_("L’organisme qui tient le serveur, même si c’est l’éditeur."),
    )
    host_address = PassageField(_("Adresse et téléphone de l’hébergeur"), [LONG])
    hosted = RadioField(
        _("Lieu du serveur"),
        [Optional()],
        choices=[
            SelectChoice("inside", _("Dans l’Union européenne")),
            SelectChoice("outside", _("Hors de l’Union européenne")),
        ],
        description=_("Cette réponse est reprise dans l’information de chaque campagne."),
        invalid_choice_message=UNKNOWN_CHOICE,
    )
    guarantees = PassageField(
        _("Garanties du transfert"),
        [LONG],
        description=_(
            "Si le serveur est hors de l’Union européenne : décision d’adéquation, clauses types."
        ),
    )

    def validate_guarantees(self, field: PassageField) -> None:
        """Ask for what article 13 has said of a transfer."""
        if self.hosted.data == "outside" and not (field.data or "").strip():
            raise ValidationError(_("Dites sous quelles garanties les données sont transférées."))

    def value(self) -> dict[str, str]:
        """Return what was declared, without blanks around it."""
        return _declared(self)


class AuditForm(FlaskForm):
    """The last audit. Without a date there is none, and the site says « non conforme »."""

    audited_on = DateField(
        _("Date de l’audit"),
        [Optional()],
        description=_("Laissez vide tant qu’aucun audit n’a été fait."),
    )
    auditor = StringField(_("Qui a fait l’audit"), [SHORT])
    met = IntegerField(
        _("Critères respectés"),
        [Optional(), NumberRange(0, CRITERIA, message=_("Entre %(min)d et %(max)d."))],
        render_kw={"inputmode": "numeric", "min": 0, "max": CRITERIA},
        invalid_value_message=NOT_WHOLE,
    )
    applicable = IntegerField(
        _("Critères applicables"),
        [Optional(), NumberRange(1, CRITERIA, message=_("Entre %(min)d et %(max)d."))],
        description=_("Parmi les 106 critères du RGAA 4.1, ceux que le site doit respecter."),
        render_kw={"inputmode": "numeric", "min": 1, "max": CRITERIA},
        invalid_value_message=NOT_WHOLE,
    )
    failures = PassageField(_("Non-conformités"), [LONG])
    burden = PassageField(
        _("Dérogations pour charge disproportionnée"),
        [LONG],
        description=_("Chacune avec sa raison et ce qui est proposé à la place."),
    )
    exempt = PassageField(_("Contenus non soumis à l’obligation"), [LONG])
    technologies = PassageField(_("Technologies du site"), [LONG])
    environment = PassageField(_("Environnement de test"), [LONG])
    pages = PassageField(_("Pages vérifiées"), [LONG])
    plan = PassageField(
        _("Schéma pluriannuel et plan d’actions de l’année"),
        [LONG],
        description=_("Sur trois ans au plus : ce qui est prévu, quand, avec quels moyens."),
    )

    def validate(self, extra_validators: Any = None) -> bool:  # noqa: ANN401 -- of the library
        """Check the fields, then that an audit is told whole."""
        valid = super().validate(extra_validators)
        if not self.audited_on.data:
            return bool(valid)
        for field in (self.auditor, self.met, self.applicable):
            if field.data in (None, "") and not field.errors:
                field.errors = [_("Un audit daté demande aussi cette réponse.")]
                valid = False
        if not self.met.errors and (self.met.data or 0) > (self.applicable.data or CRITERIA):
            self.met.errors = [_("Il y a plus de critères respectés que de critères applicables.")]
            valid = False
        return bool(valid)

    def value(self) -> dict[str, Any]:
        """Return what was declared; the day as it is written."""
        return _declared(self)


def _declared(form: FlaskForm) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for field in form:
        if field.short_name == "csrf_token":
            continue
        value = field.data
        if isinstance(value, date):
            value = value.isoformat()
        values[field.short_name] = value.strip() if isinstance(value, str) else value or ""
    return values
