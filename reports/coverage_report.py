"""What a référentiel and another reference answer of each other, as a Document to take away."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from referentiel.covering import Entry, by_group, counts, without
from referentiel.crosswalk_queries import Counts
from reports.document import Cell, Column, Document, Section, Table

Translate = Callable[[str], str]


@dataclass(frozen=True)
class Covered:
    """What is compared: titles, the competences, and what a fiche asks for if one is chosen."""

    title: str
    reference: str
    competences: Sequence[Entry]
    strict: bool = False
    fiche: str = ""
    required: Sequence[Entry] = ()


def coverage_report(
    covered: Covered, *, translate: Translate, language: str = "fr", content: str = ""
) -> Document:
    """Return the counts by area and the lists of what nothing answers, from both ends.

    `content` is the language of the référentiels, where it is not that of the document.
    """
    builder = _CoverageReport(covered, translate, language, content)
    return Document(
        language=language,
        title=translate("Couverture : %(title)s et %(reference)s")
        % {"title": covered.title, "reference": covered.reference},
        subtitle=covered.fiche,
        notices=builder.notices(),
        sections=tuple(builder.sections()),
    )


class _CoverageReport:
    def __init__(self, covered: Covered, translate: Translate, language: str, content: str) -> None:
        self.covered, self.translate, self.language = covered, translate, language
        self.content = content

    def notices(self) -> tuple[str, ...]:
        translate = self.translate
        counted = (
            translate("Seules comptent les relations « équivalente » et « proche ».")
            if self.covered.strict
            else translate("Toutes les relations comptent, sauf « liée ».")
        )
        return (
            translate(
                "Une correspondance à valider n’est pas une correspondance validée : elles sont "
                "comptées à part."
            ),
            counted,
        )

    def sections(self) -> list[Section]:
        translate, covered = self.translate, self.covered
        found = [
            self._counts("areas", translate("Compétences par domaine"), covered.competences),
            self._list(
                "competences",
                translate("Compétences sans correspondance validée"),
                covered.competences,
                self._column("group", translate("Domaine")),
            ),
        ]
        if covered.fiche:
            found += [
                self._counts("types", translate("Entrées de la fiche"), covered.required),
                self._list(
                    "required",
                    translate("Entrées de la fiche que rien de validé ne couvre"),
                    covered.required,
                    self._column("under", translate("Sous")),
                    self._column("core", translate("Cœur de métier")),
                ),
            ]
        return found

    def _counts(self, key: str, title: str, entries: Sequence[Entry]) -> Section:
        groups = by_group(entries, self.language)
        unnamed = self.translate("Sans domaine")
        rows = [(name or unnamed, held) for name, held in groups.items()]
        rows.append((self.translate("Ensemble"), counts(entries)))
        return Section(
            key=key,
            title=title,
            table=Table(
                caption=title,
                columns=(self._column("group", self.translate("Domaine")), *self._numbers()),
                rows=tuple((Cell(value=name), *_figures(held)) for name, held in rows),
            ),
        )

    def _list(self, key: str, title: str, entries: Sequence[Entry], *heads: Column) -> Section:
        left = without(entries)
        translate = self.translate
        columns = (
            self._column("code", translate("Code")),
            self._column("label", translate("Entrée")),
            *heads,
            Column(key="pending", label=translate("À valider"), unit="points"),
        )
        rows = tuple(
            (
                *(Cell(value=self._said(entry, column.key)) for column in columns[:-1]),
                Cell(value=entry.pending),
            )
            for entry in left
        )
        text = translate("%(count)s sur %(total)s.") % {"count": len(left), "total": len(entries)}
        return Section(
            key=key,
            title=title,
            texts=(text,),
            table=Table(caption=title, columns=columns, rows=rows) if rows else None,
        )

    def _said(self, entry: Entry, key: str) -> str:
        language = self.language
        words = {
            "code": entry.code,
            "label": entry.label(language),
            "group": entry.group_label(language),
            "under": entry.under_label(language),
            "core": entry.core,
        }
        return words[key]

    def _column(self, key: str, label: str) -> Column:
        return Column(key=key, label=label, language="" if key == "code" else self.content)

    def _numbers(self) -> list[Column]:
        translate = self.translate
        names = {
            "total": (translate("Entrées"), ""),
            "accepted": (
                translate("Validées"),
                translate("Celles qui ont au moins une correspondance validée."),
            ),
            "pending": (
                translate("À valider"),
                translate("Celles qui n’ont que des correspondances à valider."),
            ),
            "without": (translate("Sans"), translate("Celles qui n’en ont aucune.")),
        }
        return [
            Column(key=key, label=label, unit="points", help=meaning)
            for key, (label, meaning) in names.items()
        ]


def _figures(held: Counts) -> list[Cell]:
    numbers = (held.accepted, held.pending, held.without)
    return [Cell(value=held.total), *(Cell(value=n, n=held.total) for n in numbers)]
