"""What a reader asks of a published report: another index first, one area, one group."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from referentiel.models import Item
from reports.cells import FREE, SUBMISSIONS, Line
from reports.queries import Subject

GROUPS = "groups-"  # begins the key of a section that compares the groups of an attribute
VALUE = "v"  # begins the key of the column of a group
OF = "="  # between an attribute and its value, in the name of a group


@dataclass(frozen=True)
class View:
    """A way to read a release; what is not asked for is empty. Nothing new is ever counted for it.

    `index` is one of `needs.INDICES`, `area` the code of an area, `group` an attribute and its
    value joined by `OF`.
    """

    index: str = ""
    area: str = ""
    group: str = ""

    def __bool__(self) -> bool:
        return bool(self.index or self.area or self.group)

    @property
    def asked(self) -> dict[str, str]:
        """What is asked for, by name; for an address."""
        return {name: value for name, value in vars(self).items() if value}

    @property
    def attribute(self) -> str:
        return self.group.partition(OF)[0]

    @property
    def value(self) -> str:
        return self.group.partition(OF)[2]

    def places(self, subject: Subject) -> set[int]:
        """Return the places of the competences that are shown."""
        areas = areas_in(subject.tree, [item.id for item in subject.items])
        area = next((item.id for item in areas if item.code == self.area), None)
        return {
            place
            for place, item in enumerate(subject.items)
            if not self.area or item.parent_id == area
        }

    def lines(self, lines: Sequence[Line], subject: Subject) -> Sequence[Line]:
        """Return the lines of what is shown: in an area, free questions are left out."""
        if not self.area:
            return lines
        places = self.places(subject) | {SUBMISSIONS}
        return [line for line in lines if line.breakdown != FREE and line.position in places]


def areas_in(tree: Sequence[Item], competences: Collection[int]) -> list[Item]:
    """Return what stands right above some competences of a tree, in reading order."""
    parents = {item.parent_id for item in tree if item.id in competences}
    return [item for item in tree if item.id in parents]
