"""A server killed at any moment under load has every answer that it acknowledged, once."""

import time
from concurrent.futures import ThreadPoolExecutor
from random import Random

import pytest

from tests.crowd.checking import check_base, check_opens
from tests.crowd.phones import Phone, Times
from tests.crowd.servers import nursery, prepare, production

CODES = ["D1-01", "D1-02", "D1-03", "D1-04", "D1-05"]
CROWD = 12  # phones that answer at a time
BETWEEN = 5  # answers at least, from one kill to the next


@pytest.mark.parametrize(
    ("serving", "kills", "between"),
    [
        pytest.param(nursery, 5, (0.1, 1.0), id="5 kills"),
        pytest.param(production, 50, (0.2, 2.0), id="50 kills", marks=pytest.mark.chaos),
    ],
)
def test_no_acknowledged_answer_is_lost_nor_counted_twice(serving, kills, between, tmp_path, tell):
    ground = prepare(f"sqlite:///{tmp_path}/base.sqlite3", tmp_path, CODES)
    chance, times = Random(5), Times()
    phones: list[Phone] = []
    is_over = False

    def one_after_the_other(place: int) -> None:
        while not is_over:
            number = place + CROWD * len(phones)
            phone = Phone(ground.port, ground.campaign, number, times, script=bool(place % 3))
            phone.answer()
            phones.append(phone)

    with serving(ground) as kill, ThreadPoolExecutor(CROWD) as pool:
        answering = [pool.submit(one_after_the_other, place) for place in range(CROWD)]
        for turn in range(kills):
            while len(phones) < BETWEEN * turn:  # a server that did nothing is no proof
                time.sleep(0.05)
            time.sleep(chance.uniform(*between))
            kill()
        is_over = True
        for done in answering:
            done.result()

    check_opens(ground)
    check_base(ground, phones)
    tell(f"{kills} kills of {serving.__name__}: {len(phones)} answers, none lost, none twice")
