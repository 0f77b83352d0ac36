"""What a ranking of needs leaves open: the interval of each index and of each rank."""

from collections.abc import Mapping

import pandas as pd

from reports.document import Column, Section
from reports.finite import population_correction
from reports.intervals import APART, FEWEST, gap_interval, mwds_interval, rds_interval
from reports.numerals import decimal
from reports.rank_chart import rank_chart
from reports.sections.material import Translate
from reports.sections.ranking import named
from reports.tables import Statistic, table_of
from reports.together import Rule

Heads = Mapping[str, tuple[Column, Mapping[str, str]]]


def certain_in(counts: pd.DataFrame) -> list[str]:
    """Return the competences whose gap between importance and level has an interval."""
    gaps = gap_interval(counts, "importance")
    return list(gaps.index[gaps["why"] == ""])


def certainty_section(
    counts: pd.DataFrame,
    ranks: pd.DataFrame,
    asked: int,
    heads: Heads,
    translate: Translate,
    *,
    rule: Rule = "mwds",
    fewest: int = FEWEST,
    language: str = "fr",
    size: int = 0,
) -> Section:
    """Return the intervals of the gap, of the scores and of the rank, first need first.

    `ranks` (``rank``, ``first``, ``last``) has the competences that have a rank by `rule`, of the
    `asked` ones; the gap goes to importance for Borich's score, else to the target. Under two of
    them a sentence says that there are too few answers, `fewest` being asked for each. `size` is
    that of the population, where it is known: intervals are those of a finite one, ranks are not.
    """
    title = translate("Ce que ce classement laisse ouvert")
    if len(ranks) < 2:
        return Section(key="certainty", title=title, texts=(_too_few(fewest, translate),))
    table = _intervals(counts, rule, size).reindex(ranks.index).join(ranks)
    table = table.sort_values("rank", kind="stable")
    return Section(
        key="certainty",
        title=title,
        texts=(
            _sentence(table, heads, translate),
            *_texts(asked, table, rule, fewest, translate),
            *(_of_population(table, size, translate, language) if size else ()),
        ),
        chart=rank_chart(table, translate, language=language),
        table=table_of(
            table,
            translate("Intervalles à 95 % des écarts, des scores et des rangs"),
            heads,
            _columns(table, rule, translate),
        ),
    )


def _too_few(fewest: int, translate: Translate) -> str:
    return translate(
        "Trop peu de réponses pour dire ce que ce classement laisse ouvert : il faut, pour deux "
        "compétences au moins, %(people)s personnes, dont %(apart)s répondent autrement que les "
        "autres."
    ) % {"people": fewest, "apart": APART}


def _intervals(counts: pd.DataFrame, rule: Rule, size: int) -> pd.DataFrame:
    tables = {"gap": gap_interval(counts, "importance" if rule == "mwds" else "target", size)}
    if rule != "rate_intensity":
        tables |= {"mwds": mwds_interval(counts, size), "rds": rds_interval(counts, size)}
    ends = {
        f"{name}_{end}": table[end] for name, table in tables.items() for end in ("low", "high")
    }
    sizes = {f"{name}_n": table["n"] for name, table in tables.items()}
    return pd.DataFrame({"n": tables["gap"]["n"], **sizes, **ends})


def _sentence(table: pd.DataFrame, heads: Heads, translate: Translate) -> str:
    """Say in words which needs may be the first, by their labels where they have some."""
    told = heads["label"][1] if "label" in heads else {}
    quoted = translate("« %(label)s »")
    first = [
        quoted % {"label": told[str(name)]} if str(name) in told else str(name)
        for name in table.index[table["first"] == 1]
    ]
    if len(first) == 1:
        return translate("Un besoin est le premier sans doute raisonnable : %(name)s.") % {
            "name": first[0]
        }
    if len(first) == len(table):
        return translate(
            "Trop peu de réponses pour dire quel besoin est le premier : chacun des %(count)s "
            "peut l’être."
        ) % {"count": len(table)}
    return translate(
        "Le premier besoin est l’un de ces %(count)s : %(names)s. L’ordre entre eux reste ouvert."
    ) % {"count": len(first), "names": ", ".join(first)}


def _texts(
    asked: int, table: pd.DataFrame, rule: Rule, fewest: int, translate: Translate
) -> list[str]:
    texts = [
        translate(
            "Si l’on interrogeait d’autres personnes semblables, l’intervalle contiendrait la "
            "vraie valeur 95 fois sur 100. Le rang va de la première à la dernière place que les "
            "réponses n’excluent pas ; rangs d’après : %(rule)s, 2 000 tirages de personnes "
            "entières au plus."
        )
        % {"rule": named(translate)[rule]}
    ]
    if left := asked - len(table):
        texts.append(
            translate(
                "Sans intervalle : %(count)s, faute de %(people)s personnes au moins ou de "
                "%(apart)s qui répondent autrement que les autres."
            )
            % {"count": left, "people": fewest, "apart": APART}
        )
    return texts


def _of_population(
    table: pd.DataFrame, size: int, translate: Translate, language: str
) -> list[str]:
    """Say by how much intervals shrink in a population of `size`, and where they have no width."""
    census = int((table["n"] >= size).sum())
    texts = []
    if census < len(table):
        n = int(table["n"][table["n"] < size].min())
        texts.append(
            translate(
                "La population est de %(size)s personnes : les intervalles sont resserrés "
                "d’autant plus qu’une grande part a répondu (√(1 − n / N), soit %(factor)s pour "
                "n = %(n)s). Cela ne corrige pas ce que celles et ceux qui n’ont pas répondu "
                "auraient dit ; les rangs ne sont pas resserrés."
            )
            % {
                "size": size,
                "n": n,
                "factor": decimal(population_correction(n, size), language, 2),
            }
        )
    if census:
        texts.append(
            translate(
                "Toute la population a répondu (compétences : %(count)s) : leur intervalle n’a pas "
                "de largeur, et n’est pas écrit."
            )
            % {"count": census}
        )
    return texts


def _columns(table: pd.DataFrame, rule: Rule, translate: Translate) -> list[Statistic]:
    low, high = translate("%(index)s, de"), translate("%(index)s, à")
    indices = (
        (
            "gap",
            translate("Écart") if rule == "mwds" else translate("Écart net à la cible"),
            "steps",
            2,
        ),
        ("mwds", translate("MWDS"), "points", 1),
        ("rds", translate("RDS"), "points", 0),
    )
    ranks = [
        Column(key="rank", label=translate("Rang"), unit="rank"),
        Column(key="first", label=translate("Rang, de"), unit="rank"),
        Column(key="last", label=translate("Rang, à"), unit="rank"),
    ]
    ends = [
        Statistic(
            Column(key=f"{key}_{end}", label=label % {"index": name}, unit=unit, digits=digits),
            n=f"{key}_n",
        )
        for key, name, unit, digits in indices
        for end, label in (("low", low), ("high", high))
        if f"{key}_{end}" in table
    ]
    size = Statistic(Column(key="n", label=translate("n"), unit="people"))
    return [*(Statistic(column, n="n") for column in ranks), *ends, size]
