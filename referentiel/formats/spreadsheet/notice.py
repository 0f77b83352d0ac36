"""What the first sheet of our workbook tells the person who fills it in."""

NOTICE_ROWS = (
    "Référentiel de compétences : comment remplir ce classeur",
    "",
    "Une seule feuille est nécessaire : « Compétences ». Les autres peuvent rester vides ou être "
    "supprimées. L’ordre des colonnes est libre, leurs titres comptent, en français ou en anglais.",
    "",
    "« Référentiel » : une ligne par champ. Le titre, l’étiquette de la version, la présentation, "
    "la licence. Sans étiquette, celle que vous choisissez à l’import est prise.",
    "« Compétences » : une ligne par domaine ou compétence. Le code distingue les lignes : il ne "
    "change pas d’une version à l’autre et n’est jamais réemployé. « Parent » reçoit le code de "
    "la ligne au-dessus ; vide, l’entrée est à la racine. « Nature » : domaine ou compétence ; "
    "vide, ce qui contient d’autres lignes est un domaine.",
    "« Type » : savoir, savoir-faire, méthode ou savoir-être. « Portée » : individuelle ou "
    "collective. « Noyau » : oui ou non. Plusieurs sources, références ou parents se séparent par "
    "un point-virgule.",
    "« Échelles » : le nom des niveaux 0 à 4, pour la maîtrise et pour l’importance.",
    "« Ancrages » : ce qui montre chaque niveau, pour chaque type de compétence.",
    "« Descripteurs » : ce qui montre chaque niveau d’une compétence précise, à la place des "
    "ancrages de son type.",
    "« Profils » et « Niveaux attendus » : ce qu’un métier demande. Un niveau (2) ou un intervalle "
    "(2–3), un poids s’il n’est pas 1, « oui » dans « Critique » si rien ne peut le compenser.",
    "« Correspondances » : liens vers ROME, ESCO ou un autre référentiel. « Liens » : relations "
    "entre compétences. « Sources » : le nom des sources et des références.",
    "",
    "Pour une traduction, ajoutez une colonne au titre suivi de la langue : « Libellé (en) », "
    "« Description (de) ».",
    "",
    "Rien n’est enregistré avant que vous ayez vu et confirmé ce que l’import changerait. "
    "Réimporter le même fichier ne change rien.",
    "Dans un classeur exporté, la feuille masquée « Données techniques » garde ce qui n’a pas de "
    "case : laissez-la telle quelle.",
)
