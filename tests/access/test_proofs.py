"""What changes something asks for a proof that a page of ours asked; reading changes nothing."""

import pytest
from sqlalchemy import Engine, event

from surveys.roles import Role
from tests.access.test_matrix import addresses
from tests.access.visiting import CALLED, Actor, undone

WRITES = ("INSERT", "UPDATE", "DELETE")
NOTED = {  # what is read there is noted for the person it tells about
    "space.result",
    "shared.show",
    "space.export",
    "trajectory.show",
    "trajectory.share",
    "shared.trajectory",
}
PROVED = {  # without a token in the form, and why
    "answers.another": "only forgets a ticket",
    "answers.resume": "what is typed is the proof",
    "codes.keep": "the ticket in the address is the proof",
    "followed.stop": "the token in the address is the proof, also for mail programs (RFC 8058)",
    "invited.leave": "the token in the address is the proof",
    "invited.show": "the token in the address is the proof",
    "replaced.carry": "the ticket that is held is the proof",
    "shared.trajectory": "the token in the address is the proof, and what is read is noted",
    "codes.forget": "the ticket in the address is the proof",
    "results.change": "the ticket in the address is the proof",
    "results.take_back": "the ticket in the address is the proof",
    "shared.show": "the token in the address is the proof, and what is read is noted",
}


@pytest.fixture
def writes(engine: Engine):
    """The statements that changed something."""
    statements: list[str] = []

    def note(_connection, _cursor, statement, *_rest) -> None:
        if statement.startswith(WRITES):
            statements.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield statements
    event.remove(engine, "before_cursor_execute", note)


def asked(app, world, *, reading: bool):
    """Return the addresses of the pages that read, or of those that change something."""
    return [
        (endpoint, method, path)
        for (endpoint, method), paths in addresses(app, world.own).items()
        for path in paths
        if not path.startswith(CALLED) and (method == "GET") is reading
    ]


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.FACILITATOR, Role.MEMBER])
def test_nothing_changes_when_a_page_is_read(app, connection, world, writes, role):
    actor = Actor.of(world.own, role)
    changing = {}

    for endpoint, _method, path in asked(app, world, reading=True):
        writes.clear()
        with undone(connection), actor.client(app).get(path):
            if writes and endpoint not in NOTED:
                changing[endpoint] = list(writes)

    assert changing == {}


def test_a_form_without_its_proof_changes_nothing(app, connection, world, writes):
    app.config["WTF_CSRF_ENABLED"] = True
    actors = [Actor.of(world.own, role) for role in (Role.ADMINISTRATOR, Role.FACILITATOR)]
    taken, proved = {}, set()

    for endpoint, method, path in asked(app, world, reading=False):
        if endpoint in PROVED:
            proved.add(endpoint)
            continue
        for actor in actors:
            writes.clear()
            with undone(connection), actor.client(app).open(path, method=method) as response:
                if response.status_code != 400 or writes:
                    taken[f"{method} {endpoint}"] = (response.status_code, list(writes))

    assert taken == {}
    assert proved == PROVED.keys(), "delete the exception that is no more"
