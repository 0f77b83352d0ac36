"""Section that brings the means of groups towards everybody's, and says which ones truly differ."""

import math
from collections.abc import Hashable, Mapping

import pandas as pd

from reports.document import EMPTY, MASKED, Cell, Column, Section
from reports.intervals import FEWEST
from reports.sections.everybody import everybodys
from reports.sections.heat import Figure, Heads, grid_table, heat_cell, measure_of, reading_of
from reports.sections.material import Material
from reports.shrinkage import Group, Shrunken, shrunken, widest_variance, within_variance

Found = Mapping[str, Shrunken]  # by group, those whose mean is shown


def shrunk_section(
    material: Material,
    key: str,
    title: str,
    names: Heads,
    figures: Mapping[str, list[Figure]],
    order: pd.Index,
) -> Section | None:
    """Return the means of groups beside the same brought towards everybody's.

    `figures` are those of the heat map, competences in `order`. Groups shown nowhere have no
    column. None where no competence shows two groups.
    """
    names = {
        value: heads
        for value, heads in names.items()
        if any(state == "shown" for _, _, state in figures[value])
    }
    everybody = everybodys(material).reindex(order)
    found = [
        shrunk({value: figures[value][place] for value in names}, row)
        for place, row in enumerate(everybody.to_dict("records"))
    ]
    if not any(found):
        return None
    columns, cells = [], []
    for value, (short, _) in names.items():
        label = material.translate("%(group)s, ramenée vers l’ensemble") % {"group": short}
        raw = Column(key=f"v{value}", label=short, unit="steps", digits=2)
        moved = Column(key=f"s{value}", label=label, unit="steps", digits=2)
        people = material.translate("%(group)s, n") % {"group": short}
        columns += [raw, Column(key=f"n_{value}", label=people, unit="people"), moved]
        cells.append([heat_cell(raw, figure) for figure in figures[value]])
        cells.append([_people(figure) for figure in figures[value]])
        cells.append(
            [
                _moved(figure, it.get(value))
                for figure, it in zip(figures[value], found, strict=True)
            ]
        )
    caption = material.translate(
        "%(measure)s : moyenne de chaque groupe, puis ramenée vers l’ensemble"
    )
    return Section(
        key=key,
        title=title,
        texts=tuple(_texts(material, names, found, everybody, order)),
        table=grid_table(
            material, columns, cells, order, caption % {"measure": measure_of(material)}
        ),
    )


def shrunk(figures: Mapping[str, Figure], everybody: Mapping[Hashable, float]) -> Found:
    """Return the means of the groups that are shown, brought towards everybody's.

    Nothing under two groups, or where everybody's mean is not shown.
    """
    shown = {value: (mean, n) for value, (mean, n, state) in figures.items() if state == "shown"}
    mean = everybody["everybody"]
    if len(shown) < 2 or math.isnan(mean):
        return {}
    person = _of_a_person(list(shown.values()), everybody)
    groups = [
        Group(n, it, person / n if person else widest_variance(n, it)) for it, n in shown.values()
    ]
    return dict(zip(shown, shrunken(groups, mean), strict=True))


def _of_a_person(shown: list[tuple[float, int]], everybody: Mapping[Hashable, float]) -> float:
    """Return the variance of an answer, from what is shown of everybody; 0 where it is not told.

    Where groups are masked, it is that of everybody, which is no smaller.
    """
    squares, n = everybody["squares"], int(everybody["n_all"])
    if math.isnan(squares):
        return 0.0
    means, sizes = [mean for mean, _ in shown], [size for _, size in shown]
    if sum(sizes) == n:
        return within_variance(squares, everybody["everybody"], sizes, means)
    return squares / (n - 1)


def _people(figure: Figure) -> Cell:
    """Return how many people a mean is of; where it is withheld, its n is told all the same."""
    _, n, state = figure
    if not n:
        return MASKED if state == "masked" else EMPTY
    return Cell(value=n, n=n)


def _moved(figure: Figure, found: Shrunken | None) -> Cell:
    _, n, state = figure
    if state == "masked":
        return MASKED
    return EMPTY if found is None else Cell(value=found.mean, n=n)


def _texts(
    material: Material,
    names: Heads,
    found: list[Found],
    everybody: pd.DataFrame,
    order: pd.Index,
) -> list[str]:
    translate = material.translate
    coded = {value: heads for value, heads in names.items() if not heads[1].startswith(heads[0])}
    return [
        _apart(material, names, found, everybody, order),
        translate(
            "Une moyenne de peu de personnes s’écarte souvent par hasard : elle est ramenée vers "
            "celle de l’ensemble, d’autant plus que le groupe est petit et que les groupes se "
            "ressemblent. Un groupe masqué n’y prend aucune part ; sous %(people)s personnes, un "
            "groupe n’est pas dit différent."
        )
        % {"people": FEWEST},
        *([reading_of(coded)] if coded else []),
    ]


def _apart(
    material: Material,
    names: Heads,
    found: list[Found],
    everybody: pd.DataFrame,
    order: pd.Index,
) -> str:
    """Say in one sentence which groups differ from everybody, and on what."""
    translate = material.translate
    parts = []
    for value, (_, label) in names.items():
        sides: dict[bool, list[str]] = {True: [], False: []}
        for code, mean, it in zip(order, everybody["everybody"], found, strict=True):
            if value in it and it[value].apart:
                sides[it[value].mean > mean].append(str(code))
        words = {
            True: translate("%(group)s au-dessus (%(codes)s)"),
            False: translate("%(group)s au-dessous (%(codes)s)"),
        }
        parts += [
            words[above] % {"group": label, "codes": ", ".join(codes)}
            for above, codes in sides.items()
            if codes
        ]
    if not parts:
        return translate("Entre ces groupes et l’ensemble : trop peu pour distinguer.")
    sentence = translate(
        "Diffèrent de l’ensemble : %(groups)s. Ailleurs : trop peu pour distinguer."
    )
    return sentence % {"groups": " ; ".join(parts)}
