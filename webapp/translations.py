"""The sentences of reports in each language, outside any request."""

from pathlib import Path

from babel.support import Translations

from reports.release import Translate
from webapp.languages import LANGUAGES

CATALOGUES = Path(__file__).parent / "translations"


def translations() -> dict[str, Translate]:
    """Return, for each language, what translates a French source sentence into it."""
    return {language: Translations.load(CATALOGUES, [language]).ugettext for language in LANGUAGES}
