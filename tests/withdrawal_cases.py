"""A study in which one person speaks and writes in every form that the kit reads."""

import io
import json
import shutil
import zipfile
from html import escape
from pathlib import Path

import docx
from openpyxl import Workbook, load_workbook

from kit.codings import Coding, append
from kit.study import Study, open_study
from kit.texts import read_texts

#: Word that only the person who withdraws used, and one that only others used.
MINE, OTHERS = "kwikstaart", "zwaluw"
CODE = "P07"
STUDY = """
format: 1
title: Proef
period: {from: 2021, until: 2025}
raw: ../ruw
regions:
  - {slug: noorderkolk, name: De Noorderkolk}
  - {slug: zonnehei, name: Zonnehei}
"""
HEAD = ["Datum", "Regio", "Schrijver", "Rol", "Gebeurd", "Geleerd", "Eigen kolom"]


def mine(n):
    return f"Toen riep de {MINE} heel hard nummer {n} over de sloot."


def others(n):
    return f"Daarna vloog een {OTHERS} met nummer {n} langs het raam."


def log_rows(region):
    return [
        ["2023-02-01", region, CODE, "Huisarts", mine(f"{region} a"), "", "a"],
        ["2023-02-01", region, "P02", "Huisarts", others(f"{region} b"), "", "b"],
        ["2023-02-01", region, "P03", "Inwoner", others(f"{region} c"), others("d"), "c"],
        ["2019-02-01", region, CODE, "Huisarts", mine(f"{region} buiten"), "", "d"],
        ["2024-05-01", region, "p07 ", "Huisarts", mine(f"{region} later"), mine("les"), "e"],
    ]


def csv_of(rows):
    return "".join(";".join(row) + "\r\n" for row in rows)


def ods_of(path, rows):
    office = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
    table = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
    text = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    body = "".join(
        f"<table:table-row>{''.join(cell.format(escape(c)) for c in row)}</table:table-row>"
        for row in rows
    )
    content = (
        f'<?xml version="1.0"?><office:document-content xmlns:office="{office}" '
        f'xmlns:table="{table}" xmlns:text="{text}" office:version="1.2"><office:body>'
        f'<office:spreadsheet><table:table table:name="Blad1">{body}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        '<?xml version="1.0"?><manifest:manifest '
        'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        '<manifest:file-entry manifest:full-path="/" '
        'manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
        "</manifest:manifest>"
    )
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        file.writestr("content.xml", content)
        file.writestr("META-INF/manifest.xml", manifest)


def xlsx_of(path, rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)


def running(text_of):
    return [
        ("2023", None), ("3 februari", None), (f"Schrijver: {CODE}", None),
        (mine(f"{text_of} a"), 1),
        ("4 februari", None), ("Schrijver: P02", None), (others(f"{text_of} b"), 1),
        ("2024", None), ("5 maart", None), (f"Schrijver: {CODE}", None), (mine(f"{text_of} c"), 1),
        ("6 maart", None), ("Schrijver: P03", None), (others(f"{text_of} d"), 1),
    ]  # fmt: skip


def transcript(one, two, n):
    return [
        ("I", "Hoe begon het eigenlijk bij jullie?"), (one, mine(f"{n} een")),
        (two, others(f"{n} een")), ("I", "En toen, hoe ging het verder?"),
        (two, others(f"{n} twee")),
        (one, mine(f"{n} twee")), (two, others(f"{n} drie")),
    ]  # fmt: skip


def word(path, paragraphs):
    made = docx.Document()
    for paragraph in paragraphs:
        made.add_paragraph(paragraph)
    made.save(str(path))


def vtt(turns):
    cues = [
        f"00:00:{i:02}.000 --> 00:00:{i:02}.900\n<v {who}>{text}</v>\n"
        for i, (who, text) in enumerate(turns)
    ]
    return "WEBVTT\n\n" + "\n".join(cues)


def srt(turns):
    return "\n".join(
        f"{i}\n00:00:{i:02},000 --> 00:00:{i:02},900\n{who}: {text}\n"
        for i, (who, text) in enumerate(turns, start=1)
    )


INTERVIEWS = """\
interview;transcript;region;date;kind;speaker;person;role;consent_version;release
iv1;;noorderkolk;2023-03-01;interview;;P07;gp;1;region
fg1;;noorderkolk;2023-04-01;focus_group;R1;P07;gp;1;region
fg1;;;;;R2;P08;resident;1;region
fg2;;zonnehei;2023-05-01;focus_group;R1;P07;gp;1;region
fg2;;zonnehei;2023-05-01;focus_group;R2;P08;resident;1;region
fg3;;zonnehei;2023-06-01;interview;R1;P07;gp;1;region
fg3;;zonnehei;2023-06-01;interview;R2;P08;resident;1;region
st1;;zonnehei;2023-07-01;story;;P07;resident;1;team
st2;;zonnehei;2023-07-02;story;;P09;resident;1;team
nee;;zonnehei;2023-07-03;interview;;P07;resident;nee;team
"""


