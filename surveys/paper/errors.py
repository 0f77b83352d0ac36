"""What may be refused around sheets of paper, each with the sentence that says what to do."""

from referentiel.base import Refusal, french
from surveys.question_types.base import WrongAnswer


class UnknownSheet(Refusal):
    sentence = french(
        "Ce code n’est celui d’aucune feuille de cette campagne. Relisez les neuf caractères en "
        "haut de la feuille (ni la lettre O, ni la lettre I, ni les chiffres 0 et 1 n’y figurent)."
    )


class NotPinned(Refusal):
    sentence = french(
        "Ce que les feuilles demandent et annoncent est fixé à l’ouverture. Ouvrez la campagne, "
        "puis imprimez ; d’ici là, relisez le spécimen."
    )


class AskedOtherwise(Refusal):
    sentence = french(
        "Le questionnaire a changé depuis l’impression de cette feuille : ses cases ne sont plus "
        "les mêmes. Faites remplir une feuille du dernier lot, ou le questionnaire en ligne."
    )


class AnsweredByPhone(Refusal):
    sentence = french(
        "Les réponses de cette personne sont déjà arrivées par téléphone et comptent une fois. "
        "Ne saisissez pas cette feuille : mettez-la de côté."
    )


class CountedAlready(Refusal):
    sentence = french(
        "Cette feuille est déjà saisie et comptée. Passez à la suivante. Pour corriger une "
        "réponse, ouvrez le questionnaire en ligne avec le code de la feuille."
    )


class AwaitsDecision(Refusal):
    sentence = french(
        "Cette feuille a déjà été saisie deux fois, avec des différences. Tranchez-les au lieu de "
        "la saisir encore."
    )


class NothingDiffers(Refusal):
    sentence = french(
        "Cette feuille n’attend pas de décision : aucune différence n’est à trancher."
    )


class NotDecided(Refusal):
    sentence = french("Choisissez une valeur pour chaque différence, puis validez.")


class NothingOnSheet(Refusal):
    sentence = french(
        "Aucune case n’est saisie. Si la feuille est vide, mettez-la de côté : elle ne compte pas."
    )


class TooLate(Refusal):
    sentence = french(
        "Les réponses de cette campagne ont été rendues anonymes : aucune feuille ne peut plus "
        "s’y ajouter."
    )


class NotAKeyingFile(Refusal):
    sentence = french(
        "Ce fichier n’a pas de colonne « code » : partez du modèle à télécharger sur cette page."
    )


class NoKeyedRow(Refusal):
    sentence = french(
        "Ce fichier ne contient aucune feuille. Écrivez-en une par ligne, sous les titres du "
        "modèle, sur le premier onglet."
    )


class TooManyRows(Refusal):
    sentence = french(
        "%(most)s feuilles au plus à la fois. Coupez le fichier en plusieurs, chacun avec les "
        "titres."
    )


class UnknownColumn(Refusal):
    sentence = french(
        "« %(title)s » n’est le titre d’aucune case de ces feuilles. Ôtez cette colonne, ou "
        "reprenez le titre du modèle."
    )


class RepeatedColumn(Refusal):
    sentence = french("La case %(title)s a déjà une colonne. Gardez-en une seule.")


class MissingColumns(Refusal):
    sentence = french(
        "Il manque ces colonnes : %(titles)s. Gardez-les toutes, même vides ; si le questionnaire "
        "a changé, repartez du modèle."
    )


class UntitledColumn(Refusal):
    sentence = french("Cette colonne n’a pas de titre : effacez ce qui s’y trouve.")


class UnreadableRow(Refusal):
    sentence = french("Cette ligne n’est pas lisible. Enregistrez le fichier en XLSX ou en ODS.")


class CodeMissing(Refusal):
    sentence = french("Il manque le code de la feuille.")


class KeyedAbove(Refusal):
    sentence = french("Cette feuille est déjà à la ligne %(row)s. Gardez une seule des deux.")


class WrongKey(WrongAnswer):
    sentence = french("« %(typed)s » n’est aucune case de cette question. Tapez %(keys)s.")
