"""Section of the campaign report on the hypotheses of the network: each beside what figures say."""

import math
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from reports import hypotheses, levels
from reports.cells import ALL, LEVELS, Shown
from reports.counts import having
from reports.document import Cell, Column, Section, Table
from reports.hypotheses import Estimate, Found
from reports.intervals import FEWEST, mean_interval
from reports.numerals import decimal
from reports.queries import Subject
from reports.sections.heat import figure_of
from reports.sections.material import Material, Translate, label_of
from surveys.claims import AT_LEAST, GAP, IMPORTANCE, LEVEL, MEASURES, SHARE, Claim
from surveys.hypotheses import claim_of, confronted_in, dropped_before
from surveys.models import Hypothesis

NOT_SHOWN, NOT_ASKED = "masked", "not_asked"


def hypotheses_sections(
    material: Material, counts: pd.DataFrame, table: pd.DataFrame
) -> list[Section]:
    """Return the hypotheses that this release confronts, with their verdicts; none without any.

    `table` is a table of needs, masked already.
    """
    number = material.release.number
    asked = confronted_in(material.hypotheses, number)
    dropped = dropped_before(material.hypotheses, number)
    if not asked and not dropped:
        return []
    figures = Figures(material, counts, table)
    found = [figures.found(claim_of(it)) for it in asked]
    verdicts = hypotheses.verdicts(found, [it.side for it in asked])
    family = sum(p is not None for _, p in verdicts)
    rows = [
        _row(material, it, one, verdict, p)
        for it, one, (verdict, p) in zip(asked, found, verdicts, strict=True)
    ]
    translate = material.translate
    return [
        Section(
            key="hypotheses",
            title=translate("Les hypothèses du réseau face aux réponses"),
            texts=(
                *_texts(family, [it.number for it in dropped], translate),
                *(_said(material, it) for it in asked),
            ),
            table=Table(
                caption=translate("Hypothèses, et ce qu’en disent les chiffres publiés"),
                columns=tuple(_columns(translate)),
                rows=tuple(rows),
            )
            if rows
            else None,
        )
    ]


@dataclass(frozen=True)
class Figures:
    """The figures that a report shows, as estimates; the reason where one is not shown."""

    material: Material
    counts: pd.DataFrame
    table: pd.DataFrame

    def found(self, claim: Claim) -> Found | str:
        """Return the figure of a claim beside its threshold, or why there is none."""
        codes = self._codes(claim.subject)
        if not codes:
            return NOT_ASKED
        one = self._of(codes, claim, claim.value)
        if isinstance(one, str):
            return one
        if claim.other is not None:
            other = self._of(codes, claim, claim.other)
            if isinstance(other, str):
                return other
            if min(one.n, other.n) < FEWEST:
                return "few"
            one = hypotheses.difference(one, other)
        scale = 100 if claim.measure == SHARE else 1
        return hypotheses.confronted(one, claim.threshold / scale)

    def _codes(self, subject: str) -> list[str]:
        """Return the competences asked that a code names: itself, or all those of an area."""
        tree = {item.id: item for item in self.material.subject.tree}
        found = []
        for item in self.material.subject.items:
            above = item
            while above.code != subject and above.parent_id in tree:
                above = tree[above.parent_id]
            if above.code == subject:
                found.append(str(item.code))
        return found

    def _of(self, codes: list[str], claim: Claim, value: str) -> Estimate | str:
        found = [
            self._of_group(code, claim, value)
            if claim.breakdown
            else self._of_everybody(code, claim.measure)
            for code in codes
        ]
        reasons = [it for it in found if isinstance(it, str)]
        if reasons:
            return reasons[0]
        return hypotheses.averaged([it for it in found if isinstance(it, Estimate)])

    def _of_group(self, code: str, claim: Claim, value: str) -> Estimate | str:
        cells = self._cells.get((claim.breakdown, code), {})
        mean, n, state = figure_of(cells, value, self.material.has_goals)
        return hypotheses.widest(n, mean) if state == "shown" else NOT_SHOWN

    def _of_everybody(self, code: str, measure: str) -> Estimate | str:
        column, size, base = self._bases[measure]
        if code not in self.table.index or column not in self.table:
            return NOT_SHOWN
        value = float(self.table[column].astype(float)[code])
        if math.isnan(value):
            return NOT_SHOWN
        n = int(self.table[size].astype(float)[code])
        if measure == SHARE:
            return Estimate(n, value, value, share=True)
        rating = {LEVEL: "current", IMPORTANCE: "importance"}.get(measure)
        if n < FEWEST or rating is None or (measure == LEVEL and not self._told[code]):
            return hypotheses.widest(n, value)
        rows = having(self.counts[self.counts["competence"] == code], *base)
        [interval] = mean_interval(rows, rating).to_dict("records")
        if interval["why"]:
            return str(interval["why"])
        return hypotheses.from_interval(n, value, interval["low"], interval["high"])

    @cached_property
    def _bases(self) -> dict[str, tuple[str, str, tuple[str, ...]]]:
        """Of each figure: its column in the table, that of its n, what its people gave."""
        target, pair = ("current", "target"), ("importance", "current")
        level = ("mean_level", "n_target", target)
        return {
            SHARE: ("share_below", "n_target", target),
            GAP: ("mean_positive_gap", "n_target", target),
            LEVEL: level if self.material.has_goals else ("mean_current", "n_pair", pair),
            IMPORTANCE: ("mean_importance", "n_pair", pair),
        }

    @cached_property
    def _told(self) -> "pd.Series[bool]":
        spread = levels.distribution(self.counts, self.material.campaign.k, list(LEVELS))
        spread = levels.one_sided_masked(spread, self.counts)
        return spread["steps_state"] == "shown"

    @cached_property
    def _cells(self) -> dict[tuple[str, str], dict[str, Shown]]:
        return {
            (line.breakdown, self.material.codes[line.position]): dict(line.cells)
            for line in self.material.lines
            if line.position in self.material.codes and line.breakdown != ALL
        }


