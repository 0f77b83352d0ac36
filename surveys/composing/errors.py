"""What may be refused while a questionnaire is composed, each with what to do."""

from referentiel.base import Refusal, french


class QuestionnaireFrozen(Refusal):
    sentence = french(
        "Une campagne ouverte pose ce questionnaire : il ne change plus. Préparez l’édition "
        "suivante pour le modifier."
    )


class QuestionnaireInUse(Refusal):
    sentence = french(
        "Une campagne pose ce questionnaire : il ne peut pas être supprimé. Il reste dans la liste."
    )


class TitleMissing(Refusal):
    sentence = french("Donnez un titre : c’est sous ce nom que vous retrouverez le questionnaire.")


class LabelMissing(Refusal):
    sentence = french("Écrivez la question en français : c’est elle que chacun lira.")


class Unfit(Refusal):
    """A question lacks something of its type."""

    sentence = french("Il manque quelque chose à cette question : complétez-la.")

    def __init__(self, problem: str) -> None:
        self.sentence = problem  # type: ignore[misc]  # each type words its own
        super().__init__()


class PartGone(Refusal):
    sentence = french(
        "Cette partie du questionnaire a été changée ou retirée entre-temps. Relisez le "
        "questionnaire, puis recommencez."
    )


class TooManyParts(Refusal):
    sentence = french(
        "Un questionnaire a %(sections)s sections et %(questions)s questions au plus : au-delà, "
        "personne n’arrive au bout."
    )


class AskedTooLate(Refusal):
    sentence = french(
        "« %(shown)s » n’est montrée que selon la réponse à « %(question)s » : elle ne peut venir "
        "qu’après elle."
    )


class LookedAt(Refusal):
    sentence = french(
        "« %(shown)s » n’est montrée que selon la réponse à « %(question)s » : changez d’abord "
        "cette condition."
    )


class TwoQuestions(Refusal):
    sentence = french("Une condition regarde une seule question : cochez des réponses d’une seule.")


class OtherCount(Refusal):
    sentence = french(
        "L’anglais a %(english)s lignes pour %(french)s réponses. Une ligne par réponse, dans le "
        "même ordre ; laissez vide la ligne d’une réponse qui n’est pas traduite."
    )


class NotAQuestionnaire(Refusal):
    sentence = french(
        "Ce fichier n’est ni un questionnaire de Repères (YAML), ni un XLSForm (classeur .xlsx "
        "avec une feuille « survey »), ou il dépasse 400 ko."
    )


class NothingAsked(Refusal):
    sentence = french(
        "Ce questionnaire ne demande encore rien. Ajoutez-lui des compétences ou des questions, "
        "puis revenez."
    )


class AttributeWanted(Refusal):
    sentence = french(
        "Le questionnaire montre des questions selon la réponse à « %(attribute)s » : cochez cette "
        "question sur la situation."
    )
