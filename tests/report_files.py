"""A long file of a campaign's report, at any stage of being written."""

from datetime import datetime, timedelta
from zlib import compress

from sqlalchemy.orm import Session

from reports.document import Document
from surveys.models import Campaign, ReportFile
from surveys.models.writing import READY


def add_report_file(
    session: Session,
    campaign: Campaign,
    *,
    now: datetime,
    state: str = READY,
    title: str = "",
) -> ReportFile:
    """Return a PDF of a report that somebody asked for, whose content is its title."""
    document = Document(language="fr", title=title).model_dump_json().encode()
    file = ReportFile(
        campaign_id=campaign.id,
        extension="pdf",
        decimal="",
        language="fr",
        digest=f"{state} {title}".encode(),
        document=compress(document),
        created_at=now,
        expires_at=now + ReportFile.KEPT,
        state=state,
        due_at=now + timedelta(days=1),  # no worker takes it up
        content=title.encode(),
    )
    session.add(file)
    session.flush()
    return file
