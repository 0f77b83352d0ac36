"""The audit of suppression, with free questions and sections that are asked on a condition."""

from random import Random

import pytest

from reports.cells import ALL, FREE, SUBMISSIONS, Line, Shown
from reports.disclosure import Published, spans
from reports.free import place_of, told_by
from reports.free_counts import Told
from reports.queries import counted, every_line, subject_of
from reports.release import asking_of, release_campaign
from reports.telling import moved_by_few
from surveys.errors import NotEnoughAnswers
from surveys.models import Release
from surveys.question_types.base import Condition, Manner
from surveys.sections import Section
from surveys.submission import submit
from tests.conftest import NOW
from tests.factories import OPENED, make_campaign, make_ticket
from tests.reports.test_disclosure import CODES, Crowd
from tests.reports.test_free import question

ANSWERS = {"q": ("a", "b", "c"), "r": ("yes", "no"), "s": (1, 2, 3, 40)}


def random_campaign(session, chance):
    attributes = ["structure", "agent"][: chance.randint(1, 2)]
    campaign = make_campaign(session, CODES, attributes=attributes, ratings=())
    campaign.k = chance.choice((3, 5))
    on_group = Condition("structure", tuple(chance.sample(("public", "association", "other"), 2)))
    on_answer = Condition("q", tuple(chance.sample("abc", chance.randint(1, 2))))
    both = (on_group, on_answer)
    campaign.questionnaire.sections = (
        Section({"fr": {"label": "1"}}, (question("q", "choice"), 0, 1)),
        Section({"fr": {"label": "2"}}, (question("r", "yes_no"), 2), chance.choice(both)),
        Section(
            {"fr": {"label": "3"}},
            (question("s", "number", show_if=chance.choice((None, on_answer))), 3),
            chance.choice((None, on_group)),
        ),
    )
    session.flush()
    return campaign


def said(chance):
    return {
        code: chance.choice(values) for code, values in ANSWERS.items() if chance.random() < 0.9
    }


def live(session, chance, campaign):
    """Let people come, and release up to three times; return what each release knew."""
    crowd, known = Crowd.of(chance, campaign), {}
    for _ in range(chance.randint(1, 3)):
        for _ in range(chance.randint(campaign.k, 40)):
            sheet = crowd.sheet()
            sheet.answers.update(said(chance))
            submit(session, campaign, make_ticket(campaign), sheet, notice=1, now=OPENED)
        try:
            release = release_campaign(session, campaign, now=NOW, languages={})
        except NotEnoughAnswers:  # pragma: no cover -- as many came as are needed
            continue
        tally = counted(session, campaign, subject_of(session, campaign))
        known[release.number] = asking_of(session, campaign, tally)
    return known


@pytest.mark.parametrize("seed", range(12))
def test_no_reader_of_everything_places_a_masked_cell(session, seed):
    chance = Random(seed)
    campaign = random_campaign(session, chance)

    known = live(session, chance, campaign)

    lines = every_line(session, campaign.id)
    releases = session.query(Release).filter(Release.campaign_id == campaign.id)
    published = Published(
        campaign.k,
        {release.number: release.received for release in releases},
        lines,
        goals=False,
        told=[told for number, asking in known.items() for told in told_by(asking, lines, number)],
    )
    narrow = [span for span in spans(published) if span.width < campaign.k]
    assert narrow == []
    assert moved_by_few(published) == []
    assert telling(lines, known, campaign.k) == []


def telling(lines, known, k):
    """Return the visible lines that tell how few people were asked, or answered, or were not."""
    found = []
    for line in lines:
        cell = line.cells.get("")
        if line.breakdown not in (ALL, FREE) or line.position == -1 or not cell.visible:
            continue
        asking = known[line.as_of]
        if line.breakdown == FREE:
            place = place_of(line.position)
            asked = sum(n for code, n in cell.counts.items() if code in set(Manner))
            conditional = asking.of_question(asking.questions[place])
        else:
            asked = sum(cell.counts.values())
            conditional = line.position in asking.of_competences()
        left_out = asking.received - asked
        if cell.n < k or (conditional and (asked < k or 0 < left_out < k)):
            found.append(line)
    return found


def test_the_audit_sees_a_group_that_a_condition_tells():
    """Without the rule, who was asked would tell a masked group: three people, here."""
    sizes = Line(
        "structure",
        SUBMISSIONS,
        1,
        {
            "public": Shown(True, 12),
            "association": Shown(False, 6),
            "other": Shown(False, 3),
        },
    )
    told = Told("structure", frozenset(("public", "other")), 1, 15)

    blind = Published(5, {1: 21}, [sizes], goals=False)
    seeing = Published(5, {1: 21}, [sizes], goals=False, told=[told])

    assert min(span.width for span in spans(blind)) >= 5
    assert {span.cell[2]: span.width for span in spans(seeing)} == {"association": 0, "other": 0}
