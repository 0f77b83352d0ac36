"""The needs found in a file of answers, as the same kind of Document as any report."""

from collections.abc import Callable, Sequence

import pandas as pd

from referentiel.base import Refusal, french
from reports import levels, needs
from reports.charts import gap_dumbbell, heat_map, level_distribution
from reports.document import EMPTY, MASKED, Cell, Chart, Column, Document, Section, Table
from reports.files.answers import AnswersFile
from reports.files.population import Weighing
from reports.privacy import DEFAULT_K, MIN_K, suppressed
from reports.rank_intervals import rank_intervals
from reports.reliability import coherence_by_area
from reports.sections.certainty import certain_in, certainty_section
from reports.sections.grid import grid_section
from reports.sections.ranking import chosen_columns, order_text
from reports.sections.reliability import reliability_section
from reports.sections.weighing import weighing_notices
from reports.tables import Statistic, table_of
from reports.together import SEED

Translate = Callable[[str], str]
MOST_GROUPS = 12  # a column with more different values is not a way to compare groups


class IndexNotThere(Refusal):
    sentence = french(
        "Ce fichier ne permet pas ce classement : Borich (MWDS), Borich individuel, RDS et PNI "
        "modifié demandent l’importance, l’écart à combler demande la cible, la priorité demande "
        "les deux. Taux × intensité demande la cible et remplace la priorité sans l’importance."
    )


def file_report(
    answers: AnswersFile,
    *,
    k: int = DEFAULT_K,
    index: str = "",
    weighing: Weighing | None = None,
    translate: Translate,
    language: str = "fr",
) -> Document:
    """Return the needs of the people of a file, ranked by both rules side by side.

    Rows follow `index` (one of `needs.INDICES`, as in `needs_rows`), which is named. `weighing`
    says how the people were weighed, where they were.

    Statistics resting on fewer than `k` people (never below `MIN_K`) are masked, and their n is
    shown. A file belongs to whoever holds it: they can already read every answer, so bases that
    differ by a few people are left as they are (`privacy.settle_base` is not applied).

    Raises:
        IndexNotThere: the file lacks what the index is made of.
    """
    builder = _FileReport(answers, max(k, MIN_K), index, translate, language)
    return Document(
        language=language,
        title=translate("Besoins de formation, d’après un fichier de réponses"),
        subtitle=builder.subtitle(),
        notices=(*builder.notices(), *_weighing(weighing, translate, language)),
        sections=tuple(builder.sections()),
    )


def needs_rows(answers: AnswersFile, k: int = DEFAULT_K, index: str = "") -> pd.DataFrame:
    """Return every index in full precision, first need first.

    By `index`; without it, by MWDS if importance was asked, else by rate × intensity.

    Raises:
        IndexNotThere: the file lacks what the index is made of.
    """
    asked = "importance" in answers.ratings
    first = index or _usual(answers)
    if first not in needs.indices(asked, "target" in answers.ratings):
        raise IndexNotThere
    return needs.needs_table(answers.counts(), max(k, MIN_K), asked, by=first)


def _weighing(found: Weighing | None, translate: Translate, language: str) -> list[str]:
    return weighing_notices(found, translate, language) if found else []


def _usual(answers: AnswersFile) -> str:
    return "mwds" if "importance" in answers.ratings else "rate_intensity"


