"""Keying all the sheets of a file, each as on screen: in one transaction, all or nothing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from hashlib import sha256

from sqlalchemy.orm import Session

from referentiel.base import Refusal
from surveys.errors import UnknownCode
from surveys.models import Campaign
from surveys.paper.boxes import Part, Read, boxes_of, read_keys
from surveys.paper.errors import CodeMissing, CountedAlready, KeyedAbove, UnknownSheet
from surveys.paper.files import KeyedFile, KeyedRow, Wrong
from surveys.paper.keying import Outcome, key_sheet, sheet_to_key
from surveys.queries.campaigns import hold_batch
from surveys.queries.paper import attempts_of
from surveys.tickets import Ticket, ticket_of_code


@dataclass(frozen=True)
class Taken:
    """What became of a row."""

    row: int
    ticket: Ticket
    outcome: Outcome
    second: bool  # the sheet had been keyed before, from elsewhere
    again: bool  # it had been keyed from this very file: nothing changed


@dataclass(frozen=True)
class Import:
    """What a file changes, and what is wrong in it; where anything is, the caller undoes it all."""

    taken: tuple[Taken, ...]
    wrong: tuple[Wrong, ...]

    @cached_property
    def again(self) -> list[Taken]:
        return [one for one in self.taken if one.again]

    @cached_property
    def second(self) -> list[Taken]:
        return [one for one in self.taken if one.second]

    def new(self, outcome: Outcome) -> list[Taken]:
        """Return the rows that come to this, and had not before."""
        return [one for one in self.taken if one.outcome == outcome and not one.again]

    @property
    def is_known(self) -> bool:
        """Whether all that the file holds had been keyed before: there is nothing to change."""
        counted = all(isinstance(one.refusal, CountedAlready) for one in self.wrong)
        return counted and len(self.again) == len(self.taken)

    @property
    def stamp(self) -> str:
        """What tells this from what another moment would make of the same file."""
        rows = [f"{one.row}{one.outcome}{one.second}{one.again}" for one in self.taken]
        return sha256(" ".join(rows).encode()).hexdigest()


def key_file(
    session: Session,
    campaign: Campaign,
    keyed: KeyedFile,
    parts: Sequence[Part],
    *,
    secret: str,
    mark: str,
    now: datetime,
) -> Import:
    """Key every row of a file. `mark` is that of the file: sent again, it changes nothing.

    Nobody else sends meanwhile: rows of the tally are written in no order that could be shared.
    """
    hold_batch(session, campaign.id, alone=True)
    reads = {row.row: read_keys(parts, row.typed, campaign.questionnaire) for row in keyed.rows}
    wrong = _wrong_boxes(keyed, reads, parts)
    tickets = _tickets(keyed.rows, wrong, secret, campaign.id)
    kept = attempts_of(session, [ticket.hash for ticket in tickets.values()])
    taken = []
    # By their hashes, so that no order of rows tells how the pile lay.
    for row, ticket in sorted(tickets.items(), key=lambda pair: pair[1].hash):
        before, attempt = kept.get(ticket.hash, set()), attempt_of(mark, ticket)
        read = reads[row]
        try:
            if read.problems:
                sheet_to_key(session, campaign, ticket, now=now)
                continue
            outcome = key_sheet(session, campaign, ticket, read, parts, attempt=attempt, now=now)
        except Refusal as refusal:
            wrong.append(Wrong(row, refusal))
        else:
            again = attempt in before
            taken.append(Taken(row, ticket, outcome, bool(before) and not again, again))
    return Import(tuple(sorted(taken, key=lambda one: one.row)), tuple(sorted(wrong, key=_order)))


def attempt_of(mark: str, ticket: Ticket) -> str:
    """Return by what a sheet keyed from a file is known; no two sheets share it."""
    return sha256(f"{mark}:{ticket.text}".encode()).hexdigest()


def _wrong_boxes(keyed: KeyedFile, reads: Mapping[int, Read], parts: Sequence[Part]) -> list[Wrong]:
    boxes = boxes_of(parts)
    return [
        Wrong(row, refusal, keyed.places.get(name), boxes.get(name))
        for row, read in reads.items()
        for name, refusal in read.problems.items()
    ]


def _tickets(
    rows: Iterable[KeyedRow], wrong: list[Wrong], secret: str, campaign_id: int
) -> dict[int, Ticket]:
    """Return the ticket of each row whose code may be one; the others are added to `wrong`."""
    found: dict[int, Ticket] = {}
    first: dict[bytes, int] = {}
    for row in rows:
        try:
            ticket = _ticket(row, secret, campaign_id)
        except Refusal as refusal:
            wrong.append(Wrong(row.row, refusal))
            continue
        if first.setdefault(ticket.hash, row.row) == row.row:
            found[row.row] = ticket
        else:
            wrong.append(Wrong(row.row, KeyedAbove(row=first[ticket.hash])))
    return found


def _ticket(row: KeyedRow, secret: str, campaign_id: int) -> Ticket:
    if not row.code:
        raise CodeMissing
    try:
        return ticket_of_code(secret, campaign_id, row.code)
    except UnknownCode:
        raise UnknownSheet from None


def _order(wrong: Wrong) -> tuple[int, int]:
    return wrong.row, -1 if wrong.place is None else wrong.place.number
