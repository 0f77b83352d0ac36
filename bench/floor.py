"""The floor: the same forty questions as a plain Flask + WTForms + SQLAlchemy page.

No theme, no draft, no tricks either way: what a good developer writes in an afternoon. It never
changes, so that figures taken years apart can be compared; a test holds its checksum.
"""

import os
from datetime import datetime
from typing import Any

from flask import Flask, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from sqlalchemy import Engine, ForeignKey, create_engine, event, func, insert
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

LEVELS = (
    "Pas encore",
    "Initié·e, avec appui",
    "Autonome dans les situations courantes",
    "Confirmé·e dans les situations complexes",
    "Référent·e : transmet, fait évoluer",
)
QUESTIONS = (
    "Conduire un diagnostic territorial partagé",
    "Dynamiques territoriales",
    "Institutions et politiques publiques",
    "Mener une écoute de territoire",
    "Cartographier les acteurs et leurs relations",
    "Éclairer le choix des décideurs",
    "Explorer les futurs possibles",
    "Élaborer un projet de territoire",
    "Monter et conduire un projet à plusieurs",
    "Relier projet de territoire et politiques publiques",
    "Contractualiser",
    "Expérimenter à petite échelle",
    "Concevoir et animer un temps de travail collectif",
    "Conduire une décision collective",
    "Animer un réseau dans la durée",
    "Prévenir et réguler les tensions",
    "Mettre le territoire en récit",
    "Écoute et attention à l’autre",
    "Repères sur la coopération",
    "Analyser une situation de coopération",
    "Mettre en commun apports et besoins",
    "Bâtir et faire vivre un partenariat entre statuts différents",
    "Coopérer entre territoires",
    "Co-construire l’action publique",
    "Tenir compte des enjeux des autres",
    "Entretenir l’esprit coopératif",
    "Formes et degrés de participation",
    "Concevoir une démarche participative sincère",
    "Aller vers",
    "Coproduire avec les habitants",
    "Soutenir les initiatives citoyennes",
    "Cadre juridique et commande publique",
    "Construire un plan de financement",
    "Suivre le budget et l’administration d’un projet",
    "Choisir un portage et une gouvernance",
    "Piloter une équipe et des prestataires",
    "Communiquer et utiliser le numérique avec discernement",
    "Enjeux des transitions",
    "Modèles coopératifs et communs",
    "Accompagner le changement dans les organisations",
)


class Base(DeclarativeBase):
    pass


class Sheet(Base):
    __tablename__ = "sheet"

    id: Mapped[int] = mapped_column(primary_key=True)
    received_at: Mapped[datetime] = mapped_column(server_default=func.now())


class Answer(Base):
    __tablename__ = "answer"

    sheet_id: Mapped[int] = mapped_column(ForeignKey("sheet.id"), primary_key=True)
    question: Mapped[int] = mapped_column(primary_key=True)
    level: Mapped[int]


class SheetForm(FlaskForm):
    """Forty groups of five radio buttons."""


for place, question in enumerate(QUESTIONS):
    choices = [SelectChoice(level, label) for level, label in enumerate(LEVELS)]
    field = RadioField(question, choices=choices, coerce=int, validators=[InputRequired()])
    setattr(SheetForm, f"q{place}", field)


def make_engine(url: str) -> Engine:
    """Return an engine on SQLite, in WAL mode with durable commits."""
    engine = create_engine(url)

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")

    return engine


def save(session: Session, levels: list[int]) -> None:
    """Add one sheet and its answers."""
    sheet = Sheet()
    session.add(sheet)
    session.flush()
    rows = [
        {"sheet_id": sheet.id, "question": question, "level": level}
        for question, level in enumerate(levels)
    ]
    session.execute(insert(Answer), rows)


def application() -> Flask:
    """Return the application on the base named by `FLOOR_DATABASE`."""
    app = Flask(__name__)
    app.config["SECRET_KEY"] = os.environ["FLOOR_SECRET"]
    engine = make_engine(os.environ["FLOOR_DATABASE"])
    Base.metadata.create_all(engine)
    sessions = sessionmaker(engine)

    @app.route("/", methods=["GET", "POST"])
    def sheet() -> ResponseReturnValue:
        form = SheetForm()
        if form.validate_on_submit():
            with sessions.begin() as session:
                save(session, [form[f"q{place}"].data for place in range(len(QUESTIONS))])
            return redirect(url_for("thanks"))
        return render_template("sheet.html", form=form)

    @app.get("/thanks")
    def thanks() -> ResponseReturnValue:
        return render_template("thanks.html")

    return app
