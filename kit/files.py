"""Files: written whole or not at all, read in the encoding they are in, named safely."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kit.errors import CannotWrite, InputError, Problem

__all__ = [
    "decode", "is_slug", "sha256", "sha256_of_folder", "shipped", "whole_file", "write_whole",
]  # fmt: skip

_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
# Windows refuses these as file names, whatever the extension.
_RESERVED = {"con", "prn", "aux", "nul"} | {f"{d}{n}" for d in ("com", "lpt") for n in range(1, 10)}


def is_slug(name: str) -> bool:
    """Say whether `name` is safe as a file name on every system: a-z, 0-9 and inner hyphens.

    At most 40 characters, and none of the names that Windows keeps for itself.

    Examples
    --------
    >>> is_slug("noorderkolk"), is_slug("../x"), is_slug("con")
    (True, False, False)
    """
    return bool(_SLUG.fullmatch(name)) and name not in _RESERVED


def sha256(source: Path | bytes | str) -> str:
    """Return the SHA-256 of a file, of bytes, or of text in UTF-8, as 64 hexadecimal digits."""
    if isinstance(source, Path):
        with source.open("rb") as handle:
            return hashlib.file_digest(handle, "sha256").hexdigest()
    data = source.encode() if isinstance(source, str) else source
    return hashlib.sha256(data).hexdigest()


def sha256_of_folder(folder: Path) -> str:
    """Return one hash over the names and contents of all files in a folder.

    It tells whether anything in it changed, without telling what the files are called.
    """
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    lines = [f"{path.relative_to(folder).as_posix()} {sha256(path)}" for path in files]
    return sha256("\n".join(lines))


def decode(data: bytes) -> tuple[str, str]:
    """Read bytes as text: UTF-8 with or without BOM, UTF-16 with BOM, else Windows-1252.

    Windows-1252 leaves five bytes undefined; those are read as Latin-1 does, so that no file is
    refused for one of them. Line ends become ``\\n``.

    Returns
    -------
    tuple of str
        The text, and the name of the encoding taken.

    Examples
    --------
    >>> decode("één".encode("cp1252"))
    ('één', 'windows-1252')
    """
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text, encoding = data.decode("utf-16", errors="replace"), "utf-16"
    else:
        try:
            text, encoding = data.decode("utf-8-sig"), "utf-8"
        except UnicodeDecodeError:
            text = data.decode("latin-1").translate(_CP1252)
            encoding = "windows-1252"
    return text.replace("\r\n", "\n").replace("\r", "\n"), encoding


_CP1252 = {
    byte: bytes([byte]).decode("cp1252")
    for byte in range(256)
    if byte not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
}


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Give a temporary path beside `path`; rename it to `path` only if the block succeeds.

    Whatever happens in between, `path` holds either what it held before or the whole new file.

    Raises
    ------
    CannotWrite
        The folder is a file, the disk is full, or writing is not allowed.
    """
    temporary = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
        os.close(handle)
        temporary = Path(name)
        yield temporary
        temporary.chmod(0o644)
        temporary.replace(path)
    except OSError as error:
        raise CannotWrite(
            str(
                Problem(
                    str(path),
                    error.strerror or type(error).__name__,
                    "a place where a file can be written",
                    "Free some space or choose another folder, then run the command again; "
                    "what was there before is untouched.",
                )
            )
        ) from error
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)


def write_whole(path: Path, content: str | bytes) -> Path:
    """Write a text (UTF-8, ``\\n``) or bytes to `path`, whole or not at all; return `path`."""
    data = content.encode() if isinstance(content, str) else content
    with whole_file(path) as temporary:
        temporary.write_bytes(data)
    return path


def shipped(*parts: str) -> Path:
    """Return the path of a notebook, template or sample that comes with the kit.

    In a checkout these are the folders beside the package; in an installed wheel they travel
    inside it.

    Examples
    --------
    >>> shipped("templates").is_dir()
    True
    """
    here = Path(__file__).resolve().parent
    inside = here / "shipped"
    if inside.is_dir():
        return inside.joinpath(*parts)
    first, *rest = parts
    folder = {"sample": "data/sample"}.get(first, first)
    path = here.parent.joinpath(folder, *rest)
    if not path.exists():
        raise InputError(
            [Problem(str(path), "", "a file that comes with the kit", "Install the kit again.")]
        )
    return path
