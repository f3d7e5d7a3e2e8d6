"""Who is who in a survey, without names: a pseudonym that stays the same from wave to wave.

A pseudonym is a keyed hash (HMAC-SHA-256, RFC 2104) of an e-mail address or another sign of a
person. Its key lies with the raw files, beside the key of de-identification, and never enters a
study; without the key nobody can try addresses one by one.
"""

from __future__ import annotations

import base64
import hmac
import json
import secrets
from pathlib import Path

from kit.deidentify.key import write_secret
from kit.errors import InputError, Problem
from kit.study import Study

__all__ = ["make_secret", "pseudonym", "read_secret"]

FORMAT = 1
_NAME = "surveys-key.json"
_LENGTH = 10  # characters of five bits: chance of two people alike is below 1e-9 for a thousand


def pseudonym(identity: str, secret: bytes) -> str:
    """Return the pseudonym of a person; capitals and spaces around do not matter.

    Examples
    --------
    >>> pseudonym("A@voorbeeld.nl", b"x") == pseudonym(" a@voorbeeld.nl ", b"x")
    True
    """
    digest = hmac.new(secret, " ".join(identity.split()).casefold().encode(), "sha256").digest()
    return "P" + base64.b32encode(digest).decode()[:_LENGTH]


def read_secret(study: Study) -> bytes | None:
    """Return the key of the pseudonyms of a study; None where there is none yet.

    Raises
    ------
    InputError
        It is damaged.
    """
    path = _path(study)
    if path is None or not path.is_file():
        return None
    expected = "the key of the pseudonyms as the kit wrote it"
    do = "Put back a copy of it; without it the same person would get a second pseudonym."
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        found = bytes.fromhex(data["secret"]) if data["format"] == FORMAT else b""
    except (OSError, ValueError, KeyError, TypeError):
        found = b""
    if len(found) < 16:
        raise InputError([Problem(_NAME, "", expected, do)])
    return found


def make_secret(study: Study) -> bytes | None:
    """Return the key of the pseudonyms of a study, made when there is none; None without `raw`.

    Raises
    ------
    InputError, CannotWrite
    """
    found = read_secret(study)
    path = _path(study)
    if found or path is None:
        return found
    made = secrets.token_bytes(32)
    data = {"format": FORMAT, "secret": made.hex()}
    write_secret(path, json.dumps(data, indent=1).encode() + b"\n")
    return made


def _path(study: Study) -> Path | None:
    return study.raw / _NAME if study.raw else None
