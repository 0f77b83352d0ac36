"""A room full of phones behind one address, on a network that loses a third of what it carries."""

import pytest

from tests.crowd.checking import check_base
from tests.crowd.phones import Phone, Times, answer_all
from tests.crowd.servers import prepare, production

CODES = [f"D{area}-0{n}" for area in range(1, 5) for n in range(1, 6)]
TROUBLE = 0.3
WITHIN = 60  # seconds


def let_in(ground, size: int) -> tuple[list[Phone], Times]:
    times = Times()
    phones = [
        Phone(ground.port, ground.campaign, n, times, script=n % 3 > 0, trouble=TROUBLE)
        for n in range(size)
    ]
    return phones, times


def test_forty_phones_on_a_bad_network_answer_once_each(tmp_path):
    ground = prepare(f"sqlite:///{tmp_path}/base.sqlite3", tmp_path, CODES[:5])
    phones, _times = let_in(ground, 40)

    with production(ground):
        answer_all(phones)

    check_base(ground, phones)


@pytest.mark.chaos
@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_two_hundred_phones_answer_within_a_minute(engine, tmp_path, request, tell):
    url = f"sqlite:///{tmp_path}/base.sqlite3"
    if engine == "postgresql":
        url = request.getfixturevalue("postgres_url")
    ground = prepare(url, tmp_path, CODES)
    phones, times = let_in(ground, 200)

    with production(ground):
        taken = answer_all(phones)
        check_base(ground, phones)

    tell(f"{engine}: 200 phones, 30 % in trouble, {taken:.1f} s; {times.said()}")
    assert taken <= WITHIN
