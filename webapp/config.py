"""Settings, read once from the environment when the application is made."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

VAR = Path("var")


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What differs from one installation to the next.

    Attributes:
        public_url: address that people outside reach, without a final slash; empty: that of the
            request. It is what the QR code shows.
        demonstration: whether the site shows made-up answers and says so.
    """

    database_url: str
    secret_key: str
    public_url: str = ""
    demonstration: bool = False

    @classmethod
    def from_env(cls, environ: Mapping[str, str], *, demonstration: bool = False) -> Self:
        """Read `REPERES_DATABASE`, `REPERES_SECRET`, `REPERES_PUBLIC_URL` and `REPERES_DEMO`."""
        demonstration = demonstration or environ.get("REPERES_DEMO", "") == "1"
        name = "demo" if demonstration else "reperes"
        return cls(
            database_url=environ.get("REPERES_DATABASE") or f"sqlite:///{VAR}/{name}.sqlite3",
            secret_key=environ.get("REPERES_SECRET") or kept_secret(VAR / "secret"),
            public_url=environ.get("REPERES_PUBLIC_URL", "").rstrip("/"),
            demonstration=demonstration,
        )


def kept_secret(path: Path) -> str:
    """Return the secret kept in `path`, made at the first call and readable by its owner only."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48))
    return path.read_text().strip()
