"""Preparing a campaign: what is asked, of whom, and under which promise."""

from collections.abc import Sequence

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, IntegerField, RadioField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange
from wtforms.widgets import CheckboxInput

from referentiel.base import french
from referentiel.models import Item
from referentiel.people import Organisation
from reports.privacy import CROSSED_K
from surveys.attributes import ATTRIBUTES, PROFILE
from surveys.campaigns import Plan
from surveys.models.campaigns import ANONYMOUS, BLOCKS, PSEUDONYMOUS, SINGLE

LEGAL_BASES = (
    french("mission d’intérêt public"),
    french("intérêt légitime"),
    french("obligation légale"),
    french("consentement"),
)
MOST_MONTHS = 60
UNKNOWN_CHOICE = _("Ce choix n’existe pas. Choisissez parmi ceux de la page.")
NOT_WHOLE = _("Écrivez un nombre entier, en chiffres.")


def _required(sentence: str, longest: int = 200) -> list[object]:
    return [
        InputRequired(sentence),
        Length(max=longest, message=_("%(max)d caractères au plus, s’il vous plaît.")),
    ]


class CampaignForm(FlaskForm):
    """`competences` holds codes; `choices_from` gives the choices that depend on the data."""

    organisation = RadioField(
        _("Au nom de quelle organisation ?"),
        [InputRequired(_("Choisissez une organisation."))],
        description=_("Elle voit les résultats du groupe et peut ouvrir ou clore la campagne."),
        invalid_choice_message=UNKNOWN_CHOICE,
    )
    title = StringField(
        _("Titre"),
        _required(_("Donnez un titre : c’est ce que liront les personnes qui répondent.")),
        description=_("Affiché dans la salle et en tête du questionnaire."),
    )
    competences = SelectMultipleField(
        _("Compétences"), option_widget=CheckboxInput(), invalid_choice_message=UNKNOWN_CHOICE
    )
    ratings = SelectMultipleField(
        _("Que demander en plus du niveau actuel ?"),
        option_widget=CheckboxInput(),
        invalid_choice_message=UNKNOWN_CHOICE,
        choices=[
            SelectChoice("importance", _("L’importance de la compétence dans le poste")),
            SelectChoice("target", _("Le niveau visé")),
            SelectChoice("before", _("Le niveau d’avant l’atelier, estimé après coup")),
        ],
        description=_(
            "Sans l’importance, les besoins sont classés par écart au niveau attendu, "
            "sans ordre de priorité."
        ),
    )
    attributes = SelectMultipleField(
        _("Que demander sur la situation des personnes ?"),
        option_widget=CheckboxInput(),
        invalid_choice_message=UNKNOWN_CHOICE,
        description=_(
            "Chaque question est facultative pour qui répond. Elle sert à comparer des groupes : "
            "ne gardez que celles dont vous ferez quelque chose."
        ),
    )
    crossed = SelectMultipleField(
        _("Quelles réponses croiser dans le rapport ?"),
        option_widget=CheckboxInput(),
        invalid_choice_message=UNKNOWN_CHOICE,
        description=_(
            "Deux des questions posées, ou aucune. Un croisement ne paraît qu’à partir de "
            "%(k)s personnes et masque davantage de groupes : gardez-le pour les grands effectifs.",
            k=CROSSED_K,
        ),
    )
    mode = RadioField(
        _("Comment les réponses sont-elles gardées ?"),
        [InputRequired(_("Choisissez un mode."))],
        invalid_choice_message=UNKNOWN_CHOICE,
        choices=[
            SelectChoice(
                ANONYMOUS,
                _(
                    "Anonyme : rien ne relie une réponse à une personne, et seuls des résultats "
                    "de groupe paraissent."
                ),
            ),
            SelectChoice(
                PSEUDONYMOUS,
                _(
                    "Pseudonyme : les réponses sont rangées sous un code que chaque personne "
                    "garde ; ce sont des données personnelles, avec les droits qui s’y attachent."
                ),
            ),
        ],
    )
    layout = RadioField(
        _("Comment le questionnaire est-il présenté ?"),
        [InputRequired(_("Choisissez une présentation."))],
        invalid_choice_message=UNKNOWN_CHOICE,
        choices=[
            SelectChoice(
                BLOCKS,
                _("Par pages de cinq à huit compétences, gardées à mesure (conseillé)"),
            ),
            SelectChoice(SINGLE, _("En une seule page (court, ou réseau faible)")),
        ],
    )
    row_export = BooleanField(
        _("Permettre au responsable d’emporter un fichier d’une ligne par réponse"),
        description=_(
            "En mode anonyme seulement, et dit aux personnes avant qu’elles répondent : cela ne se "
            "décide plus ensuite. Chaque fichier est un acte, avec son motif, noté au journal."
        ),
    )
    controller = StringField(
        _("Responsable du traitement"),
        _required(_("Dites quel organisme répond de ces données.")),
        description=_("L’organisme qui décide de la collecte et en répond."),
    )
    contact = StringField(
        _("Contact pour l’exercice des droits"),
        _required(_("Donnez une adresse à laquelle on peut écrire.")),
        description=_("Adresse électronique à laquelle chaque personne peut écrire."),
        render_kw={"autocomplete": "email"},
    )
    legal_basis = RadioField(
        _("Base légale"),
        [InputRequired(_("Choisissez une base légale."))],
        invalid_choice_message=UNKNOWN_CHOICE,
        choices=[SelectChoice(basis, _(basis)) for basis in LEGAL_BASES],
    )
    retention_months = IntegerField(
        _("Durée de conservation des réponses, en mois"),
        [
            InputRequired(_("Donnez une durée en mois.")),
            NumberRange(1, MOST_MONTHS, message=_("Entre %(min)d et %(max)d mois.")),
        ],
        invalid_value_message=NOT_WHOLE,
        render_kw={"inputmode": "numeric", "min": 1, "max": MOST_MONTHS},
    )

    def choices_from(
        self,
        organisations: Sequence[Organisation],
        competences: Sequence[Item],
        language: str,
        *,
        has_profiles: bool = True,
    ) -> None:
        """Offer these organisations and competences, and every attribute that has choices."""
        self.organisation.choices = [SelectChoice(str(o.id), o.name) for o in organisations]
        self.competences.choices = [
            SelectChoice(item.code, item.label(language)) for item in competences
        ]
        for field in (self.attributes, self.crossed):
            field.choices = [
                SelectChoice(attribute.code, gettext(attribute.label))
                for attribute in ATTRIBUTES.values()
                if has_profiles or attribute.code != PROFILE
            ]

    def ask_as_kept(self) -> None:
        """Leave out what a questionnaire that is kept has decided."""
        del self.competences
        del self.ratings

    def plan(self, items: Sequence[Item], *, demonstration: bool) -> Plan:
        """Return what was decided, with the chosen ones among `items`."""
        chosen = set(self.competences.data) if "competences" in self else set()
        ratings = self.ratings.data if "ratings" in self else ()
        return Plan(
            title=self.title.data.strip(),
            items=[item for item in items if item.code in chosen],
            attributes=self.attributes.data,
            controller=self.controller.data.strip(),
            contact=self.contact.data.strip(),
            legal_basis=self.legal_basis.data,
            ratings=("current", *ratings),
            mode=self.mode.data,
            layout=self.layout.data,
            retention_months=self.retention_months.data,
            demonstration=demonstration,
            crossed=self.crossed.data,
            row_export=self.row_export.data,
        )
