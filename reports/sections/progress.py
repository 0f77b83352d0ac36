"""Sections of the progress report: who was linked, how they moved, and how before is judged."""

from collections.abc import Sequence

import pandas as pd

from reports.charts import progress_dumbbell
from reports.document import EMPTY, Cell, Column, Section, Table
from reports.sections.comparing import Pair, heads_of
from reports.sections.material import Material, Translate
from reports.tables import Statistic, table_of
from surveys.linking.matching import Linkage, Wave


def linking_section(linkage: Linkage, first: Material, second: Material) -> Section:
    """Return how many people of each campaign were linked, with the match rate and its n."""
    translate = first.translate
    columns = (
        Column(key="campaign", label=translate("Campagne")),
        Column(key="n", label=translate("Réponses"), unit="people"),
        Column(key="rate", label=translate("Taux d’appariement"), unit="share"),
        Column(key="matched", label=translate("Reliées"), unit="people"),
        Column(key="ambiguous", label=translate("Ambiguës"), unit="people"),
        Column(key="unmatched", label=translate("Sans correspondance"), unit="people"),
        Column(key="without_code", label=translate("Sans code"), unit="people"),
        Column(key="colliding", label=translate("Code en double"), unit="people"),
    )
    rows = tuple(
        (Cell(value=f"({number}) {material.campaign.title}"), *_counts(wave))
        for number, (material, wave) in enumerate(
            ((first, linkage.first), (second, linkage.second)), start=1
        )
    )
    return Section(
        key="linking",
        title=translate("Les mêmes personnes, d’une fois à l’autre"),
        texts=(
            translate(
                "%(matched)s personnes sont reliées, dont %(accounts)s par leur compte et "
                "%(codes)s par leur code, sur %(n)s réponses à la seconde campagne."
            )
            % {
                "matched": linkage.matched,
                "accounts": linkage.by_account,
                "codes": linkage.matched - linkage.by_account,
                "n": linkage.second.n,
            },
            translate(
                "Un code supporte des oublis et des fautes de frappe. Quand deux personnes "
                "pourraient être la bonne, aucune n’est choisie : la réponse est dite ambiguë et "
                "n’entre dans aucun chiffre. Codes et comptes sont des pseudonymes."
            ),
        ),
        table=Table(
            caption=translate("Réponses publiées de chaque campagne, et ce qui les relie"),
            columns=columns,
            rows=rows,
        ),
    )


def _counts(wave: Wave) -> list[Cell]:
    rate = Cell(value=wave.matched / wave.n, n=wave.n) if wave.n else EMPTY
    sizes = (wave.matched, wave.ambiguous, wave.unmatched, wave.without_code, wave.colliding)
    people = [Cell(value=n, n=n) for n in (wave.n, *sizes)]
    return [people[0], rate, *people[1:]]


def progress_sections(
    table: pd.DataFrame, pairs: Sequence[Pair], second: Material
) -> list[Section]:
    """Return the progress of linked people: means and shares, then effect sizes and tests."""
    translate = second.translate
    heads = heads_of(pairs, second)
    drawn = table.set_axis(list(heads["code"][1].values()), axis=0)
    return [
        Section(
            key="progress",
            title=translate("Le progrès, compétence par compétence"),
            texts=(
                translate(
                    "Chaque personne est comparée à elle-même. Un progrès après un atelier n’est "
                    "pas encore un effet de l’atelier : rien ne dit ce qui se serait passé "
                    "sans lui."
                ),
            ),
            chart=progress_dumbbell(drawn, translate, language=second.language),
            table=table_of(
                table,
                translate("Niveau moyen des mêmes personnes aux deux moments, de 0 à 4"),
                heads,
                _moves(translate),
            ),
        ),
        Section(
            key="tests",
            title=translate("L’ampleur du changement"),
            texts=(
                translate(
                    "d = changement moyen ÷ son écart type (d_z). r = rangs gagnés moins rangs "
                    "perdus, de −1 à 1. p : tests exacts de Wilcoxon (sans les changements nuls) "
                    "et des signes, bilatéraux ; vide quand moins de six personnes ont changé, ce "
                    "qui est trop peu pour conclure. p ajusté tient compte du nombre de "
                    "compétences (Benjamini-Hochberg)."
                ),
            ),
            table=table_of(
                table,
                translate("Tailles d’effet et tests exacts, sur les personnes reliées"),
                heads,
                _tests(translate),
            ),
        ),
    ]


def shift_section(table: pd.DataFrame, pairs: Sequence[Pair], second: Material) -> Section:
    """Return the level before as it was said before, and as it is judged afterwards."""
    translate = second.translate
    steps = {"unit": "steps", "digits": 2}
    columns = [
        Column(key="mean_before", label=translate("Avant"), unit="level", digits=2),
        Column(key="mean_then", label=translate("Avant, jugé après"), unit="level", digits=2),
        Column(key="mean_after", label=translate("Après"), unit="level", digits=2),
        Column(key="conventional", label=translate("Après − avant"), **steps),
        Column(key="adjusted", label=translate("Après − avant jugé après"), **steps),
        Column(key="shift", label=translate("Avant − avant jugé après"), **steps),
        Column(key="n", label=translate("n"), unit="people"),
    ]
    return Section(
        key="shift",
        title=translate("Le regard sur le niveau d’avant"),
        texts=(
            translate(
                "Qui apprend revoit souvent à la baisse le niveau qu’il croyait avoir : la "
                "dernière différence le mesure. Le souvenir est lui aussi incertain ; les deux "
                "façons de mesurer ne se mêlent pas."
            ),
        ),
        table=table_of(
            table,
            translate("Niveau moyen des personnes qui ont donné les trois, de 0 à 4"),
            heads_of(pairs, second),
            [Statistic(column, n="n", state="state") for column in columns],
        ),
    )


def _moves(translate: Translate) -> list[Statistic]:
    means = [
        Column(key="mean_before", label=translate("Avant"), unit="level", digits=2),
        Column(key="mean_after", label=translate("Après"), unit="level", digits=2),
        Column(key="mean_change", label=translate("Changement"), unit="steps", digits=2),
        Column(key="n", label=translate("n (paires)"), unit="people"),
    ]
    shares = [
        Column(key="progressed", label=translate("En progrès"), unit="share"),
        Column(key="stable", label=translate("Stables"), unit="share"),
        Column(key="regressed", label=translate("En recul"), unit="share"),
    ]
    return [
        *(Statistic(column, n="n", state="state") for column in means),
        *(Statistic(column, n="n", state="side_state") for column in shares),
    ]


def _tests(translate: Translate) -> list[Statistic]:
    sizes = {"unit": "points", "digits": 2}
    chances = {"unit": "points", "digits": 4}
    columns = [
        Column(key="dz", label=translate("Effet d"), **sizes),
        Column(key="rank_biserial", label=translate("Effet r"), **sizes),
        Column(key="p_wilcoxon", label=translate("p (Wilcoxon)"), **chances),
        Column(key="p_sign", label=translate("p (signes)"), **chances),
        Column(key="q", label=translate("p ajusté"), **chances),
        Column(key="changed", label=translate("Ont changé"), unit="people"),
    ]
    return [
        *(Statistic(column, n="n", state="side_state") for column in columns),
        Statistic(Column(key="n", label=translate("n (paires)"), unit="people"), "n", "state"),
    ]
