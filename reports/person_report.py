"""What one person gets at once: their own profile, their strengths, three priorities with reasons.

Nothing here grades a person: figures compare what they say with what they aim at, in steps of the
scale, and only they hold the link.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
from sqlalchemy.orm import Session

from referentiel.queries import scale_of
from reports.cells import ALL, Line
from reports.charts import gap_dumbbell
from reports.document import EMPTY, Cell, Chart, Column, Section, Table
from reports.own_levels import Own, own_levels
from reports.own_star import star_section
from reports.queries import last_release, released_lines, subject_of
from reports.rating_cells import rating_cell
from surveys.attributes import PROFILE
from surveys.levels import TOP_LEVEL
from surveys.models import Campaign, Workshop
from surveys.queries.events import workshops_by_aim
from surveys.submission import Sheet

Translate = Callable[[str], str]
Words = Mapping[str, Sequence[str]]  # labels of the steps, by scale
FIRST = 3
CONFIRMED = 3  # from this step one may help others
FEW, MANY = 2, 5  # bands of the domain note § 5.5: 0-1 weak, 2-4 medium, 5 and more wide


@dataclass(frozen=True)
class Priority:
    """A competence to work on first, why, and who may help."""

    own: Own
    reason: str
    workshops: tuple[Workshop, ...]
    peers: str


@dataclass(frozen=True)
class PersonResult:
    version_id: int
    profile: str
    goal_name: str
    has_goal: bool  # of one competence at least
    strengths: tuple[Own, ...]
    priorities: tuple[Priority, ...]
    section: Section
    star: Section | None  # the same by area, on three to eight axes
    said: str  # the language of the référentiel, where it is not that of the page


def person_result(
    session: Session,
    campaign: Campaign,
    sheet: Sheet,
    *,
    translate: Translate,
    language: str,
) -> PersonResult:
    """Return the result of a sheet; priorities are first by index, then by gap, then in order."""
    subject = subject_of(session, campaign)
    mine = own_levels(subject, campaign, sheet, language)
    words = _words(session, campaign, language)
    release = last_release(session, campaign.id)
    lines = released_lines(session, release) if release else []
    first = first_priorities(mine)
    workshops = workshops_by_aim(session, [own.lineage for own in first])
    priorities = tuple(
        Priority(
            own=own,
            reason=reason(own, words, _goal_name(campaign, translate), translate),
            workshops=tuple(workshops[own.lineage][:FIRST]),
            peers=peers(lines, own.position, translate),
        )
        for own in first
    )
    profiles = {profile.code: profile.label(language) for profile in subject.profiles}
    said = subject.other_language(language)
    return PersonResult(
        version_id=campaign.questionnaire.version_id,
        profile=profiles.get(sheet.about.get(PROFILE, ""), ""),
        goal_name=_goal_name(campaign, translate),
        has_goal=any(own.goal is not None for own in mine),
        strengths=strengths(mine),
        priorities=priorities,
        section=_section(mine, campaign, translate, language, said),
        star=star_section(mine, subject, translate, language),
        said=said,
    )


def first_priorities(mine: tuple[Own, ...]) -> list[Own]:
    """Return at most three competences below their goal, the greatest index first."""
    below = [own for own in mine if own.gap > 0]
    return sorted(below, key=lambda own: (-own.index, -own.gap, own.position))[:FIRST]


def strengths(mine: tuple[Own, ...]) -> tuple[Own, ...]:
    """Return at most three competences held at « confirmé » or above, and not below the goal."""
    held = [own for own in mine if CONFIRMED <= own.answer.current <= TOP_LEVEL and not own.gap]
    ranked = sorted(held, key=lambda own: (-own.answer.current, own.goal or 0, own.position))
    return tuple(ranked[:FIRST])


def reason(own: Own, words: Words, goal_name: str, translate: Translate) -> str:
    """Return, in one sentence, why a competence comes among the first."""
    values = {
        "goal_name": goal_name,
        "goal": words["mastery"][own.goal or 0],
        "current": words["mastery"][own.answer.current],
        "importance": words["importance"][own.importance or 0],
    }
    if own.importance is None:
        sentence = translate("%(goal_name)s : « %(goal)s » ; vous vous situez à « %(current)s ».")
    else:
        sentence = translate(
            "%(goal_name)s : « %(goal)s » ; vous vous situez à « %(current)s », "
            "et vous lui donnez l’importance « %(importance)s » dans votre poste."
        )
    return sentence % values


def _words(session: Session, campaign: Campaign, language: str) -> Words:
    version_id = campaign.questionnaire.version_id
    return {
        scale: [step.label(language) for step in scale_of(session, version_id, scale)]
        for scale in ("mastery", "importance")
    }


def peers(lines: list[Line], position: int, translate: Translate) -> str:
    """Return how many of the released group may help, in bands; empty where it is masked."""
    cells = [
        line.cells[""] for line in lines if line.breakdown == ALL and line.position == position
    ]
    if not cells or not cells[0].visible:
        return ""
    able = sum(
        n for code, n in cells[0].counts.items() if CONFIRMED <= (code >> 3 & 7) <= TOP_LEVEL
    )
    if able < FEW:
        return translate("Dans le groupe, presque personne ne s’y dit encore confirmé.")
    if able < MANY:
        return translate("Dans le groupe, quelques personnes s’y disent confirmées : parlez-en.")
    return translate("Dans le groupe, plusieurs personnes s’y disent confirmées : parlez-en.")


def _goal_name(campaign: Campaign, translate: Translate) -> str:
    if "target" in campaign.questionnaire.ratings:
        return translate("Vous visez")
    return translate("Votre profil suppose")


def _chart(mine: tuple[Own, ...], translate: Translate, language: str) -> Chart | None:
    rated = [own for own in mine if own.answer.is_rated]
    if not rated:
        return None
    table = pd.DataFrame(
        {
            "mean_level": [float(own.answer.current) for own in rated],
            "mean_target": [math.nan if own.goal is None else own.goal for own in rated],
            "target_state": "shown",
        },
        index=[own.code for own in rated],
    )
    table["mean_target_gap"] = table["mean_target"] - table["mean_level"]
    return gap_dumbbell(table, translate, language=language)


def _section(
    mine: tuple[Own, ...], campaign: Campaign, translate: Translate, language: str, said: str
) -> Section:
    asked = campaign.questionnaire.ratings
    columns = [
        Column(key="code", label=translate("Code")),
        Column(key="label", label=translate("Compétence"), language=said),
        Column(key="current", label=translate("Mon niveau"), unit="level"),
        Column(key="goal", label=translate("Cible"), unit="level"),
        Column(key="gap", label=translate("Écart"), unit="steps"),
    ]
    if "before" in asked:
        columns.append(Column(key="before", label=translate("Avant"), unit="level"))
    if "importance" in asked:
        columns.append(Column(key="importance", label=translate("Importance"), unit="level"))
    rows = tuple(tuple(_cell(own, column.key, translate) for column in columns) for own in mine)
    caption = translate("Mon niveau de 0 à 4, et la cible à laquelle il se compare")
    return Section(
        key="mine",
        title=translate("Mon profil, compétence par compétence"),
        chart=_chart(mine, translate, language),
        table=Table(caption=caption, columns=tuple(columns), rows=rows),
    )


def _cell(own: Own, key: str, translate: Translate) -> Cell:
    match key:
        case "code":
            return Cell(value=own.code)
        case "label":
            return Cell(value=own.label)
        case "goal":
            return EMPTY if own.goal is None else Cell(value=own.goal)
        case "gap":
            known = own.goal is not None and own.answer.is_rated
            return Cell(value=own.gap) if known else EMPTY
    return rating_cell(getattr(own.answer, key), translate)
