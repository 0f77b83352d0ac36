"""The style page: every component in every state, for the eye and for the tests."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from reports.document import EMPTY, MASKED, Cell, Chart, Column, Document, Section, Table
from webapp.access import public
from webapp.forms.style import EveryFieldForm
from webapp.languages import current_language

bp = Blueprint("style", __name__, url_prefix="/style")

CODES = ("D4-01", "D4-02", "D5-03", "D3-04")
CURRENT = (1.6, 2.1, 2.4, 3.0)
TARGET = (3.2, 3.0, 2.9, 3.1)


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
    """Return a document with a cell of each unit and state, and a chart of each family."""
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
                chart=Chart(
                    alternative=_("Niveau actuel et niveau visé de 4 compétences, de 0 à 4."),
                    figure=_gap_figure(),
                ),
                table=_table(),
            ),
            Section(
                key="segments",
                title=_("Selon le territoire"),
                chart=Chart(
                    alternative=_("Écart moyen par compétence et par territoire."),
                    figure=_heat_figure(),
                ),
            ),
            Section(
                key="profile",
                title=_("Profil"),
                chart=Chart(
                    alternative=_("Niveaux moyens comparés aux niveaux visés, en étoile."),
                    figure=_radar_figure(),
                ),
            ),
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


def _gap_figure() -> dict[str, object]:
    return {
        "data": [
            _points(_("Actuel"), CURRENT, "circle"),
            _points(_("Visé"), TARGET, "diamond"),
        ],
        "layout": {
            "height": 320,
            "margin": {"l": 70, "r": 16, "t": 40, "b": 56},
            "legend": {"orientation": "h", "x": 0, "y": 1.14},
            "xaxis": {"title": {"text": _("Niveau (0 à 4)")}, "range": [-0.1, 4.1], "dtick": 1},
            "yaxis": {"range": [3.5, -0.5], "tickvals": [0, 1, 2, 3], "ticktext": list(CODES)},
        },
    }


def _points(name: str, values: tuple[float, ...], symbol: str) -> dict[str, object]:
    marker = {"symbol": symbol, "size": 14, "color": "#2b8a69" if symbol == "circle" else "#b86e00"}
    points = {"x": list(values), "y": list(range(len(values)))}
    return {"type": "scatter", "mode": "markers", "name": name, "marker": marker, **points}


def _heat_figure() -> dict[str, object]:
    heat = {
        "type": "heatmap",
        "z": [[0.5, 1.5], [1.0, 0.2], [2.0, 1.1]],
        "x": [0, 1],
        "y": [0, 1, 2],
        "xgap": 2,  # without gaps Plotly draws an image with a style that our policy refuses
        "ygap": 2,
        "zmin": 0,
        "zmax": 2,
        "textfont": {"color": "#111111"},
        "texttemplate": "%{z:.1f}",
        "colorscale": [[0, "#eaf3ee"], [1, "#6fae93"]],
        "showscale": False,
    }
    layout = {
        "height": 260,
        "margin": {"l": 70, "r": 16, "t": 16, "b": 40},
        "xaxis": {
            "range": [-0.5, 1.5],
            "tickvals": [0, 1],
            "ticktext": [_("Rural"), _("Urbain")],
            "showgrid": False,
        },
        "yaxis": {
            "range": [2.5, -0.5],
            "tickvals": [0, 1, 2],
            "ticktext": list(CODES[:3]),
            "showgrid": False,
        },
    }
    return {"data": [heat], "layout": layout}


def _radar_figure() -> dict[str, object]:
    def line(name: str, values: tuple[float, ...], dash: str) -> dict[str, object]:
        colour = "#2b8a69" if dash == "solid" else "#b86e00"
        return {
            "type": "scatterpolar",
            "name": name,
            "r": [*values, values[0]],
            "theta": [*CODES, CODES[0]],
            "line": {"dash": dash, "color": colour},
        }

    layout = {
        "height": 360,
        "margin": {"l": 60, "r": 60, "t": 40, "b": 60},
        "legend": {"orientation": "h", "x": 0, "y": -0.15},
        "polar": {"radialaxis": {"range": [0, 4], "dtick": 1}},
    }
    return {
        "data": [line(_("Actuel"), CURRENT, "solid"), line(_("Visé"), TARGET, "dash")],
        "layout": layout,
    }


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
