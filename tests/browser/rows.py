"""Files that the worker writes: one that is ready, one being written, one that failed."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from referentiel.people import Person
from surveys.models import Campaign, RowFile
from surveys.models.writing import FAILED, READY, WRITING
from tests.report_files import add_report_file
from webapp.clock import utc_now
from webapp.demonstration import ACCOUNT

PURPOSE = "Mesurer ce qui distingue les métiers, pour un mémoire de master"


def rows_in(session: Session, campaign: Campaign) -> dict[str, str]:
    """Return the spreadsheets that the reader asked for, by what became of them."""
    reader, now = select(Person.id).where(Person.email == ACCOUNT[0]), utc_now()
    told = {
        "purpose": PURPOSE,
        "language": "fr",
        "created_at": now,
        "expires_at": now + RowFile.KEPT,
    }
    made = {
        state: RowFile(
            campaign_id=campaign.id,
            asked_by=session.scalar(reader),
            state=state,
            done=12,
            total=31,
            due_at=now + timedelta(days=1),  # no worker takes it up
            **told,
        )
        for state in (READY, WRITING, FAILED)
    }
    session.add_all(made.values())
    session.flush()
    names = {READY: "sheet_ready", WRITING: "sheet_busy", FAILED: "sheet_failed"}
    return {name: str(made[state].id) for state, name in names.items()}


def report_files_in(session: Session, campaign: Campaign) -> dict[str, str]:
    """Return the long files of a report, by what became of them."""
    names = {READY: "pdf_ready", WRITING: "pdf_busy", FAILED: "pdf_failed"}
    return {
        name: str(add_report_file(session, campaign, now=utc_now(), state=state).id)
        for state, name in names.items()
    }
