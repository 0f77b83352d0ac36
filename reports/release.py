"""Releasing figures: decide what may be shown, store it, and freeze the report that shows it."""

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime

import pandas as pd
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from reports import cells, finishing
from reports.campaign_report import FROZEN, campaign_report
from reports.cells import Line
from reports.crossing import crossed_lines
from reports.document import Document
from reports.free import Asking, free_lines, number_code, with_lines_masked, withheld
from reports.moving import CROSS, Past, past_of, settled_lines
from reports.queries import (
    CELL,
    Counted,
    counted,
    every_line,
    has_goals,
    newest_release,
    numbers_in,
    released_lines,
    subject_of,
    summed,
)
from reports.view import View
from surveys.errors import NotEnoughAnswers
from surveys.hypotheses import hypotheses_of
from surveys.models import Campaign, Release, ReleaseCell
from surveys.queries.campaigns import received
from surveys.sections import questions_in

Translate = Callable[[str], str]


def release_campaign(
    session: Session,
    campaign: Campaign,
    *,
    now: datetime,
    languages: Mapping[str, Translate],
) -> Release:
    """Release the figures of a campaign, and freeze its report in each of `languages`.

    With many answers the report is left to the worker (`reports.finishing`).

    Raises:
        NotEnoughAnswers: fewer than k submissions came since the last release.
    """
    session.execute(select(Campaign.id).where(Campaign.id == campaign.id).with_for_update())
    subject = subject_of(session, campaign)
    tally = counted(session, campaign, subject)
    last = newest_release(session, campaign.id)
    count = int(tally.received["n"].sum())
    waiting = count - (last.received if last else 0)
    if waiting < campaign.k:
        raise NotEnoughAnswers(k=campaign.k, waiting=max(0, waiting))

    number = last.number + 1 if last else 1
    past = past_of(every_line(session, campaign.id) if last else [], campaign.k)
    asking = asking_of(session, campaign, tally)
    fresh = fresh_lines(campaign, tally, number, past, asking)
    shown = released_lines(session, last) if last else []
    lines = settled_lines(fresh, shown, campaign.k)
    release = Release(
        campaign_id=campaign.id,
        number=number,
        released_at=now,
        received=count,
        population=dict(campaign.population),
    )
    session.add(release)
    session.flush()
    _store(session, release, lines)
    if count <= finishing.MANY:
        found = finishing.prepared(session, release, languages, subject=subject, lines=lines)
        finishing.finish(session, release, found, now=now)
    return release


def release_first(
    session: Session,
    campaign: Campaign,
    *,
    now: datetime,
    languages: Mapping[str, Translate],
) -> Release | None:
    """Make the first release of a campaign that closes, if it has none and enough answers."""
    enough = received(session, [campaign.id])[campaign.id] >= campaign.k
    if not enough or newest_release(session, campaign.id):
        return None
    return release_campaign(session, campaign, now=now, languages=languages)


def drawn_again(
    session: Session,
    release: Release,
    *,
    translate: Translate,
    language: str,
    view: View = FROZEN,
) -> Document:
    """Return the report of a release as its stored cells give it today; nothing is stored."""
    campaign = session.get_one(Campaign, release.campaign_id)
    return campaign_report(
        campaign,
        subject_of(session, campaign),
        release,
        released_lines(session, release),
        translate=translate,
        language=language,
        view=view,
        hypotheses=hypotheses_of(session, campaign.id),
    )


def fresh_lines(
    campaign: Campaign, tally: Counted, number: int, past: Past, asking: Asking
) -> list[Line]:
    """Return the lines that would be shown, were it not for how far they move from the last.

    Who is asked on a condition is told by how many they are: what that would tell is masked, which
    may mask more groups in turn.
    """
    hidden = frozenset(asking.of_competences())
    if not hidden:
        lines = _rated_lines(campaign, tally, number, past, hidden, asking)
        return lines + free_lines(asking, lines, campaign.k, number, past.kept)
    hidden_before: frozenset[int] | None = None
    while hidden != hidden_before:
        lines = _rated_lines(campaign, tally, number, past, hidden, asking)
        free = free_lines(asking, lines, campaign.k, number, past.kept)
        unsafe = withheld(asking, lines, free, campaign.k)
        hidden, hidden_before = (unsafe if hidden_before is None else unsafe | hidden), hidden
    return lines + free


def asking_of(session: Session, campaign: Campaign, tally: Counted) -> Asking:
    """Return what a campaign asks beside the ratings, and of how many people."""
    sections = campaign.questionnaire.sections
    questions = questions_in(sections)
    codes = {q.code: place for place, q in enumerate(questions) if q.type == "number"}
    free: dict[int, dict[int, int]] = {}
    for position, code, n in tally.free.itertuples(index=False):
        free.setdefault(int(position), {})[int(code)] = int(n)
    rated = summed(tally.levels, ["position"])
    return Asking(
        sections=sections,
        received=int(tally.received["n"].sum()),
        free=free,
        rated={int(place): int(n) for place, n in rated.itertuples(index=False)},
        numbers={
            codes[code]: dict(Counter(map(number_code, values)))
            for code, values in numbers_in(session, campaign, codes).items()
        },
    )


def _rated_lines(
    campaign: Campaign,
    tally: Counted,
    number: int,
    past: Past,
    masked: frozenset[int],
    asking: Asking,
) -> list[Line]:
    k, goals = campaign.k, has_goals(campaign)
    settled = cells.everybody(summed(tally.levels, CELL), k, number, past.kept)
    settled = with_lines_masked(settled, masked)
    lines = [cells.submissions(int(tally.received["n"].sum()), number), *settled]
    if len(tally.before):
        lines += cells.before_and_now(tally.before, settled, k, number, past.kept)
    conditions = asking.of_competences()
    for attribute in campaign.attributes:
        values = tally.segments[attribute]
        lines += cells.by_group(
            _grouped(tally.levels, values),
            _sizes(tally.received, values),
            settled,
            attribute,
            k,
            number,
            past.kept,
            goals=goals,
            apart=[place for place, it in conditions.items() if it.question == attribute],
        )
    return lines + _crossed(campaign, tally, lines, number, past)


def _crossed(
    campaign: Campaign, tally: Counted, lines: list[Line], number: int, past: Past
) -> list[Line]:
    if len(campaign.crossed) != 2:
        return []
    one, other = campaign.crossed
    values = tally.segments[one] + CROSS + tally.segments[other]
    sizes = _sizes(tally.received, values)
    return crossed_lines(
        _grouped(tally.levels, values),
        {(one, other): n for key, n in sizes.items() for one, other in [key.split(CROSS)]},
        lines,
        (one, other),
        campaign.k,
        number,
        past.kept,
        goals=has_goals(campaign),
    )


def _sizes(received: pd.DataFrame, values: "pd.Series[str]") -> dict[str, int]:
    sums = received["n"].groupby(received["segment"].map(values)).sum()
    return {str(value): int(n) for value, n in sums.items() if n}


def _grouped(levels: pd.DataFrame, values: "pd.Series[str]") -> pd.DataFrame:
    return summed(levels.assign(group=levels["segment"].map(values)), ["group", *CELL])


def _store(session: Session, release: Release, lines: list[Line]) -> None:
    rows = [
        {
            "release_id": release.id,
            "breakdown": line.breakdown,
            "value": value,
            "position": line.position,
            "as_of": line.as_of,
            "visible": cell.visible,
            "n": cell.n,
            "counts": [[code, n] for code, n in sorted(cell.counts.items())],
        }
        for line in lines
        for value, cell in line.cells.items()
    ]
    session.execute(insert(ReleaseCell), rows)
