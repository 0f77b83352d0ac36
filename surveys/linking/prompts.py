"""The questions of a self-generated code: twelve facts that stay true and that colleagues ignore.

Each answer is one letter or one small number. Twelve such facts tell people apart; one of them
tells nearly nothing of anybody. They are still facts about a person, and few answers are possible:
whoever holds the key and the hashes can try them all. A code is pseudonymous, and is called so.
"""

from dataclasses import dataclass

from referentiel.base import french

LETTER, NUMBER, MONTH = "letter", "number", "month"
FIRST, THIRD, LAST = 0, 2, -1  # which letter of what is written
FEWEST = 6  # elements; with fewer, nobody is told from anybody else

PURPOSE = french(
    "Pour suivre des progrès, ces questions relient vos réponses d’une fois à l’autre sans "
    "demander votre nom. Répondez de la même façon à chaque fois ; passez celles dont vous "
    "ne savez pas la réponse."
)
PROMISE = french(
    "Rien de ce que vous écrivez ici n’est enregistré : chaque réponse devient une empreinte, "
    "calculée avec une clé que le serveur garde. Ces réponses sont si courtes que quelqu’un qui "
    "tiendrait la clé et les empreintes pourrait les retrouver en les essayant toutes. Votre code "
    "est donc un pseudonyme : il n’a pas votre nom, mais il est à vous. La clé est détruite à la "
    "fin de la durée de conservation, et les empreintes avec elle."
)


@dataclass(frozen=True)
class Prompt:
    """One question: its kind, which letter is taken, or between which numbers the answer is."""

    code: str
    label: str
    kind: str = LETTER
    letter: int = FIRST
    low: int = 0
    high: int = 0


PROMPTS: dict[str, Prompt] = {
    prompt.code: prompt
    for prompt in (
        Prompt("mother_first", french("Première lettre du prénom de votre mère")),
        Prompt("father_first", french("Première lettre du prénom de votre père")),
        Prompt("second_name", french("Première lettre de votre deuxième prénom")),
        Prompt(
            "birth_day",
            french("Jour du mois de votre naissance (de 1 à 31)"),
            NUMBER,
            low=1,
            high=31,
        ),
        Prompt(
            "older_siblings",
            french("Nombre de frères et de sœurs plus âgés que vous (0 pour aucun)"),
            NUMBER,
            low=0,
            high=20,
        ),
        Prompt(
            "birth_town",
            french("Dernière lettre du nom de la commune où vous êtes né·e"),
            letter=LAST,
        ),
        Prompt("first_school", french("Première lettre du nom de votre première école")),
        Prompt("mother_month", french("Mois de naissance de votre mère"), MONTH, low=1, high=12),
        Prompt(
            "grandmother_first", french("Première lettre du prénom de votre grand-mère maternelle")
        ),
        Prompt(
            "mother_name",
            french("Dernière lettre du nom de naissance de votre mère"),
            letter=LAST,
        ),
        Prompt(
            "childhood_street",
            french(
                "Première lettre du nom de la rue ou du lieu-dit où vous habitiez à dix ans, "
                "sans « rue » ni « avenue »"
            ),
        ),
        Prompt(
            "childhood_town",
            french("Troisième lettre du nom de la commune où vous habitiez à dix ans"),
            letter=THIRD,
        ),
    )
}
