"""Every address as everybody, beside what was written by hand in `matrix.csv`.

A cell says what somebody gets: `sees` (an answer with the private word of the house), `page` (an
answer without it), `does` (the act is done and leads on), `sign-in`, or the status of a refusal.
"""

import csv
from pathlib import Path

from flask import Flask
from sqlalchemy import Connection
from werkzeug.test import TestResponse

from surveys.models import Share
from surveys.roles import Role
from tests.access.house import House
from tests.access.visiting import Actor, methods_of, undone, words_in
from tests.access.world import value_of
from tests.conftest import NOW

EXPECTED = Path(__file__).with_name("matrix.csv")
RELATIONS = ("own", "foreign", "shared")
PEOPLE = ["anonymous", *(f"{relation} {role}" for relation in RELATIONS for role in Role)]
SHOWN = range(200, 300)
LEADING_ON = range(300, 400)


def expected() -> dict[tuple[str, str], dict[str, str]]:
    with EXPECTED.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {(row.pop("endpoint"), row.pop("method")): row for row in rows}


def outcome(response: TestResponse, house: House) -> str:
    """Return what a visitor got, in a word of the table."""
    seen = house.private in words_in(response)
    if response.status_code in SHOWN:
        return "sees" if seen else "page"
    if response.status_code in LEADING_ON:
        led = response.location.startswith("/account/sign-in")
        word = "sign-in" if led else "does"
    else:
        word = str(response.status_code)
    return f"{word} and sees" if seen else word


def addresses(app: Flask, house: House) -> dict[tuple[str, str], list[str]]:
    """Return the addresses of every endpoint and method, with the values of a house."""
    urls = app.url_map.bind("localhost")
    found: dict[tuple[str, str], list[str]] = {}
    for rule in app.url_map.iter_rules():
        values = {name: value_of(house, rule.endpoint, name) for name in rule.arguments}
        for method in methods_of(rule):
            path = urls.build(rule.endpoint, values, method=method)
            found.setdefault((rule.endpoint, method), []).append(path)
    return found


def share(session, world) -> None:
    """Share the report of the first house with the second, files included."""
    session.add(
        Share(
            organisation_id=world.own.organisation.id,
            receiver_id=world.foreign.organisation.id,
            campaign_id=world.own.values["campaign_id"],
            scope="export",
            purpose="Préparer une formation",
            granted_by=world.own.people[Role.FACILITATOR].id,
            since=NOW,
        )
    )
    session.commit()


def got(app: Flask, connection: Connection, actor: Actor, world, *relations: str):
    """Return what an actor gets of each address of the first house, by endpoint and method."""
    cells = {}
    for key, paths in addresses(app, world.own).items():
        outcomes = set()
        for path in paths:
            with undone(connection):
                headers = actor.headers(path)
                response = actor.client(app).open(path, method=key[1], headers=headers)
                outcomes.add(outcome(response, world.own))
        cells[key] = dict.fromkeys(relations, " or ".join(sorted(outcomes)))
    return cells


def test_everybody_gets_of_every_address_what_the_table_says(app, session, connection, world):
    found: dict[tuple[str, str], dict[str, str]] = {}

    def visit(actor: Actor, column: str) -> None:
        for key, cells in got(app, connection, actor, world, column).items():
            found.setdefault(key, {}).update(cells)

    visit(Actor("anonymous"), "anonymous")
    for role in Role:
        visit(Actor.of(world.own, role), f"own {role}")
        visit(Actor.of(world.foreign, role), f"foreign {role}")
    share(session, world)
    for role in Role:
        visit(Actor.of(world.foreign, role), f"shared {role}")

    wanted = expected()
    differences = [
        f"{endpoint} {method} as {who}: {cells[who]}, not {meant}"
        for (endpoint, method), cells in found.items()
        for who in PEOPLE
        if cells[who] != (meant := wanted.get((endpoint, method), {}).get(who))
    ]
    assert differences == [], "write what is meant in tests/access/matrix.csv, or mend the rule"
    assert wanted.keys() - found.keys() == set(), "delete the lines of addresses that are gone"
