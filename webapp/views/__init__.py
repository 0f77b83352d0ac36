"""The pages, one blueprint a file."""

from webapp.views import (
    accessibility,
    accounts,
    answers,
    browsers,
    campaigns,
    events,
    factors,
    feedback,
    home,
    legal,
    own_account,
    provider,
    referentiel,
    reports,
    results,
    style,
)

PARTS = (
    home,
    referentiel,
    events,
    answers,
    results,
    campaigns,
    reports,
    accounts,
    own_account,
    browsers,
    factors,
    provider,
    legal,
    accessibility,
    feedback,
    style,
)
BLUEPRINTS = tuple(part.bp for part in PARTS)
UNSIGNED = (answers.bp, results.bp)
