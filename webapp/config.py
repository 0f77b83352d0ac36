"""Settings, read once from the environment when the application is made."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parseaddr
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

VAR = Path("var")
MAIL_SCHEMES = ("smtp", "smtp+tls", "smtps")
LEAST_SECRET = 32  # characters
LEAST_VARIETY = 10  # different ones


class WrongSetting(Exception):
    """A setting cannot serve; the message says which one, and what to write."""


class WeakSecret(WrongSetting):
    """The installation's secret could be guessed."""

    def __init__(self) -> None:
        super().__init__(
            f"REPERES_SECRET est trop faible : {LEAST_SECRET} caractères au moins, au hasard. "
            "Par exemple : python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"
        )


@dataclass(frozen=True, kw_only=True)
class Provider:
    """An OpenID provider: ProConnect, Keycloak or another. `label` is what its button says."""

    issuer: str
    client_id: str
    client_secret: str
    label: str


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What differs from one installation to the next.

    Attributes:
        public_url: address that people outside reach, without a final slash; empty: that of the
            request. It is what the QR code and letters show.
        demonstration: whether the site shows made-up answers and says so.
        folder: where the installation keeps what is not in the base: jobs, letters not sent, the
            ledger of erasures.
        smtp_url: `smtp://`, `smtp+tls://` or `smtps://` with user, password, host and port; empty:
            letters are written in `folder` and go nowhere.
        proxies: how many proxies of ours stand in front; the visitor's address is read behind them.
        api_calls: how often a minute the API may be called under one token; twice that from one
            network.
    """

    database_url: str
    secret_key: str
    public_url: str = ""
    demonstration: bool = False
    folder: Path = VAR
    smtp_url: str = ""
    mail_from: str = "reperes@localhost"
    provider: Provider | None = None
    proxies: int = 0
    api_calls: int = 600

    @property
    def is_secure(self) -> bool:
        """Say whether people reach this installation by https."""
        return self.public_url.startswith("https://")

    @classmethod
    def from_env(cls, environ: Mapping[str, str], *, demonstration: bool = False) -> Self:
        """Read the variables `REPERES_…` that `docs/settings.md` lists.

        Raises:
            WeakSecret: outside a demonstration, the secret could be guessed.
            WrongSetting: another variable cannot serve.
        """
        demonstration = demonstration or environ.get("REPERES_DEMO", "") == "1"
        name = "demo" if demonstration else "reperes"
        folder = Path(environ.get("REPERES_FOLDER") or VAR)
        secret = environ.get("REPERES_SECRET") or kept_secret(
            Path(environ.get("REPERES_SECRET_FILE") or folder / "secret")
        )
        if not demonstration and is_weak(secret):
            raise WeakSecret
        return cls(
            database_url=environ.get("REPERES_DATABASE") or f"sqlite:///{folder}/{name}.sqlite3",
            secret_key=secret,
            public_url=environ.get("REPERES_PUBLIC_URL", "").rstrip("/"),
            demonstration=demonstration,
            folder=folder,
            smtp_url=smtp_in(environ),
            mail_from=sender_in(environ, demonstration=demonstration) or cls.mail_from,
            provider=provider_in(environ),
            proxies=number_in(environ, "REPERES_PROXIES", cls.proxies),
            api_calls=number_in(environ, "REPERES_API_CALLS", cls.api_calls),
        )


def number_in(environ: Mapping[str, str], name: str, default: int) -> int:
    """Return a whole number, 0 or more."""
    text = environ.get(name) or str(default)
    if not (text.isascii() and text.isdigit()):
        raise WrongSetting(f"{name} n’est pas un nombre entier : « {text} ».")
    return int(text)


def smtp_in(environ: Mapping[str, str]) -> str:
    """Return the address of the mail server; "" where letters are written to files."""
    text = environ.get("REPERES_SMTP", "")
    try:
        url = urlsplit(text)
        fit = not text or (url.scheme in MAIL_SCHEMES and url.hostname and url.port != 0)
    except ValueError:
        fit = False
    if not fit:
        schemes = ", ".join(f"{scheme}://" for scheme in MAIL_SCHEMES)
        raise WrongSetting(f"REPERES_SMTP est une adresse qui commence par {schemes}.")
    return text


def sender_in(environ: Mapping[str, str], *, demonstration: bool) -> str:
    """Return whose address letters bear; where they leave for good, it must be said."""
    text = environ.get("REPERES_MAIL_FROM", "")
    name, _, domain = parseaddr(text)[1].rpartition("@")
    needed = text or (environ.get("REPERES_SMTP") and not demonstration)
    if needed and not (name and domain and text.isprintable()):
        raise WrongSetting("REPERES_MAIL_FROM est l’adresse qui envoie : reperes@reseau.example.")
    return text


def provider_in(environ: Mapping[str, str]) -> Provider | None:
    """Return the OpenID provider that the environment names, if it names one."""
    issuer = environ.get("REPERES_OIDC_ISSUER", "").rstrip("/")
    if not issuer:
        return None
    return Provider(
        issuer=issuer,
        client_id=environ.get("REPERES_OIDC_CLIENT_ID", ""),
        client_secret=environ.get("REPERES_OIDC_CLIENT_SECRET", ""),
        label=environ.get("REPERES_OIDC_LABEL", "") or "ProConnect",
    )


def is_weak(secret: str) -> bool:
    """Say whether a secret is too short or too plain to keep anything safe."""
    return len(secret) < LEAST_SECRET or len(set(secret)) < LEAST_VARIETY


def kept_secret(path: Path) -> str:
    """Return the secret kept in `path`, made at the first call and readable by its owner only."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48))
    return path.read_text().strip()
