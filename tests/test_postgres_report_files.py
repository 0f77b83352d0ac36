"""A long file asked for at the same moment on a real PostgreSQL is one file."""

import pytest

from tests.test_postgres import engine, sessions  # noqa: F401 -- fixtures
from tests.test_report_files_at_once import check_clicks

pytestmark = pytest.mark.postgres


def test_sixteen_clicks_at_once_ask_for_one_file(sessions):  # noqa: F811
    check_clicks(sessions)
