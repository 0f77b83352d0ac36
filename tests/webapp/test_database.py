"""The session of a request."""

import gc
from weakref import ref

from sqlalchemy import event, select

from referentiel.people import Organisation
from tests.factories import make_organisation
from webapp.database import SteadySession


def test_rows_stay_alive_while_a_session_lets_go_of_them(session):
    make_organisation(session, "unadel")
    make_organisation(session, "carrefour")
    session.commit()
    steady = SteadySession(session.connection(), join_transaction_mode="create_savepoint")
    rows = list(steady.scalars(select(Organisation)))
    for row in rows:
        row.itself = row  # only the collector can free it, like what a template refers to
    references = [ref(row) for row in rows]
    del rows, row
    alive = []

    @event.listens_for(steady, "persistent_to_detached")
    def collect(_session, _row):
        gc.collect()
        alive.append([reference() is not None for reference in references])

    steady.close()

    assert alive == [[True, True], [True, True]]
    gc.collect()
    assert [reference() for reference in references] == [None, None]
