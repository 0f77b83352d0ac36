"""The world that all these tests look at: two houses on one référentiel."""

from dataclasses import dataclass

import pytest
from sqlalchemy.orm import Session

from tests.access.house import House
from tests.access.world import CODES, make_house
from tests.factories import make_version


@dataclass(frozen=True)
class World:
    own: House
    foreign: House


@pytest.fixture
def world(session: Session) -> World:
    version = make_version(session, CODES)
    own = make_house(session, version, "alpha", hosts=True)
    foreign = make_house(session, version, "bravo")
    return World(own, foreign)
