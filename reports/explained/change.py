"""Words on what changed, and on what goes together."""

from referentiel.base import french
from reports import multiple_tests, paired_tests, progress, reliability
from reports.explained.entry import Explained

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
