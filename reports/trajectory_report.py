"""A person's trajectory in words, small drawings and tables: what they keep, read from the base."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from referentiel.base import in_language, written_in
from referentiel.kinship import kinship_of, steps_of_versions
from referentiel.models import Item
from referentiel.queries import items_numbered
from reports.document import EMPTY, Cell, Column, Document, Section, Table
from reports.rating_cells import rating_cell
from reports.trajectory import OLD_AFTER, Asked, Assessment, Path, Point, paths_of
from reports.trajectory_chart import path_chart
from surveys.levels import LevelAnswer
from surveys.queries.space import KeptResult, levels_kept

Translate = Callable[[str], str]


@dataclass(frozen=True)
class Trajectory:
    """All that a page says of it. `steps_changed`: a same figure may not mean quite the same."""

    assessments: tuple[Assessment, ...]
    paths: tuple[Path, ...]
    today: date
    steps_changed: bool = False

    @property
    def moved(self) -> tuple[Path, ...]:
        return tuple(path for path in self.paths if path.has_moved)

    @property
    def steady(self) -> tuple[Path, ...]:
        """Competences of which the same level was given at least twice, and no other."""
        return tuple(path for path in self.paths if path.change == 0 and not path.has_moved)

    @property
    def once(self) -> tuple[Path, ...]:
        """Competences of which one level is known: there is nothing to compare it with yet."""
        return tuple(path for path in self.paths if len(path.rated) == 1)

    @property
    def compared(self) -> int:
        return len(self.moved) + len(self.steady)

    @property
    def higher(self) -> int:
        return sum((path.change or 0) > 0 for path in self.paths)

    @property
    def lower(self) -> int:
        return sum((path.change or 0) < 0 for path in self.paths)

    @property
    def old(self) -> tuple[Path, ...]:
        return tuple(path for path in self.paths if path.is_old(self.today))

    @property
    def ends(self) -> tuple[date, date]:
        """The first and the last day on which something was said."""
        return self.assessments[0].day, self.assessments[-1].day


def trajectory_of(
    session: Session, kept: Iterable[KeptResult], *, today: date, language: str
) -> Trajectory:
    """Return the trajectory of what a person keeps, in a constant number of SELECTs."""
    found = sorted(kept, key=lambda own: (own.day, own.campaign.id))
    if not found:
        return Trajectory((), (), today)
    asked = {own.campaign.questionnaire.version_id for own in found}
    items = {
        item.id: item
        for item in items_numbered(
            session, {item for own in found for item in own.campaign.questionnaire.items}
        )
    }
    kinship = kinship_of(session, asked)
    steps = steps_of_versions(session, asked)
    levels = levels_kept(session, [own.ticket_hash for own in found])

    def said_of(version: int, item: Item, answer: LevelAnswer) -> Asked:
        words = steps.words[version]
        rated = answer.is_rated and answer.current < len(words)
        spoken = written_in(item.texts, language)
        return Asked(
            family=kinship.family(version, item.lineage),
            code=item.code,
            label=item.label(language),
            answer=answer,
            words=in_language(words[answer.current], "label", language) if rated else "",
            said="" if spoken == language else spoken,
            lineage=item.lineage,
        )

    assessments = tuple(
        Assessment(
            code=own.campaign.code,
            title=own.campaign.title,
            day=own.day,
            asked=tuple(
                said_of(own.campaign.questionnaire.version_id, items[number], answer)
                for number, answer in zip(
                    own.campaign.questionnaire.items, levels[own.ticket_hash], strict=True
                )
            ),
        )
        for own in found
    )
    return Trajectory(assessments, paths_of(assessments), today, steps.differ)


def trajectory_document(
    found: Trajectory, *, title: str, translate: Translate, language: str
) -> Document:
    """Return the trajectory as a document: its tables, and the drawings of what moved."""
    notices = [changed_notice(translate)] if found.steps_changed else []
    sections = [levels_section(found, translate)] if found.assessments else []
    sections += [
        Section(
            key=f"path-{number}",
            title=f"{path.latest.code} {path.latest.label}",
            texts=(path_sentence(path, translate),),
            chart=path_chart(path, found.ends, translate, language),
        )
        for number, path in enumerate(found.moved)
    ]
    judged = judged_section(found, translate)
    return Document(
        language=language,
        title=title,
        notices=tuple(notices),
        sections=(*sections, *([judged] if judged else [])),
    )


def changed_notice(translate: Translate) -> str:
    """Say that a same figure may not mean quite the same."""
    return translate(
        "D’une auto-évaluation à l’autre, les mots des niveaux ou leurs ancrages ont changé : un "
        "même chiffre peut ne pas vouloir dire tout à fait la même chose."
    )


def path_sentence(path: Path, translate: Translate) -> str:
    """Say in one sentence what became of a level, from the first time to the last."""
    first, last = path.rated[0], path.rated[-1]
    facts = {
        "first": _told(first),
        "last": _told(last),
        "steps": abs(last.level - first.level),
        "start": _day(first.day),
        "end": _day(last.day),
    }
    if last.level > first.level:
        return translate("%(first)s, puis %(last)s : +%(steps)s, du %(start)s au %(end)s.") % facts
    if last.level < first.level:
        return translate("%(first)s, puis %(last)s : −%(steps)s, du %(start)s au %(end)s.") % facts
    if path.has_moved:
        return translate("%(first)s le %(start)s, et de nouveau le %(end)s.") % facts
    return translate("%(first)s le %(start)s, et toujours le %(end)s.") % facts


def levels_section(found: Trajectory, translate: Translate) -> Section:
    """Return every level given, one column for each self-assessment."""
    columns = [
        Column(key="code", label=translate("Code")),
        Column(key="label", label=translate("Compétence")),
        *(
            Column(key=f"time_{place}", label=name, unit="level")
            for place, name in enumerate(_names(found.assessments))
        ),
    ]
    if len(found.assessments) > 1:
        columns.append(Column(key="change", label=translate("Écart"), unit="steps"))
    columns.append(Column(key="age", label=translate("Âge du dernier niveau")))
    rows = tuple(tuple(_row(found, path, translate)) for path in found.paths)
    caption = translate("Mes niveaux de 0 à 4, à chaque auto-évaluation")
    return Section(
        key="levels",
        title=translate("Tous mes niveaux"),
        table=Table(caption=caption, columns=tuple(columns), rows=rows),
    )


def judged_section(found: Trajectory, translate: Translate) -> Section | None:
    """Return the levels from before that were given afterwards; None where there is none."""
    rows = tuple(
        (
            Cell(value=path.latest.code),
            Cell(value=path.latest.label),
            Cell(value=_day(point.day)),
            Cell(value=point.asked.answer.before),
            rating_cell(point.asked.answer.current, translate),
        )
        for path in found.paths
        for point in path.judged
    )
    if not rows:
        return None
    columns = (
        Column(key="code", label=translate("Code")),
        Column(key="label", label=translate("Compétence")),
        Column(key="day", label=translate("Dit le")),
        Column(key="before", label=translate("Avant, jugé ce jour-là"), unit="level"),
        Column(key="current", label=translate("Ce jour-là"), unit="level"),
    )
    return Section(
        key="judged",
        title=translate("Ce que vous disiez après coup de votre niveau d’avant"),
        texts=(
            translate(
                "Ces niveaux sont un souvenir, non une mesure faite à l’époque : ils restent à "
                "part, et ne sont pas sur les tracés."
            ),
        ),
        table=Table(
            caption=translate("Niveau d’avant, tel qu’il a été jugé après"),
            columns=columns,
            rows=rows,
        ),
    )


def _row(found: Trajectory, path: Path, translate: Translate) -> Iterator[Cell]:
    yield Cell(value=path.latest.code)
    yield Cell(value=path.latest.label)
    by_place: Mapping[int, Point] = {point.place: point for point in path.points}
    for place in range(len(found.assessments)):
        point = by_place.get(place)
        yield (rating_cell(point.level, translate) if point else Cell(value=translate("non posée")))
    if len(found.assessments) > 1:
        yield EMPTY if path.change is None else Cell(value=path.change)
    yield _age(path, found.today, translate)


def _age(path: Path, today: date, translate: Translate) -> Cell:
    months = path.age(today)
    if months is None:
        return EMPTY
    if months == 0:
        return Cell(value=translate("moins d’un mois"))
    if months >= OLD_AFTER:
        return Cell(value=translate("%(months)s mois : a vieilli") % {"months": months})
    return Cell(value=translate("%(months)s mois") % {"months": months})


def _names(assessments: Sequence[Assessment]) -> Iterator[str]:
    """Yield a short name for each self-assessment: its day, numbered where a day has several."""
    days = Counter(assessment.day for assessment in assessments)
    met: Counter[date] = Counter()
    for assessment in assessments:
        met[assessment.day] += 1
        number = f" ({met[assessment.day]})" if days[assessment.day] > 1 else ""
        yield _day(assessment.day) + number


def _told(point: Point) -> str:
    return f"« {point.asked.words} » ({point.level})" if point.asked.words else str(point.level)


def _day(day: date) -> str:
    return day.strftime("%d/%m/%Y")
