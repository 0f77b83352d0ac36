"""Words on whom figures speak of: a population, a group together."""

from referentiel.base import french
from reports import coverage, shrinkage, weighting
from reports.explained.entry import Explained

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
        "stratified",
        french("Moyenne redressée sur la population"),
        french(
            "Chaque groupe compte comme dans la population (N_h sur N) et non comme dans les "
            "réponses. Montrée à côté de la moyenne des réponses, jamais à sa place, et seulement "
            "si la moyenne de chaque groupe l’est."
        ),
        french(
            "Elle suppose que, dans un groupe, celles et ceux qui n’ont pas répondu ressemblent "
            "aux autres."
        ),
        weighting.stratified,
    ),
    Explained(
        "effective_n",
        french("n effectif"),
        french("Le nombre de réponses de même poids qui varieraient aussi peu."),
        french("Petit devant n : quelques personnes parlent pour beaucoup."),
        weighting.effective_n,
    ),
)

GROUPS = (
    Explained(
        "shrunken",
        french("Moyenne ramenée vers l’ensemble"),
        french(
            "La moyenne d’un groupe, tirée vers celle de tout le monde : un peu s’il est nombreux "
            "et que les groupes diffèrent, presque jusqu’à elle s’il est petit et qu’ils se "
            "ressemblent. Un groupe est dit différent si l’ensemble reste hors de ce que sa vraie "
            "moyenne peut être, 95 fois sur 100."
        ),
        french(
            "Elle sert à comparer les groupes, pas à décrire l’un d’eux : la moyenne de ses "
            "réponses est à côté."
        ),
        shrinkage.shrunken,
    ),
    Explained(
        "between_variance",
        french("Écart entre les vraies moyennes des groupes"),
        french(
            "Ce dont les groupes montrés diffèrent, une fois retiré ce que le hasard explique. "
            "Zéro : rien ne les distingue."
        ),
        french("Avec deux ou trois groupes, il est lui-même mal connu."),
        shrinkage.between_variance,
    ),
    Explained(
        "within_variance",
        french("Dispersion à l’intérieur des groupes"),
        french(
            "Celle de tout le monde, une fois retirées les moyennes des groupes, là où les niveaux "
            "peuvent être lus un à un et où tous les groupes sont montrés. S’il en manque, celle "
            "de tout le monde ; sinon, la plus grande que la moyenne et n permettent."
        ),
        french("Elle est prise égale dans tous les groupes."),
        shrinkage.within_variance,
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
