"""The audit of suppression: on random campaigns, no reader of everything can place a masked cell.

Each seed makes an event with one or two campaigns of random size, answers that come, go and change
between one to four releases made by the real `release_campaign`, and audits all that was published.
"""

from dataclasses import dataclass
from random import Random

import pytest

from reports.cells import ALL, SUBMISSIONS, Line, Shown
from reports.disclosure import Published, spans
from reports.homogeneity import says_the_same
from reports.queries import every_line, has_goals, last_release, released_lines
from reports.release import release_campaign
from reports.sums import Part, totals
from reports.telling import moved_by_few, telling_groups
from surveys.errors import NotEnoughAnswers
from surveys.levels import Blank, LevelAnswer
from surveys.models import Release
from surveys.models.campaigns import ANONYMOUS, PSEUDONYMOUS
from surveys.submission import Sheet, submit, withdraw
from tests.conftest import NOW
from tests.factories import OPENED, make_campaign, make_event, make_ticket, make_version

CODES = ("D4-01", "D4-02", "D4-03", "D4-04")
CHOICES = {
    "profile": ("P1", "P2", "P3", ""),
    "structure": ("public", "association", "other", ""),
    "agent": ("yes", "no", ""),
}


@dataclass
class Crowd:
    """What a random campaign is like: how skewed its groups are, how many leave blanks."""

    chance: Random
    campaign: object
    weights: dict[str, list[float]]
    blank: float
    levels: list[list[float]]

    @classmethod
    def of(cls, chance, campaign):
        weights = {
            name: [chance.choice((0, 1, 1, 3, 9)) for _ in CHOICES[name][:-1]] + [0.5]
            for name in campaign.attributes
        }
        count = len(campaign.questionnaire.items)
        levels = [[chance.random() ** 3 + 0.01 for _ in range(5)] for _ in range(count)]
        return cls(chance, campaign, weights, chance.choice((0, 0.02, 0.1, 0.4)), levels)

    def sheet(self):
        about = {
            name: self.chance.choices(CHOICES[name], self.weights[name])[0]
            for name in self.campaign.attributes
        }
        answers = [self.answer(place) for place in range(len(self.levels))]
        if all(answer.current == Blank.NO_ANSWER for answer in answers):
            answers[0] = LevelAnswer(current=2)
        return Sheet({name: value for name, value in about.items() if value}, tuple(answers))

    def answer(self, place):
        rating = {"current": self.step(place)}
        for name in self.campaign.questionnaire.ratings:
            if name != "current":
                rating[name] = self.step(place)
        return LevelAnswer.of(rating)

    def step(self, place):
        if self.chance.random() < self.blank:
            return int(self.chance.choice((5, 6, 7)))
        return self.chance.choices(range(5), self.levels[place])[0]


def random_campaign(session, chance, version, event):
    names = chance.sample(sorted(CHOICES), chance.randint(1, 3))
    attributes = [name for name in CHOICES if name in names]
    crossed = attributes[:2] if len(attributes) > 1 and chance.random() < 0.5 else []
    ratings = chance.sample(("importance", "target", "before"), chance.randint(0, 2))
    campaign = make_campaign(
        session,
        CODES[: chance.randint(2, 4)],
        version=version,
        event=event,
        attributes=attributes,
        ratings=ratings,
        mode=chance.choice((ANONYMOUS, PSEUDONYMOUS)),
    )
    campaign.k = chance.choice((3, 5, 5, 7))
    campaign.crossed = crossed
    session.flush()
    return campaign


def live(session, chance, campaign):
    """Let people come, change and leave, and release up to four times; yield after each."""
    crowd, tickets = Crowd.of(chance, campaign), []
    size = chance.randint(12, 60) * (3 if campaign.crossed else 1)
    releases = chance.randint(1, 4)
    first = size if releases == 1 else round(size * chance.choice((0.3, 0.6)))
    waves = [first, *[chance.randint(campaign.k, size) for _ in range(releases - 1)]]
    for wave in waves:
        for _ in range(wave):
            ticket = make_ticket(campaign)
            submit(session, campaign, ticket, crowd.sheet(), now=OPENED, notice=1)
            tickets.append(ticket)
        for ticket in tickets[len(tickets) - chance.randint(0, 3) :]:
            submit(session, campaign, ticket, crowd.sheet(), now=OPENED, notice=1)
        if campaign.mode == PSEUDONYMOUS:
            for _ in range(chance.randint(0, 2)):
                withdraw(session, campaign, tickets.pop(chance.randrange(len(tickets))))
        try:
            release_campaign(session, campaign, now=NOW, languages={})
        except NotEnoughAnswers:
            continue
        yield


