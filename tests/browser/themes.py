"""A campaign under whose one question people wrote, and the pages of its themes."""

import re
from datetime import timedelta

from sqlalchemy.orm import Session

from reports.release import release_campaign
from reports.themed import sorted_texts
from surveys.campaigns import open_campaign
from surveys.levels import LevelAnswer
from surveys.models import Campaign
from surveys.question_types import Question
from surveys.sections import Section
from surveys.submission import Sheet, submit
from surveys.theming import add_theme, put_aside
from surveys.tickets import new_ticket
from tests.browser.places import Place, sending
from tests.browser.serving import SECRET
from tests.browser.waves import prepared
from tests.factories import fr
from tests.reports.comments import COMMENTS
from webapp.clock import utc_now
from webapp.translations import translations

SIGN = re.compile(r" (?=[:;?!])")
TITLE = "Ce qui aiderait"
ASKED = Question("aide", "text", fr(label="Qu’est-ce qui vous aiderait le plus\u00a0?"))
THEMES = "/campaigns/{written}/texts/themes"
THEME_PLACES: dict[str, dict[str, Place]] = {
    "themes.index": {
        "themes": Place(THEMES, signed_in=True),
        "themes, none yet": Place("/campaigns/{crest}/texts/themes", signed_in=True),
    },
    "themes.edit": {
        "theme": Place(f"{THEMES}/{{theme}}", signed_in=True),
        "theme to mend": Place(
            f"{THEMES}/{{theme}}", signed_in=True, act=sending("main form:first-of-type", name=" ")
        ),
    },
    "themes.place": {"text to sort": Place(f"{THEMES}/text/{{said}}", signed_in=True)},
}


def give_themes(session: Session, model: Campaign, secret: str = SECRET) -> dict[str, str]:
    """Let sixty people write, keep two themes and put one aside; return what addresses hold."""
    campaign = prepared(session, model, most=2, code="ecrit", title=TITLE)
    items = tuple(campaign.questionnaire.items)
    campaign.questionnaire.sections = (Section(fr(label="Tout"), (ASKED, *items)),)
    now = utc_now()
    open_campaign(session, campaign, now=now - timedelta(hours=2), languages=translations())
    for place, (text, _) in enumerate(COMMENTS):
        said = SIGN.sub("\u00a0", text)  # as a page that is ours would have it
        levels = tuple(LevelAnswer(current=(place + n) % 5) for n in range(2))
        ticket = new_ticket(secret, campaign.id)
        sheet = Sheet(about={}, levels=levels, answers={ASKED.code: said})
        submit(session, campaign, ticket, sheet, notice=campaign.notice, now=utc_now())
    release_campaign(session, campaign, now=now, languages=translations())
    [part] = sorted_texts(session, campaign, secret=secret)
    first, second, third, *_ = part.suggested
    kept, _, aside = (
        add_theme(
            session,
            campaign.id,
            ASKED.code,
            name=one.name,
            words=one.words,
            texts=[text.digest for text in one.texts[at:]],
        )
        for one, at in ((first, 2), (second, 0), (third, 0))
    )
    put_aside(session, aside)
    session.flush()
    return {"written": str(campaign.id), "theme": str(kept.id), "said": first.texts[0].key}
