"""Words on how needs are ranked and placed."""

from referentiel.base import french
from reports import grid, needs
from reports.explained.entry import Explained

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
