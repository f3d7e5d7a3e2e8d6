"""Small documents of every kind, made here byte by byte or with the libraries of the kit."""

import io
import zipfile
from email.message import EmailMessage

PLACES = ((0, 0), (0, 1), (1, 0), (1, 1))
PEOPLE = ("Truus Kamperfoelie", "t.kamperfoelie@voorbeeld.example", "Bartholomeus Wiegersma")


def pdf(pages, *, extra=b""):
    """Return a PDF; each page is a list of (x, y, size, text) or (x, y, size, text, "F2")."""
    kids = " ".join(f"{4 + 2 * i} 0 R" for i in range(len(pages)))
    font = "<< /Type /Font /Subtype /Type1 /BaseFont /{} /Encoding /WinAnsiEncoding >>"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        f"<< /F1 {font.format('Helvetica')} /F2 {font.format('Helvetica-Bold')} >>".encode(),
    ]
    for i, page in enumerate(pages):
        content = b"BT\n"
        for x, y, size, text, *bold in page:
            shown = text.encode("cp1252")
            for sign in (b"\\", b"(", b")"):
                shown = shown.replace(sign, b"\\" + sign)
            content += f"/{bold[0] if bold else 'F1'} {size} Tf 1 0 0 1 {x} {y} Tm (".encode()
            content += shown + b") Tj\n"
        content += b"ET"
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] "
            f"/Resources << /Font 3 0 R >> /Contents {5 + 2 * i} 0 R >>".encode()
        )
        head = f"<< /Length {len(content)} >>\nstream\n".encode()
        objects.append(head + content + b"\nendstream")
    made, offsets = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, start=1):
        offsets.append(len(made))
        made += f"{number} 0 obj\n".encode() + each + b"\nendobj\n"
    table = b"".join(f"{offset:010d} 00000 n \n".encode() for offset in offsets)
    tail = f"trailer << /Size {len(objects) + 1} /Root 1 0 R".encode() + extra
    tail += f" >>\nstartxref\n{len(made)}\n%%EOF\n".encode()
    return made + f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode() + table + tail


def minutes():
    """Return minutes of three pages: headings, a broken word, a table, a list, two columns."""
    pages = []
    for n in (1, 2, 3):
        page = [(50, 800, 9, "Stuurgroep Noord – concept"), (290, 30, 9, f"Pagina {n} van 3")]
        if n == 1:
            page += [
                (50, 760, 16, "Notulen stuurgroep 12 maart 2024", "F2"),
                (50, 735, 12, "1. Opening", "F2"),
                (50, 715, 11, "Wij openen de vergadering. We spreken over de samen-"),
                (50, 701, 11, "werking tussen zorg- en welzijnspartijen in Noord-"),
                (50, 687, 11, "Holland en wat dat vraagt."),
                (50, 660, 11, "Een tweede alinea begint hier en gaat over vertrouwen."),
                (50, 630, 11, "Actie"), (250, 630, 11, "Wie"), (400, 630, 11, "Wanneer"),
                (50, 615, 11, "Bellen"), (250, 615, 11, "Programma"), (400, 615, 11, "1 april"),
                (50, 580, 11, "•"), (65, 580, 11, "Eerste punt van de lijst"),
                (50, 565, 11, "•"), (65, 565, 11, "Tweede punt"),
            ]  # fmt: skip
        elif n == 2:
            for k in range(8):
                page.append((50, 740 - 14 * k, 10, f"links regel {k} met genoeg tekst erin en"))
                page.append((310, 740 - 14 * k, 10, f"rechts regel {k} met genoeg tekst erin en"))
        else:
            page.append((50, 740, 11, "Slot van het stuk, zonder meer."))
        pages.append(page)
    return pdf(pages)


def scan():
    """Return a PDF without any text."""
    return pdf([[], []])


def word():
    """Return a Word file with a heading, a table, a list, a header, a comment and a bold line."""
    import docx

    made = docx.Document()
    made.add_heading("Plan van aanpak", 1)
    made.add_paragraph("Wij doen dit samen met de huisartsen.")
    table = made.add_table(2, 2)
    for place, text in zip(PLACES, ("Wat", "Wie", "Bellen", "Team"), strict=True):
        table.cell(*place).text = text
    made.add_paragraph("punt een", style="List Bullet")
    made.sections[0].header.paragraphs[0].text = "Vertrouwelijk"
    bold = made.add_paragraph()
    bold.add_run("Vet kopje").bold = True
    made.add_comment(bold.runs, text="Klopt dit wel?", author="A01", initials="A")
    content = io.BytesIO()
    made.save(content)
    return content.getvalue()


def word_with_notes():
    """Return a Word file with a footnote, an insertion, a deletion, a text box, a nested table."""
    w = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    box = "<w:txbxContent><w:p><w:r><w:t>In een tekstvak</w:t></w:r></w:p></w:txbxContent>"
    inner = "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>binnen</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    body = (
        "<w:p><w:r><w:t>Een zin</w:t></w:r><w:ins><w:r><w:t> erbij</w:t></w:r></w:ins>"
        "<w:del><w:r><w:delText> eraf</w:delText></w:r></w:del></w:p>"
        f"<w:p><w:r><mc:AlternateContent><mc:Choice>{box}</mc:Choice>"
        f"<mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r></w:p>"
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>cel</w:t></w:r></w:p>"
        f"{inner}</w:tc><w:tc><w:p><w:r><w:t>naast</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    )
    notes = (
        '<w:footnote w:type="separator" w:id="0"><w:p/></w:footnote>'
        '<w:footnote w:id="1"><w:p><w:r><w:t>Een voetnoot.</w:t></w:r></w:p></w:footnote>'
    )
    return zipped(
        {
            "word/document.xml": f"<w:document {w} {mc}><w:body>{body}</w:body></w:document>",
            "word/footnotes.xml": f"<w:footnotes {w}>{notes}</w:footnotes>",
        }
    )


