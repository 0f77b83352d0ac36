from io import BytesIO
from uuid import UUID

import pytest
from hypothesis import given, settings

from referentiel.formats.base import Naming, Source
from referentiel.formats.sheets import ODS, XLSX
from tests.referentiel.trees import Carried, trees

NAMING = Naming("essai", "V1", UUID(int=7), "Essai")
CARRIED = Carried(empties=False)


def written(format_, tree) -> Source:
    stream = BytesIO()
    format_.write(tree, stream)
    return Source("référentiel", stream.getvalue())


@pytest.mark.parametrize("format_", [XLSX, ODS], ids=["xlsx", "ods"])
def test_a_workbook_gives_back_all_that_was_written(format_):
    @settings(max_examples=40, deadline=None, derandomize=True)
    @given(tree=trees(CARRIED))
    def check(tree):
        source = written(format_, tree)

        read = format_.read(source, NAMING)

        assert format_.recognises(source)
        assert read.issues == ()
        assert read.tree == tree

    check()
