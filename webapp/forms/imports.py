"""Sending a file that becomes a référentiel, or updates one."""

from collections.abc import Sequence

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length

from referentiel.base import Refusal
from referentiel.formats import FORMATS
from referentiel.formats.base import MOST_BYTES
from referentiel.models import Referentiel
from referentiel.people import Organisation

UNKNOWN = _("Ce choix n’existe pas. Choisissez parmi ceux de la page.")
LANGUAGES = {
    "fr": _("français"),
    "en": _("anglais"),
    "de": _("allemand"),
    "es": _("espagnol"),
    "it": _("italien"),
    "pt": _("portugais"),
}
SHORT = Length(max=100, message=_("%(max)d caractères au plus, s’il vous plaît."))


class ImportForm(FlaskForm):
    file = FileField(
        _("Fichier"),
        [FileRequired(_("Choisissez un fichier."))],
        description=_(
            "%(most)s Mo au plus. Rien n’est écrit avant que vous ayez lu ce qui changerait.",
            most=MOST_BYTES // 1_000_000,
        ),
    )
    organisation = SelectField(_("Organisation"), coerce=int, invalid_choice_message=UNKNOWN)
    target = SelectField(
        _("Ce que devient le fichier"),
        description=_(
            "Un référentiel publié ne change jamais : le fichier devient une nouvelle version, "
            "en brouillon."
        ),
        invalid_choice_message=UNKNOWN,
    )
    label = StringField(
        _("Étiquette de la version"),
        [SHORT],
        description=_("Par exemple : 2026.1. Vide : celle du fichier, sinon celle du brouillon."),
    )
    slug = StringField(
        _("Adresse d’un nouveau référentiel"),
        [SHORT],
        description=_("Par exemple : competences-du-reseau. Vide : proposée d’après le titre."),
    )
    language = SelectField(
        _("Langue des textes, si le fichier ne la dit pas"),
        choices=[SelectChoice(value=code, label=label) for code, label in LANGUAGES.items()],
        invalid_choice_message=UNKNOWN,
    )
    format = SelectField(_("Format"), invalid_choice_message=UNKNOWN)

    def offer(self, organisations: Sequence[Organisation], held: Sequence[Referentiel]) -> None:
        """Give the choices that the sender has; one organisation is no choice."""
        if len(organisations) > 1:
            self.organisation.choices = [
                SelectChoice(value=it.id, label=it.name) for it in organisations
            ]
        else:
            del self.organisation
        self.target.choices = [
            SelectChoice(value="", label=gettext("Ce qu’il dit, sinon un nouveau référentiel")),
            *(
                SelectChoice(value=it.slug, label=gettext("Une version de : %(t)s", t=it.title()))
                for it in held
            ),
        ]
        self.format.choices = [
            SelectChoice(value="", label=gettext("Reconnu au contenu du fichier")),
            *(
                SelectChoice(value=it.key, label=gettext(it.label))
                for it in FORMATS.values()
                if it.read is not None
            ),
        ]

    def refuse(self, refusal: Refusal) -> None:
        """Say why the file is not taken."""
        self.file.errors = [gettext(refusal.sentence) % refusal.values]
