"""Every kind of chart has a specimen, which the browser tests look at with axe-core."""

import importlib
import inspect
import pkgutil

import reports
from reports.document import Chart
from reports.specimen import specimens
from reports.static_charts import svg

OF_CHARTS = {"finished", "first_rows"}  # they take what another one drew


def drawing() -> set[str]:
    """Return the names of the public functions of `reports` that draw a chart."""
    names = set()
    for found in pkgutil.walk_packages(reports.__path__, "reports."):
        module = importlib.import_module(found.name)
        for name, made in inspect.getmembers(module, inspect.isfunction):
            own = made.__module__ == found.name and not name.startswith("_")
            if own and made.__annotations__.get("return") is Chart:
                names.add(name)
    return names - OF_CHARTS


def test_every_kind_of_chart_has_its_specimen():
    assert {section.key for section in specimens(str, "fr")} == drawing()


def test_each_specimen_draws_something_without_script_and_has_rows_to_read():
    for section in specimens(str, "fr"):
        assert section.table.rows
        assert svg(section.chart, name=section.key).count("<") > 10
