"""A capacity holds to the unit on a real PostgreSQL, with sixteen writers at the same moment."""

import pytest

from tests.test_capacity_at_once import check_capacity, limited
from tests.test_postgres import engine, sessions  # noqa: F401 -- fixtures

pytestmark = pytest.mark.postgres


def test_five_places_take_five_of_sixteen_writers(sessions):  # noqa: F811
    check_capacity(sessions, limited(sessions))
