"""What authors fill in to add: a référentiel, an entry, a profile, a type, a source, a language."""

from collections.abc import Mapping, Sequence

from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Regexp

from referentiel.models import AREA, COMPETENCE
from referentiel.tree import REFERENCE, SOURCE
from webapp.forms.campaigns import UNKNOWN_CHOICE
from webapp.forms.drafts import LONGEST_CODE, LONGEST_LINE, TOO_LONG, Wanted, select_field


def new_draft_form(organisations: Mapping[int, str]) -> FlaskForm:
    """Return the form of a new référentiel, held by one of one's organisations."""
    choices = [SelectChoice(str(number), name) for number, name in organisations.items()]
    fields = {
        "title": StringField(
            _("Titre du référentiel"),
            [
                DataRequired(_("Donnez un titre au référentiel.")),
                Length(max=LONGEST_LINE, message=_(TOO_LONG)),
            ],
        ),
        "slug": StringField(
            _("Nom court"),
            [
                Regexp(
                    r"([a-z0-9]+(-[a-z0-9]+)*)?$",
                    message=_("Écrivez des lettres sans accent, des chiffres et des tirets."),
                ),
                Length(max=LONGEST_CODE, message=_(TOO_LONG)),
            ],
            description=_(
                "Il servira dans les adresses, et ne changera plus. Laissé vide, il est fait à "
                "partir du titre."
            ),
            render_kw={"autocomplete": "off", "spellcheck": "false"},
        ),
        "organisation": RadioField(
            _("Organisation qui le tient"),
            [InputRequired(_("Choisissez une organisation."))],
            choices=choices,
            default=choices[0].value if len(choices) == 1 else None,
            invalid_choice_message=UNKNOWN_CHOICE,
        ),
    }
    return type("NewDraftForm", (FlaskForm,), fields)()


def new_item_form(
    *, kinds: Sequence[str], parents: Mapping[int, str], types: Mapping[str, str], language: str
) -> FlaskForm:
    """Return the form of a new entry; `parents` are the areas it may stand in."""
    words = {AREA: _("un domaine"), COMPETENCE: _("une compétence")}
    nowhere = [("", _("À la racine"))] if AREA in kinds else []
    holders = [*nowhere, *((str(number), name) for number, name in parents.items())]
    fields = {
        "kind": RadioField(
            _("Ajouter"),
            choices=[SelectChoice(kind, words[kind]) for kind in kinds],
            invalid_choice_message=UNKNOWN_CHOICE,
        ),
        "parent": select_field(_("Dans"), holders, holders[0][0], holders[0][0]),
        "label": StringField(
            _("Libellé"),
            [
                DataRequired(_("Donnez un libellé.")),
                Length(max=LONGEST_LINE, message=_(TOO_LONG)),
            ],
            render_kw={"lang": language},
        ),
        "code": StringField(
            _("Code"),
            [Length(max=LONGEST_CODE, message=_(TOO_LONG))],
            description=_("Laissé vide, il suit ceux du domaine. Un code n’est jamais réemployé."),
            render_kw={"autocomplete": "off", "spellcheck": "false"},
        ),
        "type": select_field(
            _("Type de compétence"), [("", _("À préciser plus tard")), *types.items()], "", ""
        ),
    }
    return type("NewItemForm", (FlaskForm,), fields)()


def place_form(parents: Mapping[str, str], current: str) -> FlaskForm:
    """Return the form by which an entry moves to another area."""
    fields = {
        "parent": select_field(_("Ranger dans"), list(parents.items()), current),
        "number": SelectField(
            _("À quelle place"),
            choices=[SelectChoice("last", _("en dernier")), SelectChoice("first", _("en premier"))],
            invalid_choice_message=UNKNOWN_CHOICE,
        ),
    }
    return type("PlaceForm", (FlaskForm,), fields)(data={"parent": current})


def new_profile_form(code: str, language: str) -> FlaskForm:
    """Return the form of a new job profile."""
    fields = {
        "label": StringField(
            _("Libellé du nouveau profil"),
            [
                DataRequired(_("Donnez un libellé.")),
                Length(max=LONGEST_LINE, message=_(TOO_LONG)),
            ],
            render_kw={"lang": language},
        ),
        "code": StringField(
            _("Code"),
            [DataRequired(_("Donnez un code.")), Length(max=LONGEST_CODE, message=_(TOO_LONG))],
            default=code,
            render_kw={"autocomplete": "off", "spellcheck": "false"},
        ),
    }
    return type("NewProfileForm", (FlaskForm,), fields)()


def naming_form(label: str, name: str = "") -> FlaskForm:
    """Return the form that gives a name to a type."""
    fields = {
        "name": StringField(label, [Wanted(), Length(max=LONGEST_CODE)], default=name),
    }
    return type("NamingForm", (FlaskForm,), fields)()


def source_form() -> FlaskForm:
    """Return the form that names a source or an older reference."""
    kinds = [(SOURCE, _("une source")), (REFERENCE, _("une référence plus ancienne"))]
    fields = {
        "prefix": select_field(_("Ajouter"), kinds, SOURCE),
        "name": StringField(
            _("Nom bref"),
            [Wanted()],
            description=_("Sans espace, par exemple « UNADEL2005 »."),
            render_kw={"autocomplete": "off", "spellcheck": "false", "maxlength": LONGEST_CODE},
        ),
        "text": StringField(_("Texte entier"), [Wanted()]),
    }
    return type("SourceForm", (FlaskForm,), fields)()


def language_form() -> FlaskForm:
    """Return the form that adds a language."""
    fields = {
        "language": StringField(
            _("Code de la langue"),
            [Regexp(r"[a-z]{2,3}$", message=_("Écrivez deux ou trois lettres, comme « en »."))],
            description=_("Deux ou trois lettres : « en » pour l’anglais, « es » pour l’espagnol."),
            render_kw={"autocomplete": "off", "spellcheck": "false", "maxlength": 3},
        )
    }
    return type("LanguageForm", (FlaskForm,), fields)()
