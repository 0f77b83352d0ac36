"""The style page: every component in every state, for the eye and for the tests."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from reports.document import EMPTY, MASKED, Cell, Column, Document, Section, Table
from reports.specimen import specimens
from webapp.access import public
from webapp.forms.style import EveryFieldForm
from webapp.languages import current_language

bp = Blueprint("style", __name__, url_prefix="/style")


@bp.get("/")
@public
def index() -> ResponseReturnValue:
    """Show every component of the pages."""
    typed = MultiDict({"faulty-seats": "0", "faulty-place": "rural"})
    faulty = EveryFieldForm(typed, prefix="faulty", meta={"csrf": False})
    faulty.validate()
    return render_template(
        "style/index.html",
        blank=EveryFieldForm(None, prefix="blank", meta={"csrf": False}),
        faulty=faulty,
        document=sample_document(current_language()),
        levels=_levels(),
        importances=_importances(),
        blanks=_blanks(),
    )


def sample_document(language: str) -> Document:
    """Return a document with a cell of each unit and state, and a chart of each kind."""
    return Document(
        language=language,
        title=_("Besoins du groupe"),
        subtitle=_("Exemple de rapport, chiffres inventés"),
        notices=(_("Données de démonstration."),),
        sections=(
            Section(
                key="needs",
                title=_("Où porter l’effort"),
                texts=(_("L’écart est le plus grand pour D4-01."),),
                table=_table(),
            ),
            *specimens(_, language),
        ),
    )


def _table() -> Table:
    columns = (
        Column(key="label", label=_("Compétence")),
        Column(key="n", label=_("Réponses"), unit="people"),
        Column(key="level", label=_("Niveau moyen"), unit="level", digits=1),
        Column(key="gap", label=_("Écart"), unit="steps", digits=2, help=_("Visé moins actuel.")),
        Column(key="share", label=_("Sous l’attendu"), unit="share"),
        Column(key="points", label=_("Indice"), unit="points", digits=2),
        Column(key="rank", label=_("Rang"), unit="rank"),
    )
    shown = (12, 1.6, 1.6, Cell(value=7 / 12, n=12), 6.125, 1)
    large = (1054, 2.1, -0.25, Cell(value=0.64, n=1054), -0.5, 2)
    rows = (
        _row(_("D4-01 Coopérer entre institutions"), *shown),
        _row(_("D4-02 Réunir les acteurs autour d’un intérêt commun"), *large),
        _row(_("D5-03 Associer les habitants"), 3, *([MASKED] * 5)),
        _row(_("D3-04 Décider ensemble"), 0, *([EMPTY] * 5)),
    )
    return Table(caption=_("Besoins, du plus grand au plus petit"), columns=columns, rows=rows)


def _row(*values: Cell | float | str) -> tuple[Cell, ...]:
    return tuple(value if isinstance(value, Cell) else Cell(value=value) for value in values)


def _levels() -> list[tuple[int, str, str]]:
    return [
        (0, _("Pas encore"), _("Je ne l’ai jamais fait.")),
        (1, _("Initié·e"), _("Je l’ai fait au moins une fois, avec l’aide de quelqu’un.")),
        (2, _("Autonome"), _("Je le fais seul·e dans des situations connues.")),
        (
            3,
            _("Confirmé·e"),
            _("J’adapte la démarche quand la situation est tendue ou nouvelle."),
        ),
        (4, _("Référent·e"), _("Je forme ou j’accompagne d’autres et j’améliore la méthode.")),
    ]


def _importances() -> list[tuple[int, str, str]]:
    words = (
        _("sans utilité dans mon poste"),
        _("utile parfois"),
        _("utile"),
        _("important"),
        _("décisif"),
    )
    return [(step, word, "") for step, word in enumerate(words)]


def _blanks() -> list[tuple[str, str]]:
    return [
        ("na", _("Non concerné·e par mon poste")),
        ("no", _("Je ne souhaite pas répondre")),
    ]
