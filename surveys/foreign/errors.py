"""What may be refused of answers gathered elsewhere, each with what to do."""

from referentiel.base import Refusal, french


class NoForeignRow(Refusal):
    sentence = french(
        "Ce fichier ne contient aucune réponse : il faut une ligne de titres, puis une ligne par "
        "personne, sur le premier onglet."
    )


class TooManyForeignRows(Refusal):
    sentence = french(
        "%(most)s lignes au plus à la fois. Coupez le fichier en plusieurs, chacun avec les titres."
    )


class TooManyForeignColumns(Refusal):
    sentence = french(
        "%(most)s colonnes au plus. Ôtez du fichier celles qui ne servent pas, puis recommencez."
    )


class NothingMapped(Refusal):
    sentence = french(
        "Aucune colonne n’est reliée à une compétence ou à une question. Reliez-en au moins une."
    )


class UnknownTarget(Refusal):
    sentence = french("Ce choix n’est plus proposé : le questionnaire a changé. Choisissez encore.")


class MappedTwice(Refusal):
    sentence = french(
        "La colonne %(column)s remplit déjà cette question. Choisissez laquelle des deux garder."
    )


class TooManyValues(Refusal):
    sentence = french(
        "%(found)s valeurs différentes, au plus %(most)s : cette colonne n’est pas la réponse à "
        "une question à choix. Reliez-la autrement, ou ne l’importez pas."
    )


class TellsWho(Refusal):
    sentence = french(
        "Cette colonne dit qui est la personne : elle ne peut pas remplir une question écrite. "
        "Ne l’importez pas ; si son titre trompe, changez-le dans le fichier."
    )


class NothingToAdd(Refusal):
    sentence = french(
        "Aucune ligne ne contient de réponse aux questions reliées. Reprenez les colonnes."
    )


class TicketTaken(Refusal):
    sentence = french("Un numéro tiré au hasard était déjà pris ; rien n’a changé. Recommencez.")