class _FileReport:
    def __init__(
        self, answers: AnswersFile, k: int, index: str, translate: Translate, language: str
    ) -> None:
        self.answers, self.k, self.translate, self.language = answers, k, translate, language
        self.counts = answers.counts()
        self.table = needs_rows(answers, k, index)
        self.index = index or _usual(answers)
        self.has_importance = "importance" in answers.ratings
        self.has_target = "target" in answers.ratings
        names = {str(name): str(name) for name in self.table.index}
        self.heads = {
            "competence": (Column(key="competence", label=translate("Compétence")), names)
        }

    def subtitle(self) -> str:
        low, high = (f"{end:g}" for end in self.answers.scale)
        sentence = self.translate(
            "Personnes : %(people)s ; compétences : %(competences)s ; échelle de %(low)s à %(high)s"
        )
        facts = {"people": self.answers.respondents, "competences": len(self.table)}
        return sentence % {**facts, "low": low, "high": high}

    def notices(self) -> tuple[str, ...]:
        translate = self.translate
        found = [
            translate(
                "Chaque chiffre porte sur les personnes qui ont donné toutes les notes dont il "
                "est fait ; leur nombre est dans la colonne n. Une réponse absente n’est "
                "jamais comptée comme un zéro, et aucune valeur n’est recodée."
            ),
            translate("Un chiffre qui porte sur moins de %(k)s personnes est masqué.")
            % {"k": self.k},
        ]
        if "weight" in self.counts:
            found.append(
                translate(
                    "Les moyennes et les parts sont pondérées ; n compte des personnes, et "
                    "l’erreur type n’est pas donnée."
                )
            )
        return tuple(found)

    def sections(self) -> list[Section]:
        sections = []
        if self.has_importance:
            sections = [self.ranked(), *self.certainty()]
        if self.has_target:
            sections.append(self.gaps())
        if self.has_importance:
            sections += self.placed()
        sections += [self.levels(), *self.reliability()]
        return sections + [self.groups(name) for name in self.comparable()]

    def ranked(self) -> Section:
        translate = self.translate
        texts = (
            self._order(),
            translate(
                "Borich (MWDS) = importance moyenne × (importance moyenne − niveau moyen) : plus "
                "il est grand, plus le besoin est grand."
            ),
            translate(
                "RDS = pourcentage de personnes dont le niveau dépasse l’importance − pourcentage "
                "de celles dont il reste au-dessous, de −100 à 100 : plus il est négatif, plus le "
                "besoin est grand."
            ),
        )
        to_importance = self.table.assign(target_state="empty")
        return Section(
            key="needs",
            title=translate("Besoins classés"),
            texts=texts,
            chart=self._dumbbell(to_importance),
            table=self._table(
                self._ranked_columns(),
                ("n_pair", "pair_state"),
                translate("Besoins classés par deux règles, côte à côte"),
                ranked=True,
            ),
        )

    def placed(self) -> list[Section]:
        """Return the grid; a place is sure where the levels may be read step by step."""
        spread = levels.distribution(self.counts, self.k, self.answers.steps)
        found = grid_section(
            self.counts,
            self.table,
            spread["steps_state"] == "shown",
            self.heads,
            self.translate,
            scale=self.answers.scale,
            digits=2,
            language=self.language,
        )
        return [found] if found else []

    def certainty(self) -> list[Section]:
        """Return what the ranking leaves open; nothing for weighted answers."""
        if "weight" in self.counts:
            return []
        shown = self.table.index[self.table["pair_state"] == "shown"]
        told = [name for name in certain_in(self.counts) if name in shown]
        ranks = rank_intervals(
            self.answers.by_respondent("importance")[told],
            self.answers.by_respondent("current")[told],
            seed=SEED,
        )
        if len(ranks) < 2:
            return []
        return [
            certainty_section(
                self.counts,
                ranks[["rank", "first", "last"]],
                len(shown),
                self.heads,
                self.translate,
                language=self.language,
            )
        ]

    def gaps(self) -> Section:
        translate = self.translate
        text = translate(
            "Dans l’écart à combler, ceux qui dépassent leur cible ne compensent pas les autres."
        )
        return Section(
            key="gaps",
            title=translate("Du niveau actuel à la cible"),
            texts=(text,) if self.has_importance else (self._order(), text),
            chart=self._dumbbell(self.table),
            table=self._table(
                self._gap_columns(),
                ("n_target", "target_state"),
                translate("Écarts à la cible, en échelons"),
                ranked=not self.has_importance,
            ),
        )

    def levels(self) -> Section:
        translate = self.translate
        table = levels.distribution(self.counts, self.k, self.answers.steps)
        table = table.reindex(self.table.index)
        form = levels.form(table)
        text = translate(
            "Sous 20 personnes, trois classes par rapport à la cible. Rien n’est montré quand "
            "toutes les réponses tombent au même endroit."
        )
        return Section(
            key="levels",
            title=translate("Répartition des niveaux"),
            texts=(text,),
            chart=level_distribution(table, translate, form=form, language=self.language),
            table=table_of(
                table, translate("Personnes par niveau"), self.heads, self._level_columns(form)
            ),
        )

    def reliability(self) -> list[Section]:
        """Return how far answers go together in each area; nothing for weighted answers."""
        if "weight" in self.counts:
            return []
        current = self.answers.by_respondent("current")
        found = reliability_section(coherence_by_area(current, self.k), self.translate)
        return [found] if found else []

    def comparable(self) -> list[str]:
        """Return the columns of the file that split its people into a few groups."""
        names = self.answers.segments
        return [name for name in names if 2 <= self.answers.values_of(name) <= MOST_GROUPS]

    def groups(self, name: str) -> Section:
        """Return the gap of each group; a small group is masked with what would give it away."""
        kind = needs.target_gaps if self.has_target else needs.borich
        n, gap = ("n_target", "mean_positive_gap") if self.has_target else ("n_pair", "mean_gap")
        tables = {
            value: kind(counts).reindex(self.table.index)
            for value, counts in self.answers.counts_by(name).items()
        }
        values = pd.DataFrame({value: table[gap] for value, table in tables.items()})
        sizes = pd.DataFrame({value: table[n] for value, table in tables.items()})
        sizes = sizes.fillna(0).astype(int)
        states = pd.DataFrame({entry: self._states(row) for entry, row in sizes.iterrows()}).T
        low, high = self.answers.scale
        measure = self._measure()
        chart = heat_map(
            values, states, self.translate,
            measure=measure, ends=(0, max(high - low, 1)), language=self.language,
        )  # fmt: skip
        return Section(
            key=f"group-{self.answers.segments.index(name) + 1}",
            title=self.translate("Par groupe : %(name)s") % {"name": name},
            chart=chart,
            table=_group_table(values, states, sizes, measure, self.heads["competence"][0]),
        )

    def _measure(self) -> str:
        translate = self.translate
        return translate("Écart à combler") if self.has_target else translate("Écart moyen")

    def _states(self, sizes: "pd.Series[int]") -> "pd.Series[str]":
        hidden = suppressed({str(value): int(n) for value, n in sizes.items()}, self.k)
        found = pd.Series({v: "masked" if v in hidden else "shown" for v in sizes.index})
        return found.mask(sizes == 0, "empty")

    def _order(self) -> str:
        return order_text(self.index, self.table, self.translate)

    def _dumbbell(self, table: pd.DataFrame) -> Chart:
        scale = self.answers.scale
        return gap_dumbbell(table, self.translate, scale=scale, language=self.language)

    def _table(
        self,
        columns: Sequence[Column],
        base: tuple[str, str],
        caption: str,
        *,
        ranked: bool = False,
    ) -> Table:
        """Return a table whose figures share a base, given by its columns of n and state.

        Where its rows are `ranked` by an index, the table begins with that index.
        """
        n, state = base
        given = {column.key for column in columns}
        chosen = chosen_columns(self.index, self.translate) if ranked else []
        first = [statistic for statistic in chosen if statistic.column.key not in given]
        statistics = first + [Statistic(column, n=n, state=state) for column in columns]
        size = Column(key=n, label=self.translate("n"), unit="people")
        return table_of(self.table, caption, self.heads, [*statistics, Statistic(size)])

    def _ranked_columns(self) -> list[Column]:
        translate = self.translate
        return [
            Column(key="rank_mwds", label=translate("Rang Borich"), unit="rank"),
            Column(key="mwds", label=translate("MWDS"), unit="points", digits=2),
            Column(key="rank_rds", label=translate("Rang RDS"), unit="rank"),
            Column(key="rds", label=translate("RDS"), unit="points", digits=1),
            Column(key="mean_importance", label=translate("Importance"), unit="level", digits=2),
            Column(key="mean_current", label=translate("Niveau"), unit="level", digits=2),
            Column(key="mean_gap", label=translate("Écart"), unit="steps", digits=2),
        ]

    def _gap_columns(self) -> list[Column]:
        translate = self.translate
        net, positive = translate("Écart net"), translate("Écart à combler")
        return [
            Column(key="mean_level", label=translate("Niveau"), unit="level", digits=2),
            Column(key="mean_target", label=translate("Cible"), unit="level", digits=2),
            Column(key="mean_target_gap", label=net, unit="steps", digits=2),
            Column(key="mean_positive_gap", label=positive, unit="steps", digits=2),
            Column(key="share_below", label=translate("Sous la cible"), unit="share"),
        ]

    def _level_columns(self, form: str) -> list[Statistic]:
        translate = self.translate
        names = {f"level_{step:g}": f"{step:g}" for step in self.answers.steps}
        if form == "classes":
            names = {
                "below": translate("Sous la cible"),
                "at": translate("À la cible"),
                "above": translate("Au-dessus"),
            }
        n = "n" if form == "steps" else "n_target"
        apart = {
            n: translate("n"),
            "not_applicable": translate("Non concernés"),
            "declined": translate("Refus"),
            "no_answer": translate("Sans réponse"),
        }
        shown = [
            Statistic(Column(key=key, label=label, unit="people"), n=n, state=f"{form}_state")
            for key, label in names.items()
        ]
        return shown + [
            Statistic(Column(key=key, label=label, unit="people")) for key, label in apart.items()
        ]


def _group_table(
    values: pd.DataFrame, states: pd.DataFrame, sizes: pd.DataFrame, measure: str, head: Column
) -> Table:
    columns = [Column(key=str(v), label=str(v), unit="steps", digits=2) for v in values.columns]
    blank = {"masked": MASKED, "empty": EMPTY}
    grid = zip(values.index, values.to_numpy(), states.to_numpy(), sizes.to_numpy(), strict=True)
    rows = [
        (
            Cell(value=str(entry)),
            *(
                Cell(value=float(value), n=int(n)) if state == "shown" else blank[state]
                for value, state, n in zip(*figures, strict=True)
            ),
        )
        for entry, *figures in grid
    ]
    return Table(caption=measure, columns=(head, *columns), rows=tuple(rows))
