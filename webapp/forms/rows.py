"""Taking answers away one by one: what for, and as which file."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from surveys.row_files import LONGEST

CSV, XLSX = "csv", "xlsx"


class RowsForm(FlaskForm):
    purpose = StringField(
        _("À quoi ce fichier servira-t-il ?"),
        [InputRequired(_("Dites en une phrase à quoi ce fichier servira."))],
        description=_(
            "Ce motif est gardé un an au journal de l’organisation, à côté de votre nom et du "
            "moment. N’y nommez personne."
        ),
        render_kw={"maxlength": LONGEST, "autocomplete": "off"},
    )
    output = RadioField(
        _("Sous quelle forme ?"),
        [InputRequired(_("Choisissez une forme de fichier."))],
        invalid_choice_message=_("Ce choix n’existe pas. Choisissez parmi ceux de la page."),
        default=CSV,
        choices=[
            SelectChoice(CSV, _("CSV, téléchargé aussitôt")),
            SelectChoice(XLSX, _("Classeur Excel (XLSX), préparé puis à télécharger ici")),
        ],
    )
