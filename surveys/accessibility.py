"""The accessibility of this installation as the RGAA has it declared: audited, or not conformant.

Source: loi n° 2005-102, article 47; décret n° 2019-768; RGAA 4.1. A site is fully conformant when
it meets every criterion that applies, partly when it meets half of them, and not conformant below,
or without an audit made in the last three years.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Self

CRITERIA = 106  # of the RGAA 4.1
VALID_YEARS = 3
HALF = 0.5


class Conformity(StrEnum):
    FULL = "full"
    PARTIAL = "partial"
    NONE = "none"


@dataclass(frozen=True, kw_only=True)
class Declaration:
    """What the host says of an audit: nothing as long as there was none.

    `met` of the `applicable` criteria were met on `audited_on`; texts are empty where none is due.
    """

    audited_on: date | None = None
    auditor: str = ""
    met: int = 0
    applicable: int = 0
    failures: str = ""
    burden: str = ""  # derogations for a disproportionate burden
    exempt: str = ""
    technologies: str = ""
    environment: str = ""
    pages: str = ""
    plan: str = ""  # multi-year plan and the year's actions

    @classmethod
    def read(cls, value: Mapping[str, Any]) -> Self:
        """Return a declaration from what was kept or typed; unknown words are left aside."""
        known = {name: value[name] for name in cls.__dataclass_fields__ if value.get(name)}
        day = known.get("audited_on")
        return cls(**known | {"audited_on": date.fromisoformat(day) if day else None})

    def written(self) -> dict[str, Any]:
        """Return what is kept: the same in words and numbers."""
        day = self.audited_on
        return asdict(self) | {"audited_on": day.isoformat() if day else ""}

    def in_brief(self) -> dict[str, str]:
        """Return what every page needs: the result, and the last day it stands for."""
        last = self.valid_until
        return {"result": self.result, "until": last.isoformat() if last else ""}

    @property
    def share(self) -> float:
        """The share, 0 to 1, of the criteria that apply which are met."""
        return self.met / self.applicable if self.applicable else 0.0

    @property
    def result(self) -> Conformity:
        """What the audit found, whenever it was."""
        if not self.audited_on or not self.applicable:
            return Conformity.NONE
        if self.met == self.applicable:
            return Conformity.FULL
        return Conformity.PARTIAL if self.share >= HALF else Conformity.NONE

    @property
    def valid_until(self) -> date | None:
        """The last day on which the audit still counts."""
        day = self.audited_on
        if day is None:
            return None
        year = day.year + VALID_YEARS
        return date(year, 2, 28) if (day.month, day.day) == (2, 29) else day.replace(year=year)

    def is_outdated(self, today: date) -> bool:
        """Say whether the audit is too old to count."""
        return self.valid_until is not None and today > self.valid_until

    def conformity(self, today: date) -> Conformity:
        """Return what may be declared today."""
        return Conformity.NONE if self.is_outdated(today) else self.result


def conformity_in(brief: Mapping[str, Any], today: date) -> Conformity:
    """Return what every page says today, from what `in_brief` kept."""
    until = brief.get("until", "")
    if not until or today > date.fromisoformat(until):
        return Conformity.NONE
    return Conformity(brief["result"])
