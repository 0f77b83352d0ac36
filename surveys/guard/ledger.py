"""The ledger of erasures: what must stay erased where an older backup is restored.

It is kept twice, under keyed hashes that name nobody: in the base with each erasure, and in a file
beside the base, which no restored base brings back to what it was.
"""

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from surveys.guard.sealing import keyed
from surveys.models import Erasure
from surveys.upsert import upsert

FILE = "erasures.jsonl"
PERSON = "person"
SUBMISSION = "submission"
ORGANISATION = "organisation"


@dataclass(frozen=True)
class Line:
    """One erasure, as the file tells it."""

    digest: bytes
    kind: str
    at: datetime

    @property
    def text(self) -> str:
        told = {"kind": self.kind, "digest": self.digest.hex(), "at": self.at.isoformat()}
        return json.dumps(told, separators=(",", ":"))


def digest_of(secret: str, name: str) -> bytes:
    """Return what the ledger keeps of a name: a `uid`, or the hash of a ticket in hexadecimal."""
    return keyed(secret, "erasure", name)


def enter(
    session: Session, folder: Path, *, secret: str, kind: str, name: str, now: datetime
) -> Line:
    """Write an erasure in the file, then in the base.

    The file comes first: should the base not follow, the erasure that was asked for is done when
    the ledger is next replayed. Only the day is told, as for the answers themselves.
    """
    day = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    line = Line(digest=digest_of(secret, name), kind=kind, at=day)
    write_lines(folder, [line])
    copy_in(session, [line])
    return line


def copy_in(session: Session, lines: Iterable[Line]) -> None:
    """Write in the base the lines that it does not have."""
    insert = upsert(session, Erasure)
    for line in lines:
        row = {"digest": line.digest, "kind": line.kind, "at": line.at}
        session.connection().execute(insert, row)


def lines_in_base(session: Session) -> dict[bytes, Line]:
    """Return the erasures that the base tells of, by digest."""
    rows = session.execute(select(Erasure.digest, Erasure.kind, Erasure.at))
    return {digest: Line(digest, kind, at) for digest, kind, at in rows}


def lines_in_file(folder: Path) -> dict[bytes, Line]:
    """Return the erasures that the file tells of, by digest; a line cut short is left out."""
    path = folder / FILE
    found = map(_read, path.read_text().splitlines()) if path.exists() else ()
    return {line.digest: line for line in found if line}


def write_lines(folder: Path, lines: Iterable[Line]) -> None:
    """Add lines to the file, and see them to the disk."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / FILE).open("a+b") as file:
        if file.seek(0, os.SEEK_END):
            file.seek(-1, os.SEEK_END)
            cut_short = file.read(1) != b"\n"
        else:
            cut_short = False
        text = "".join(f"{line.text}\n" for line in lines)
        file.write((b"\n" if cut_short else b"") + text.encode())
        file.flush()
        os.fsync(file.fileno())


def _read(text: str) -> Line | None:
    try:
        told = json.loads(text)
        at = datetime.fromisoformat(told["at"])
        return Line(digest=bytes.fromhex(told["digest"]), kind=told["kind"], at=at)
    except (ValueError, KeyError, TypeError):
        return None
