"""Why a change of a draft is refused, each fact with the sentence that says what to do."""

from referentiel.base import Refusal, french


class EntryGone(Refusal):
    sentence = french(
        "Cette entrée a été retirée du brouillon entre-temps : rien n’a été enregistré. Revenez à "
        "la page précédente pour y copier votre texte."
    )


class CodeTaken(Refusal):
    sentence = french(
        "Le code « %(code)s » sert déjà, ou a servi dans une autre version : un code n’est jamais "
        "réemployé. Choisissez-en un autre."
    )


class CodeUnfit(Refusal):
    sentence = french(
        "Le code « %(code)s » ne convient pas : écrivez de 1 à 60 lettres, chiffres, points ou "
        "tirets, sans espace."
    )


class LabelMissing(Refusal):
    sentence = french("Donnez un libellé, dans une langue au moins.")


class NoPlaceThere(Refusal):
    sentence = french(
        "Cette entrée ne peut pas aller là : un domaine n’entre ni dans lui-même ni dans ce qu’il "
        "contient, et une compétence se range dans un domaine."
    )


class TooDeep(Refusal):
    sentence = french(
        "Un référentiel a au plus %(most)s niveaux. Choisissez un domaine moins profond."
    )


class TypeTaken(Refusal):
    sentence = french("Le type « %(type)s » existe déjà. Choisissez un autre nom.")


class TypeInUse(Refusal):
    sentence = french(
        "Des compétences sont encore du type « %(type)s » : changez-les de type, puis recommencez."
    )


class NameUnfit(Refusal):
    sentence = french(
        "Le nom « %(name)s » ne convient pas : écrivez de 1 à 60 caractères, sur une ligne."
    )


class SourceTaken(Refusal):
    sentence = french("Le nom « %(name)s » sert déjà. Choisissez-en un autre.")


class SourceInUse(Refusal):
    sentence = french(
        "Des entrées citent encore « %(name)s » : retirez cette mention, puis recommencez."
    )


class SlugTaken(Refusal):
    sentence = french(
        "Un autre référentiel a déjà l’adresse « %(slug)s ». Choisissez-en une autre."
    )


class AlreadyDecided(Refusal):
    sentence = french(
        "Quelqu’un a déjà décidé de cette remarque. Revenez à la liste pour voir ce qui en a été "
        "dit."
    )


class TextChanged(Refusal):
    sentence = french(
        "Le texte a changé depuis que vous l’avez lu : rien n’a été repris. Revenez à la liste, "
        "relisez les deux textes, puis décidez."
    )


class NothingProposed(Refusal):
    sentence = french(
        "Cette proposition vise une entrée ou un texte qui n’est plus dans le brouillon. "
        "Écartez-la en disant pourquoi."
    )
