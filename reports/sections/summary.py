"""What a report says aloud, in three sentences: who answered, what comes first, what follows."""

from typing import NamedTuple

import pandas as pd

from reports.document import Section
from reports.numerals import decimal
from reports.sections.material import Material

FIRST = 3  # needs that are named


class Rule(NamedTuple):
    """A way to rank needs: the column of its ranks, and that of the state of what it rests on."""

    rank: str
    state: str


PRIORITY = Rule("rank_priority", "priority_state")
RATE = Rule("rank_rate_intensity", "priority_state")
BORICH = Rule("rank_mwds", "pair_state")
GAP = Rule("rank_mean_positive_gap", "target_state")
CHOSEN = {"priority": PRIORITY, "rate_intensity": RATE, "mwds": BORICH, "mean_positive_gap": GAP}


def summary_section(material: Material, table: pd.DataFrame) -> Section:
    """Return the sentences; each has its n, and rests on figures that the report shows."""
    rules = _rules(material)
    ranked = _ranked(table, rules[0])
    sentences = [_received(material, len(ranked), len(table))]
    if len(ranked):
        sentences += [_first(material, ranked, rules[0]), _then(material, table, rules)]
    return Section(
        key="summary",
        title=material.translate("L’essentiel"),
        texts=tuple(filter(None, sentences)),
    )


def _rules(material: Material) -> list[Rule]:
    """Return the rules that the report ranks needs by, that of its order first.

    An index that the reader chose stands alone.
    """
    if index := material.view.index:
        return [CHOSEN.get(index, Rule(f"rank_{index}", BORICH.state))]
    has_importance = material.asks("importance")
    own = [PRIORITY if has_importance else RATE] if material.has_goals else []
    return own + ([BORICH] if has_importance else [])


def _ranked(table: pd.DataFrame, rule: Rule) -> pd.DataFrame:
    """Return what is shown of the needs, the first of a rule first."""
    shown = table[(table[rule.state] == "shown") & table[rule.rank].notna()]
    return shown.sort_values(rule.rank, kind="stable")


def _received(material: Material, ranked: int, of: int) -> str:
    sentence = material.translate(
        "%(n)s réponses comptent ici ; compétences qui en ont reçu assez pour être classées : "
        "%(ranked)s sur %(of)s."
    )
    return sentence % {"n": material.release.received, "ranked": ranked, "of": of}


def _first(material: Material, ranked: pd.DataFrame, rule: Rule) -> str:
    translate, row = material.translate, ranked.iloc[0]
    tied = list(ranked.index[ranked[rule.rank] == row[rule.rank]])
    if len(tied) > 1:
        sentence = translate("Viennent en tête, à égalité : %(names)s.")
        return sentence % {"names": _named(material, tied[:FIRST])}
    name = _named(material, tied)
    if rule.state == BORICH.state:
        sentence = translate(
            "Le premier besoin est %(name)s : son importance moyenne est de %(importance)s, le "
            "niveau moyen de %(level)s (n = %(n)s)."
        )
        facts = {"importance": row["mean_importance"], "level": row["mean_current"]}
        shown = {key: decimal(value, material.language) for key, value in facts.items()}
        return sentence % {"name": name, "n": int(row["n_pair"]), **shown}
    if row["side_state"] != "shown":
        return translate("Le premier besoin est %(name)s (n = %(n)s).") % {
            "name": name,
            "n": int(row["n"]),
        }
    sentence = translate(
        "Le premier besoin est %(name)s : %(below)s personnes sur %(n)s sont sous leur cible, "
        "de %(steps)s en moyenne sur l’échelle de 0 à 4."
    )
    below, steps = round(row["rate"] * row["n"]), decimal(row["intensity"], material.language)
    return sentence % {"name": name, "below": below, "n": int(row["n"]), "steps": steps}


def _then(material: Material, table: pd.DataFrame, rules: list[Rule]) -> str:
    """Return what follows, and whether the other rule says the same."""
    translate = material.translate
    first = list(_ranked(table, rules[0]).index[:FIRST])
    if len(rules) > 1:
        other = list(_ranked(table, rules[1]).index[:FIRST])
        common = [code for code in first if code in other]
        names = {"names": _named(material, common), "other": _named(material, other[:1])}
        if common and other[:1] == first[:1]:
            sentence = translate(
                "Les deux règles de classement le mettent en tête ; parmi leurs trois premiers "
                "besoins, elles ont en commun : %(names)s."
            )
            return sentence % names
        if common:
            sentence = translate(
                "Les deux règles de classement ont en commun, parmi leurs trois premiers besoins : "
                "%(names)s ; le score de Borich met en tête %(other)s."
            )
            return sentence % names
        if other:
            sentence = translate(
                "Les deux règles de classement ne se rejoignent pas : le score de Borich met en "
                "tête %(other)s. Lisez-les ensemble."
            )
            return sentence % names
    if len(first) < 2:
        return ""
    return translate("Viennent ensuite : %(names)s.") % {"names": _named(material, first[1:])}


def _named(material: Material, codes: list[str]) -> str:
    """Return competences between quotation marks, joined."""
    _column, labels = material.heads["label"]
    quoted = material.translate("« %(label)s »")
    return ", ".join(quoted % {"label": labels[code]} for code in codes)
