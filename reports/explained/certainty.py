"""Words on what answers leave open, and on the hypotheses that they meet."""

from referentiel.base import french
from reports import hypotheses, intervals, multiple_tests, pareto, rank_intervals
from reports.explained.entry import Explained

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
