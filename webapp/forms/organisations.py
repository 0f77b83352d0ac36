"""An organisation's page: what it says of itself, its rules, its members."""

from collections.abc import Sequence

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import (
    EmailField,
    IntegerField,
    RadioField,
    SelectMultipleField,
    StringField,
    URLField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import (
    URL,
    DataRequired,
    InputRequired,
    Length,
    NumberRange,
    Optional,
    ValidationError,
)
from wtforms.widgets import CheckboxInput

from referentiel.people import DEFAULT_K, KINDS, LEAST_K
from surveys.invitations import Problem, as_address
from surveys.organisations import Charter
from surveys.roles import Role
from webapp.forms.campaigns import LEGAL_BASES, MOST_MONTHS, NOT_WHOLE, UNKNOWN_CHOICE
from webapp.forms.passages import PassageField
from webapp.role_words import KINDS as KIND_WORDS
from webapp.role_words import role_word

MOST_K = 50
LONGEST = 200
TOO_LONG = _("%(max)d caractères au plus, s’il vous plaît.")
NO_ADDRESS = _("Écrivez une adresse électronique, par exemple contact@exemple.fr.")


def one_line(text: str | None) -> str | None:
    """Return a text without the blanks around it, on one line."""
    return " ".join(text.split()) if text else text


def _months(label: object, default: int, description: object) -> IntegerField:
    return IntegerField(
        label,
        [
            InputRequired(_("Donnez une durée en mois.")),
            NumberRange(1, MOST_MONTHS, message=_("Entre %(min)d et %(max)d mois.")),
        ],
        default=default,
        description=description,
        invalid_value_message=NOT_WHOLE,
        render_kw={"inputmode": "numeric", "min": 1, "max": MOST_MONTHS},
    )


class CharterForm(FlaskForm):
    """What an organisation says of itself, and the rules it keeps."""

    name = StringField(
        _("Nom de l’organisation"),
        [
            DataRequired(_("Donnez le nom de l’organisation.")),
            Length(max=LONGEST, message=TOO_LONG),
        ],
        filters=[one_line],
        description=_("Tel qu’il paraîtra dans l’information des personnes qui répondent."),
        render_kw={"autocomplete": "organization"},
    )
    kind = RadioField(
        _("Nature"),
        [InputRequired(_("Choisissez une nature."))],
        invalid_choice_message=UNKNOWN_CHOICE,
    )
    address = PassageField(
        _("Adresse postale"),
        [Optional(), Length(max=500, message=TOO_LONG)],
        render_kw={"rows": 3, "autocomplete": "street-address"},
    )
    website = URLField(
        _("Site"),
        [
            Optional(),
            Length(max=LONGEST, message=TOO_LONG),
            URL(message=_("Écrivez une adresse complète, par exemple https://www.exemple.fr.")),
        ],
        filters=[one_line],
        render_kw={"autocomplete": "url"},
    )
    contact = EmailField(
        _("Adresse pour l’exercice des droits"),
        [DataRequired(NO_ADDRESS), Length(max=LONGEST, message=TOO_LONG)],
        filters=[one_line],
        description=_("Chaque personne peut y demander à voir, corriger ou effacer ses données."),
        render_kw={"autocomplete": "email"},
    )
    dpo = StringField(
        _("Délégué·e à la protection des données"),
        [Optional(), Length(max=LONGEST, message=TOO_LONG)],
        filters=[one_line],
        description=_("Nom et adresse. Laissez vide si l’organisation n’en a pas désigné."),
    )
    legal_basis = RadioField(
        _("Base légale proposée pour les campagnes"),
        [InputRequired(_("Choisissez une base légale."))],
        invalid_choice_message=UNKNOWN_CHOICE,
        choices=[SelectChoice(basis, _(basis)) for basis in LEGAL_BASES],
        description=_(
            "Une collectivité invoque d’ordinaire sa mission d’intérêt public, une association "
            "son intérêt légitime. Face à un employeur, le consentement n’est pas libre."
        ),
    )
    k = IntegerField(
        _("Plus petit groupe montré"),
        [
            InputRequired(_("Donnez un nombre de personnes.")),
            NumberRange(LEAST_K, MOST_K, message=_("Entre %(min)d et %(max)d personnes.")),
        ],
        default=DEFAULT_K,
        description=_(
            "Aucun chiffre ne paraît sur moins de personnes : dans un trop petit groupe, chacun "
            "devine qui a répondu quoi. Cinq convient à la plupart des groupes ; trois est le "
            "minimum. Quand deux critères se croisent, il en faut toujours dix. Ce nombre vaut "
            "pour les campagnes à venir."
        ),
        invalid_value_message=NOT_WHOLE,
        render_kw={"inputmode": "numeric", "min": LEAST_K, "max": MOST_K},
    )
    retention_months = _months(
        _("Conservation des réponses, en mois"),
        24,
        _("À compter de la clôture. Ensuite, plus rien ne les relie à une personne."),
    )
    disposal_months = _months(
        _("Délai avant l’état « à éliminer », en mois"),
        12,
        _(
            "À compter de là. Les archives publiques demandent un visa avant toute suppression : "
            "l’état « à éliminer » laisse le temps de l’obtenir."
        ),
    )

    def choices_from(self, kind: str = "") -> None:
        """Offer the kinds of organisations, and `kind` where it is of another sort."""
        kinds = [code for code in KINDS if code != "partner" or code == kind]
        self.kind.choices = [SelectChoice(code, gettext(KIND_WORDS[code])) for code in kinds]

    def validate_contact(self, field: EmailField) -> None:
        """Refuse what has not the form of an address."""
        if not as_address(field.data):
            raise ValidationError(str(NO_ADDRESS))

    def charter(self) -> Charter:
        """Return what was decided."""
        return Charter(
            name=self.name.data,
            kind=self.kind.data,
            address=(self.address.data or "").strip(),
            website=self.website.data or "",
            contact=self.contact.data,
            dpo=self.dpo.data or "",
            legal_basis=self.legal_basis.data,
            k=self.k.data,
            retention_months=self.retention_months.data,
            disposal_months=self.disposal_months.data,
        )


class SetUpForm(CharterForm):
    """The first page of an organisation: its charter, and the référentiel that it begins with."""

    referentiel = RadioField(
        _("Premier référentiel"),
        [InputRequired(_("Choisissez par quel référentiel commencer."))],
        invalid_choice_message=UNKNOWN_CHOICE,
        description=_("Les campagnes demandent à chacun de se situer sur ses compétences."),
    )


class AddressesForm(FlaskForm):
    """Addresses pasted; `problems` holds what is wrong line by line."""

    problems: Sequence[str] = ()

    addresses = PassageField(
        _("Adresses électroniques"),
        [DataRequired(_("Écrivez au moins une adresse.")), Length(max=20_000, message=TOO_LONG)],
        description=_("Une par ligne, ou séparées par des virgules ou des points-virgules."),
        render_kw={"rows": 6, "spellcheck": "false"},
    )

    def refuse(self, sentence: str, problems: Sequence[Problem] = ()) -> None:
        """Say why nothing was sent, and line by line what to mend."""
        self.addresses.errors = [sentence]
        self.problems = [gettext(p.sentence) % {"row": p.row, "text": p.text} for p in problems]


class InviteForm(AddressesForm):
    role = RadioField(
        _("Rôle proposé"),
        [InputRequired(_("Choisissez un rôle."))],
        invalid_choice_message=UNKNOWN_CHOICE,
        default=str(Role.MEMBER),
    )

    def choices_from(self) -> None:
        """Offer every role."""
        self.role.choices = role_choices()


class RolesForm(FlaskForm):
    roles = SelectMultipleField(
        _("Rôles"),
        [InputRequired(_("Choisissez au moins un rôle, ou retirez la personne."))],
        option_widget=CheckboxInput(),
        invalid_choice_message=UNKNOWN_CHOICE,
    )

    def choices_from(self) -> None:
        """Offer every role."""
        self.roles.choices = role_choices()


def role_choices() -> list[SelectChoice]:
    """Return every role to choose from."""
    return [SelectChoice(str(role), role_word(role)) for role in Role]


class AcceptForm(FlaskForm):
    """The name of somebody who was not known here before."""

    name = StringField(
        _("Votre nom"),
        [DataRequired(_("Écrivez votre nom.")), Length(max=LONGEST, message=TOO_LONG)],
        filters=[one_line],
        description=_("Tel que le verront les autres membres de l’organisation."),
        render_kw={"autocomplete": "name"},
    )


class LeaveForm(FlaskForm):
    """The name of the organisation, typed by hand by whoever makes it leave."""

    name = StringField(
        _("Nom de l’organisation, tel qu’il est écrit plus haut"),
        [DataRequired(_("Recopiez le nom de l’organisation."))],
        filters=[one_line],
        render_kw={"autocomplete": "off"},
    )
