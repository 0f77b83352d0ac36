"""Runs migrations on the connection that the command gives."""

from alembic import context

from reports.archive import ArchivedReport
from surveys.models import Campaign

# Importing one table of each package has made all of them known to their common metadata.
metadata = ArchivedReport.metadata
assert metadata is Campaign.metadata  # noqa: S101 -- one base, or a table would be forgotten

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
