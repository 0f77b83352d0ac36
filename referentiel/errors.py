"""Why a référentiel is refused, each fact with the sentence that says what to mend."""

from referentiel.base import Refusal, french


class ImportRefused(Refusal):
    """A file cannot become a version; nothing of it was written."""

    sentence = french("Ce fichier ne peut pas être importé.")


class Unreadable(ImportRefused):
    """What a file holds cannot be read, for a reason that a parser gives in its own words."""

    def __init__(self, *, reason: object, **values: object) -> None:
        super().__init__(reason=str(reason).strip().rstrip("."), **values)


class UnreadableFile(Unreadable):
    sentence = french("Le fichier « %(file)s » n’est pas du YAML lisible : %(reason)s.")


class MissingField(ImportRefused):
    sentence = french("Entrée « %(entry)s » : il manque « %(field)s ».")


class UnknownField(ImportRefused):
    sentence = french("Entrée « %(entry)s » : « %(field)s » n’est pas un champ connu.")


class UnknownValue(ImportRefused):
    sentence = french(
        "Entrée « %(entry)s » : « %(value)s » ne convient pas pour « %(field)s ». "
        "Valeurs admises : %(allowed)s."
    )


class RepeatedCode(ImportRefused):
    sentence = french("Entrée « %(entry)s » : ce code est employé deux fois.")


class ParentComesLater(ImportRefused):
    sentence = french(
        "Entrée « %(entry)s » : « %(parent)s » doit être déclaré avant ce qui en dépend."
    )


class UnknownCode(ImportRefused):
    sentence = french(
        "Entrée « %(entry)s » : « %(code)s » n’est déclaré nulle part dans ce fichier."
    )


class IncompleteScale(ImportRefused):
    sentence = french(
        "Entrée « %(entry)s » : il faut cinq niveaux, de 0 à 4 ; le fichier en donne %(found)s."
    )


class VersionIsPublished(ImportRefused):
    sentence = french(
        "La version « %(label)s » est publiée : son contenu ne change plus. "
        "Donnez une nouvelle étiquette (label) à la version du fichier, puis recommencez."
    )


class HeldElsewhere(ImportRefused):
    sentence = french(
        "Le référentiel « %(slug)s » est tenu par une autre organisation. "
        "Choisissez une autre adresse (slug)."
    )
