"""Names that programs give to things: GUIDs in one form, and always the same one for one thing."""

from __future__ import annotations

import re
import uuid

__all__ = ["guid_of", "made", "xml_text"]

_GUID = re.compile(r"\{?([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})\}?")
_OURS = uuid.uuid5(uuid.NAMESPACE_URL, "urn:phm-learning-kit:refi-qda")
#: What XML 1.0 cannot hold.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def guid_of(written: str | None) -> str | None:
    """Return a GUID without braces in lower case; None when it is none.

    Its version is not looked at: several programs write letters turned into numbers.

    Examples
    --------
    >>> guid_of("{5215CC69-B628-4E02-AFB9-9BEEAEE55808}"), guid_of("n17")
    ('5215cc69-b628-4e02-afb9-9beeaee55808', None)
    """
    found = _GUID.fullmatch((written or "").strip())
    return found[1].lower() if found else None


def made(kind: str, id: str) -> str:
    """Return the GUID of a thing of a study: the same in every file, on every machine.

    Examples
    --------
    >>> made("code", "finance") == made("code", "finance") != made("code", "monitor")
    True
    """
    return str(uuid.uuid5(_OURS, f"{kind}:{id}"))


def xml_text(text: str) -> str:
    """Return a text without the characters that XML cannot hold."""
    return _NOT_XML.sub("\ufffd", text)
