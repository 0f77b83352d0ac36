"""The views that a published report lends itself to: nothing that it does not already show."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from referentiel.models import Item
from reports import needs
from reports.document import Document
from reports.queries import has_goals
from reports.sections.ranking import named
from reports.view import GROUPS, OF, VALUE, View, areas_in
from surveys.models import Campaign


@dataclass(frozen=True)
class Offer:
    """The views that a report lends itself to: what may be chosen, and how each is called."""

    indices: tuple[tuple[str, str], ...]
    areas: tuple[tuple[str, str], ...]
    groups: tuple[tuple[str, str], ...]

    def __bool__(self) -> bool:
        return any(len(one) > 1 for one in (self.indices, self.areas, self.groups))

    def takes(self, view: View) -> bool:
        """Say whether everything that a view asks for is on offer."""
        return (
            view.index in ("", *(code for code, _ in self.indices))
            and view.area in ("", *(code for code, _ in self.areas))
            and view.group in ("", *(name for name, _ in self.groups))
        )


def offer_of(
    campaign: Campaign,
    tree: Sequence[Item],
    document: Document,
    *,
    translate: Callable[[str], str],
    language: str,
) -> Offer:
    """Return the views of a frozen report: groups are those it shows, so that none is revealed.

    `tree` holds the competences of the campaign and all that is above them, in reading order.
    """
    if not tree:
        return Offer((), (), ())
    ratings = campaign.questionnaire.ratings
    indices = needs.indices("importance" in ratings, has_goals(campaign))
    names = named(translate)
    areas = areas_in(tree, campaign.questionnaire.items)
    return Offer(
        indices=tuple((index, names[index]) for index in indices),
        areas=tuple((it.code, f"{it.code} {it.label(language)}") for it in areas),
        groups=tuple(_groups(document)),
    )


def _groups(document: Document) -> Iterable[tuple[str, str]]:
    for section in document.sections:
        if section.table is None or not section.key.startswith(GROUPS):
            continue
        attribute = section.key.removeprefix(GROUPS)
        for place, column in enumerate(section.table.columns):
            told = any(row[place].value is not None for row in section.table.rows)
            if column.key.startswith(VALUE) and column.unit == "steps" and told:
                yield f"{attribute}{OF}{column.key.removeprefix(VALUE)}", column.label
