"""The only door from tables to data frames, and to what was released."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from referentiel.base import written_in
from referentiel.models import Item, JobProfile, Version
from referentiel.profiles import expected_levels
from referentiel.queries import get_version, items_above, profiles_of
from reports.archive import ArchivedReport
from reports.cells import NONE, Line, Shown
from reports.document import Document
from surveys.attributes import PROFILE
from surveys.models import Campaign, Release, ReleaseCell, Segment, Submission, Tally
from surveys.models.answers import Facet

CELL = ["position", "importance", "current", "goal"]


@dataclass(frozen=True)
class Subject:
    """What a campaign asks about: its competences in pinned order, what is above, the profiles.

    `tree` holds the competences and all that is above them, in reading order.
    """

    version: Version
    items: tuple[Item, ...]
    tree: tuple[Item, ...]
    profiles: tuple[JobProfile, ...]

    def other_language(self, language: str) -> str:
        """Return the language of the texts where it is not `language`, else nothing."""
        code = written_in(self.version.texts or self.items[0].texts, language)
        return "" if code == language else code

    def expected(self, profile: str) -> dict[int, int]:
        """Return the level expected by a profile, by position; empty for an unknown one."""
        levels = {
            found.code: expected_levels(found, self.tree)
            for found in self.profiles
            if found.code == profile
        }.get(profile, {})
        return {i: levels[item.id] for i, item in enumerate(self.items) if item.id in levels}


def has_goals(campaign: Campaign) -> bool:
    """Say whether answers are compared with a goal: the level aimed at, or the profile's."""
    return "target" in campaign.questionnaire.ratings or PROFILE in campaign.attributes


def subject_of(session: Session, campaign: Campaign) -> Subject:
    """Return what a campaign asks about, in a constant number of SELECTs."""
    version_id = campaign.questionnaire.version_id
    every = items_above(session, campaign.questionnaire.items)
    by_id = {item.id: item for item in every}
    version = get_version(session, version_id)
    if version is None:  # pragma: no cover -- a foreign key forbids it
        raise LookupError(version_id)
    return Subject(
        version=version,
        items=tuple(by_id[item_id] for item_id in campaign.questionnaire.items),
        tree=tuple(every),
        profiles=tuple(profiles_of(session, version_id)),
    )


@dataclass(frozen=True)
class Counted:
    """The tally of a campaign in frames.

    `received`: ``segment``, ``n``. `levels`: ``segment``, ``position``, ``importance``,
    ``current``, ``goal``, ``n``. `before`: the same with ``before`` for ``importance``. `segments`:
    one row per segment, one column per attribute asked; "" is no answer. `free`: ``position``,
    ``code``, ``n`` of free questions.
    """

    received: pd.DataFrame
    levels: pd.DataFrame
    before: pd.DataFrame
    segments: pd.DataFrame
    free: pd.DataFrame


def counted(session: Session, campaign: Campaign, subject: Subject) -> Counted:
    """Return the tally of a campaign with the goal of each answer, in two SELECTs.

    The goal is the level aimed at where the campaign asks it, else the level that the profile
    chosen expects.
    """
    segments = _segments(session, campaign)
    frame = _tally_lines(session, campaign)
    levels = _rated(frame, Facet.IMPORTANCE, "importance")
    if "target" not in campaign.questionnaire.ratings:
        levels["goal"] = _expected(levels, segments, subject)
    received = frame[frame["facet"] == Facet.RECEIVED]
    return Counted(
        received=summed(received, ["segment"]),
        levels=summed(levels, ["segment", *CELL]),
        before=_rated(frame, Facet.BEFORE, "before"),
        segments=segments,
        free=summed(frame[frame["facet"] == Facet.FREE], ["position", "code"]),
    )


def numbers_in(
    session: Session, campaign: Campaign, codes: Iterable[str]
) -> dict[str, list[float]]:
    """Return what was answered to questions that ask for a number; read once per release."""
    found: dict[str, list[float]] = {code: [] for code in codes}
    if not found:
        return {}
    sent = select(Submission.answers).where(Submission.campaign_id == campaign.id)
    for answers in session.scalars(sent.execution_options(yield_per=10_000)):
        for code, values in found.items():
            if isinstance(answers.get(code), int | float):
                values.append(answers[code])
    return found


def texts_in(session: Session, campaign: Campaign, code: str, *, last_batch: int) -> list[str]:
    """Return the texts written under a question, in releases up to one, in no order of people."""
    sent = select(Submission.answers).where(
        Submission.campaign_id == campaign.id, Submission.batch <= last_batch
    )
    found = (answers.get(code) for answers in session.scalars(sent))
    return sorted((text for text in found if isinstance(text, str)), key=str.casefold)