def published(session, campaign):
    releases = session.query(Release).filter(Release.campaign_id == campaign.id)
    return Published(
        campaign.k,
        {release.number: release.received for release in releases},
        every_line(session, campaign.id),
        goals=has_goals(campaign),
    )


def event_totals(session, campaigns):
    """Return the totals of an event as they are shown now."""
    parts = []
    for campaign in campaigns:
        last = last_release(session, campaign.id)
        codes = CODES[: len(campaign.questionnaire.items)]
        parts += [Part(codes, released_lines(session, last))] if last else []
    return totals(parts)


def faults_of_totals(before, after, k):
    """Return the totals of few people, of one level, or that changed by few at one release."""
    return [
        key
        for key, total in after.items()
        if total.n < k
        or (total.counts and says_the_same(total.counts))
        or (key in before and 0 < abs(total.n - before[key].n) < k)
    ]


def audit(session, seed):
    """Publish the campaigns of a random event, and return every fault of what was published."""
    chance = Random(seed)
    version = make_version(session, CODES, expected=(3, 2, 1))
    event = make_event(session, slug=f"evenement-{seed}")
    count = chance.randint(1, 2)
    campaigns = [random_campaign(session, chance, version, event) for _ in range(count)]
    found = []
    for campaign in campaigns:
        before = event_totals(session, campaigns)
        for _ in live(session, chance, campaign):
            after = event_totals(session, campaigns)
            found += faults_of_totals(before, after, min(c.k for c in campaigns))
            before = after
        known = published(session, campaign)
        found += [span for span in spans(known) if span.width < known.k]
        found += moved_by_few(known) + telling_groups(known)
    return found


@pytest.mark.parametrize("seed", range(25))
def test_no_masked_cell_of_a_random_event_can_be_placed(session, seed):
    assert audit(session, seed) == []


@pytest.mark.chaos
@pytest.mark.parametrize("seed", range(25, 525))
def test_no_masked_cell_of_hundreds_of_random_events_can_be_placed(session, seed):
    assert audit(session, seed) == []


