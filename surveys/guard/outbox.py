"""Letters and calls written in the transaction of the act they tell of, and sent after it."""

from datetime import datetime

from sqlalchemy.orm import Session

from referentiel.people import new_uid
from surveys.models import Outgoing

LETTER = "letter"
HOOK = "hook"


def write_letter(
    session: Session,
    *,
    to: str,
    subject: str,
    body: str,
    now: datetime,
    person_id: int | None = None,
    invitation_id: int | None = None,
) -> Outgoing:
    """Put a letter of plain text in the outbox; it leaves once the caller has committed.

    `person_id` or `invitation_id` says whose address is wrong if the letter comes back.
    """
    letter = Outgoing(
        kind=LETTER,
        uid=new_uid(),
        address=to,
        payload={"subject": subject, "body": body},
        created_at=now,
        due_at=now,
        person_id=person_id,
        invitation_id=invitation_id,
    )
    session.add(letter)
    session.flush()
    return letter
