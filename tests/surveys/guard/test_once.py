from datetime import timedelta

import pytest

from surveys.guard.once import LIFE, AlreadyUsed, spend
from tests.conftest import NOW
from tests.factories import SECRET


def test_a_token_is_given_back_once(session):
    spend(session, SECRET, "token", issued_at=NOW)

    with pytest.raises(AlreadyUsed):
        spend(session, SECRET, "token", issued_at=NOW)
    spend(session, SECRET, "another", issued_at=NOW)


def test_a_token_made_at_the_end_of_a_window_serves_once_all_the_same(session):
    seconds = int(NOW.timestamp())
    last = NOW + timedelta(seconds=LIFE - 1 - seconds % LIFE)
    spend(session, SECRET, "token", issued_at=last)

    with pytest.raises(AlreadyUsed):
        spend(session, SECRET, "token", issued_at=last)
