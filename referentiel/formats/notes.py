"""What is to be told of a file that is read: each kind of remark some times, then counted."""

import re

from referentiel.base import french
from referentiel.formats.base import LONGEST_TEXT, Issue

MOST_ALIKE = 50
AND_MORE = french("%(count)s autres lignes appellent la même remarque : « %(alike)s ».")
CUT = french("Le texte « %(field)s » dépasse %(limit)s caractères : la suite a été coupée.")


def outlined(sentence: str) -> str:
    """Return a sentence without what it says of one line: each place is left open."""
    return re.sub(r"%\(\w+\)[sd]", "…", sentence).rstrip(".")


class Notes:
    """Collects issues; of the same sentence, the first `MOST_ALIKE` are kept."""

    def __init__(self) -> None:
        self._kept: list[Issue] = []
        self._counts: dict[str, int] = {}

    def warn(
        self, sentence: str, *, row: int | None = None, entry: str = "", **said: object
    ) -> None:
        """Tell of something that was repaired."""
        self._add(Issue(sentence, said, row=row, entry=entry))

    def refuse(
        self, sentence: str, *, row: int | None = None, entry: str = "", **said: object
    ) -> None:
        """Tell of something that stops the import."""
        self._add(Issue(sentence, said, row=row, entry=entry, is_error=True))

    def _add(self, issue: Issue) -> None:
        count = self._counts[issue.sentence] = self._counts.get(issue.sentence, 0) + 1
        if count <= MOST_ALIKE:
            self._kept.append(issue)

    def fitting(self, text: str, field: str, *, row: int | None = None, entry: str = "") -> str:
        """Return a text, cut where it is longer than what is kept of one."""
        if len(text) <= LONGEST_TEXT:
            return text
        self.warn(CUT, row=row, entry=entry, field=field, limit=LONGEST_TEXT)
        return text[:LONGEST_TEXT]

    @property
    def issues(self) -> tuple[Issue, ...]:
        """What was told, in order, then how many more there are of each kind."""
        more = (
            Issue(AND_MORE, {"count": count - MOST_ALIKE, "alike": sentence})
            for sentence, count in self._counts.items()
            if count > MOST_ALIKE
        )
        return (*self._kept, *more)
