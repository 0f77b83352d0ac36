"""The network's report of a campaign: who answered, what is needed first, how levels are spread."""

from collections.abc import Sequence

import pandas as pd

from reports import levels, needs
from reports.cells import LEVELS, Line
from reports.citing import with_citation
from reports.counts import competences
from reports.document import Document, Section
from reports.queries import Subject
from reports.sections.coverage import coverage_section
from reports.sections.crossed import crossed_sections
from reports.sections.free import free_sections
from reports.sections.grid import grid_section
from reports.sections.groups import group_sections, progress_section
from reports.sections.held_together import coherence_sections, held_sections
from reports.sections.hypotheses import hypotheses_sections
from reports.sections.levels import levels_section
from reports.sections.material import Material, Translate, released_counts
from reports.sections.needs import needs_sections
from reports.sections.one_group import group_section
from reports.sections.pareto import pareto_section
from reports.sections.population import weighed_sections
from reports.sections.responses import responses_section
from reports.sections.summary import summary_section
from reports.sections.viewing import view_notices
from reports.together import rule_of
from reports.view import View
from surveys.models import Campaign, Hypothesis, Release

FROZEN = View()


def campaign_report(
    campaign: Campaign,
    subject: Subject,
    release: Release,
    lines: Sequence[Line],
    *,
    translate: Translate,
    language: str,
    view: View = FROZEN,
    hypotheses: Sequence[Hypothesis] = (),
) -> Document:
    """Return the report of a release, made of its cells alone, with the line to cite it.

    A `view` other than that of the frozen report is read, not cited. `hypotheses` are all those
    ever written on the campaign.
    """
    shown = view.lines(lines, subject)
    material = Material(campaign, subject, release, shown, translate, language, view, hypotheses)
    sections = [
        *(rated_sections(material) if subject.items else [responses_section(material)]),
        *([] if view.area or view.group else free_sections(material)),
        method_section(material),
    ]
    document = Document(
        language=language,
        title=campaign.title,
        subtitle=translate("Besoins du groupe, publication n° %(number)s")
        % {"number": release.number},
        notices=(*_notices(material), *view_notices(material)),
        sections=tuple(sections),
    )
    return document if view else with_citation(document, material)


def rated_sections(material: Material) -> list[Section]:
    """Return all in brief, who answered, then needs, levels, group, groups, before and now."""
    campaign, view = material.campaign, material.view
    if view.group:
        return [group_section(material)]
    counts = released_counts(material)
    table = needs.needs_table(counts, campaign.k, material.asks("importance"), by=view.index)
    table = needs.one_sided_masked(table, counts)
    if view.index:  # a place among the others would tell what is masked
        ranks = table[f"rank_{view.index}"].reindex(competences(counts))
        table = table.loc[ranks.sort_values(kind="stable", na_position="last").index]
    table = _with_masked(table, material)
    wanted = material.has_goals or material.asks("importance")
    return [
        *([summary_section(material, table)] if wanted else []),
        responses_section(material),
        *(needs_sections(material, table) if wanted else []),
        *(spread_sections(material, table) if wanted else []),
        *held_sections(material, counts),
        *(placed_sections(material, counts, table) if material.asks("importance") else []),
        levels_section(material, counts, table.index),
        coverage_section(material, counts, table.index),
        *([] if view.area else hypotheses_sections(material, counts, table)),
        *weighed_sections(material, table.index),
        *group_sections(material, table.index),
        *crossed_sections(material, table.index),
        *([progress_section(material, table.index)] if material.asks("before") else []),
        *coherence_sections(material),
    ]


def spread_sections(material: Material, table: pd.DataFrame) -> list[Section]:
    """Return how many needs make most of the total of the index that ranks them."""
    rule = rule_of(importance=material.asks("importance"), goals=material.has_goals)
    index = material.view.index or rule
    found = pareto_section(material, table, index) if index else None
    return [found] if found else []


def placed_sections(material: Material, counts: pd.DataFrame, table: pd.DataFrame) -> list[Section]:
    """Return the grid of importance and level; a place is sure where the levels may be read."""
    spread = levels.distribution(counts, material.campaign.k, list(LEVELS))
    told = levels.one_sided_masked(spread, counts)["steps_state"] == "shown"
    found = grid_section(
        counts, table, told, material.heads, material.translate, language=material.language
    )
    return [found] if found else []


def _with_masked(table: pd.DataFrame, material: Material) -> pd.DataFrame:
    """Return the table with the masked competences after the others, in their order."""
    hidden = [code for code in material.codes.values() if code not in table.index]
    full = table.reindex([*table.index, *hidden])
    states = [str(column) for column in full if str(column).endswith("_state")]
    full[states] = full[states].astype(object).fillna("masked")
    return full


def _notices(material: Material) -> tuple[str, ...]:
    translate = material.translate
    made_up = translate("Données de démonstration : ces réponses sont inventées.")
    purpose = translate(
        "Ces résultats servent à préparer des formations et des échanges. Ils ne disent rien "
        "d’une personne et ne peuvent servir à en évaluer aucune."
    )
    return (made_up, purpose) if material.campaign.demonstration else (purpose,)


def method_section(material: Material) -> Section:
    """Return the rules behind the figures, in sentences."""
    translate, k = material.translate, material.campaign.k
    texts = [
        translate(
            "Aucun chiffre ne porte sur moins de %(k)s personnes : il est remplacé par « masqué », "
            "de même que ceux dont on pourrait le déduire, à %(k)s personnes près. D’une "
            "publication à l’autre, un chiffre reste le même ou change d’au moins %(k)s "
            "personnes ; ce qui est masqué peut le rester quand le groupe grandit."
        )
        % {"k": k},
        translate(
            "Est masqué aussi ce qui dirait la réponse de chaque personne d’un groupe : une "
            "compétence où toutes ont donné le même niveau, la moyenne d’un groupe dans ce cas et "
            "celle d’un autre dont elle se déduirait, la part sous la cible quand toutes, ou "
            "toutes sauf une, sont du même côté. L’importance, qui parle du poste et non de la "
            "personne, n’est pas concernée."
        ),
        translate(
            "Une réponse absente n’est jamais comptée comme un zéro ; chaque chiffre a son n."
        ),
    ]
    stale = sorted({line.as_of for line in material.lines} - {material.release.number})
    if stale:
        numbers = ", ".join(str(number) for number in stale)
        texts.append(
            translate("Certains chiffres restent ceux de la publication n° %(numbers)s.")
            % {"numbers": numbers}
        )
    version = material.subject.version
    texts.append(
        translate("Référentiel : %(title)s, %(label)s, au statut « %(standing)s ».")
        % {
            "title": version.referentiel.title(material.language),
            "label": version.label,
            "standing": translate(version.standing),
        }
    )
    return Section(key="method", title=translate("Comment lire ces chiffres"), texts=tuple(texts))
