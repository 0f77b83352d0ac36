"""Texts that people wrote in a campaign, and themes of them, with a word to find them by."""

from sqlalchemy.orm import Session

from reports.release import release_campaign
from surveys.models import Campaign
from surveys.sections import Section
from surveys.theming import add_theme, text_digest
from tests.conftest import NOW
from tests.factories import LANGUAGES, SECRET
from tests.reports.test_free import each, question

WORDS = ("temps", "budget", "calme", "vélo", "train")


def theme_values(
    session: Session, campaign: Campaign, private: str, size: int = 1
) -> dict[str, object]:
    """Let five people write under a question, keep themes, and return what is in addresses."""
    parts = (question("why", "text"), 0, 1)
    campaign.questionnaire.sections = (Section({"fr": {"label": "Tout"}}, parts),)
    texts = [f"{private} {word}" for word in WORDS]
    each(session, campaign, "why", *texts)
    release_campaign(session, campaign, now=NOW, languages=LANGUAGES)
    digests = [text_digest(SECRET, campaign.id, "why", text) for text in texts]
    for n in range(size):
        theme = add_theme(
            session, campaign.id, "why", name=f"Thème {n} {private}", words=[], texts=digests[:2]
        )
    return {
        "themes:campaign_id": campaign.id,
        "themes:theme_id": theme.id,
        "themes:key": digests[0].hex(),
    }
