"""Small projects of other programs, written as those programs write them."""

import zipfile
from pathlib import Path

CASES = Path(__file__).parent / "cases" / "refi"
#: Files that may not be copied here, tried where they stand beside the repository.
ELSEWHERE = Path(__file__).parents[2] / "shared" / "cases" / "refi"

ANNA, BRAM = "a0000000-0000-0000-0000-000000000001", "a0000000-0000-0000-0000-000000000002"
LONELY, HELP = "c0000000-0000-0000-0000-000000000001", "c0000000-0000-0000-0000-000000000002"
TEXT = "d0000000-0000-0000-0000-000000000001"
USERS = f'<Users><User guid="{ANNA}" name="anna"/><User guid="{BRAM}" name="bram"/></Users>'
CODES = (
    f'<CodeBook><Codes><Code guid="{LONELY}" name="Eenzaam" isCodable="true"/>'
    f'<Code guid="{HELP}" name="Hulp" isCodable="true"/></Codes></CodeBook>'
)


def guid(number: int) -> str:
    return f"e0000000-0000-0000-0000-{number:012d}"


def selection(
    number: int, start: int, end: int, name: str = "", *, code: str = LONELY, more: str = ""
):
    """Return a selection, coded by anna."""
    coding = (
        f'<Coding guid="{guid(500 + number)}" creatingUser="{ANNA}">'
        f'<CodeRef targetGUID="{code}"/></Coding>'
        if code
        else ""
    )
    return (
        f'<PlainTextSelection guid="{guid(number)}" name="{name}" startPosition="{start}" '
        f'endPosition="{end}">{more}{coding}</PlainTextSelection>'
    )


def source(inside: str = "", *, id: str = TEXT, name: str = "gesprek.txt", path: str | None = None):
    path = f"internal://{id}.txt" if path is None else path
    return f'<TextSource guid="{id}" name="{name}" plainTextPath="{path}">{inside}</TextSource>'


def qde(
    sources: str = "", *, more: str = "", codes: str = CODES, origin: str = "", head: str = "",
    space: str = "urn:QDA-XML:project:1.0",
) -> str:  # fmt: skip
    """Return a project file; `more` comes after the sources."""
    around = f"<Sources>{sources}</Sources>" if sources else ""
    return (
        f'<?xml version="1.0" encoding="utf-8"?>{head}<Project xmlns="{space}" name="proef" '
        f'origin="{origin}">{USERS}{codes}{around}{more}</Project>'
    )


def qdpx(
    folder: Path, project: str | bytes, texts: dict[str, bytes] | None = None, *,
    inner: str = "project.qde", sources: str = "sources",
) -> Path:  # fmt: skip
    """Write an archive of a project and the texts of its sources, by GUID."""
    path = folder / "proef.qdpx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(inner, project)
        for id, text in (texts or {}).items():
            archive.writestr(f"{sources}/{id}.txt", text)
    return path


def quoted(text: str, quote: str, *, newline: int = 1, astral: int = 1, mark: int = 0):
    """Return where a quote stands, by the way a program counts; worked out letter by letter."""

    def count(piece: str) -> int:
        return sum(newline if c == "\n" else astral if ord(c) > 0xFFFF else 1 for c in piece)

    begin = text.index(quote)
    return mark + count(text[:begin]), mark + count(text[: begin + len(quote)])