def summed(frame: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Return ``n`` added up over rows that agree on `keys`."""
    return frame.groupby(keys)[["n"]].sum().reset_index()


def _tally_lines(session: Session, campaign: Campaign) -> pd.DataFrame:
    names = ["segment_id", "facet", "position", "code", "n"]
    table = Tally.__table__  # without the mapper: hundreds of thousands of lines, all of numbers
    lines = session.connection().execute(
        select(*(table.c[name] for name in names)).where(
            table.c.campaign_id == campaign.id, table.c.n != 0
        )
    )
    numbers = np.fromiter(chain.from_iterable(lines), dtype=np.int64).reshape(-1, len(names))
    return pd.DataFrame(numbers, columns=pd.Index(names)).rename(columns={"segment_id": "segment"})


def _segments(session: Session, campaign: Campaign) -> pd.DataFrame:
    rows = session.execute(
        select(Segment.id, Segment.about).where(Segment.campaign_id == campaign.id)
    )
    table = {row.id: [row.about.get(code, "") for code in campaign.attributes] for row in rows}
    return pd.DataFrame.from_dict(table, orient="index", columns=campaign.attributes, dtype=object)


def _rated(frame: pd.DataFrame, facet: Facet, first: str) -> pd.DataFrame:
    rows = frame[frame["facet"] == facet]
    code = rows["code"].astype("int64")
    return pd.DataFrame(
        {
            "segment": rows["segment"],
            "position": rows["position"],
            first: code // 64,
            "current": code // 8 % 8,
            "goal": code % 8,
            "n": rows["n"],
        }
    )


def _expected(
    levels: pd.DataFrame, segments: pd.DataFrame, subject: Subject
) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    codes = ["", *(profile.code for profile in subject.profiles)]
    goals = np.full((len(codes), len(subject.items)), NONE, dtype=np.int64)
    for row, code in enumerate(codes):
        for position, level in subject.expected(code).items():
            goals[row, position] = level
    place = {code: row for row, code in enumerate(codes)}
    profiles = segments[PROFILE] if PROFILE in segments else pd.Series("", index=segments.index)
    row_of = profiles.map(place).fillna(0).astype(int)
    found: np.ndarray[tuple[int], np.dtype[np.int64]] = goals[
        levels["segment"].map(row_of).to_numpy(dtype=np.int64), levels["position"].to_numpy()
    ]
    return found


def last_release(session: Session, campaign_id: int) -> Release | None:
    """Return the newest release of a campaign whose report is there."""
    return session.scalar(_releases(campaign_id).where(Release.finished_at.is_not(None)))


def newest_release(session: Session, campaign_id: int) -> Release | None:
    """Return the newest release of a campaign, whether the worker has finished it or not."""
    return session.scalar(_releases(campaign_id))


def release_before(session: Session, release: Release) -> Release | None:
    """Return the release of the same campaign that came right before one."""
    return session.scalar(_releases(release.campaign_id).where(Release.number < release.number))


def _releases(campaign_id: int) -> Select[Release]:
    found = select(Release).where(Release.campaign_id == campaign_id)
    return found.order_by(Release.number.desc()).limit(1)


def released_lines(session: Session, release: Release) -> list[Line]:
    """Return the cells of a release, line by line."""
    rows = session.execute(_CELLS.where(ReleaseCell.release_id == release.id))
    return _lines(tuple(row) for row in rows)


def every_line(session: Session, campaign_id: int) -> list[Line]:
    """Return every line that the releases of a campaign ever showed, once each."""
    rows = session.execute(
        _CELLS.join(Release, Release.id == ReleaseCell.release_id).where(
            Release.campaign_id == campaign_id, ReleaseCell.as_of == Release.number
        )
    )
    return _lines(tuple(row) for row in rows)


_CELLS = select(
    ReleaseCell.breakdown,
    ReleaseCell.position,
    ReleaseCell.as_of,
    ReleaseCell.value,
    ReleaseCell.visible,
    ReleaseCell.n,
    ReleaseCell.counts,
).order_by(ReleaseCell.as_of, ReleaseCell.breakdown, ReleaseCell.position, ReleaseCell.value)


def _lines(rows: Iterable[tuple[Any, ...]]) -> list[Line]:
    lines: dict[tuple[str, int, int], Line] = {}
    for breakdown, position, as_of, value, visible, n, counts in rows:
        key = breakdown, position, as_of
        line = lines.setdefault(key, Line(breakdown, position, as_of, {}))
        shown = Shown(visible=visible, n=n, counts={code: size for [code, size] in counts})
        lines[key] = Line(breakdown, position, as_of, {**line.cells, value: shown})
    return list(lines.values())


def archived(session: Session, release: Release, language: str) -> Document | None:
    """Return the frozen Document of a release in a language."""
    kept = session.get(ArchivedReport, (release.id, language))
    return Document.model_validate(kept.document) if kept else None


def archived_in(session: Session, release: Release) -> dict[str, Document]:
    """Return the frozen Documents of a release by language."""
    found = select(ArchivedReport).where(ArchivedReport.release_id == release.id)
    kept = session.scalars(found.order_by(ArchivedReport.language.desc()))  # French first
    return {it.language: Document.model_validate(it.document) for it in kept}


def releases_in(session: Session, code: str | None = None) -> list[tuple[str, Release]]:
    """Return every release under the code of its campaign, or those of one campaign."""
    found = select(Campaign.code, Release).join(Release, Release.campaign_id == Campaign.id)
    if code is not None:
        found = found.where(Campaign.code == code)
    rows = session.execute(found.order_by(Campaign.id, Release.number))
    return [(row[0], row[1]) for row in rows]
