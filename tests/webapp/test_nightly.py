from datetime import timedelta

from sqlalchemy import select

from surveys.guard import outbox
from surveys.guard.audit import KEPT, first_broken, record
from surveys.guard.outbox import LETTER, write_letter
from surveys.guard.rates import Limit, count_try
from surveys.models import AuditEntry, Idempotency, Outgoing, Rate
from tests.conftest import NOW
from tests.factories import SECRET
from webapp.nightly import forget_what_is_due


def test_every_night_what_has_served_its_time_goes_and_the_rest_stays(session, ground):
    for moment, uid in ((NOW - timedelta(days=31), "old"), (NOW, "new")):
        write_letter(session, to="anne@example.org", subject=uid, body="y", now=moment)
        outbox.settle(session, outbox.claim(session, LETTER, now=moment), now=moment)
        count_try(session, SECRET, Limit("password", 9, 600), "anne", now=moment)
        session.add(
            Idempotency(
                key_hash=uid.encode(), request_hash=b"", status=200, body=b"", created_at=moment
            )
        )
    record(session, "report.shared", now=NOW - KEPT - timedelta(days=1))
    record(session, "report.shared", now=NOW)
    session.commit()

    forget_what_is_due(ground())
    forget_what_is_due(ground())

    session.expire_all()
    assert len(session.scalars(select(Outgoing)).all()) == 1
    assert len(session.scalars(select(Rate)).all()) == 1
    assert [key.key_hash for key in session.scalars(select(Idempotency))] == [b"new"]
    acts = session.execute(select(AuditEntry.id, AuditEntry.act).order_by(AuditEntry.id)).all()
    assert acts == [(2, "report.shared"), (3, "journal.pruned")]
    assert first_broken(session) is None
