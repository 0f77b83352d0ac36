"""Saying what does not work on a page."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import StringField, TextAreaField
from wtforms.validators import DataRequired, Length

TOO_LONG = _("%(max)d caractères au plus, s’il vous plaît.")


class FeedbackForm(FlaskForm):
    """`page` comes filled with the page that one comes from."""

    page = StringField(
        _("Page concernée"),
        [Length(max=500, message=TOO_LONG)],
        description=_("Son adresse ou son titre."),
    )
    text = TextAreaField(
        _("Ce que vous voulez signaler"),
        [
            DataRequired(_("Écrivez ce que vous voulez signaler.")),
            Length(max=5_000, message=TOO_LONG),
        ],
        description=_("Un défaut d’accessibilité, une erreur, une idée."),
    )
    contact = StringField(
        _("Comment vous répondre"),
        [Length(max=300, message=TOO_LONG)],
        description=_("Une adresse électronique ou un téléphone, si vous attendez une réponse."),
        render_kw={"autocomplete": "email"},
    )
