"""Two campaigns side by side, of the same or of two versions, and what cannot be compared."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import pandas as pd
from sqlalchemy.orm import Session

from referentiel.changes import ADDED, MERGED, SPLIT, WITHDRAWN
from referentiel.history import entries_of
from referentiel.models import Version
from referentiel.queries import anchors_of, scale_of
from referentiel.successions import SAME, Entries, Entry
from referentiel.tree import SuccessionNode
from reports import comparison
from reports.document import Cell, Column, Document, Section, Table
from reports.queries import released_lines, subject_of
from reports.sections.comparing import Pair, figure_sections, kind_of_goal
from reports.sections.material import Material, Translate, released_counts
from surveys.models import Campaign, Release

ONE_ONLY, UNDECLARED = "one only", "undeclared"


@dataclass(frozen=True)
class Side:
    """One campaign: what it released, the entries of its version, and what its levels mean."""

    material: Material
    entries: Entries
    steps: object

    @property
    def version(self) -> Version:
        return self.material.subject.version

    @property
    def released_at(self) -> datetime:
        return self.material.release.released_at

    @property
    def asked(self) -> dict[str, str]:
        """The codes of the competences it asks about, by lineage, in the order it asks them."""
        return {item.lineage: item.code for item in self.material.subject.items}

    def figures(self) -> pd.DataFrame:
        """Return the figures of `comparison.figures`, by code."""
        campaign = self.material.campaign
        return comparison.figures(
            released_counts(self.material),
            campaign.k,
            importance=self.material.asks("importance"),
            goals=self.material.has_goals,
        )


@dataclass(frozen=True)
class Apart:
    """Competences that are not compared, and why."""

    reason: str
    first: tuple[Entry, ...] = ()
    second: tuple[Entry, ...] = ()


def side_of(
    session: Session, campaign: Campaign, release: Release, *, translate: Translate, language: str
) -> Side:
    """Return all that a comparison needs of a campaign, in a constant number of SELECTs."""
    subject = subject_of(session, campaign)
    number = subject.version.id
    lines = released_lines(session, release)
    anchors = anchors_of(session, number)
    return Side(
        material=Material(campaign, subject, release, lines, translate, language),
        entries=entries_of(session, number),
        steps=(
            [step.texts for step in scale_of(session, number, "mastery")],
            {kind: [anchor.texts for anchor in steps] for kind, steps in anchors.items()},
        ),
    )


def comparison_report(first: Side, second: Side, rows: Sequence[SuccessionNode] | None) -> Document:
    """Return the comparison of two releases, made of what each of them shows.

    `rows` says what became of the entries of the first version in the second one; None: neither
    comes from the other, and nothing is compared.
    """
    translate = first.material.translate
    pairs = paired(first, second, rows or ())
    sections = [_campaigns(first, second)]
    if pairs:
        table = comparison.side_by_side(
            first.figures(), second.figures(), [(pair.first, pair.second) for pair in pairs]
        )
        sections += figure_sections(table, pairs, first.material, second.material)
    if left := apart(first, second, rows or ()):
        sections.append(_apart_section(first, second, left))
    return Document(
        language=first.material.language,
        title=translate("Deux campagnes côte à côte"),
        subtitle=translate("(1) %(first)s ; (2) %(second)s")
        % {"first": first.material.campaign.title, "second": second.material.campaign.title},
        notices=tuple(_notices(first, second, rows, pairs)),
        sections=(*sections, _method(first.material)),
    )


def paired(first: Side, second: Side, rows: Iterable[SuccessionNode]) -> list[Pair]:
    """Return each competence that both ask about and that every version on the way calls the same.

    They come in the order in which the first campaign asks them.
    """
    same = {row.origin: row for row in rows if row.kind in SAME}
    found = []
    for lineage, code in first.asked.items():
        row = same.get(lineage)
        if row is not None and row.target in second.asked:
            label = _label(second, second.entries[row.target])
            found.append(Pair(row.kind, code, second.asked[row.target], label))
    return found


def apart(first: Side, second: Side, rows: Iterable[SuccessionNode]) -> list[Apart]:
    """Return what one of the campaigns asks about and the comparison leaves out, with the reason.

    A split is one line, for what was split; so is a merge, for what came of it.
    """
    held = list(rows)
    lines: dict[tuple[str, str | None], Apart] = {}
    for row in held:
        asked = (row.origin in first.asked, row.target in second.asked)
        if any(asked) and not (all(asked) and row.kind in SAME):
            key = (row.kind, row.target if row.kind in (MERGED, ADDED) else row.origin)
            lines.setdefault(key, _line(first, second, row, held))
    spoken = {end for row in held for end in (row.origin, row.target)}
    lost = (Apart(UNDECLARED, (first.entries[it],)) for it in first.asked if it not in spoken)
    new = (Apart(UNDECLARED, (), (second.entries[it],)) for it in second.asked if it not in spoken)
    return [*lines.values(), *lost, *new]


def _line(first: Side, second: Side, row: SuccessionNode, held: list[SuccessionNode]) -> Apart:
    group = [row]
    if row.kind == SPLIT:
        group = [it for it in held if it.origin == row.origin]
    if row.kind == MERGED:
        group = [it for it in held if it.target == row.target]
    origins = dict.fromkeys(it.origin for it in group if it.origin)
    targets = dict.fromkeys(it.target for it in group if it.target)
    return Apart(
        ONE_ONLY if row.kind in SAME else row.kind,
        tuple(first.entries[lineage] for lineage in origins),
        tuple(second.entries[lineage] for lineage in targets),
    )


def _apart_section(first: Side, second: Side, left: Iterable[Apart]) -> Section:
    translate = first.material.translate
    columns = (
        Column(key="first", label=translate("Version de (1)"), language=_other(first)),
        Column(key="second", label=translate("Version de (2)"), language=_other(second)),
        Column(key="reason", label=translate("Pourquoi elle n’est pas comparée")),
    )
    rows = tuple(
        (
            Cell(value=_names(first, line.first)),
            Cell(value=_names(second, line.second)),
            Cell(value=_reason(line, first, translate)),
        )
        for line in left
    )
    return Section(
        key="apart",
        title=translate("Ce qui n’est pas comparé"),
        texts=(
            translate(
                "Une compétence scindée, fusionnée, ajoutée ou retirée n’est plus la même : ses "
                "résultats ne se comparent pas d’une version à l’autre."
            ),
        ),
        table=Table(
            caption=translate("Compétences laissées de côté, et pourquoi"),
            columns=columns,
            rows=rows,
        ),
    )


def _reason(line: Apart, first: Side, translate: Translate) -> str:
    if line.reason == ONE_ONLY:
        asked = line.first[0].lineage in first.asked
        number = 2 if asked else 1
        return translate("non posée dans (%(number)s)") % {"number": number}
    before = _joined([entry.code for entry in line.first], translate)
    after = _joined([entry.code for entry in line.second], translate)
    words = {
        SPLIT: translate("scindée en %(after)s : non comparée"),
        MERGED: translate("%(before)s fusionnées dans %(after)s : non comparées"),
        ADDED: translate("ajoutée : non comparée"),
        WITHDRAWN: translate("retirée : non comparée"),
        UNDECLARED: translate("rien ne dit ce qu’elle devient : non comparée"),
    }
    return words[line.reason] % {"before": before, "after": after}


def _joined(names: Sequence[str], translate: Translate) -> str:
    if len(names) < 2:
        return "".join(names)
    return translate("%(first)s et %(last)s") % {"first": ", ".join(names[:-1]), "last": names[-1]}


def _names(side: Side, entries: Iterable[Entry]) -> str:
    return " ; ".join(f"{entry.code} {_label(side, entry)}" for entry in entries) or "—"


def _other(side: Side) -> str:
    return side.material.subject.other_language(side.material.language)


def _label(side: Side, entry: Entry) -> str:
    return entry.label(side.material.language)


def _campaigns(first: Side, second: Side) -> Section:
    translate = first.material.translate
    columns = (
        Column(key="campaign", label=translate("Campagne")),
        Column(key="version", label=translate("Référentiel"), language=_other(first)),
        Column(key="release", label=translate("Publication")),
        Column(key="received", label=translate("Réponses"), unit="people"),
    )
    rows = tuple(
        (
            Cell(value=f"({number}) {side.material.campaign.title}"),
            Cell(
                value=f"{side.version.referentiel.title(side.material.language)}, "
                f"{side.version.label}"
            ),
            Cell(
                value=translate("n° %(number)s, %(day)s")
                % {
                    "number": side.material.release.number,
                    "day": side.released_at.strftime("%d/%m/%Y"),
                }
            ),
            Cell(value=side.material.release.received, n=side.material.release.received),
        )
        for number, side in enumerate((first, second), start=1)
    )
    return Section(
        key="campaigns",
        title=translate("Ce qui est comparé"),
        table=Table(caption=translate("Les deux campagnes"), columns=columns, rows=rows),
    )


def _notices(
    first: Side, second: Side, rows: Sequence[SuccessionNode] | None, pairs: Sequence[Pair]
) -> Iterator[str]:
    translate = first.material.translate
    if any(side.material.campaign.demonstration for side in (first, second)):
        yield translate("Données de démonstration : ces réponses sont inventées.")
    if rows is None:
        yield translate(
            "Aucune de ces deux versions n’est issue de l’autre : rien ne dit quelles compétences "
            "sont les mêmes, et rien n’est comparé."
        )
    elif not pairs:
        yield translate("Aucune compétence n’est posée dans les deux campagnes.")
    elif first.version.id != second.version.id:
        yield translate(
            "Les deux campagnes portent sur des versions différentes du référentiel. Seules sont "
            "comparées les compétences déclarées les mêmes de l’une à l’autre ; les autres sont "
            "nommées à part."
        )
    if pairs and first.steps != second.steps:
        yield translate(
            "D’une version à l’autre, les mots des niveaux ou leurs ancrages ont changé : un même "
            "chiffre peut ne pas vouloir dire tout à fait la même chose."
        )
    if pairs and kind_of_goal(first.material) != kind_of_goal(second.material):
        yield translate(
            "Les deux campagnes ne mesurent pas la cible de la même façon : les parts sous la "
            "cible ne sont pas comparées."
        )


def _method(material: Material) -> Section:
    translate = material.translate
    return Section(
        key="method",
        title=translate("Comment lire cette comparaison"),
        texts=(
            translate(
                "Chaque chiffre est celui que montre le rapport de sa campagne, avec son n et ses "
                "masques. Les deux campagnes ne sont jamais mises ensemble ni moyennées ; une "
                "différence se lit de (1) à (2), et son n est celui du plus petit des deux groupes."
            ),
            translate(
                "Le niveau moyen porte sur les personnes qui ont aussi dit l’importance, là où "
                "elle est demandée ; sinon, sur celles dont la cible est connue."
            ),
            translate(
                "Ce ne sont pas forcément les mêmes personnes qui ont répondu aux deux : une "
                "différence dit ce qui sépare deux groupes, non ce que chacun a appris."
            ),
        ),
    )
