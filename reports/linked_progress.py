"""Progress between two campaigns, from what they released and from whom their answers link."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import pandas as pd
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from referentiel.history import descent
from referentiel.tree import SuccessionNode
from reports.archive import ProgressReport
from reports.comparison_report import paired, side_of
from reports.progress import progress, response_shift
from reports.queries import last_release
from reports.sections.comparing import Pair
from reports.waves import FIRST, SECOND, Shared, Wave, groups_of, linkage_of, pairs_of
from surveys.linking.matching import Linkage
from surveys.models import Campaign
from surveys.queries.linking import wave_answers, wave_campaigns

PAIRS, THREE = "pairs", "three"  # groups of people on whom a report shows figures


@dataclass(frozen=True)
class Progress:
    """What two campaigns tell of the people that link them, by number of competence."""

    waves: tuple[Wave, Wave]
    rows: tuple[SuccessionNode, ...]
    linkage: Linkage
    k: int
    table: pd.DataFrame
    shift: pd.DataFrame | None

    @property
    def competences(self) -> list[Pair]:
        first, second = self.waves
        return paired(first.side, second.side, self.rows)

    def competences_in(self, language: str) -> list[Pair]:
        """Return the competences that both ask about, with their labels in a language."""
        first, second = (
            replace(wave.side, material=replace(wave.side.material, language=language))
            for wave in self.waves
        )
        return paired(first, second, self.rows)

    def shown(self) -> list[list[Any]]:
        """Return the groups of people on whom figures are shown: name, code in each, people."""
        tables = {PAIRS: self.table} | ({} if self.shift is None else {THREE: self.shift})
        return [
            [name, pair.first, pair.second, int(n)]
            for name, table in tables.items()
            for pair, n, state in zip(self.competences, table["n"], table["state"], strict=True)
            if state == "shown"
        ]


class Drawn(NamedTuple):
    """A progress that was drawn: between which campaigns, and on whom it shows figures."""

    ends: tuple[int, int]
    shown: list[list[Any]]


def drawn_with(session: Session, *campaign_ids: int) -> list[Drawn]:
    """Return what was drawn from or to any of these campaigns, once whatever the languages."""
    found = session.execute(
        select(ProgressReport.first_id, ProgressReport.second_id, ProgressReport.shown)
        .where(
            or_(
                ProgressReport.first_id.in_(campaign_ids),
                ProgressReport.second_id.in_(campaign_ids),
            )
        )
        .order_by(ProgressReport.first_id, ProgressReport.second_id)
    )
    by_ends = {(row.first_id, row.second_id): row.shown for row in found}
    return [Drawn(ends, shown) for ends, shown in by_ends.items()]


def progress_between(session: Session, first: Campaign, second: Campaign) -> Progress:
    """Return the progress from one campaign to another, both released and still linked."""
    one, other = wave_of(session, first), wave_of(session, second)
    rows = tuple(descent(session, one.side.version, other.side.version) or ())
    competences = paired(one.side, other.side, rows)
    linkage, k = linkage_of(one, other), max(first.k, second.k)
    shared = list(_shared(session, first.id, second.id))
    pairs = pairs_of(one, other, linkage, competences, shared)
    groups = groups_of(one, other, competences, shared)
    table = progress(pairs, groups, k)
    asked = other.side.material.asks("before")
    shift = response_shift(pairs, groups, table, k) if asked else None
    names = [str(number) for number in range(len(competences))]
    return Progress(
        waves=(one, other),
        rows=rows,
        linkage=linkage,
        k=k,
        table=_whole(table, names),
        shift=None if shift is None else _whole(shift, names),
    )


def wave_of(session: Session, campaign: Campaign) -> Wave:
    """Return a campaign as it was released last, with the answers that it then counted."""
    release = last_release(session, campaign.id)
    if release is None:
        raise LookupError(campaign.id)
    side = side_of(session, campaign, release, translate=str, language="fr")
    return Wave(side, wave_answers(session, campaign.id, last_batch=release.number))


def _whole(table: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    """Return a row for each competence; those that a report masks are masked here."""
    full = table.reindex(names)
    states = [str(column) for column in full if str(column).endswith("state")]
    full[states] = full[states].astype(object).fillna("masked")
    return full.assign(n=full["n"].fillna(0).astype(int))


def _shared(session: Session, first_id: int, second_id: int) -> Iterator[Shared]:
    """Return the groups of these campaigns' people on whom other progress reports show figures."""
    sides = {first_id: FIRST, second_id: SECOND}
    for report in drawn_with(session, first_id, second_id):
        campaigns = {campaign.id: campaign for campaign in wave_campaigns(session, report.ends)}
        waves = [wave_of(session, campaigns[number]) for number in report.ends]
        yield from _groups_of(report, waves[0], waves[1], sides)


def _groups_of(report: Drawn, first: Wave, second: Wave, sides: dict[int, str]) -> Iterator[Shared]:
    competences = [Pair("", one, other, "") for _, one, other, _ in report.shown]
    frame = pairs_of(first, second, linkage_of(first, second), competences)
    for number, (group, *codes, n) in enumerate(report.shown):
        ratings = ["before", "after", *(["then"] if group == THREE else [])]
        rows = frame[(frame["competence"] == str(number)) & frame[ratings].notna().all(axis=1)]
        for end, code, key in zip(report.ends, codes, ("first_key", "second_key"), strict=True):
            if end in sides:
                name = f"{report.ends} {group} {key}"
                yield Shared(name, sides[end], code, n, frozenset(rows[key]))
