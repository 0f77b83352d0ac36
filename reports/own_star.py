"""One person's levels by area, as a star: an option beside the chart of each competence."""

from collections.abc import Sequence

import pandas as pd

from reports.document import Column, Section
from reports.own_levels import Own
from reports.queries import Subject
from reports.radar_chart import FEWEST_AXES, MOST_AXES, radar_chart
from reports.sections.material import Translate
from reports.tables import Statistic, table_of
from reports.view import areas_in


def star_section(
    mine: Sequence[Own], subject: Subject, translate: Translate, language: str
) -> Section | None:
    """Return mean level and mean target by area, with how many competences each rests on.

    None unless three to eight areas have a level. The mean target is that of competences with both.
    """
    table = _by_area(mine, subject)
    if not FEWEST_AXES <= len(table) <= MOST_AXES:
        return None
    labels = {item.code: item.label(language) for item in subject.tree}
    said = subject.other_language(language)
    heads = {
        "code": (Column(key="code", label=translate("Code")), {c: c for c in table.index}),
        "label": (Column(key="label", label=translate("Domaine"), language=said), labels),
    }
    columns = [
        (Column(key="mean_level", label=translate("Niveau moyen"), unit="level", digits=1), "n"),
        (
            Column(key="mean_target", label=translate("Cible moyenne"), unit="level", digits=1),
            "with_target",
        ),
        (Column(key="n", label=translate("Compétences"), unit="people"), ""),
    ]
    return Section(
        key="star",
        title=translate("Par domaine, en étoile"),
        texts=(
            translate(
                "La surface de l’étoile ne mesure rien, et sa forme tient à l’ordre des domaines : "
                "lisez les distances au centre, axe par axe."
            ),
        ),
        chart=radar_chart(table, translate),
        table=table_of(
            table,
            translate("Mon niveau moyen et ma cible moyenne dans chaque domaine, de 0 à 4"),
            heads,
            [Statistic(column, n=n) for column, n in columns],
        ),
    )


def _by_area(mine: Sequence[Own], subject: Subject) -> pd.DataFrame:
    areas = areas_in(subject.tree, [item.id for item in subject.items])
    above = {item.id: item.parent_id for item in subject.tree}
    rows = {}
    for area in areas:
        own = [it for it in mine if above[it.item] == area.id and it.answer.is_rated]
        goals = [it.goal for it in own if it.goal is not None]
        if own:
            rows[area.code] = {
                "mean_level": sum(it.answer.current for it in own) / len(own),
                "mean_target": sum(goals) / len(goals) if goals else float("nan"),
                "n": len(own),
                "with_target": len(goals),
            }
    columns = ["mean_level", "mean_target", "n", "with_target"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns)
