"""Thousands of requests with identifiers of the other house: no word of it comes out anywhere."""

from collections import Counter
from random import Random

from sqlalchemy import String, cast, func, or_, select
from sqlalchemy.orm import Session

from referentiel.base import Base
from surveys.models import Outgoing
from surveys.roles import Role
from tests.access.visiting import Actor, methods_of, words_in
from tests.access.world import value_of

REQUESTS = 3_000
SECRETS = {"token", "ticket"}  # who holds one is in their right: nobody swaps them
ALIKE = {"extension", "step", "act", "filename", "label"}  # the same in every house
MOSTLY = 0.8  # of the addresses hold an identifier
FIELDS = (  # names of fields that hold an identifier
    "organisation",
    "receiver",
    "campaign",
    "referentiel",
    "event",
    "workshop",
    "person",
    "member",
    "invitation",
    "token",
)
WORDS = ("read", "export", "administrator", "member", "2027-01-01", "on", "Un mot", "", "1")


def mentions(session: Session, word: str) -> dict[str, int]:
    """Return how many rows of each table hold a word in any of their columns."""
    found = {}
    for table in Base.metadata.sorted_tables:
        held = [cast(column, String).contains(word) for column in table.columns]
        count = select(func.count()).select_from(table).where(or_(*held))
        found[table.name] = session.scalar(count) or 0
    return found


def numbers_of(house) -> list[object]:
    """Return the identifiers of a house that a form may hold."""
    people = [person.id for person in house.people.values()]
    return [value for value in house.values.values() if isinstance(value, int | str)] + people


def test_no_word_of_another_organisation_comes_out(app, session, connection, world):
    own, foreign = world.own, world.foreign
    chance = Random(20261121)
    actors = [Actor("anybody"), *(Actor.of(foreign, role) for role in Role)]
    actors.append(Actor("a program of the house", token=foreign.tokens[""]))
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint != "accounts.sign_out"]
    named = [rule for rule in rules if rule.arguments - SECRETS - ALIKE]
    urls = app.url_map.bind("localhost")
    before = mentions(session, own.private)
    swapped: Counter[bool] = Counter()

    for _ in range(REQUESTS):
        rule = chance.choice(named if chance.random() < MOSTLY else rules)
        method = chance.choice(methods_of(rule))
        actor = chance.choice(actors)
        values, foreign_ones = {}, 0
        for name in rule.arguments:
            is_secret = name in SECRETS
            house = foreign if is_secret or chance.random() < 0.1 else own
            foreign_ones += house is own and name not in ALIKE
            values[name] = value_of(house, rule.endpoint, name)
        form = {
            name: chance.choice([*numbers_of(own), *WORDS])
            for name in chance.sample(FIELDS, chance.randint(0, 4))
        }
        query = {name: chance.choice(numbers_of(own)) for name in chance.sample(FIELDS, 1)}
        path = urls.build(rule.endpoint, values, method=method)
        swapped[foreign_ones > 0] += 1
        with connection.begin_nested() as visit:
            response = actor.client(app).open(
                path,
                method=method,
                data=form if method != "GET" else None,
                query_string=query,
                headers=actor.headers(path),
            )
            said = words_in(response)
            told = own.private in said or own.names in said
            assert not told, f"{method} {path} as {actor.name}: {response.status}"
            assert response.status_code < 500, f"{method} {path} as {actor.name}"
            if chance.random() < 0.5:
                visit.rollback()

    session.expire_all()
    letters = session.scalars(select(Outgoing).where(~Outgoing.address.contains(own.private)))
    assert [letter for letter in letters if own.private in str(letter.payload)] == []
    assert mentions(session, own.private) == before, "a row of the other house has changed"
    assert swapped[True] >= REQUESTS / 2
