"""Words by which files of any origin say that there is no answer, and why."""

import re
import unicodedata

BLANK_WORDS = {
    "not_applicable": (
        "nc", "non concerne", "non concernee", "non concerne e", "sans objet", "not applicable",
        "n a", "not applicable to my job", "non concerne par mon poste",
        "non concerne e par mon poste",
    ),
    "declined": (
        "ne souhaite pas repondre", "je ne souhaite pas repondre", "nspr", "refus", "declined",
        "prefer not to say", "prefer not to answer",
    ),
    "no_answer": ("", "na", "nan", "null", "none", "sans reponse", "no answer", "ne sait pas"),
}  # fmt: skip
BLANK_OF = {word: reason for reason, words in BLANK_WORDS.items() for word in words}


def plain(text: str) -> str:
    """Return text without case, accents or punctuation, to compare words with."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(re.findall(r"[a-z0-9]+", bare))
