"""A fixed rate of submissions, then the same export again and again (in the manner of ODK's CI)."""

import time
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection

import pytest

from reports.release import release_campaign
from surveys.campaigns import close_campaign
from surveys.guard.tokens import Holder, make_token
from surveys.queries.campaigns import campaign_by_code
from surveys.roles import Act
from tests.crowd.checking import check_base, check_no_transaction_stays
from tests.crowd.phones import Phone, Times
from tests.crowd.servers import prepare, production
from tests.factories import LANGUAGES, make_person
from webapp.clock import utc_now

pytestmark = pytest.mark.chaos
CODES = [f"D{area}-0{n}" for area in range(1, 9) for n in range(1, 6)]
RATE = 20  # submissions a second, whether the server keeps up or not
SECONDS = 30
PAUSE = 5
EXPORTS = 100
APART = 0.3  # seconds


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_a_steady_rate_is_taken_whole_and_leaves_nothing_open(engine, tmp_path, request, tell):
    url = f"sqlite:///{tmp_path}/base.sqlite3"
    if engine == "postgresql":
        url = request.getfixturevalue("postgres_url")
    ground = prepare(url, tmp_path, CODES)
    times = Times()
    phones = [Phone(ground.port, ground.campaign, 2 * n + 1, times) for n in range(RATE * SECONDS)]

    with production(ground):
        taken = offer(phones)
        check_base(ground, phones)
        time.sleep(PAUSE)
        token = release(ground)
        sizes = exports(ground, token)
        check_no_transaction_stays(ground)
        passer = Phone(ground.port, ground.campaign, 1, Times())
        assert passer.ask("GET", "/account/sign-in")[0] == 200

    tell(
        f"{engine}: {len(phones)} submissions of 40 competences offered at {RATE}/s, taken in "
        f"{taken:.1f} s; {times.said()}; {len(sizes)} exports of {set(sizes)} bytes"
    )
    assert len(sizes) == EXPORTS
    assert len(set(sizes)) == 1


def offer(phones: list[Phone]) -> float:
    """Let one phone in every 1 / RATE seconds; return how long all took, one failure failing."""
    began = time.perf_counter()

    def in_turn(place: int) -> None:
        time.sleep(max(0.0, began + place / RATE - time.perf_counter()))
        phones[place].answer()

    with ThreadPoolExecutor(200) as pool:
        list(pool.map(in_turn, range(len(phones))))
    return time.perf_counter() - began


def release(ground) -> str:
    """Publish the figures and return a token to take them away with."""
    with ground.session() as session:
        campaign = campaign_by_code(session, ground.campaign.code)
        close_campaign(session, campaign, now=utc_now())
        release_campaign(session, campaign, now=utc_now(), languages=LANGUAGES)
        text = make_token(
            session,
            Holder(organisation_id=campaign.organisation_id),
            name="soak",
            scopes=(Act.READ,),
            days=30,
            maker_id=make_person(session).id,
            now=utc_now(),
        )
        session.commit()
    return text


def exports(ground, token: str) -> list[int]:
    sizes = []
    for _ in range(EXPORTS):
        wire = HTTPConnection("127.0.0.1", ground.port, timeout=60)
        address = f"/api/v1/campaigns/{ground.campaign.id}/report.csv"
        wire.request("GET", address, headers={"Authorization": f"Bearer {token}"})
        answer = wire.getresponse()
        sizes.append(len(answer.read()))
        assert answer.status == 200
        wire.close()
        time.sleep(APART)
    return sizes