def study_in(folder: Path) -> Study:
    root, raw = folder / "s", folder / "ruw"
    for place in ("logbook", "interviews", "codings", "validation", ".work/2024/findings"):
        (root / place).mkdir(parents=True)
    write = lambda name, text: (root / name).write_text(text, encoding="utf-8")  # noqa: E731
    write("study.yml", STUDY)
    write("logbook/noorderkolk.csv", csv_of([HEAD, *log_rows("noorderkolk")]))
    write(
        "logbook_zonnehei.csv",
        csv_of([HEAD, ["2023-09-01", "zonnehei", "P02", "", others("x"), "", ""]]),
    )
    xlsx_of(root / "logbook" / "zonnehei.xlsx", [HEAD, *log_rows("zonnehei")])
    ods_of(root / "logbook" / "extra.ods", [HEAD, *log_rows("noorderkolk")[:3]])
    word(root / "logbook" / "noorderkolk-word.docx", [t for t, _ in running("word")])
    write("logbook/zonnehei-tekst.txt", "\n".join(t for t, _ in running("tekst")) + "\n")
    headed = [f"## {t}" if t[0].isdigit() and " " in t else t for t, _ in running("md")]
    write("logbook/zonnehei-md.md", "\n".join(headed) + "\n")
    write("interviews.csv", INTERVIEWS)
    word(root / "interviews" / "iv1.docx", [f"{w}: {t}" for w, t in transcript("R", "R", 1)
                                            if OTHERS not in t])  # fmt: skip
    word(root / "interviews" / "fg1.docx", [f"{w}: {t}" for w, t in transcript("R1", "R2", 2)])
    write("interviews/fg2.vtt", vtt(transcript("R1", "R2", 3)))
    write("interviews/fg3.srt", srt(transcript("R1", "R2", 4)))
    write("interviews/st1.txt", mine("verhaal een") + "\n\n" + mine("verhaal twee") + "\n")
    write("interviews/st2.md", others("verhaal een") + "\n\n" + others("verhaal twee") + "\n")
    write("interviews/nee.txt", "I: Hoe was dat voor u?\nR: " + mine("zonder toestemming") + "\n")
    _raw(root, raw)
    return open_study(root)


def _raw(root, raw):
    """Make raw files of the transcripts, with the names that the study does not have."""
    (raw / "interviews").mkdir(parents=True)
    name = f"Karel {MINE.title()}"
    for path in (root / "interviews").iterdir():
        if path.suffix == ".docx":
            lines = [p.text.replace("R1:", "Karel:") for p in docx.Document(str(path)).paragraphs]
            word(raw / "interviews" / path.name, lines)
        else:
            text = path.read_text(encoding="utf-8").replace("R1", "Karel")
            (raw / "interviews" / path.name).write_text(text, encoding="utf-8")
    (raw / "interviews" / "iv1.mp3").write_bytes(b"\0\1\2")
    table = INTERVIEWS.replace(";R1;", ";Karel;")
    (raw / "interviews.csv").write_text(table, encoding="utf-8")
    key = {"format": 1, "entries": [
        {"type": "person", "code": "K4", "name": name, "also": ["Karel"]},
        {"type": "person", "code": "M2", "name": f"Mien {OTHERS.title()}", "also": []},
    ]}  # fmt: skip
    (raw / "key.json").write_text(json.dumps(key), encoding="utf-8")
    (raw / "key.json").chmod(0o600)


