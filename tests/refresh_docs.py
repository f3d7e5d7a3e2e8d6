"""Write anew what the documents take from the kit: glossary, figure and sentence of the README.

python tests/refresh_docs.py
"""

import re
from pathlib import Path

import yaml

from kit.finding import Finding
from kit.mentions import mentions_of
from kit.study import open_study
from kit.terms import terms

ROOT = Path(__file__).resolve().parent.parent
LISTS = ("release", "tier", "voice_group", "phm_element", "focus_point", "aim")


def glossary() -> str:
    """Return the glossary as Markdown, Dutch and English side by side."""
    document = yaml.safe_load((ROOT / "kit" / "terms.yml").read_text(encoding="utf-8"))
    lines = [
        "# Glossary",
        "",
        "Written from `kit/terms.yml` by `tests/refresh_docs.py`; change it there.",
        "",
        "| Nederlands | English | Betekenis | Meaning |",
        "|---|---|---|---|",
    ]
    for word in document["glossary"].values():
        meaning = word["meaning"]
        lines.append(f"| {word['nl']} | {word['en']} | {meaning['nl']} | {meaning['en']} |")
    for name in LISTS:
        lines += ["", f"## `{name}`", "", "| Id | Nederlands | English |", "|---|---|---|"]
        lines += [f"| `{t.id}` | {t.label.nl} | {t.label.en} |" for t in terms(name).values()]
    return "\n".join(lines) + "\n"


def shown() -> Finding:
    """Return the finding that the README opens with."""
    sample = open_study(ROOT / "data" / "sample")
    return mentions_of(
        sample, region="noorderkolk", code_list="phm_element", until=None, release="region"
    )


def figure(finding: Finding) -> str:
    """Return the figure as a file of its own."""
    svg = finding.picture["en"].svg.replace(' aria-hidden="true" focusable="false"', "", 1)
    ground = '<rect width="100%" height="100%" fill="white"/>'
    return re.sub(r"(<svg[^>]*>)", rf"\1{ground}", svg, count=1)


def readme(finding: Finding, text: str) -> str:
    """Return the README with the sentences of the finding between its marks."""
    said = f"> {finding.sentence['en']}\n>\n> *{finding.sentence['nl']}*"
    marks = r"<!-- sentence -->.*?<!-- end -->"
    return re.sub(marks, f"<!-- sentence -->\n{said}\n<!-- end -->", text, flags=re.DOTALL)


def main() -> None:
    """Write all of it."""
    (ROOT / "docs" / "glossary.md").write_text(glossary(), encoding="utf-8")
    finding = shown()
    (ROOT / "docs" / "figure.svg").write_text(figure(finding), encoding="utf-8")
    path = ROOT / "README.md"
    path.write_text(readme(finding, path.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
