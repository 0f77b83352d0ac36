"""Section of the campaign report on the group as a whole: who holds each competence, how evenly."""

import pandas as pd

from reports import coverage, levels
from reports.cells import ALL, BEFORE, FREE, LEVELS, SUBMISSIONS
from reports.coverage_chart import coverage_bars
from reports.document import Column, Section
from reports.homogeneity import levels_in
from reports.sections.material import Material, Translate
from reports.tables import Statistic, table_of
from surveys.group_target import GroupTarget, group_target_of

COLLECTIVE = "C"


def coverage_section(material: Material, counts: pd.DataFrame, order: pd.Index) -> Section:
    """Return how many people stand at the level wanted, against the target of the group.

    Competences of collective scope come first, each part in `order`.
    """
    translate, k = material.translate, material.campaign.k
    target = group_target_of(material.campaign)
    spread = levels.distribution(counts, k, list(LEVELS))
    spread = levels.one_sided_masked(spread, counts)
    parts = coverage.known_parts(_shown_sums(material), counts)
    told = spread["steps_state"] == "shown"
    table = coverage.coverage(counts, parts, told, k, target.people, target.level)
    table = table.join(coverage.dispersion(spread)).reindex(_collective_first(material, order))
    table = _worded(table, translate)
    table["scope"] = table.index.map(_scopes(material))
    return Section(
        key="coverage",
        title=translate("Ce que le groupe sait faire ensemble"),
        texts=tuple(_texts(table, target, k, translate)),
        chart=coverage_bars(
            table, target.people, target.level, translate, language=material.language
        ),
        table=table_of(
            table,
            translate("Personnes au niveau %(level)s ou plus, face à l’objectif de %(people)s")
            % {"level": target.level, "people": target.people},
            material.heads,
            _columns(table, target, translate),
        ),
    )


def _shown_sums(material: Material) -> list[tuple[str, pd.DataFrame]]:
    """Return, by breakdown, the people and the sum of levels of each group that is shown."""
    rows: dict[str, list[tuple[str, int, int]]] = {}
    for line in material.lines:
        if line.breakdown in (ALL, BEFORE, FREE) or line.position == SUBMISSIONS:
            continue
        for cell in line.cells.values():
            if cell.visible and cell.counts:
                found = levels_in(cell.counts)
                total = sum(level * n for level, n in found.items())
                row = (material.codes[line.position], found.total(), total)
                rows.setdefault(line.breakdown, []).append(row)
    columns: pd.Index = pd.Index(["competence", "n", "sum"])
    return [(name, pd.DataFrame(found, columns=columns)) for name, found in rows.items()]


def _collective_first(material: Material, order: pd.Index) -> list[str]:
    shared = {item.code for item in material.subject.items if item.scope == COLLECTIVE}
    return sorted(order, key=lambda code: code not in shared)


def _scopes(material: Material) -> dict[str, str | None]:
    names = {"I": material.translate("individuelle"), "C": material.translate("collective")}
    return {item.code: names.get(item.scope or "") for item in material.subject.items}


def _worded(table: pd.DataFrame, translate: Translate) -> pd.DataFrame:
    """Return the table with its states and the words of its sides and verdicts."""
    found = table.copy()
    found["state"] = found["n"].notna().map({True: "shown", False: "masked"})
    found["held_state"] = found["held"].notna().map({True: "shown", False: "masked"})
    found["spread_state"] = found["reach"].notna().map({True: "shown", False: "masked"})
    sides = {
        coverage.ENOUGH: translate("%(people)s ou plus"),
        coverage.FEWER: translate("moins de %(people)s"),
        coverage.UNSAID: translate("ne peut être dit"),
    }
    verdicts = {
        coverage.REACHED: translate("atteint"),
        coverage.NOT_REACHED: translate("pas atteint"),
        coverage.UNSAID: translate("ne peut être dit"),
    }
    found["band"] = [
        sides[side] % {"people": int(cut)} if isinstance(side, str) else None
        for side, cut in zip(found["side"], found["cut"], strict=True)
    ]
    found["judged"] = found["verdict"].map(verdicts)
    exact = [None if pd.isna(held) else f"{held:.0f}" for held in found["held"]]
    found["said"] = [
        translate("masqué") if state == "masked" else number or band
        for state, number, band in zip(found["state"], exact, found["band"], strict=True)
    ]
    return found


def _texts(table: pd.DataFrame, target: GroupTarget, k: int, translate: Translate) -> list[str]:
    texts = [
        translate(
            "Objectif du groupe, pour chaque compétence : %(people)s au moins se situent au niveau "
            "%(level)s ou plus. Compétences où il est atteint : %(reached)s ; pas atteint : "
            "%(missed)s ; où cela ne peut être dit : %(unsaid)s."
        )
        % {
            "people": target.people,
            "level": target.level,
            "reached": int((table["verdict"] == coverage.REACHED).sum()),
            "missed": int((table["verdict"] == coverage.NOT_REACHED).sum()),
            "unsaid": int((table["verdict"].isna() | (table["verdict"] == coverage.UNSAID)).sum()),
        },
        translate(
            "« Moins de %(k)s » ne dit ni combien, ni si tout repose sur une seule personne : "
            "parlez-en ensemble. « Ne peut être dit » : le nombre, lu avec le niveau moyen, se "
            "devinerait à moins de %(k)s personnes près ; cela ne dit pas qu’il est petit. Un "
            "nombre exact n’est donné que si la répartition des niveaux est montrée et si "
            "%(k)s personnes au moins sont de chaque côté."
        )
        % {"k": k},
        translate(
            "Une compétence du groupe n’est pas la somme de ce que chacun·e sait faire : elle "
            "tient aussi à l’organisation et à la coopération."
        ),
    ]
    if (table["spread_state"] == "shown").any():
        texts.append(
            translate(
                "Étendue : les échelons entre le niveau le plus bas et le plus haut. À partir de "
                "%(apart)s, c’est un sujet de discussion, pas une erreur."
            )
            % {"apart": coverage.APART}
        )
    return texts


def _columns(table: pd.DataFrame, target: GroupTarget, translate: Translate) -> list[Statistic]:
    at = translate("Au niveau %(level)s ou plus") % {"level": target.level}
    found = [Statistic(Column(key="scope", label=translate("Portée")))]
    found = found if table["scope"].notna().any() else []
    found += [
        Statistic(
            Column(key="judged", label=translate("Objectif du groupe")), n="n", state="state"
        ),
        Statistic(Column(key="band", label=at), n="n", state="state"),
    ]
    if (table["held_state"] == "shown").any():
        exact = Column(key="held", label=translate("Nombre exact"), unit="people")
        found.append(Statistic(exact, n="n", state="held_state"))
    found.append(Statistic(Column(key="n", label=translate("n"), unit="people"), state="state"))
    if (table["spread_state"] == "shown").any():
        found += [
            Statistic(column, n="n", state="spread_state")
            for column in (
                Column(key="q1", label=translate("Premier quartile"), unit="level", digits=1),
                Column(key="q3", label=translate("Troisième quartile"), unit="level", digits=1),
                Column(key="reach", label=translate("Étendue"), unit="steps", digits=1),
            )
        ]
    return found