def with_references(study: Study) -> Study:
    """Let codings, a sample, themes, quotes, notes, events, reports and copies refer to texts."""
    root = study.root
    documents = read_texts(study).documents
    spoken = [d for d in documents if OTHERS in d.text or MINE in d.text]
    (root / "codings" / "coder-a.jsonl").write_text(
        '{"format": 1, "kind": "codings", "coder": "coder-a"}\n', encoding="utf-8")  # fmt: skip
    records = []
    for d in spoken:
        part = d.parts[0]
        records.append(Coding.at(d, start=part.start, end=part.end, code="finance", coder="coder-a",
                                 time="2025-01-01T09:00:00+01:00"))  # fmt: skip
        records.append(Coding.of_reading(d, coder="coder-a", time="2025-01-01T09:10:00+01:00"))
    append(study, coder="coder-a", codings=records)
    with (root / "codings" / "coder-a.jsonl").open("a", encoding="utf-8") as file:
        file.write(
            '{"id": "coder-a-99", "document": "iv1", "quote": "Toen riep de ' + MINE + " h\n"
        )
    word = lambda d: d.text[d.parts[0].start : d.parts[0].end].split("\n")[0]  # noqa: E731
    rows = ["document;quote;code;coder\n", *(f"{d.id};{word(d)};finance;b\n" for d in spoken)]
    (root / "codings" / "van-elders.csv").write_text("".join(rows), encoding="utf-8")
    items = [[i, "finance", d.id, d.parts[0].name, d.parts[0].start, d.parts[0].end, True]
             for i, d in enumerate(spoken, start=1)]  # fmt: skip
    key = {"format": 1, "kind": "sample", "codebook": "phm 1", "seed": 1, "items": items,
           "strata": {"finance": [9, 9, "x"]}}  # fmt: skip
    (root / "validation" / "proef.key.json").write_text(json.dumps(key), encoding="utf-8")
    xlsx_of(root / "validation" / "proef.xlsx", [
        ["Nummer", "Code", "Passage", "Gaat het hierover?"],
        *([i, "finance", word(d), "ja"] for i, d in enumerate(spoken, start=1)),
    ])  # fmt: skip
    passages = "".join(f'  - {{document: {d.id}, quote: "{word(d)}"}}\n' for d in spoken)
    (root / "themes.yml").write_text(
        "format: 1\nthemes:\n# een opmerking die blijft\n- id: geld\n  title: Geld\n"
        f"  claim: Geld stuurt.\n  codes: [finance]\n  supporting:\n{passages}"
        '  distilled_by: onderzoeker-1\n  distilled_on: 2025-01-01\n  version: "1"\n',
        encoding="utf-8")  # fmt: skip
    quotes = ["id;document;quote;status;approved_on;release;edited\n"]
    for i, d in enumerate(spoken):
        edited = f"Zo riep die {MINE} toen over sloten nummer {i}." if MINE in d.text else ""
        quotes.append(f"q{i};{d.id};{word(d)};{'edited' if edited else 'approved'};2025-02-01;"
                      f"region;{edited}\n")  # fmt: skip
    (root / "quotes.csv").write_text("".join(quotes), encoding="utf-8")
    (root / "quotes.csv.1.bak").write_text("".join(quotes), encoding="utf-8")
    ids = "; ".join(f"q{i}" for i in range(len(spoken)))
    (root / "history_notes.csv").write_text(
        f"region;kind;text;author;quotes\nnoorderkolk;question;Wat nu?;H1;\"{ids}\"\n",
        encoding="utf-8")  # fmt: skip
    rows = [f"noorderkolk;2023-01-01;Er gebeurde iets;helped;{d.id}\n" for d in spoken]
    (root / "events.csv").write_text(
        "region;date;event;direction;document\n" + "".join(rows), encoding="utf-8")  # fmt: skip
    for name in ("quotes.csv", "history_notes.csv", "events.csv"):
        shutil.copy(root / name, root.parent / "ruw" / name)
    for folder, text in (
        ("noorderkolk", f"<p>Toen riep de <b>{MINE}</b> heel hard nummer 1 een over de sloot.</p>"),
        ("zonnehei", "<p>12 bijdragen</p>"),
        ("consortium", f"<p>&#8216;Zo riep die {MINE} toen over sloten nummer 0.&#8217;</p>"),
    ):
        (root / "reports" / folder).mkdir(parents=True)
        report = root / "reports" / folder / f"{folder}_2024.nl.html"
        report.write_text(f"<html>{text}</html>", encoding="utf-8")
    (root / "reports" / "index.html").write_text("<html></html>", encoding="utf-8")
    (root / ".work" / "2024" / "findings" / "x.json").write_text(mine("x"), encoding="utf-8")
    return study


def everything_in(folder: Path, *, but=()):
    """Return the text of every file, unpacked, with the names of the files."""
    found = []
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or path.name in but:
            continue
        found.append(path.relative_to(folder).as_posix())
        data = path.read_bytes()
        if zipfile.is_zipfile(io.BytesIO(data)):
            with zipfile.ZipFile(io.BytesIO(data)) as file:
                found += [file.read(n).decode("utf-8", "replace") for n in file.namelist()]
        else:
            found.append(data.decode("utf-8", "replace"))
    return "\n".join(found)


def rows_of(path):
    return [[cell.value for cell in row] for row in load_workbook(path).active]
