"""What every section of a campaign's report is made from: the released cells and their words."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd

from reports.cells import Line
from reports.document import Column
from reports.queries import Subject, has_goals
from reports.released_counts import counts_in
from reports.view import View
from surveys.attributes import ATTRIBUTES, PROFILE
from surveys.models import Campaign, Hypothesis, Release
from surveys.population import Population, population_in

Translate = Callable[[str], str]
Heads = dict[str, tuple[Column, Mapping[str, str]]]


@dataclass(frozen=True)
class Material:
    """What every section is made from."""

    campaign: Campaign
    subject: Subject
    release: Release
    lines: Sequence[Line]
    translate: Translate
    language: str
    view: View = View()  # noqa: RUF009 -- frozen
    hypotheses: Sequence[Hypothesis] = ()

    @cached_property
    def codes(self) -> dict[int, str]:
        """The code of each competence on show, by its place."""
        items, places = self.subject.items, self.view.places(self.subject)
        return {position: item.code for position, item in enumerate(items) if position in places}

    @property
    def heads(self) -> Heads:
        """The two columns of words that head each competence: its code and its label."""
        labels = {item.code: item.label(self.language) for item in self.subject.items}
        said = self.subject.other_language(self.language)
        return {
            "code": (
                Column(key="code", label=self.translate("Code")),
                {code: code for code in labels},
            ),
            "label": (
                Column(key="label", label=self.translate("Compétence"), language=said),
                labels,
            ),
        }

    @property
    def population(self) -> Population:
        """What the release knew of the people there are."""
        return population_in(self.release.population)

    def said_in(self, translate: Translate, language: str) -> "Material":
        """Return the same material, in the words of a language."""
        return replace(self, translate=translate, language=language)

    def asks(self, rating: str) -> bool:
        return rating in self.campaign.questionnaire.ratings

    @property
    def has_goals(self) -> bool:
        return has_goals(self.campaign)


def in_order(material: Material, attribute: str, values: Iterable[str]) -> list[str]:
    """Return answers to a question about the respondent as the question lists them, none last."""
    if attribute == PROFILE:
        listed = [profile.code for profile in material.subject.profiles]
    else:
        listed = [code for code, _ in ATTRIBUTES[attribute].choices]
    return sorted(values, key=[*listed, ""].index)


def value_label(material: Material, attribute: str, value: str) -> str:
    """Return what an answer to a question about the respondent is called."""
    return label_of(material.subject, attribute, value, material.translate, material.language)


def label_of(
    subject: Subject, attribute: str, value: str, translate: Translate, language: str
) -> str:
    """Return what an answer to a question about the respondent is called, in a language."""
    if not value:
        return translate("sans réponse")
    if attribute == PROFILE:
        return {p.code: f"{p.code} {p.label(language)}" for p in subject.profiles}[value]
    return translate(dict(ATTRIBUTES[attribute].choices)[value])


def released_counts(material: Material) -> pd.DataFrame:
    """Return the joint counts of the visible competences, as `reports.counts` describes them."""
    return counts_in(material.lines, material.codes)
