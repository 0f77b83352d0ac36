"""How many of those invited have come, by category: what may be said of each group."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from reports.privacy import suppressed
from surveys.models import Campaign
from surveys.models.campaigns import ANONYMOUS
from surveys.queries.inviting import Group, groups_of


@dataclass(frozen=True)
class Row:
    """One category; `sent` is none where it is masked, or where nobody can know."""

    category: str
    invited: int
    refused: int
    opened: int
    sent: int | None
    masked: bool = False


@dataclass(frozen=True)
class Attendance:
    """The categories, and all of them together; `tells_sent`: under pseudonyms only."""

    rows: Sequence[Row]
    total: Row
    tells_sent: bool


def attendance_of(session: Session, campaign: Campaign) -> Attendance:
    """Return how many of each category came.

    Who has opened is on the list by name, so that its count hides nobody. Who has sent is not:
    where a group is small, or where all or nearly all of it sent or did not, its count is masked,
    and others with it so that no difference gives it away.
    """
    groups = groups_of(session, campaign.id)
    tells = campaign.mode != ANONYMOUS
    hidden = _hidden(groups, campaign.k) if tells else set()
    rows = [
        Row(
            group.category,
            group.invited,
            group.refused,
            group.opened,
            group.sent if tells and group.category not in hidden else None,
            masked=group.category in hidden,
        )
        for group in groups
    ]
    return Attendance(rows, _total(groups, campaign.k, tells=tells), tells)


def _hidden(groups: Sequence[Group], k: int) -> set[str]:
    sizes = {group.category: group.invited for group in groups}
    telling = {group.category for group in groups if _tells_somebody(group, k)}
    return suppressed(sizes, k, also=telling)


def _tells_somebody(group: Group, k: int) -> bool:
    return group.sent < k or group.invited - group.sent < k


def _total(groups: Sequence[Group], k: int, *, tells: bool) -> Row:
    sums = Group(
        "",
        invited=sum(group.invited for group in groups),
        refused=sum(group.refused for group in groups),
        opened=sum(group.opened for group in groups),
        sent=sum(group.sent for group in groups),
    )
    masked = tells and _tells_somebody(sums, k)
    return Row("", sums.invited, sums.refused, sums.opened, None if masked else sums.sent, masked)
