"""How each figure is computed, for those who read it: in plain words, with formula and source.

Words are written here, in French; formula, range and source are read in the docstring of the rule
itself, so that the page cannot say another formula than the code.
"""

import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass

from referentiel.base import french
from reports import (
    coverage,
    grid,
    hypotheses,
    intervals,
    multiple_tests,
    needs,
    paired_tests,
    pareto,
    progress,
    rank_intervals,
    reliability,
    weighting,
)

STATED = re.compile(
    r"^(?P<name>Formula|Range|Source): (?P<said>.*?)(?=\n\S|\n\n|\Z)", re.MULTILINE | re.DOTALL
)


@dataclass(frozen=True)
class Explained:
    """A figure: what it says and how it misleads, beside the rule that computes it."""

    key: str
    name: str
    says: str
    trap: str
    rule: Callable[..., object]

    def stated(self, name: str) -> str:
        """Return what the docstring of the rule states: Formula, Range or Source.

        Raises:
            KeyError: it does not state it.
        """
        found = {
            match["name"]: " ".join(match["said"].split())
            for match in STATED.finditer(inspect.getdoc(self.rule) or "")
        }
        return found[name].removesuffix(".")


NEEDS = (
    Explained(
        "priority",
        french("Priorité du groupe"),
        french(
            "La part des personnes sous leur cible, fois l’écart moyen de ces personnes, fois "
            "l’importance moyenne. Plus elle est grande, plus le besoin est grand. Sans "
            "importance demandée, il n’y a pas de priorité : le rang suit part × écart, sous ce "
            "nom."
        ),
        french(
            "Un produit cache ce qui le fait : peu de personnes très loin de leur cible valent "
            "autant que beaucoup tout près. Lisez la part et l’écart à côté."
        ),
        needs.group_priority,
    ),
    Explained(
        "mwds",
        french("Borich (MWDS)"),
        french(
            "L’écart moyen entre importance et niveau, pesé par l’importance moyenne du groupe, "
            "sur les personnes qui ont donné les deux."
        ),
        french(
            "L’étendue n’est pas symétrique, et le rang change si l’échelle commence à 1 au lieu "
            "de 0 : aucune note n’est recodée."
        ),
        needs.borich,
    ),
    Explained(
        "individual",
        french("Écart pesé par chaque personne"),
        french("L’écart de chaque personne, pesé par l’importance qu’elle donne elle-même."),
        french("Ce n’est pas l’indice de Borich : les deux diffèrent d’une covariance."),
        needs.individually_weighted,
    ),
    Explained(
        "rds",
        french("Écarts classés (RDS)"),
        french(
            "Le pourcentage de personnes dont le niveau dépasse l’importance, moins celui des "
            "personnes dont il reste au-dessous. Plus il est négatif, plus le besoin est grand."
        ),
        french(
            "Il sature : deux compétences à −100 peuvent avoir des écarts très différents. Il "
            "compare deux échelles, qui doivent avoir le même nombre d’échelons."
        ),
        needs.ranked_discrepancy,
    ),
    Explained(
        "gap",
        french("Écart à la cible"),
        french(
            "L’écart net fait la moyenne de tous ; l’écart à combler ne compte que les personnes "
            "sous leur cible."
        ),
        french("L’écart net cache qui est sous la cible : ceux qui la dépassent le compensent."),
        needs.target_gaps,
    ),
    Explained(
        "weighted_gap",
        french("Écart à la cible pesé par l’importance"),
        french(
            "L’écart net à la cible, fois l’importance moyenne, là où les trois notes existent."
        ),
        french("Ce n’est pas l’indice de Borich : la cible y prend la place de l’importance."),
        needs.weighted_target_gap,
    ),
    Explained(
        "pni",
        french("PNI modifié"),
        french("L’écart moyen rapporté au niveau moyen : un manque relatif, en option."),
        french("Sans valeur quand le niveau moyen est 0, et sans borne quand il en approche."),
        needs.modified_index,
    ),
)
GRID = (
    Explained(
        "quadrants",
        french("Grille importance et niveau"),
        french(
            "Quatre quadrants autour d’une croix (I₀, C₀) : moyennes, médianes ou centre de "
            "l’échelle. Important et mal maîtrisé : à traiter d’abord. Sur la ligne, on est du "
            "côté haut. Un point creux est indécis : la région où le placent 95 tirages "
            "sur 100 touche la croix."
        ),
        french(
            "La croix des moyennes est relative : il y a presque toujours quelque chose à traiter "
            "d’abord. Choisir une autre croix change la réponse ; la diagonale aussi."
        ),
        grid.quadrants,
    ),
    Explained(
        "locus",
        french("Locus for Focus"),
        french(
            "Ce qui est à la fois plus attendu que la moyenne (T₀) et plus loin de la cible que "
            "la moyenne (D₀) vient d’abord."
        ),
        french("Les deux moyennes sont celles des compétences montrées."),
        grid.locus_for_focus,
    ),
)
CERTAINTY = (
    Explained(
        "mean_interval",
        french("Intervalle d’une moyenne"),
        french(
            "Où serait la moyenne si l’on interrogeait d’autres personnes semblables, 95 fois "
            "sur 100. Un dixième de personne est ajouté à chaque bout de l’échelle, pour des "
            "réponses serrées contre un bout. Sous 12 personnes, ou si moins de 3 diffèrent des "
            "autres, il n’est pas donné : « trop peu pour le dire »."
        ),
        french("Il ne dit rien de celles et ceux qui n’ont pas répondu."),
        intervals.mean_interval,
    ),
    Explained(
        "mwds_interval",
        french("Intervalle de Borich"),
        french("On retire chaque personne à tour de rôle pour voir combien l’indice en dépend."),
        french("Son centre est l’indice lui-même."),
        intervals.mwds_interval,
    ),
    Explained(
        "rds_interval",
        french("Intervalle des écarts classés"),
        french(
            "Les valeurs que les réponses n’excluent pas ; il garde une largeur même quand tout "
            "le monde est du même côté."
        ),
        french("Il n’est pas symétrique près de −100 et de 100."),
        intervals.rds_interval,
    ),
    Explained(
        "rank_interval",
        french("Intervalle d’un rang"),
        french(
            "Les rangs que les réponses n’excluent pas, par tirages de personnes entières : avant "
            "ce qui est nettement moindre, après ce qui est nettement plus grand. La graine des "
            "tirages est fixe : les mêmes réponses donnent les mêmes rangs."
        ),
        french("Des intervalles qui se recouvrent : ne dites pas que l’une passe avant l’autre."),
        rank_intervals.rank_intervals,
    ),
    Explained(
        "pareto",
        french("Combien de besoins font l’essentiel"),
        french(
            "La part de chaque besoin dans le total de ceux qui en sont, puis le total atteint en "
            "les prenant du plus grand au plus petit."
        ),
        french(
            "Un total de priorités n’a pas d’unité : il dit comment les besoins se répartissent, "
            "pas combien de personnes ils concernent."
        ),
        pareto.pareto,
    ),
)
SUPPOSED = (
    Explained(
        "hypothesis",
        french("Verdict sur une hypothèse"),
        french(
            "Soutenue ou contredite quand l’intervalle à 95 pour cent est tout entier d’un côté du "
            "seuil, et le reste une fois p corrigé pour toutes les hypothèses ; indécise sinon. "
            "Sous 12 personnes, rien n’est confronté."
        ),
        french(
            "Une hypothèse écrite après avoir vu les chiffres sera presque toujours soutenue par "
            "eux : cela ne l’éprouve pas."
        ),
        hypotheses.confronted,
    ),
    Explained(
        "widest",
        french("Intervalle fait de la moyenne et de n seuls"),
        french(
            "Là où la répartition des niveaux n’est pas montrée, les réponses sont prises aussi "
            "dispersées que leur moyenne le permet : l’intervalle ne dit rien de plus qu’elle."
        ),
        french("Il est plus large qu’il ne faudrait : plus d’hypothèses restent indécises."),
        hypotheses.widest,
    ),
    Explained(
        "holm",
        french("Plusieurs hypothèses à la fois"),
        french(
            "Plus on confronte d’hypothèses, plus l’une a de chances d’être tranchée par hasard : "
            "p est corrigé pour toutes celles de la publication (la famille), dont le nombre est "
            "dit."
        ),
        french("Ajouter des hypothèses rend chacune plus difficile à trancher."),
        multiple_tests.holm,
    ),
)
PROGRESS = (
    Explained(
        "wilcoxon",
        french("Test des rangs signés"),
        french(
            "La chance qu’un progrès aussi net vienne du hasard, comptée sur tous les signes "
            "possibles. Il faut au moins six personnes qui ont changé."
        ),
        french("Un p n’est pas une taille : lisez l’écart et d à côté."),
        paired_tests.wilcoxon,
    ),
    Explained(
        "sign_test",
        french("Test des signes"),
        french("Le même compte, sans regarder de combien chaque personne a changé."),
        french("Il voit moins que le précédent quand les changements sont de tailles inégales."),
        paired_tests.sign_test,
    ),
    Explained(
        "dz",
        french("Taille d’effet d_z"),
        french("Le changement moyen, rapporté à ce dont les changements diffèrent entre eux."),
        french("Il y a trois d pour des paires : celui-ci est d_z, les autres valent autre chose."),
        paired_tests.cohen_dz,
    ),
    Explained(
        "biserial",
        french("Corrélation de rangs"),
        french("La part des rangs gagnés, moins celle des rangs perdus."),
        french("Sans valeur quand personne n’a changé."),
        paired_tests.rank_biserial,
    ),
    Explained(
        "bh",
        french("Plusieurs comparaisons à la fois"),
        french(
            "Regarder quarante compétences fait des fausses alertes : q est p corrigé pour toutes "
            "celles qui sont montrées (la famille)."
        ),
        french("La famille est faite de toutes les compétences montrées : un filtre la change."),
        multiple_tests.benjamini_hochberg,
    ),
    Explained(
        "shift",
        french("Changement conventionnel et rétrospectif"),
        french(
            "Le niveau d’avant, jugé après coup (x′), n’est pas celui qui fut donné avant (x) : "
            "les deux changements sont montrés à part, et leur différence aussi."
        ),
        french("La mémoire tire x′ vers le bas : les deux ne se mêlent jamais dans une série."),
        progress.response_shift,
    ),
)
WEIGHTS = (
    Explained(
        "raking",
        french("Redressement sur des totaux connus"),
        french(
            "Des poids, attribut après attribut, jusqu’à ce que le groupe ait les totaux de la "
            "population. Les poids extrêmes sont rognés, et c’est dit."
        ),
        french(
            "Une catégorie où personne n’a répondu ne peut pas être redressée. n ne change pas."
        ),
        weighting.raked,
    ),
    Explained(
        "effective_n",
        french("n effectif"),
        french("Le nombre de réponses de même poids qui varieraient aussi peu."),
        french("Petit devant n : quelques personnes parlent pour beaucoup."),
        weighting.effective_n,
    ),
)
TOGETHER = (
    Explained(
        "coverage",
        french("Couverture du groupe"),
        french(
            "Combien de personnes (K) se situent au niveau souhaité (L) ou plus, face au nombre "
            "de personnes souhaité (N*). Le nombre exact n’est dit que si la répartition des "
            "niveaux est montrée et si k personnes au moins sont de chaque côté ; sinon, de quel "
            "côté de k, ou de N* s’il est plus grand. « Ne peut être dit » ne dépend que des "
            "moyennes montrées, jamais de K : cela ne dit rien de K."
        ),
        french(
            "Un groupe n’est pas la somme de ses membres, et « moins de k » peut vouloir dire une "
            "personne ou aucune : parlez-en ensemble."
        ),
        coverage.coverage,
    ),
    Explained(
        "dispersion",
        french("Dispersion des niveaux"),
        french(
            "Entre quels niveaux se tient la moitié centrale du groupe, et combien d’échelons "
            "séparent le plus bas du plus haut. Montrée quand la répartition des niveaux l’est."
        ),
        french(
            "L’étendue (E) tient à deux personnes et grandit avec n : à partir de 3 échelons, "
            "c’est un sujet de discussion, pas une erreur."
        ),
        coverage.dispersion,
    ),
)
COHERENCE = (
    Explained(
        "alpha",
        french("Cohérence d’un domaine (alpha)"),
        french(
            "À quel point les compétences d’un domaine varient ensemble, dès trois compétences."
        ),
        french(
            "Un domaine réunit souvent des compétences différentes exprès : alpha n’y a pas de "
            "sens. Au-dessus de 0,95, des énoncés se répètent."
        ),
        reliability.alpha_listwise,
    ),
    Explained(
        "omega",
        french("Cohérence d’un domaine (oméga)"),
        french("La même question, sans supposer que chaque compétence pèse autant."),
        french("Il suppose qu’une seule chose est mesurée."),
        reliability.omega_total,
    ),
)
CHAPTERS: dict[str, tuple[Explained, ...]] = {
    french("Classer les besoins"): NEEDS,
    french("Importance et niveau"): GRID,
    french("Ce que le groupe sait faire ensemble"): TOGETHER,
    french("Ce que les réponses ne tranchent pas"): CERTAINTY,
    french("Hypothèses"): SUPPOSED,
    french("Avant, après"): PROGRESS,
    french("Peser les réponses"): WEIGHTS,
    french("Cohérence"): COHERENCE,
}
