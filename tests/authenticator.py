"""A passkey in software: makes keys and shows them as a browser would (WebAuthn level 2)."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def to_text(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def from_text(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


class SoftPasskey:
    """One key pair; `count` is its counter, `verified` whether it asks its owner for a proof."""

    def __init__(
        self, origin: str = "http://localhost", *, identifier: bytes = b"k" * 16, verified=True
    ) -> None:
        self.origin = origin
        self.identifier = identifier
        self.verified = verified
        self.count = 0
        self.user = b""
        self._key = ec.generate_private_key(ec.SECP256R1())

    def make(self, options: str) -> str:
        """Answer creation options, as JSON."""
        asked = json.loads(options)
        self.user = from_text(asked["user"]["id"])
        numbers = self._key.public_key().public_numbers()
        public = {1: 2, 3: -7, -1: 1}
        public |= {-2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        size = len(self.identifier).to_bytes(2, "big")
        attested = bytes(16) + size + self.identifier + cbor2.dumps(public)
        data = self._data(asked["rp"]["id"], ATTESTED) + attested
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        said = self._said("webauthn.create", asked["challenge"])
        return self._answer(clientDataJSON=said, attestationObject=attestation)

    def show(self, options: str) -> str:
        """Answer request options, as JSON; the counter grows."""
        asked = json.loads(options)
        self.count += 1
        data = self._data(asked["rpId"])
        said = self._said("webauthn.get", asked["challenge"])
        signature = self._key.sign(data + sha256(said).digest(), ec.ECDSA(SHA256()))
        return self._answer(
            clientDataJSON=said,
            authenticatorData=data,
            signature=signature,
            userHandle=self.user,
        )

    def _data(self, domain: str, flags: int = 0) -> bytes:
        flags |= PRESENT | (VERIFIED if self.verified else 0)
        counter = self.count.to_bytes(4, "big")
        return sha256(domain.encode()).digest() + bytes([flags]) + counter

    def _said(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _answer(self, **response: bytes) -> str:
        name = to_text(self.identifier)
        shown = {key: to_text(value) for key, value in response.items()}
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": shown})
