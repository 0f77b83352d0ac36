"""The plan that covers the most need within a budget, as a Document like any report."""

from collections.abc import Callable, Collection, Sequence

import pandas as pd

from reports.document import Cell, Column, Document, Section, Table
from reports.needs import BASES, INDICES
from reports.numerals import decimal, percent
from reports.sections.ranking import named
from reports.training.choosing import Choice, Module, Weights, best_choice, greedy_choice

STEPS = 10  # budgets of the curve
Translate = Callable[[str], str]


def weights_of(table: pd.DataFrame, index: str) -> dict[str, float]:
    """Return what each need weighs in a plan: an index of `needs.needs_table`, needs alone.

    An index whose needs are negative is turned round; what is masked or missing weighs nothing.
    """
    values = table[index] if INDICES[index] else -table[index]
    return {str(name): float(value) for name, value in values[values > 0].items()}


def plan_report(
    table: pd.DataFrame,
    index: str,
    modules: Sequence[Module],
    budget: float,
    *,
    translate: Translate,
    language: str = "fr",
) -> Document:
    """Return what to choose for a budget, what stays uncovered, and what more money would buy.

    `table` comes from `needs.needs_table`; its needs weigh what `index` says.
    """
    weights = weights_of(table, index)
    plan = best_choice(weights, modules, budget)
    writer = _Writer(table, index, weights, modules, translate, language)
    return Document(
        language=language,
        title=translate("Plan de formation pour un budget"),
        subtitle=translate("Budget : %(budget)s ; besoins pesés par : %(index)s")
        % {"budget": writer.amount(budget), "index": named(translate)[index]},
        notices=(
            translate(
                "Ce plan choisit des modules pour un groupe, d’après ses besoins. Il n’affecte "
                "personne : chacun·e s’inscrit."
            ),
        ),
        sections=(
            writer.chosen(plan, greedy_choice(weights, modules, budget), budget),
            writer.needs(plan),
            writer.curve(),
        ),
    )


class _Writer:
    def __init__(
        self,
        table: pd.DataFrame,
        index: str,
        weights: Weights,
        modules: Sequence[Module],
        translate: Translate,
        language: str,
    ) -> None:
        self.needs_table, self.index, self.weights = table, index, weights
        self.modules, self.translate, self.language = modules, translate, language
        self.whole = sum(weights.values())

    def amount(self, value: float) -> str:
        return decimal(value, self.language, 0 if value == int(value) else 2)

    def share(self, choice: Choice) -> float:
        return choice.value / self.whole if self.whole else 0.0

    def chosen(self, plan: Choice, guess: Choice, budget: float) -> Section:
        translate = self.translate
        columns = (
            Column(key="module", label=translate("Module")),
            Column(key="title", label=translate("Titre")),
            Column(key="cost", label=translate("Coût"), unit="points", digits=2),
            Column(key="covers", label=translate("Besoins couverts")),
        )
        rows = tuple(
            (
                Cell(value=it.code),
                Cell(value=it.title),
                Cell(value=it.cost),
                Cell(value=", ".join(sorted(it.covers & self.weights.keys()))),
            )
            for it in plan.modules
        )
        return Section(
            key="plan",
            title=translate("Les modules à choisir"),
            texts=self._found(plan, guess, budget),
            table=Table(caption=translate("Modules choisis"), columns=columns, rows=rows),
        )

    def _found(self, plan: Choice, guess: Choice, budget: float) -> tuple[str, ...]:
        translate = self.translate
        facts = {
            "modules": len(plan.modules),
            "cost": self.amount(plan.cost),
            "budget": self.amount(budget),
            "share": percent(self.share(plan), self.language),
        }
        texts = [
            translate(
                "Modules choisis : %(modules)s, pour %(cost)s sur %(budget)s. Ils couvrent "
                "%(share)s du besoin pesé."
            )
            % facts,
            translate(
                "Aucun autre choix ne couvre davantage pour ce budget, et aucun aussi bon ne coûte "
                "moins : c’est prouvé, non estimé."
            ),
        ]
        if guess.value < plan.value - 1e-9:
            text = translate(
                "Prendre à chaque fois le module qui rapporte le plus pour son coût n’en "
                "couvrirait que %(share)s."
            )
            texts.append(text % {"share": percent(self.share(guess), self.language)})
        return tuple(texts)

    def needs(self, plan: Choice) -> Section:
        translate = self.translate
        taught = {code for module in self.modules for code in module.covers}
        learnt = {code for module in plan.modules for code in module.covers}
        words = {
            "plan": translate("couvert par le plan"),
            "left": translate("un module existe, hors du plan"),
            "hole": translate("aucun module"),
        }
        columns = (
            Column(key="competence", label=translate("Compétence")),
            Column(key=self.index, label=named(translate)[self.index], unit="points", digits=2),
            Column(key="answer", label=translate("Réponse")),
        )
        size = next(n for n, names in BASES.values() if self.index in names)
        order = sorted(self.weights, key=lambda code: -self.weights[code])
        rows = tuple(
            (
                Cell(value=code),
                Cell(value=value, n=int(n)),
                Cell(value=words[_answer(code, learnt, taught)]),
            )
            for code in order
            for value, n in [map(float, self.needs_table.loc[code, [self.index, size]])]
        )
        holes = [code for code in order if code not in taught]
        unused = [it.code for it in self.modules if not it.covers & self.weights.keys()]
        texts = []
        if holes:
            text = translate("Besoins que rien dans ce catalogue ne couvre : %(codes)s.")
            texts.append(text % {"codes": ", ".join(holes)})
        if unused:
            text = translate("Modules qui ne répondent à aucun besoin : %(codes)s.")
            texts.append(text % {"codes": ", ".join(unused)})
        return Section(
            key="needs",
            title=translate("Ce qui est couvert, et ce qui ne l’est pas"),
            texts=tuple(texts),
            table=Table(
                caption=translate("Besoins, du plus grand au plus petit"),
                columns=columns,
                rows=rows,
            ),
        )

    def curve(self) -> Section:
        translate = self.translate
        whole = best_choice(self.weights, self.modules, sum(it.cost for it in self.modules))
        budgets = [whole.cost * step / STEPS for step in range(1, STEPS + 1)] if whole.cost else []
        columns = (
            Column(key="budget", label=translate("Budget"), unit="points", digits=2),
            Column(key="share", label=translate("Besoin couvert, en %"), unit="points", digits=1),
            Column(key="modules", label=translate("Modules")),
        )
        choices = [(budget, best_choice(self.weights, self.modules, budget)) for budget in budgets]
        rows = tuple(
            (
                Cell(value=float(budget)),
                Cell(value=100 * self.share(choice)),
                Cell(value=", ".join(it.code for it in choice.modules)),
            )
            for budget, choice in choices
        )
        text = translate("Tout ce que le catalogue peut couvrir coûte %(cost)s.")
        return Section(
            key="curve",
            title=translate("Ce qu’achète un autre budget"),
            texts=(text % {"cost": self.amount(whole.cost)},),
            table=Table(
                caption=translate("Le meilleur choix à chaque budget"), columns=columns, rows=rows
            ),
        )


def _answer(code: str, learnt: Collection[str], taught: Collection[str]) -> str:
    if code in learnt:
        return "plan"
    return "left" if code in taught else "hole"