def _row(
    material: Material, it: Hypothesis, one: Found | str, verdict: str, p: float | None
) -> tuple[Cell, ...]:
    translate = material.translate
    scale = 100 if it.measure == SHARE else 1
    figures = [Cell(state="empty")] * 4
    if isinstance(one, Found):
        values = (scale * one.value, scale * one.low, scale * one.high)
        figures = [*(Cell(value=value, n=one.n) for value in values), Cell(value=one.n, n=one.n)]
    return (
        Cell(value=f"H{it.number}"),
        Cell(value=it.statement),
        *figures,
        Cell(value=_verdict_words(translate)[verdict]),
        Cell(state="empty") if isinstance(one, str) else Cell(value=p, n=one.n),
    )


def _said(material: Material, it: Hypothesis) -> str:
    """Return what a hypothesis compares, and whether it was written before any figure."""
    translate = material.translate
    sentence = translate("H%(number)s, écrite %(when)s : %(claim)s.")
    claim = claim_words(material.subject, claim_of(it), translate, material.language)
    return sentence % {"number": it.number, "when": written_when(it, translate), "claim": claim}


def claim_words(subject: Subject, claim: Claim, translate: Translate, language: str) -> str:
    """Return the comparison of a claim in words: figure, subject, people, side, threshold."""
    labels = {str(item.code): item.label(language) for item in subject.tree}
    people = translate("toutes les personnes")
    if claim.breakdown:
        people = label_of(subject, claim.breakdown, claim.value, translate, language)
    if claim.other is not None:
        other = label_of(subject, claim.breakdown, claim.other, translate, language)
        people = translate("%(one)s, moins : %(other)s") % {"one": people, "other": other}
    side = (
        translate("au moins %(threshold)s")
        if claim.side == AT_LEAST
        else translate("au plus %(threshold)s")
    )
    whole = claim.threshold == int(claim.threshold)
    sentence = translate("%(measure)s ; %(code)s %(label)s ; %(people)s ; %(side)s")
    return sentence % {
        "measure": translate(MEASURES[claim.measure]),
        "code": claim.subject,
        "label": labels.get(claim.subject, ""),
        "people": people,
        "side": side % {"threshold": decimal(claim.threshold, language, 0 if whole else 2)},
    }


def written_when(it: Hypothesis, translate: Translate) -> str:
    """Return whether a hypothesis came before any figure, or after which."""
    if not it.seen:
        return translate("avant toute publication")
    return translate("après avoir vu la publication n° %(number)s") % {"number": it.seen}


def _verdict_words(translate: Translate) -> dict[str, str]:
    return {
        hypotheses.SUPPORTED: translate("soutenue"),
        hypotheses.CONTRADICTED: translate("contredite"),
        hypotheses.UNDECIDED: translate("indécise"),
        NOT_SHOWN: translate("ne peut être confrontée : chiffre masqué ou absent"),
        NOT_ASKED: translate("ne peut être confrontée : pas demandé"),
        "few": translate("ne peut être confrontée : moins de 12 personnes"),
        "alike": translate("ne peut être confrontée : réponses presque toutes les mêmes"),
    }


def _texts(family: int, dropped: list[int], translate: Translate) -> list[str]:
    texts = [
        translate(
            "Les chiffres soutiennent une hypothèse, la contredisent ou ne tranchent pas ; ce sont "
            "des personnes qui la valident, l’infirment ou la nuancent. Elle est tranchée quand "
            "l’intervalle à 95 pour cent est tout entier d’un côté du seuil, et le reste une fois "
            "p corrigé pour toutes les hypothèses (Holm)."
        ),
        translate("Famille : hypothèses confrontées à la fois : %(family)s.") % {"family": family},
        translate(
            "Une hypothèse écrite après avoir vu des chiffres n’est pas éprouvée par eux : il y "
            "faut d’autres réponses. Par groupe, et là où la répartition des niveaux n’est pas "
            "montrée, l’intervalle est fait de la moyenne et de n seuls : plus large qu’il ne "
            "faudrait, il ne dit rien de plus que la moyenne."
        ),
    ]
    if dropped:
        names = ", ".join(f"H{number}" for number in dropped)
        texts.append(
            translate("Retirées après qu’une publication les a confrontées : %(names)s.")
            % {"names": names}
        )
    return texts


def _columns(translate: Translate) -> list[Column]:
    two = {"unit": "points", "digits": 2}
    return [
        Column(key="code", label=translate("N°")),
        Column(key="statement", label=translate("Hypothèse")),
        Column.model_validate({"key": "value", "label": translate("Valeur"), **two}),
        Column.model_validate({"key": "low", "label": translate("De"), **two}),
        Column.model_validate({"key": "high", "label": translate("À"), **two}),
        Column(key="n", label=translate("n"), unit="people"),
        Column(key="verdict", label=translate("Verdict des chiffres")),
        Column(key="p", label=translate("p corrigé"), unit="points", digits=4),
    ]
