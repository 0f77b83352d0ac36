"""Campaigns whose answers may be taken away one by one, with people in them."""

from reports.release import release_campaign
from surveys.levels import Blank, LevelAnswer
from tests.conftest import NOW
from tests.factories import LANGUAGES, make_campaign, make_submission

STRUCTURES = ("public", "association")
CODES = ("D4-01", "D4-02")
EMPTY = LevelAnswer(current=Blank.DECLINED, importance=Blank.NO_ANSWER)
UNCONCERNED = LevelAnswer(current=Blank.NOT_APPLICABLE, importance=Blank.NOT_APPLICABLE)


def make_crowd(session, people=20, *, released=True, **details):
    """Return a campaign that people of two kinds of structures answered, half and half.

    Person n gives n modulo 5 to the first competence, of importance 3; of the second, the first
    three say nothing, each in their way, the others 2 or 4 in turn.
    """
    plan = {"attributes": ("structure",), "row_export": True} | details
    campaign = make_campaign(session, CODES, **plan)
    add_people(session, campaign, people)
    if released:
        release_campaign(session, campaign, now=NOW, languages=LANGUAGES)
        session.commit()
    return campaign


def add_people(session, campaign, people):
    for n in range(people):
        about = {"structure": STRUCTURES[n % 2]} if "structure" in campaign.attributes else {}
        make_submission(session, campaign, (3, n % 5), second(n), **about)


def second(n):
    blanks = (EMPTY, UNCONCERNED, LevelAnswer())
    return (
        blanks[n] if n < len(blanks) else LevelAnswer(current=2 if n % 4 < 2 else 4, importance=1)
    )
