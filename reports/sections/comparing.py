"""Sections of a comparison: mean levels, then shares below the target, side by side."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import pandas as pd

from referentiel.changes import KEPT, MOVED, REWORDED
from reports.document import Column, Section
from reports.queries import has_goals
from reports.sections.material import Heads, Material, Translate
from reports.tables import Statistic, table_of


class Pair(NamedTuple):
    """A competence that is the same in both versions: how, its code in each, its latest label."""

    kind: str  # kept, moved or reworded
    first: str
    second: str
    label: str


def kind_of_goal(material: Material) -> str:
    """Return what a campaign compares levels with: « own », « profile », or nothing."""
    if material.asks("target"):
        return "own"
    return "profile" if has_goals(material.campaign) else ""


def figure_sections(
    table: pd.DataFrame, pairs: Sequence[Pair], first: Material, second: Material
) -> list[Section]:
    """Return the tables of a comparison; shares only where both have one kind of target."""
    translate = first.translate
    table = table.rename(index=str)
    heads = heads_of(pairs, second)
    sections = [
        Section(
            key="means",
            title=translate("Les niveaux moyens"),
            table=table_of(
                table,
                translate("Niveau actuel moyen, de 0 à 4, et sa différence en échelons"),
                heads,
                _columns("mean", translate),
            ),
        )
    ]
    if kind_of_goal(first) == kind_of_goal(second) != "":
        sections.append(
            Section(
                key="shares",
                title=translate("La part sous la cible"),
                texts=(
                    translate(
                        "La cible est celle de la version sur laquelle porte chaque campagne : si "
                        "un profil attend autre chose qu’avant, la part change aussi par là."
                    ),
                ),
                table=table_of(
                    table,
                    translate("Part des personnes sous leur cible, et sa différence en points"),
                    heads,
                    _columns("share", translate),
                ),
            )
        )
    return sections


def heads_of(pairs: Sequence[Pair], second: Material) -> Heads:
    """Return the words that head each pair: its codes, its label, and how it stayed the same."""
    translate = second.translate
    links = {
        KEPT: translate("la même"),
        MOVED: translate("déplacée"),
        REWORDED: translate("reformulée, même sens"),
    }
    words: dict[str, tuple[Column, list[str]]] = {
        "code": (Column(key="code", label=translate("Code")), [_code(pair) for pair in pairs]),
        "label": (
            Column(
                key="label",
                label=translate("Compétence"),
                language=second.subject.other_language(second.language),
            ),
            [pair.label for pair in pairs],
        ),
        "link": (
            Column(key="link", label=translate("D’une version à l’autre")),
            [links[pair.kind] for pair in pairs],
        ),
    }
    return {key: (column, _numbered(texts)) for key, (column, texts) in words.items()}


def _numbered(texts: Sequence[str]) -> Mapping[str, str]:
    return {str(number): text for number, text in enumerate(texts)}


def _code(pair: Pair) -> str:
    return pair.first if pair.first == pair.second else f"{pair.first} → {pair.second}"


def _columns(figure: str, translate: Translate) -> list[Statistic]:
    mean = figure == "mean"
    name = translate("Niveau moyen") if mean else translate("Sous la cible")
    unit = {"unit": "level", "digits": 2} if mean else {"unit": "share"}
    found = []
    for side in (1, 2):
        size, state = f"{figure}_n_{side}", f"{figure}_state_{side}"
        shown = Column(key=f"{figure}_{side}", label=f"{name} ({side})", **unit)
        people = Column(key=size, label=translate("n (%(side)s)") % {"side": side}, unit="people")
        found += [Statistic(shown, n=size, state=state), Statistic(people, n=size, state=state)]
    difference = Column(
        key=f"{figure}_difference",
        label=translate("Différence"),
        unit="steps" if mean else "points",
        digits=2 if mean else 0,
    )
    return [
        *found,
        Statistic(difference, n=f"{figure}_difference_n", state=f"{figure}_difference_state"),
    ]
