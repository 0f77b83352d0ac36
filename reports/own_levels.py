"""What one person says of each competence, beside the level they aim at."""

from dataclasses import dataclass

from reports.queries import Subject
from surveys.attributes import PROFILE
from surveys.levels import TOP_LEVEL, LevelAnswer
from surveys.models import Campaign
from surveys.submission import Sheet


@dataclass(frozen=True)
class Own:
    """One competence as a person sees it: the answer, the goal and what follows from both."""

    position: int
    item: int  # id
    code: str
    label: str
    lineage: str
    answer: LevelAnswer
    goal: int | None

    @property
    def gap(self) -> int:
        """Steps still to go, 0 when at the goal or above, or when either is unknown."""
        if self.goal is None or not self.answer.is_rated:
            return 0
        return max(0, self.goal - self.answer.current)

    @property
    def importance(self) -> int | None:
        return self.answer.importance if self.answer.importance <= TOP_LEVEL else None

    @property
    def index(self) -> int:
        """Gap × importance (0 to 16), or the gap where importance is unknown.

        Source: individual index of the domain note, § 5.5.
        """
        return self.gap if self.importance is None else self.gap * self.importance


def own_levels(
    subject: Subject, campaign: Campaign, sheet: Sheet, language: str
) -> tuple[Own, ...]:
    """Return each competence with its answer and its goal: the level aimed at, else expected."""
    expected = subject.expected(sheet.about.get(PROFILE, ""))
    aims = "target" in campaign.questionnaire.ratings
    return tuple(
        Own(
            position=position,
            item=item.id,
            code=item.code,
            label=item.label(language),
            lineage=item.lineage,
            answer=answer,
            goal=_aimed(answer) if aims else expected.get(position),
        )
        for position, (item, answer) in enumerate(zip(subject.items, sheet.levels, strict=True))
    )


def _aimed(answer: LevelAnswer) -> int | None:
    return answer.target if answer.target <= TOP_LEVEL else None
