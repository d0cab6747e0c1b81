"""The key that signs the log, in a file outside the folder, and its public half, which checks it."""

from __future__ import annotations

import os
import re
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tierline.policy.load import problem_of
from tierline.policy.publication.environment import KEY, PUBLIC_KEY
from tierline.policy.publication.errors import (
    KeyExposed,
    KeyInFolder,
    KeyMissing,
    KeyUnreadable,
    PublicKeyUnreadable,
)
from tierline.wording import Text

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

ABOUT = b"tierline policy log\n"
"""Stands before what is signed, so that a signature of ours is good for nothing else."""

NO_KEY = Text("it holds no Ed25519 key in PEM form", "其中没有 PEM 格式的 Ed25519 密钥")


@dataclass(frozen=True)
class SigningKey:
    """A private key. `public` is the 32 bytes of the other half, in hexadecimal."""

    private: Ed25519PrivateKey
    path: Path

    @property
    def public(self) -> str:
        """What checks the signatures."""
        return self.private.public_key().public_bytes_raw().hex()

    def signature(self, digest: str) -> str:
        """The signature of an entry's hash, in hexadecimal."""
        return self.private.sign(ABOUT + digest.encode()).hex()

    def check_outside(self, folder: Path) -> None:
        """Raises KeyInFolder: whoever may write to the folder of policies would have the key as well."""
        if folder.resolve() in self.path.resolve().parents:
            raise KeyInFolder(path=self.path, folder=folder)


def key_path(given: Path | None) -> Path:
    """Where the key lies: as given, or by the environment. Raises KeyMissing where neither says."""
    found = given or os.environ.get(KEY)
    if not found:
        raise KeyMissing(variable=KEY)
    return Path(found)


def read_key(path: Path) -> SigningKey:
    """The key of a file. Raises KeyUnreadable, and KeyExposed where anybody may read it."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        with path.open("rb") as file:
            mode, content = os.fstat(file.fileno()).st_mode, file.read(10_000)
    except OSError as error:
        raise KeyUnreadable(path=path, problem=problem_of(error)) from None
    # A group of publishers may share the key to read; whoever can write it could put theirs in its place.
    if mode & (stat.S_IWGRP | stat.S_IRWXO):
        raise KeyExposed(path=path)
    try:
        private = load_pem_private_key(content, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise KeyUnreadable(path=path, problem=NO_KEY) from None
    if not isinstance(private, Ed25519PrivateKey):
        raise KeyUnreadable(path=path, problem=NO_KEY)
    return SigningKey(private, path)


def make_key(path: Path) -> SigningKey:
    """A new key in a new file that only its owner may read. Raises KeyUnreadable where one is there."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    private = Ed25519PrivateKey.generate()
    content = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise KeyUnreadable(path=path, problem=problem_of(error)) from None
    return SigningKey(private, path)


def is_signed(public: str, digest: str, signature: str) -> bool:
    """True where the signature of a hash was made with the other half of a public key."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public))
        key.verify(bytes.fromhex(signature), ABOUT + digest.encode())
    except (InvalidSignature, ValueError):
        return False
    return True


def trusted_key() -> str | None:
    """The public half that the environment trusts; None where it names none. Raises PublicKeyUnreadable."""
    written = os.environ.get(PUBLIC_KEY, "").strip().lower()
    if written and not re.fullmatch(r"[0-9a-f]{64}", written):
        raise PublicKeyUnreadable(variable=PUBLIC_KEY)
    return written or None
