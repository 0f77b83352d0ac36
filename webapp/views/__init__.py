"""The pages, one blueprint a file."""

from webapp.views import (
    accounts,
    answers,
    campaigns,
    events,
    home,
    referentiel,
    reports,
    results,
    style,
)

PARTS = (home, referentiel, events, answers, results, campaigns, reports, accounts, style)
BLUEPRINTS = tuple(part.bp for part in PARTS)
UNSIGNED = (answers.bp, results.bp)
