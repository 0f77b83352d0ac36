"""Reading the themes that people made of texts."""

from collections import defaultdict

from sqlalchemy import select
from sqlalchemy.orm import Session

from surveys.models import Theme, ThemeText

Placed = dict[int, dict[bytes, bool]]  # by theme: which texts are in it, and which were put out


def themes_of(session: Session, campaign_id: int) -> list[Theme]:
    """Return the themes of a campaign, those put aside too, by their names."""
    found = session.scalars(select(Theme).where(Theme.campaign_id == campaign_id))
    return sorted(found, key=lambda theme: (theme.name.casefold(), theme.id))


def theme_of(session: Session, campaign_id: int, theme_id: int) -> Theme | None:
    """Return a theme of a campaign."""
    found = select(Theme).where(Theme.campaign_id == campaign_id, Theme.id == theme_id)
    return session.scalars(found).one_or_none()


def theme_named(session: Session, campaign_id: int, question: str, name: str) -> Theme | None:
    """Return the theme of a question that bears a name, whatever its capitals."""
    alike = (theme for theme in themes_of(session, campaign_id) if theme.question == question)
    return next((theme for theme in alike if theme.name.casefold() == name.casefold()), None)


def placed_in(session: Session, campaign_id: int) -> Placed:
    """Return what was decided of texts, by theme and digest."""
    rows = session.execute(
        select(ThemeText.theme_id, ThemeText.digest, ThemeText.belongs)
        .join(Theme, Theme.id == ThemeText.theme_id)
        .where(Theme.campaign_id == campaign_id)
    )
    found: Placed = defaultdict(dict)
    for theme_id, digest, belongs in rows:
        found[theme_id][digest] = belongs
    return found
