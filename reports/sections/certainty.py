"""What a ranking of needs leaves open: the interval of each index and of each rank."""

from collections.abc import Mapping

import pandas as pd

from reports.document import Column, Section
from reports.intervals import APART, FEWEST, gap_interval, mwds_interval, rds_interval
from reports.rank_chart import rank_chart
from reports.rank_intervals import rank_intervals
from reports.sections.material import Translate
from reports.tables import Statistic, table_of

SEED = 1977  # of the draws: the same answers give the same intervals
Heads = Mapping[str, tuple[Column, Mapping[str, str]]]


def certainty_section(
    counts: pd.DataFrame,
    importance: pd.DataFrame,
    current: pd.DataFrame,
    heads: Heads,
    translate: Translate,
    *,
    language: str = "fr",
) -> Section | None:
    """Return the intervals of the gap, of both scores and of the rank, first need first.

    `importance` and `current` have one row per respondent and one column per competence on show.
    A competence whose interval is not given has no rank either. None where fewer than two have one.
    """
    table = _intervals(counts).reindex(importance.columns)
    told = list(table.index[table["why"] == ""])
    if len(told) < 2:
        return None
    ranks = rank_intervals(importance[told], current[told], seed=SEED)
    table = table.loc[told].join(ranks).sort_values("rank", kind="stable")
    return Section(
        key="certainty",
        title=translate("Ce que ce classement laisse ouvert"),
        texts=(_sentence(table, translate), *_texts(len(importance.columns), table, translate)),
        chart=rank_chart(table, translate, language=language),
        table=table_of(
            table,
            translate("Intervalles à 95 % des écarts, des scores et des rangs"),
            heads,
            _columns(translate),
        ),
    )


def _intervals(counts: pd.DataFrame) -> pd.DataFrame:
    tables = {
        "gap": gap_interval(counts, "importance"),
        "mwds": mwds_interval(counts),
        "rds": rds_interval(counts),
    }
    ends = {
        f"{name}_{end}": table[end] for name, table in tables.items() for end in ("low", "high")
    }
    return pd.DataFrame({"n": tables["gap"]["n"], "why": tables["gap"]["why"], **ends})


def _sentence(table: pd.DataFrame, translate: Translate) -> str:
    """Say in words which needs may be the first."""
    first = [str(name) for name in table.index[table["first"] == 1]]
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


def _texts(asked: int, table: pd.DataFrame, translate: Translate) -> list[str]:
    texts = [
        translate(
            "Si l’on interrogeait d’autres personnes semblables, l’intervalle contiendrait la "
            "vraie valeur 95 fois sur 100. Le rang va de la première à la dernière place que les "
            "réponses n’excluent pas ; rangs d’après le score de Borich, 2 000 tirages de "
            "personnes entières au plus."
        )
    ]
    if left := asked - len(table):
        texts.append(
            translate(
                "Sans intervalle : %(count)s, faute de %(people)s personnes au moins ou de "
                "%(apart)s qui répondent autrement que les autres."
            )
            % {"count": left, "people": FEWEST, "apart": APART}
        )
    return texts


def _columns(translate: Translate) -> list[Statistic]:
    low, high = translate("%(index)s, de"), translate("%(index)s, à")
    indices = (
        ("gap", translate("Écart"), "steps", 2),
        ("mwds", translate("MWDS"), "points", 1),
        ("rds", translate("RDS"), "points", 0),
    )
    ranks = [
        Column(key="rank", label=translate("Rang"), unit="rank"),
        Column(key="first", label=translate("Rang, de"), unit="rank"),
        Column(key="last", label=translate("Rang, à"), unit="rank"),
    ]
    ends = [
        Column(key=f"{key}_{end}", label=label % {"index": name}, unit=unit, digits=digits)
        for key, name, unit, digits in indices
        for end, label in (("low", low), ("high", high))
    ]
    size = Statistic(Column(key="n", label=translate("n"), unit="people"))
    return [*(Statistic(column, n="n") for column in [*ranks, *ends]), size]
