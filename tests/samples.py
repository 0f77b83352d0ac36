"""Real files of other systems, which lie beside the project and are no part of it.

They are looked for in `../shared/samples`, and for worktrees where REPERES_SHARED says.
"""

import os
from pathlib import Path

import pytest

BESIDE = Path(__file__).parents[2] / "shared"


def sample(path: str) -> Path:
    """Return a sample by its path under `samples/`; where there is none, skip, but fail in CI."""
    found = Path(os.environ.get("REPERES_SHARED", BESIDE)) / "samples" / path
    if not found.exists():
        words = f"no sample {path} beside the project: set REPERES_SHARED to the folder of samples"
        if os.environ.get("CI"):
            pytest.fail(words)
        pytest.skip(words)
    return found