def shown(n, *levels):
    """A visible cell, its people spread over `levels`, or with its n alone."""
    parts = {7 << 6 | level << 3 | 7: n // len(levels) for level in levels}
    return Shown(visible=True, n=n, counts=parts)


def masked(n=0):
    return Shown(visible=False, n=n)


def line(breakdown, position, number, **cells):
    return Line(breakdown, position, number, {name.strip("_"): c for name, c in cells.items()})


def said(*lines, received, k=5):
    """What was published of a campaign without goals."""
    return Published(k, received, lines, goals=False)


def placed(known):
    return {span.cell: (span.low, span.high) for span in spans(known)}


def test_the_audit_places_a_small_group_and_the_only_other():
    # The rule of once: {5, 1}, total 6, k = 5. « Masqué » is somebody, and one of the two is few.
    known = said(line("agent", SUBMISSIONS, 1, yes=masked(5), no=masked(1)), received={1: 6})

    assert placed(known) == {
        ("agent", SUBMISSIONS, "yes", 1): (1, 5),
        ("agent", SUBMISSIONS, "no", 1): (1, 5),
    }


def test_the_audit_places_a_masked_group_by_the_blanks_of_a_competence():
    # 8 and 7 answered; 11 rated, four blanks: of « no », masked beside « yes », 3 to 7 did; as
    # 8 - 4 of « yes » is 4 at least, either may be the one of fewer than five: 3 or 4, or 7.
    known = said(
        line("agent", SUBMISSIONS, 1, yes=shown(8, 1), no=shown(7, 1)),
        line(ALL, 0, 1, _=shown(11, 1)),
        line("agent", 0, 1, yes=masked(7), no=masked(4)),
        received={1: 15},
    )

    assert placed(known) == {("agent", 0, "yes", 1): (4, 8), ("agent", 0, "no", 1): (3, 7)}


def test_the_audit_places_a_mask_lifted_too_early():
    # 4 and 7 were masked, 11 together. Both appear with k more, at 9 and 12: 4 ≤ 9 - 5, 7 ≤ 12 - 5.
    known = said(
        line("agent", SUBMISSIONS, 1, yes=shown(12, 1), no=masked(4), other=masked(7)),
        line("agent", SUBMISSIONS, 2, yes=shown(17, 1), no=shown(9, 1), other=shown(12, 1)),
        received={1: 23, 2: 38},
    )

    assert placed(known) == {
        ("agent", SUBMISSIONS, "no", 1): (4, 4),
        ("agent", SUBMISSIONS, "other", 1): (7, 7),
    }


def test_the_audit_places_a_newcomer_among_groups_that_were_shown():
    # « no » had 6 people and 5 more at least; the newcomer is one of the 13 that are left.
    known = said(
        line("agent", SUBMISSIONS, 1, yes=shown(20, 1), no=shown(6, 1)),
        line("agent", SUBMISSIONS, 2, yes=shown(20, 1), no=masked(11), other=masked(2)),
        received={1: 26, 2: 33},
    )

    assert placed(known) == {
        ("agent", SUBMISSIONS, "no", 2): (11, 12),
        ("agent", SUBMISSIONS, "other", 2): (1, 2),
    }


def test_the_audit_places_crossed_cells_by_their_margins():
    # Two rows of 20, two columns of 20, one visible cell: the three others follow from it.
    crossed = {"yes×rural": masked(6), "yes×urban": masked(14), "no×rural": shown(14, 1)}
    known = said(
        line("agent", SUBMISSIONS, 1, yes=shown(20, 1), no=shown(20, 1)),
        line("territory", SUBMISSIONS, 1, rural=shown(20, 1), urban=shown(20, 1)),
        Line("agent×territory", SUBMISSIONS, 1, {**crossed, "no×urban": masked(6)}),
        received={1: 40},
    )

    found = placed(known)

    assert set(found.values()) == {(6, 6), (14, 14)}
    assert {cell[2] for cell in found} == {"yes×rural", "yes×urban", "no×urban"}


def test_the_audit_leaves_a_masked_competence_anywhere():
    # Few rated it, or all of the 12 said the same: nobody can tell.
    known = said(line(ALL, 0, 1, _=masked(3)), received={1: 12})

    assert placed(known) == {(ALL, 0, "", 1): (0, 12)}


def test_the_audit_sees_figures_that_move_by_few_or_by_people_who_agree():
    first, second = line(ALL, 0, 1, _=shown(10, 1, 2)), line(ALL, 0, 2, _=shown(12, 1, 2))
    agreed = Shown(visible=True, n=16, counts={7 << 6 | 1 << 3 | 7: 11, 7 << 6 | 2 << 3 | 7: 5})

    few = said(first, second, received={1: 10, 2: 20})
    same = said(first, line(ALL, 0, 2, _=agreed), received={1: 10, 2: 20})

    assert moved_by_few(few) == moved_by_few(same) == ["all 0  1 2"]


def test_the_audit_sees_groups_of_one_level_and_those_left_by_difference():
    known = said(
        line(ALL, 0, 1, _=Shown(True, 15, {7 << 6 | 1 << 3 | 7: 10, 7 << 6 | 2 << 3 | 7: 5})),
        line("agent", 0, 1, no=shown(5, 2), yes=masked(6), other=masked(4)),
        received={1: 15},
    )

    assert telling_groups(known) == ["agent 0 no 1", "agent 0 masked 1"]


def test_random_events_publish_enough_masks_to_audit(session):
    version, event = make_version(session, CODES, expected=(3, 2, 1)), make_event(session)
    placed_cells = []
    for seed in (1, 6):
        chance = Random(seed)
        campaign = random_campaign(session, chance, version, event)
        for _ in live(session, chance, campaign):
            pass
        placed_cells += spans(published(session, campaign))

    assert len(placed_cells) > 20
