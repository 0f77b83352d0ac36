"""A series of two campaigns, answered by the same people before and after, and its pages."""

from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from referentiel.queries import items_of, profiles_of
from reports.progress_report import draw_progress
from reports.release import release_campaign
from surveys.campaigns import Plan, close_campaign, create_campaign, open_campaign
from surveys.levels import LevelAnswer
from surveys.linking.codes import keep_code
from surveys.linking.following import follow_up
from surveys.linking.prompts import LETTER, PROMPTS
from surveys.linking.series import put_in_series
from surveys.models import Campaign
from surveys.models.campaigns import BEFORE, COLD, HOT, PSEUDONYMOUS
from surveys.submission import Sheet, submit
from surveys.tickets import Ticket, new_ticket
from tests.browser.places import Place, sending
from tests.browser.serving import SECRET
from webapp.clock import utc_now
from webapp.translations import translations

PEOPLE = 12
FORM = "form[action*='/code']"
PROGRESS_PLACES: dict[str, dict[str, Place]] = {
    "series.show": {
        "series": Place("/campaigns/{hot}/series", signed_in=True),
        "series, to place": Place("/campaigns/{cold}/series", signed_in=True),
        "series, anonymous": Place("/campaigns/{crest}/series", signed_in=True),
        "series, to mend": Place(
            "/campaigns/{cold}/series",
            signed_in=True,
            act=sending("form[action$=series]:has([name=follows])"),
        ),
    },
    "texts.show": {"texts": Place("/campaigns/{crest}/texts", signed_in=True)},
    "progress.show": {
        "progress": Place("/reports/campaigns/{hot}/progress/{before}", signed_in=True),
        "progress, not yet": Place("/reports/campaigns/{cold}/progress/{hot}", signed_in=True),
    },
    "codes.write": {
        "code": Place("/r/apres/{coded}/code"),
        "code to mend": Place(
            "/r/apres/{coded}/code", act=sending(FORM, birth_day="40", mother_first="1"), status=422
        ),
    },
}


def give_waves(session: Session, model: Campaign) -> dict[str, str]:
    """Let twelve people answer before and after, and draw their progress; return the addresses."""
    title = "Nos compétences, avant et après"
    before = prepared(session, model, code="vague-avant", title=title, mode=PSEUDONYMOUS)
    put_in_series(session, before, moment=BEFORE)
    hot = follow_up(session, before, title=f"{title}\u00a0: à chaud", moment=HOT)
    hot.code = "apres"
    cold = follow_up(session, hot, title=f"{title}\u00a0: à froid (J+90)", moment=COLD)
    for gain, campaign in enumerate((before, hot)):
        tickets = [answered(session, campaign, person, gain) for person in range(PEOPLE)]
    now = utc_now()
    for campaign in (before, hot):
        close_campaign(session, campaign, now=now - timedelta(hours=1))
        release_campaign(session, campaign, now=now, languages=translations())
    draw_progress(session, before, hot, now=now, languages=translations())
    numbers = {"before": before, "hot": hot, "cold": cold}
    return {name: str(wave.id) for name, wave in numbers.items()} | {"coded": tickets[0].text}


def prepared(
    session: Session, model: Campaign, *, most: int | None = None, **plan: Any
) -> Campaign:
    """Return a campaign on the competences of another, the first `most` of them, levels alone."""
    asked = model.questionnaire
    wanted = asked.items[:most]
    details = {
        "title": "Avant l’atelier",
        "items": [item for item in items_of(session, asked.version_id) if item.id in wanted],
        "attributes": (),
        "controller": model.controller,
        "contact": model.contact,
        "legal_basis": model.legal_basis,
        "ratings": ("current",),
        **plan,
    }
    profiles = profiles_of(session, asked.version_id)
    return create_campaign(session, model.organisation, Plan(**details), profiles=profiles)


def answered(session: Session, campaign: Campaign, person: int, gain: int) -> Ticket:
    if campaign.opens_at is None:
        opened = utc_now() - timedelta(hours=2)
        open_campaign(session, campaign, now=opened, languages=translations())
    places = range(len(campaign.questionnaire.items))
    levels = tuple(
        LevelAnswer(current=min(4, (person + p) % 4 + gain * (p % 3 > 0))) for p in places
    )
    ticket = new_ticket(SECRET, campaign.id)
    sheet = Sheet(about={}, levels=levels)
    submit(session, campaign, ticket, sheet, notice=campaign.notice, now=utc_now())
    keep_code(session, campaign, ticket, typed_by(person), secret=SECRET)
    return ticket


def typed_by(person: int) -> dict[str, str]:
    """Return what one of the twelve types: facts that no other shares."""
    letter = chr(ord("a") + person)
    return {
        code: letter if prompt.kind == LETTER else str(person % (prompt.high - 1) + 1)
        for code, prompt in PROMPTS.items()
    }
