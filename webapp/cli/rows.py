"""`reperes rows CAMPAIGN --purpose …`: take the answers of a campaign away, one by one, as CSV."""

import os
from pathlib import Path

import click

from referentiel.base import Refusal
from reports.rows.planning import plan_rows
from reports.rows.writing import RowWriter, csv_pieces
from surveys.queries.campaigns import campaign_by_code
from surveys.row_files import note_taken, purpose_of
from webapp.cli.at_hand import refuse
from webapp.clock import utc_now
from webapp.config import Settings
from webapp.database import make_engine, session_maker
from webapp.translations import translations


@click.command()
@click.argument("campaign")
@click.option("--purpose", required=True, help="À quoi ce fichier servira ; gardé au journal.")
@click.option(
    "--output",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="Fichier à écrire, au lieu de la sortie standard.",
)
@click.option(
    "--language", type=click.Choice(("fr", "en")), default="fr", help="Langue des mots du fichier."
)
def rows(campaign: str, purpose: str, output: Path | None, language: str) -> None:
    """Emporter les réponses d’une campagne (son code), une ligne par réponse et par compétence.

    Seules celles d’une publication, mélangées, sans rien qui désigne une personne ; l’acte et son
    motif sont notés au journal de l’organisation.
    """
    sessions = session_maker(make_engine(Settings.from_env(os.environ).database_url))
    try:
        with sessions(True) as session:
            found = campaign_by_code(session, campaign)
            if found is None:
                refuse(f"aucune campagne n’a le code « {campaign} » ici.")
            plan = plan_rows(session, found)
            note_taken(session, found, purpose_of(purpose), by=None, now=utc_now())
            session.commit()
    except Refusal as refusal:
        refuse(str(refusal))
    writer = RowWriter(plan, translate=translations()[language], language=language)
    with sessions(False) as session, click.open_file(str(output or "-"), "wb") as stream:
        for piece in csv_pieces(writer, session):
            stream.write(piece)