def zipped(parts):
    """Return an archive of parts, always the same bytes."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0)), text)
    return content.getvalue()


def open_document():
    """Return an OpenDocument text with a heading, a note, a comment, a list and a table."""
    names = "urn:oasis:names:tc:opendocument:xmlns"
    spaces = " ".join(f'xmlns:{n}="{names}:{n}:1.0"' for n in ("office", "text", "table"))
    body = (
        '<text:h text:outline-level="1">Kop</text:h><text:p>Een<text:note><text:note-citation>1'
        "</text:note-citation><text:note-body><text:p>voetnoot</text:p></text:note-body>"
        "</text:note><office:annotation><text:p>opmerking</text:p></office:annotation>"
        " zin<text:s/>hier.</text:p>"
        "<text:list><text:list-item><text:p>punt</text:p></text:list-item></text:list>"
        "<table:table><table:table-row><table:table-cell><text:p>a</text:p></table:table-cell>"
        "<table:table-cell><text:p>b</text:p></table:table-cell></table:table-row></table:table>"
    )
    content = (
        f"<office:document-content {spaces}><office:body><office:text>{body}</office:text>"
        "</office:body></office:document-content>"
    )
    return zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content})


def slides():
    """Return a presentation: a titled slide with notes; shapes in two rows, a group, a table."""
    from pptx import Presentation
    from pptx.util import Cm

    made = Presentation()
    first = made.slides.add_slide(made.slide_layouts[1])
    first.shapes.title.text = "Eerste dia"
    first.placeholders[1].text = "Punt a\nPunt b"
    first.notes_slide.notes_text_frame.text = "Hier vertel ik iets."
    second = made.slides.add_slide(made.slide_layouts[6])
    for text, left, top in (("rechts", 12, 2), ("links", 2, 2), ("onder", 2, 15)):
        box = second.shapes.add_textbox(Cm(left), Cm(top), Cm(5), Cm(2))
        box.text_frame.text = text
    group = second.shapes.add_group_shape()
    group.shapes.add_textbox(Cm(2), Cm(6), Cm(5), Cm(2)).text_frame.text = "in de groep"
    table = second.shapes.add_table(2, 2, Cm(2), Cm(9), Cm(8), Cm(3)).table
    for place, text in zip(PLACES, "ABcd", strict=True):
        table.cell(*place).text = text
    content = io.BytesIO()
    made.save(content)
    return content.getvalue()


MAIL = """Beste collega,

Het overleg liep goed. We spraken over het vertrouwen
tussen de partijen.

Van: Bartholomeus Wiegersma
Verzonden: maandag 11 maart 2024 09:00
Aan: Truus Kamperfoelie
Onderwerp: Vraag

Hoe ging het overleg van vorige week eigenlijk, en wat is er afgesproken?

Op ma 11 mrt 2024 om 08:10 schreef Truus Kamperfoelie
<t.kamperfoelie@voorbeeld.example>:

> Ik kom er op terug.
> Morgen weer.
"""


def mail(*, attached=True):
    """Return a mail between two people, with earlier mails and two attachments."""
    made = EmailMessage()
    made["From"] = f"{PEOPLE[0]} <{PEOPLE[1]}>"
    made["To"] = f'"Wiegersma, Bartholomeus" <b@voorbeeld.example>, {PEOPLE[1]}'
    made["Date"] = "Tue, 12 Mar 2024 10:12:00 +0100"
    made["Subject"] = "Terugblik op de kenniskring"
    made.set_content(MAIL)
    if attached:
        kind = "vnd.openxmlformats-officedocument.wordprocessingml.document"
        made.add_attachment(word(), maintype="application", subtype=kind, filename="plan.docx")
        made.add_attachment(b"x", maintype="application", subtype="octet-stream", filename="x.xls")
        made.set_boundary("grens")
    return bytes(made)


HTML = (
    "<html><head><title>nee</title></head><body><h1>Werkplan</h1><p>Een&nbsp;zin.<br>Nog een.</p>"
    "<table><tr><td>a</td><td>b</td></tr></table><ul><li>punt</li></ul>"
    "<blockquote><p>oud</p></blockquote><script>boos()</script></body></html>"
)
PAGE = (
    'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="xx"; type="text/html"\r\n\r\n'
    '--xx\r\nContent-Type: text/html; charset="utf-8"\r\n'
    "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
    "<html><h1>OneNote</h1><p>Tekst=20hier</p></html>\r\n--xx--\r\n"
)
MARKDOWN = """# Verslag

Datum: 12 maart 2024

Een alinea die
doorloopt.

- punt een
- punt twee

| Wat | Wie |
|-----|-----|
| Bellen | Team |

## Notities bij de dia

Hier staat een notitie.
"""
#: A whole file of each kind, by its ending.
WHOLE = {
    ".pdf": minutes, ".docx": word, ".odt": open_document, ".pptx": slides, ".eml": mail,
    ".html": HTML.encode, ".mht": PAGE.encode, ".md": MARKDOWN.encode,
}  # fmt: skip
