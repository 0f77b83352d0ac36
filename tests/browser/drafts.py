"""A draft of the demonstration's référentiel, on its way to a second version."""

from sqlalchemy.orm import Session

from referentiel.declaring import declare
from referentiel.models import Version
from referentiel.versioning import draft_from
from tests.referentiel.drafting import add, item_in, remove, reword

NOBODY = "00000000-0000-4000-8000-000000000000"


def give_drafts(session: Session, version: Version) -> dict[str, str]:
    """Draft a second version, and one that cannot be published; return what addresses hold."""
    draft, blocked = draft_from(session, version), draft_from(session, version)
    change(session, draft)
    remove(session, blocked, "D4-01")
    add(session, blocked, "D4-01", "D4").lineage = NOBODY
    session.flush()
    return {
        "version": str(version.id),
        "next": str(draft.id),
        "blocked": str(blocked.id),
        "fate": str(item_in(session, version, "D4-03").id),
    }


def change(session: Session, draft: Version) -> None:
    """Reword D4-03, split D4-01, merge D4-04 and D4-05, withdraw D5-01 and add another."""
    before = {code: item_in(session, draft, code).lineage for code in ("D4-01", "D4-04", "D4-05")}
    label = item_in(session, draft, "D4-03").label()
    reword(session, draft, "D4-03", f"{label}, avec d’autres")
    for code in (*before, "D5-01"):
        remove(session, draft, code)
    for code in ("D4-91", "D4-92", "D4-93", "D4-94"):
        add(session, draft, code, "D4")
    declare(session, draft, before["D4-01"], "split", ["D4-91", "D4-92"])
    declare(session, draft, before["D4-04"], "merged", ["D4-93"])
    declare(session, draft, before["D4-05"], "merged", ["D4-93"])
