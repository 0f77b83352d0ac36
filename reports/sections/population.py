"""What a campaign's report says of a population whose size is known: who answered, what it changes.

Weights rest on the groups' means that the release shows, and on nothing else. Two attributes are
not met at once (raking): that needs every crossed group to be shown, which a crossing seldom
allows; figures are weighed by the attribute that the network marks first.
"""

import math
from collections.abc import Mapping

import pandas as pd

from reports.cells import SUBMISSIONS, WHOLE, Shown
from reports.document import Column, Section
from reports.numerals import percent
from reports.sections.heat import figure_of, measure_of
from reports.sections.material import Material
from reports.tables import Statistic, table_of
from reports.weighting import stratified, stratified_n
from surveys.attributes import ATTRIBUTES

Figures = tuple[float, float, float, int, str]  # weighed, of the answers, effective n, n, state
NONE: Figures = (math.nan, math.nan, math.nan, 0, "masked")


def totals_of(material: Material, attribute: str) -> Mapping[str, int]:
    """Return how many people there are of each answer, as the release knew it.

    Nothing where a total is not known, or is smaller than what answered as far as it is shown.
    """
    totals = material.population.totals.get(attribute, {})
    cells = _sizes(material, attribute)
    below = [
        value
        for value, cell in cells.items()
        if cell.visible and value in totals and totals[value] < cell.n
    ]
    return {} if below else totals


def size_of(material: Material) -> int:
    """Return how many people there are in all; 0 where it is not known, or fewer than answered."""
    size = material.population.size
    return size if size >= material.release.received else 0


def rate_texts(material: Material) -> list[str]:
    """Return the share of the population that answered, and the totals that are of no use."""
    translate, population = material.translate, material.population
    if not population.size:
        return []
    size = size_of(material)
    if not size:
        return [
            translate(
                "La population écrite pour cette campagne, %(size)s personnes, est plus petite que "
                "le nombre de réponses : elle n’est pas utilisée."
            )
            % {"size": population.size}
        ]
    rate = percent(material.release.received / size, material.language)
    texts = [
        translate(
            "Population : %(size)s personnes ; taux de réponse : %(rate)s. Celles et ceux qui "
            "n’ont pas répondu peuvent différer des autres, et aucun calcul ne le dit."
        )
        % {"size": size, "rate": rate}
    ]
    unused = [
        translate(ATTRIBUTES[name].label)
        for name in population.totals
        if not totals_of(material, name)
    ]
    if unused:
        texts.append(
            translate("Totaux plus petits que le nombre de réponses, donc pas utilisés : %(names)s")
            % {"names": " · ".join(unused)}
        )
    return texts


def weighed_sections(material: Material, order: pd.Index) -> list[Section]:
    """Return the means weighed to the totals of one attribute, beside those of the answers."""
    translate, attribute = material.translate, material.population.by
    totals = totals_of(material, attribute) if size_of(material) else {}
    if not totals:
        return []
    rows = {
        material.codes[line.position]: weighed(line.cells, totals, material.has_goals)
        for line in material.lines
        if line.breakdown == attribute and line.position in material.codes
    }
    columns = ["weighed", "answers", "effective", "n", "state"]
    table = pd.DataFrame.from_dict(rows, orient="index", columns=columns).reindex(order)
    table["state"] = table["state"].astype(object).fillna("masked")
    measure = measure_of(material)
    statistics = [
        Column(key="weighed", label=translate("Redressé"), unit="steps", digits=2),
        Column(key="answers", label=translate("Des réponses"), unit="steps", digits=2),
        Column(key="n", label=translate("n"), unit="people"),
        Column(key="effective", label=translate("n effectif"), unit="points", digits=1),
    ]
    return [
        Section(
            key="weighed",
            title=translate("Redressé sur la population"),
            texts=tuple(_texts(material, attribute, table)),
            table=table_of(
                table,
                translate("%(measure)s : redressé sur la population, puis tel que répondu")
                % {"measure": measure},
                material.heads,
                [Statistic(column, n="n", state="state") for column in statistics],
            )
            if (table["state"] == "shown").any()
            else None,
        )
    ]


def weighed(cells: Mapping[str, Shown], totals: Mapping[str, int], has_goals: bool) -> Figures:
    """Return the figures of one competence over groups with `totals`; those who gave none apart.

    Masked unless every group with people in the population shows its mean; empty where a group
    has nobody who rated.
    """
    wanted = [value for value, total in totals.items() if total]
    found = [figure_of(cells, value, has_goals) for value in wanted]
    states = {state for _, _, state in found}
    if states != {"shown"}:
        return (*NONE[:4], "masked" if "masked" in states else "empty")
    means, sizes = [mean for mean, _, _ in found], [n for _, n, _ in found]
    known = [totals[value] for value in wanted]
    n = sum(sizes)
    answers = sum(mean * size for mean, size in zip(means, sizes, strict=True)) / n
    return stratified(known, sizes, means), answers, stratified_n(known, sizes), n, "shown"


def _texts(material: Material, attribute: str, table: pd.DataFrame) -> list[str]:
    translate = material.translate
    texts = [
        translate(
            "Chaque groupe de « %(question)s » compte ici comme dans la population, et non comme "
            "dans les réponses. Les deux moyennes portent sur les mêmes personnes, celles qui ont "
            "répondu à cette question ; n effectif : combien de réponses de même poids "
            "varieraient aussi peu."
        )
        % {"question": translate(ATTRIBUTES[attribute].label)}
    ]
    if (table["state"] == "masked").all():
        texts.append(
            translate(
                "Rien n’est redressé dans cette publication : pour chaque compétence, la moyenne "
                "d’un des groupes n’est pas montrée."
            )
        )
    elif (table["state"] == "masked").any():
        texts.append(
            translate(
                "Masqué : la moyenne d’un des groupes n’est pas montrée pour cette compétence, et "
                "un total redressé sans lui ne serait pas celui de la population."
            )
        )
    if (table["state"] == "empty").any():
        texts.append(
            translate(
                "Vide : un groupe de la population n’a personne qui ait répondu sur cette "
                "compétence, et rien ne peut parler pour lui."
            )
        )
    if len(material.population.totals) > 1:
        texts.append(
            translate(
                "Les totaux d’autres questions ne sont pas atteints en même temps : il y faudrait "
                "tous les groupes croisés, dont trop peu peuvent être montrés."
            )
        )
    return texts


def _sizes(material: Material, attribute: str) -> Mapping[str, Shown]:
    for line in material.lines:
        if line.breakdown == attribute and line.position == SUBMISSIONS and WHOLE not in line.cells:
            return line.cells
    return {}
