"""The names that tie the two sheets of an XLSForm to what a questionnaire asks.

A competence is asked by a question per rating, `current_D4-03`, so that its code and its rating
come back. Types that XLSForm lacks are said by the names of their lists: `ladder_`, `tension_`.
"""

import re

from surveys.levels import RATINGS

LANGUAGES = {"fr": "Français (fr)", "en": "English (en)"}
RATING_NAME = re.compile(rf"({'|'.join(RATINGS)})_(.+)")
LADDER, TENSION, FACTORS, ABOUT = "ladder_", "tension_", "factors_", "about_"
YES_NO = "yes_no"
SECTION = re.compile(r"section_\d+")
UNSAFE = re.compile(r"[^A-Za-z0-9_.-]")
SPARED, DECLINED = "na", "no"


def safe(text: str) -> str:
    """Return a name that XML takes: letters, digits, hyphens; it never begins with a digit."""
    name = UNSAFE.sub("_", text)
    return name if re.match(r"[A-Za-z_]", name) else f"_{name}"


def heading(key: str, language: str) -> str:
    """Return the heading of a column of texts: `label::Français (fr)`."""
    return f"{key}::{LANGUAGES.get(language, language)}"
