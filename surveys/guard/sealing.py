"""Keyed hashes and sealed secrets, each for one purpose, all from the installation's secret."""

import hmac
from base64 import urlsafe_b64encode
from hashlib import sha256
from secrets import token_urlsafe

from cryptography.fernet import Fernet, InvalidToken

TOKEN_BYTES = 32


def keyed(secret: str, purpose: str, text: str) -> bytes:
    """Return 32 bytes that stand for `text`; nobody without the secret can tell for which."""
    return hmac.new(secret.encode(), f"{purpose}:{text}".encode(), sha256).digest()


def new_token() -> str:
    """Return 256 random bits, to be carried by one browser, letter or program."""
    return token_urlsafe(TOKEN_BYTES)


def hashed(token: str) -> bytes:
    """Return what tables keep of a random token: enough to recognise it, too little to use it."""
    return sha256(token.encode()).digest()


def seal(secret: str, purpose: str, text: str) -> bytes:
    """Return `text` encrypted, to be kept in a table and read again by `unseal`."""
    return _box(secret, purpose).encrypt(text.encode())


def unseal(secret: str, purpose: str, sealed: bytes) -> str | None:
    """Return the text; None where it was sealed under another secret."""
    try:
        return _box(secret, purpose).decrypt(sealed).decode()
    except InvalidToken:
        return None


def _box(secret: str, purpose: str) -> Fernet:
    return Fernet(urlsafe_b64encode(keyed(secret, "seal", purpose)))
