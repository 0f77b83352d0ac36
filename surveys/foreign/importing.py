"""Counting the rows of a file from elsewhere: in one transaction, all or nothing, each once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from surveys.errors import CampaignNotOpen
from surveys.foreign.errors import NothingToAdd, TicketTaken
from surveys.foreign.tables import Table
from surveys.models import Campaign, ForeignMapping, ForeignRow
from surveys.opening import State, state_of
from surveys.paper.boxes import Part, boxes_of, read_keys
from surveys.paper.errors import TooLate
from surveys.paper.files import KeyedRow, Place, Wrong
from surveys.queries.campaigns import hold_batch
from surveys.queries.foreign import rows_counted
from surveys.submission import Sheet, submit_keyed
from surveys.tickets import new_ticket
from surveys.upsert import upsert

NO_NOTICE = 0  # none of ours was shown: by this, answers from elsewhere are told apart


@dataclass(frozen=True)
class Added:
    """What a file changes: how many rows count, were counted before, say nothing; what is wrong."""

    counted: int
    known: int
    empty: int
    wrong: tuple[Wrong, ...]
    stamp: str  # what tells this from what another moment would make of the same file

    @property
    def is_known(self) -> bool:
        """Whether all that the file holds was counted before."""
        return not self.counted and not self.wrong and bool(self.known)


def check_takes(campaign: Campaign, now: datetime) -> None:
    """Raise unless answers from elsewhere may be added, as sheets of paper may.

    Raises:
        TooLate: answers were made anonymous.
        CampaignNotOpen: what is asked may still change.
    """
    if campaign.anonymised_on is not None:
        raise TooLate
    if not campaign.notice or state_of(campaign, now) is State.PREPARED:
        raise CampaignNotOpen


def add_rows(
    session: Session,
    campaign: Campaign,
    table: Table,
    keyed: Sequence[KeyedRow],
    parts: Sequence[Part],
    places: Mapping[str, Place],
    *,
    secret: str,
    now: datetime,
) -> Added:
    """Count each row of `table` that was not counted yet, as `keyed` says it.

    Each goes under the ticket of nobody, drawn by chance, and in the order of the tickets' hashes:
    nothing tells which row an answer comes from. Where a row is wrong, none is counted.

    Raises:
        TooLate, CampaignNotOpen.
        NothingToAdd: no row says anything.
    """
    check_takes(campaign, now)
    hold_batch(session, campaign.id, alone=True)
    before = rows_counted(session, campaign.id)
    boxes = boxes_of(parts)
    new: dict[bytes, Sheet] = {}
    wrong: list[Wrong] = []
    known = empty = 0
    for row, digest in zip(keyed, table.digests(secret, campaign.id), strict=True):
        if digest in before:
            known += 1
            continue
        read = read_keys(parts, row.typed, campaign.questionnaire)
        wrong += [
            Wrong(row.row, refusal, places.get(name), boxes.get(name))
            for name, refusal in read.problems.items()
        ]
        if not read.problems and read.sheet.is_empty:
            empty += 1
        else:
            new[digest] = read.sheet
    if not new and not known:
        raise NothingToAdd
    if not wrong:
        _count(session, campaign, new, secret=secret, now=now)
    return Added(len(new), known, empty, tuple(wrong), _stamp(new))


def _stamp(new: Mapping[bytes, Sheet]) -> str:
    said = sorted(digest.hex() + repr(sheet) for digest, sheet in new.items())
    return sha256("\n".join(said).encode()).hexdigest()


def _count(
    session: Session, campaign: Campaign, new: Mapping[bytes, Sheet], *, secret: str, now: datetime
) -> None:
    """Record the sheets, and remember their rows, each in an order of its own."""
    drawn = [(new_ticket(secret, campaign.id), sheet) for sheet in new.values()]
    for ticket, sheet in sorted(drawn, key=lambda pair: pair[0].hash):
        if not submit_keyed(session, campaign, ticket, sheet, notice=NO_NOTICE, now=now):
            raise TicketTaken
    rows = [{"campaign_id": campaign.id, "digest": digest} for digest in sorted(new)]
    if rows:
        session.connection().execute(insert(ForeignRow), rows)


def remember(
    session: Session,
    campaign: Campaign,
    titles: str,
    columns: Mapping[int, str],
    meanings: Mapping[str, Mapping[str, str]],
) -> None:
    """Keep a mapping for the next file with the same titles."""
    statement = upsert(
        session, ForeignMapping, ("campaign_id", "titles"), replace=("columns", "meanings")
    )
    row = {
        "campaign_id": campaign.id,
        "titles": titles,
        "columns": {str(place): code for place, code in columns.items()},
        "meanings": {group: dict(found) for group, found in meanings.items()},
    }
    session.connection().execute(statement, row)


def forget_foreign(session: Session, campaign_id: int) -> None:
    """Delete by what rows were known, and how their columns were mapped."""
    for table in (ForeignRow, ForeignMapping):
        session.execute(delete(table).where(table.campaign_id == campaign_id))
