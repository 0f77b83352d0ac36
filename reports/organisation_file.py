"""Everything of an organisation in one file to keep: what it holds, and what was released.

Individual answers are not in it: they belong to those who gave them. Nor are the joint counts that
no release has shown, since counts of a few people tell who they are.
"""

import csv
import io
import json
from collections.abc import Iterable, Mapping
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile

from sqlalchemy import select
from sqlalchemy.orm import Session

from referentiel.people import Organisation
from reports.archive import ArchivedReport, ProgressReport
from reports.exports.base import RISKY
from reports.holdings import Row, rows_of
from surveys.models import Campaign, Release, ReleaseCell

ABOUT = """\
Ce dossier contient ce que l’organisation tient sur Repères : réglages, membres, événements,
référentiels, campagnes, publications, partages et journal.

Les réponses individuelles n’y sont pas : ce sont les données des personnes qui ont répondu, et
chacune en dispose elle-même. Les comptages n’y paraissent que comme ils ont été publiés : un
groupe trop petit y est masqué, comme à l’écran.

This folder holds what the organisation keeps on Repères. Individual answers are not in it: they
belong to those who gave them. Counts appear as they were released, small groups masked.
"""
CELLS = ("publication", "ventilation", "valeur", "position", "personnes")
MASKED = "masqué"


def write_organisation(session: Session, organisation: Organisation, stream: IO[bytes]) -> None:
    """Write the ZIP of an organisation: JSON for what nests, CSV for lists."""
    with ZipFile(stream, "w", ZIP_DEFLATED) as archive:
        archive.writestr("LISEZMOI.txt", ABOUT)
        for name, rows in rows_of(session, organisation).items():
            archive.writestr(f"{name}.json", _json(rows))
            archive.writestr(f"{name}.csv", _csv(rows))
        for campaign in _campaigns(session, organisation.id):
            _write_campaign(session, archive, campaign)


def _campaigns(session: Session, organisation_id: int) -> list[Campaign]:
    own = select(Campaign).where(Campaign.organisation_id == organisation_id)
    return list(session.scalars(own.order_by(Campaign.id)))


def _write_campaign(session: Session, archive: ZipFile, campaign: Campaign) -> None:
    """Write the cells that were released and the reports as they were frozen."""
    folder = f"campagnes/{campaign.code}"
    cells = session.execute(
        select(Release.number, ReleaseCell)
        .join(ReleaseCell, ReleaseCell.release_id == Release.id)
        .where(Release.campaign_id == campaign.id)
        .order_by(Release.number, ReleaseCell.breakdown, ReleaseCell.value, ReleaseCell.position)
    )
    rows = [dict(zip(CELLS, _cell(number, cell), strict=True)) for number, cell in cells]
    archive.writestr(f"{folder}/publications.csv", _csv(rows))
    reports = session.execute(
        select(Release.number, ArchivedReport)
        .join(ArchivedReport, ArchivedReport.release_id == Release.id)
        .where(Release.campaign_id == campaign.id)
        .order_by(Release.number, ArchivedReport.language)
    )
    for number, report in reports:
        name = f"{folder}/rapport-{number}-{report.language}.json"
        archive.writestr(name, _json(report.document))
    _write_progress(session, archive, campaign, folder)


def _write_progress(session: Session, archive: ZipFile, campaign: Campaign, folder: str) -> None:
    """Write the progress drawn from earlier campaigns to this one."""
    drawn = session.execute(
        select(Campaign.code, ProgressReport)
        .join(ProgressReport, ProgressReport.first_id == Campaign.id)
        .where(ProgressReport.second_id == campaign.id)
        .order_by(Campaign.id, ProgressReport.language)
    )
    for earlier, report in drawn:
        name = f"{folder}/progres-depuis-{earlier}-{report.language}.json"
        archive.writestr(name, _json(report.document))


def _cell(number: int, cell: ReleaseCell) -> tuple[object, ...]:
    shown = cell.n if cell.visible else MASKED
    return (number, cell.breakdown, cell.value, cell.position, shown)


def _json(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, indent=1, default=str)


def _csv(rows: Iterable[Row]) -> str:
    """Return rows for a French spreadsheet; no text of them is taken for a formula."""
    text = io.StringIO(newline="")
    table = list(rows)
    columns = list(dict.fromkeys(name for row in table for name in row))
    writer = csv.writer(text, delimiter=";")
    writer.writerow(columns)
    writer.writerows([_plain(row.get(name)) for name in columns] for row in table)
    return "\ufeff" + text.getvalue()


def _plain(value: Any) -> str:  # noqa: ANN401 -- of any column
    if isinstance(value, list | Mapping):
        value = json.dumps(value, ensure_ascii=False, default=str)
    said = "" if value is None else str(value)
    return f"'{said}" if said.startswith(RISKY) else said
