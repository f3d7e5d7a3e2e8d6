"""Projects and codebooks of other programs: every departure seen in practice is read, and told."""

import json
import zipfile
from pathlib import Path

import pytest
from refi_cases import (
    ANNA,
    BRAM,
    CASES,
    ELSEWHERE,
    HELP,
    LONELY,
    TEXT,
    guid,
    qde,
    qdpx,
    quoted,
    selection,
    source,
)

from kit.errors import InputError
from kit.refi_qda import describe, read_codebook_file, read_project, recognise
from kit.refi_qda.memos import memos
from kit.refi_qda.trees import paths

SPOKEN = (
    "Interviewer: Hoe ging het?\nBakker: Ik voelde me eenzaam 😔 dat jaar.\n"
    "Bakker: De coördinator hielp echt, één keer per week 👩‍⚕️.\n"
)
PLAIN = SPOKEN.encode()
QUOTES = ("Ik voelde me eenzaam", "De coördinator hielp echt", "één keer per week")


def read(tmp_path, sources, text=PLAIN, **more):
    return read_project(qdpx(tmp_path, qde(sources, **more), {TEXT: text}))


def passages(project):
    return [one.text[s.start : s.end] for one in project.sources for s in one.selections]


def counted(**way):
    """Return three coded quotes, by the way a program counts."""
    return source(
        "".join(
            selection(n, *quoted(SPOKEN, quote, **way), name=quote)
            for n, quote in enumerate(QUOTES, start=1)
        )
    )


# --- what programs count -------------------------------------------------------------------------

CRLF = SPOKEN.replace("\n", "\r\n").encode()
MARKED = b"\xef\xbb\xbf"


@pytest.mark.parametrize(
    ("stored", "way", "rule"),
    [
        (SPOKEN.encode(), {}, "code points, without byte order mark, line end as 1"),
        (MARKED + SPOKEN.encode(), {}, "code points, without byte order mark, line end as 1"),
        (MARKED + SPOKEN.encode(), {"mark": 1}, "code points, with byte order mark, line end as 1"),
        (CRLF, {}, "code points, without byte order mark, line end as 1"),
        (CRLF, {"newline": 2}, "code points, without byte order mark, line end as 2"),
        (SPOKEN.encode(), {"newline": 2}, "code points, without byte order mark, line end as 2"),
        (SPOKEN.encode(), {"astral": 2}, "UTF-16 units, without byte order mark, line end as 1"),
        (CRLF, {"astral": 2, "newline": 2}, "UTF-16 units, without byte order mark, line end as 2"),
        (MARKED + CRLF, {"astral": 2, "newline": 2, "mark": 1}, "UTF-16 units, with byte order"),
        (SPOKEN.encode("utf-16"), {}, "code points, without byte order mark, line end as 1"),
    ],
)  # fmt: skip
def test_whatever_a_program_counts_its_quotes_come_out_right(tmp_path, stored, way, rule):
    project = read(tmp_path, counted(**way), stored)
    assert passages(project) == list(QUOTES)
    offsets = project.sources[0].offsets
    assert offsets.rule.startswith(rule)
    assert (offsets.fits, offsets.quotes, offsets.basis) == (3, 3, "quotes")


def test_a_line_end_that_is_stored_in_two_ways_counts_as_it_is_stored(tmp_path):
    stored = SPOKEN.replace("\n", "\r\n", 1)
    spans = [(stored.index(q), stored.index(q) + len(q)) for q in QUOTES]
    inside = "".join(
        selection(n, *span, name=q) for n, (span, q) in enumerate(zip(spans, QUOTES, strict=True))
    )
    project = read(tmp_path, source(inside), stored.encode())
    assert passages(project) == list(QUOTES)
    assert "line end as stored" in project.sources[0].offsets.rule


def test_an_end_that_is_the_last_character_is_recognised_by_whole_quotes(tmp_path):
    spans = [quoted(SPOKEN, q) for q in QUOTES]
    inside = "".join(
        selection(n, start, end - 1, name=q)
        for n, ((start, end), q) in enumerate(zip(spans, QUOTES, strict=True))
    )
    project = read(tmp_path, source(inside))
    assert passages(project) == list(QUOTES)
    assert project.sources[0].offsets.rule.endswith("end included")


def test_the_end_of_the_standard_is_exclusive():
    # Annex A.2 of REFI-QDA 1.5: 139 to 195 for a quote of 56 characters.
    path = ELSEWHERE / "qde" / "spec-A2_atlasti-mac-8.4.0.qde"
    if not path.exists():
        pytest.skip("the files of the standard are not here")
    project = read_project(path)
    selections = [s for one in project.sources for s in one.selections]
    assert len(selections) == 8
    one = next(s for s in selections if s.start == 139)
    assert one.end - one.start == len(one.name) == 56


def test_a_quote_that_was_cut_short_counts_by_its_beginning(tmp_path):
    start, end = quoted(SPOKEN, "De coördinator hielp echt, één keer per week")
    cut = "De coördinator hielp echt,…"
    project = read(tmp_path, source(selection(1, start, end, name=cut)))
    assert project.sources[0].selections[0].fits is True


def test_a_label_is_no_quote_and_refuses_nothing(tmp_path):
    span = quoted(SPOKEN, "Ik voelde me eenzaam")
    project = read(tmp_path, source(selection(1, *span, name="Quotation 6:1")))
    assert passages(project) == ["Ik voelde me eenzaam"]
    assert project.sources[0].selections[0].fits is None


def test_a_source_that_fits_no_rule_loses_its_selections_and_nothing_else(tmp_path):
    other = guid(90)
    wrong = "".join(
        selection(n, start + 7, end + 7, name=q)
        for n, q in enumerate(QUOTES[:2], start=1)
        for start, end in [quoted(SPOKEN, q)]
    )
    right = selection(7, *quoted(SPOKEN, QUOTES[0]), name=QUOTES[0])
    both = source(wrong) + source(right, id=other, name="b.txt")
    made = qdpx(tmp_path, qde(both), {TEXT: SPOKEN.encode(), other: SPOKEN.encode()})
    project = read_project(made)
    refused, kept = project.sources
    assert refused.text == SPOKEN
    assert refused.selections == ()
    assert (refused.offsets.basis, refused.offsets.quotes) == ("refused", 2)
    assert [kept.text[s.start : s.end] for s in kept.selections] == [QUOTES[0]]
    assert project.left_out == {
        "selections of a source in which no rule puts the quotes in place": 2
    }


def test_half_of_the_quotes_in_place_is_enough_and_less_is_not(tmp_path):
    def having(right):
        inside = "".join(
            selection(n, start + (0 if n < right else 9), end + (0 if n < right else 9), name=q)
            for n, q in enumerate(
                (*QUOTES[:2], "Interviewer: Hoe ging het?", "hielp echt, één keer")
            )
            for start, end in [quoted(SPOKEN, q)]
        )
        return read(tmp_path, source(inside)).sources[0].offsets.basis

    assert having(2) == "quotes"
    assert having(1) == "refused"


def test_where_no_quote_tells_the_rule_of_the_other_texts_is_taken(tmp_path):
    silent = selection(9, *quoted(SPOKEN, QUOTES[1], newline=2))
    other = guid(91)
    both = source(silent, id=other, name="b.txt") + counted(newline=2)
    texts = {TEXT: CRLF, other: CRLF}
    project = read_project(qdpx(tmp_path, qde(both), texts))
    assert passages(project)[0] == QUOTES[1]
    assert project.sources[0].offsets.basis == "other sources"


def test_nvivo_counts_a_line_end_of_two_characters_as_two(tmp_path):
    silent = selection(9, *quoted(SPOKEN, QUOTES[1], newline=2))
    project = read(tmp_path, source(silent), CRLF, origin="NVivo 14")
    assert passages(project) == [QUOTES[1]]


def test_a_text_in_which_every_rule_says_the_same_tells_nothing_about_the_others(tmp_path):
    short, other = "Het ging goed met ons allemaal.", guid(92)
    sure = selection(8, 0, 31, name=short)
    silent = selection(9, *quoted(SPOKEN, QUOTES[1], newline=2))
    both = source(sure, id=other, name="b.txt") + source(silent)
    texts = {other: short.encode(), TEXT: CRLF}
    project = read_project(qdpx(tmp_path, qde(both, origin="NVivo 14"), texts))
    assert passages(project) == [short, QUOTES[1]]


@pytest.mark.parametrize("name", ["bom-lf", "bom-crlf"])
def test_all_nine_quotes_of_qualcoder_are_right(name):
    expected = json.loads((CASES / "qualcoder-4.0beta_expected.json").read_text(encoding="utf-8"))
    project = read_project(CASES / f"qualcoder-4.0beta_{name}.qdpx")
    users = {user.guid: user.name for user in project.users}
    found = sorted(
        (users[coded.user], s.start, s.end, one.text[s.start : s.end])
        for one in project.sources
        for s in one.selections
        for coded in s.codings
    )
    wanted = sorted((coder, start, end, quote) for _, _, coder, start, end, quote
                    in expected["codings"])  # fmt: skip
    assert found == wanted
    assert {one.name: one.text for one in project.sources} == expected["texts"]
    assert sum(one.offsets.fits for one in project.sources) == 9
    assert {note.name for note in project.notes} == {"Reflectie week 1", ""}


# --- departures from the standard ----------------------------------------------------------------


@pytest.mark.parametrize("inner", ["proef.qde", "Mijn project.QDE"])
def test_the_project_file_may_have_another_name(tmp_path, inner):
    project = read_project(qdpx(tmp_path, qde(counted()), {TEXT: SPOKEN.encode()}, inner=inner))
    assert passages(project) == list(QUOTES)
    assert "the project file is not called project.qde" in project.warnings


@pytest.mark.parametrize("folder", ["Sources", "SOURCES", "sources"])
def test_the_folder_of_sources_may_have_capitals(tmp_path, folder):
    made = qdpx(tmp_path, qde(counted()), {TEXT: SPOKEN.encode()}, sources=folder)
    assert passages(read_project(made)) == list(QUOTES)


def test_empty_entries_of_an_archive_are_passed_over(tmp_path):
    made = qdpx(tmp_path, qde(counted()), {TEXT: SPOKEN.encode()})
    with zipfile.ZipFile(made, "a") as archive:
        archive.writestr("sources/", "")
        archive.writestr(".root", "")
    assert passages(read_project(made)) == list(QUOTES)


@pytest.mark.parametrize("space", ["urn:QDA-XML:project:0:10", "urn:QDA-XML:project:0.4", ""])
def test_an_old_namespace_is_read_and_told(tmp_path, space):
    project = read(tmp_path, counted(), space=space)
    assert passages(project) == list(QUOTES)
    assert any("read all the same" in warning for warning in project.warnings)


@pytest.mark.parametrize("name", ["codebook-0-4", "codebook-1-0-colon", "departures"])
def test_old_and_departing_codebooks_are_read(name):
    read = read_codebook_file(CASES / f"{name}.qdc")
    assert len(read.codes) == {"codebook-0-4": 1, "codebook-1-0-colon": 4, "departures": 3}[name]
    assert read.warnings


def test_a_short_colour_becomes_a_long_one():
    assert read_codebook_file(CASES / "codebook-0-4.qdc").codes[0].colour == "#44AA00"


def test_one_name_under_two_parents_is_two_codes():
    codes = read_codebook_file(CASES / "codebook-1-0-colon.qdc").codes
    assert sorted(paths(codes).values()) == [
        ("Apart",), ("Apart", "Vertrouwen"), ("Samen",), ("Samen", "Vertrouwen"),
    ]  # fmt: skip


def test_departures_are_told_and_cost_nothing():
    codebook = read_codebook_file(CASES / "departures.qdc")
    first, night, bare = codebook.codes
    assert (first.name, first.description) == ("Zorg::thuis", "Hulp aan huis")
    assert night.parent == first.guid
    assert not night.codable
    assert bare.codable
    assert bare.colour == ""
    told = " / ".join(codebook.warnings)
    for what in ("Sets without a Set", "attribute", "a colour that is none", "without a GUID",
                 "not as the schema has it"):  # fmt: skip
        assert what in told


def test_guids_are_the_same_with_and_without_braces_in_any_case(tmp_path):
    codes = (
        f'<CodeBook><Codes><Code guid="{{{LONELY.upper()}}}" name="Eenzaam" isCodable="true"/>'
        "</Codes></CodeBook>"
    )
    project = read(tmp_path, counted(), codes=codes)
    used = {c.code for one in project.sources for s in one.selections for c in s.codings}
    assert used == {project.codes[0].guid} == {LONELY}


def test_elements_in_another_order_are_read(tmp_path):
    start, end = quoted(SPOKEN, QUOTES[0])
    inside = (
        f'<NoteRef targetGUID="{guid(70)}"/>'
        + selection(1, start, end, name=QUOTES[0])
        + "<Description>later</Description>"
    )
    project = read(tmp_path, source(inside))
    assert project.sources[0].description == "later"
    assert passages(project) == [QUOTES[0]]
    assert any(w.startswith("not as the schema has it") for w in project.warnings)


def test_a_memo_is_found_in_each_of_its_three_places(tmp_path):
    inside = (
        selection(1, *quoted(SPOKEN, QUOTES[0]), more="<Description>op de selectie</Description>")
        + selection(2, *quoted(SPOKEN, QUOTES[1])).replace(
            "</PlainTextSelection>", f'<NoteRef targetGUID="{guid(71)}"/></PlainTextSelection>'
        )
        + selection(3, *quoted(SPOKEN, QUOTES[2]))
    )
    more = (
        f'<Notes><Note guid="{guid(71)}"><PlainTextContent>met verwijzing</PlainTextContent></Note>'
        f'<Note guid="{guid(72)}"><PlainTextContent>met lijn</PlainTextContent></Note></Notes>'
        f'<Links><Link guid="{guid(73)}" originGUID="{guid(3)}" targetGUID="{guid(72)}"/></Links>'
    )
    project = read(tmp_path, source(inside), more=more)
    found = memos(project)
    assert project.sources[0].selections[0].description == "op de selectie"
    assert found[guid(2)] == ("met verwijzing",)
    assert found[guid(3)] == ("met lijn",)


def test_a_case_that_is_written_as_a_code_too_is_a_case(tmp_path):
    case = guid(80)
    codes = (
        f'<CodeBook><Codes><Code guid="{case}" name="Regio Noord" isCodable="true">'
        f'<Code guid="{LONELY}" name="Eenzaam" isCodable="true"/></Code></Codes></CodeBook>'
    )
    start, end = quoted(SPOKEN, QUOTES[0])
    inside = selection(1, start, end, code=case) + selection(2, start, end, code=LONELY)
    cases = f'<Cases><Case guid="{case}" name="Regio Noord"/></Cases>'
    # In the order of the schema cases come before sources.
    text = qde(source(inside), codes=codes + cases)
    project = read_project(qdpx(tmp_path, text, {TEXT: SPOKEN.encode()}))
    assert [(code.name, code.parent) for code in project.codes] == [("Eenzaam", "")]
    assert project.cases[0].selections == (guid(1),)
    assert [len(s.codings) for s in project.sources[0].selections] == [0, 1]


def test_quotations_without_a_code_and_selections_of_no_length_are_kept(tmp_path):
    start, end = quoted(SPOKEN, QUOTES[0])
    inside = selection(1, start, end, code="") + selection(2, start, start) + selection(3, 5, end)
    project = read(tmp_path, source(inside))
    assert [(s.start, s.end) for s in project.sources[0].selections] == [
        (start, end), (start, start), (5, end),
    ]  # fmt: skip


@pytest.mark.parametrize("last", [len(SPOKEN), len(SPOKEN) + 1])
def test_a_selection_may_end_where_the_text_ends_and_not_beyond(tmp_path, last):
    project = read(tmp_path, source(selection(1, 3, last)))
    kept = len(project.sources[0].selections)
    assert kept == (last == len(SPOKEN))
    assert sum(project.left_out.values()) == 1 - kept


def test_each_answer_of_a_survey_is_a_source_of_its_own(tmp_path):
    ids = [guid(n) for n in range(200, 240)]
    sources = "".join(source(selection(300 + n, 0, 3), id=i, name="Vraag 4")
                      for n, i in enumerate(ids))  # fmt: skip
    made = qdpx(tmp_path, qde(sources), {i: f"antwoord {i}".encode() for i in ids})
    project = read_project(made)
    assert len(project.sources) == len({one.text for one in project.sources}) == 40
    assert set(passages(project)) == {"ant"}


def test_text_in_the_project_file_itself_is_read(tmp_path):
    inside = f"<PlainTextContent>{SPOKEN}</PlainTextContent>" + selection(
        1, *quoted(SPOKEN, QUOTES[0]), name=QUOTES[0]
    )
    project = read_project(qdpx(tmp_path, qde(source(inside, path=""))))
    assert passages(project) == [QUOTES[0]]


@pytest.mark.parametrize(
    "path", ["relative:///../../etc/passwd", "absolute:///etc/hostname", "internal://weg.txt",
             "internal://../proef.qdpx"],
)  # fmt: skip
def test_a_text_outside_the_archive_is_never_read(tmp_path, path):
    project = read(tmp_path, source(selection(1, 0, 5, name="quote"), path=path))
    one = project.sources[0]
    assert one.text is None
    assert one.selections[0].name == "quote"
    assert project.left_out == {"texts that are not in the file": 1}


def test_transana_of_an_old_standard_is_read_with_its_63_users():
    path = ELSEWHERE / "qde" / "spec-A3_transana-3.22b2_ns-project-0-10.qde"
    if not path.exists():
        pytest.skip("the files of the standard are not here")
    project = read_project(path)
    assert len(project.users) == 63
    assert any("project:0:10" in warning for warning in project.warnings)


def test_the_empty_sets_of_taguette_are_read():
    path = ELSEWHERE / "qdc" / "taguette-1.4.1_empty-sets-invalid.qdc"
    if not path.exists():
        pytest.skip("the export of Taguette is not here")
    assert len(read_codebook_file(path).codes) == 3


def test_what_atlas_ti_says_in_its_schema_location_does_not_matter():
    codebook = read_codebook_file(CASES / "atlasti-win-23.4.0_schemaLocation-0-4.qdc")
    assert codebook.warnings == ()
    assert codebook.sets[0].codes == (codebook.codes[0].guid,)


def test_a_code_whose_guid_another_has_is_left_out_and_counted(tmp_path):
    codes = (
        f'<CodeBook><Codes><Code guid="{LONELY}" name="Eenzaam" isCodable="true"/>'
        f'<Code guid="{{{LONELY}}}" name="Ook eenzaam" isCodable="true">'
        f'<Code guid="{HELP}" name="Hulp" isCodable="true"/></Code></Codes></CodeBook>'
    )
    project = read(tmp_path, counted(), codes=codes)
    assert [(code.name, code.parent) for code in project.codes] == [
        ("Eenzaam", ""),
        ("Hulp", LONELY),
    ]
    assert project.left_out == {"Code with a GUID that another has": 1}


def test_the_coder_of_a_coding_is_told_apart_from_who_made_the_selection(tmp_path):
    one = selection(1, 0, 5).replace(f'creatingUser="{ANNA}"', f'creatingUser="{BRAM}"')
    project = read(
        tmp_path, source(one.replace("endPosition", f'creatingUser="{ANNA}" endPosition'))
    )
    made = project.sources[0].selections[0]
    assert (made.user, made.codings[0].user) == (ANNA, BRAM)


# --- saying what it is ---------------------------------------------------------------------------


def test_a_file_is_recognised_by_what_is_in_it(tmp_path):
    project = qdpx(tmp_path, qde(counted()), {TEXT: SPOKEN.encode()})
    assert "project" in recognise(project)
    assert "codebook" in recognise(CASES / "departures.qdc")
    table = tmp_path / "tabel.qdc"
    table.write_text("code;naam\n", encoding="utf-8")
    assert recognise(table) is None
    assert recognise(tmp_path / "weg.qdc") is None
    cut = tmp_path / "stuk.qdpx"
    cut.write_bytes(project.read_bytes()[:80])
    assert "cannot be opened" in recognise(cut)


def test_what_was_read_is_said_without_words_of_a_text(tmp_path):
    project = read(tmp_path, counted())
    said = "\n".join(describe(project))
    assert "1 text, 2 codes, 3 selections with 3 codings, 2 users" in said
    assert "3 of 3 quotes in place" in said
    assert not any(quote in said for quote in QUOTES)


# --- what is refused -----------------------------------------------------------------------------


def refused(path: Path) -> str:
    reader = read_codebook_file if path.suffix == ".qdc" else read_project
    with pytest.raises(InputError) as caught:
        reader(path)
    return str(caught.value)


@pytest.mark.parametrize(
    "head",
    [
        "<!DOCTYPE Project>",
        '<!DOCTYPE p [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]>',
        '<!DOCTYPE p [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!-- DOCTYPE --><?x y?>\n\n<!DOCTYPE p SYSTEM "http://example.org/p.dtd">',
    ],
)
def test_a_document_type_is_refused_before_it_is_read(tmp_path, head):
    assert "no document type" in refused(qdpx(tmp_path, qde(counted(), head=head)))


def test_an_encoding_that_could_hide_one_is_refused(tmp_path):
    text = qde(counted()).replace('encoding="utf-8"', 'encoding="utf-7"')
    assert "common encodings" in refused(qdpx(tmp_path, text))
    hidden = qde(counted(), head="<!DOCTYPE p>").encode("utf-16")
    assert "no document type" in refused(qdpx(tmp_path, hidden))


def test_words_that_look_like_a_document_type_may_stand_in_a_text(tmp_path):
    inside = "<PlainTextContent><![CDATA[Schrijf <!DOCTYPE html> bovenaan.]]></PlainTextContent>"
    project = read_project(qdpx(tmp_path, qde(source(inside, path=""))))
    assert project.sources[0].text == "Schrijf <!DOCTYPE html> bovenaan."


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path):
    path = qdpx(tmp_path, qde(counted()), {TEXT: b"\0" * 20_000_000})
    assert "times smaller" in refused(path)


@pytest.mark.parametrize("over", [0, 1])
def test_texts_together_may_be_as_large_as_is_kept_in_memory_and_no_larger(
    tmp_path, monkeypatch, over
):
    path = qdpx(tmp_path, qde(counted()), {TEXT: PLAIN})
    whole = len(qde(counted()).encode()) + len(PLAIN)
    monkeypatch.setattr("kit.refi_qda.archives.MOST_READ", whole - over)
    if over:
        assert "of text together" in refused(path)
    else:
        assert passages(read_project(path)) == list(QUOTES)


def test_what_packs_well_and_is_no_bomb_is_read(tmp_path):
    text = b"Het ging goed. " * 60_000
    project = read_project(qdpx(tmp_path, qde(source()), {TEXT: text}))
    assert len(project.sources[0].text) == len(text)


@pytest.mark.parametrize("name", ["../uit.txt", "/uit.txt", "sources/../../uit.txt", "c:uit.txt",
                                  "..\\uit.txt"])  # fmt: skip
def test_a_name_that_leads_outside_is_refused(tmp_path, name):
    path = qdpx(tmp_path, qde(counted()), {TEXT: SPOKEN.encode()})
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(name, "x")
    assert "stays within the archive" in refused(path)
    assert not (tmp_path.parent / "uit.txt").exists()


def test_a_name_in_an_archive_cannot_write_a_line_of_its_own_in_a_message(tmp_path):
    path = qdpx(tmp_path, qde(counted()))
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("../uit\nAll is well.\x1b[2J.txt", "x")
    said = refused(path)
    assert len(said.split("\n")) == 2
    assert "\x1b" not in said


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_that_stands_there_twice_is_refused(tmp_path):
    path = qdpx(tmp_path, qde(counted()), {TEXT: SPOKEN.encode()})
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(f"sources/{TEXT.upper()}.txt", "anders")
    assert "each name once" in refused(path)


def test_an_archive_with_a_password_is_refused(tmp_path):
    path = qdpx(tmp_path, qde(counted()), {TEXT: SPOKEN.encode()})
    data = bytearray(path.read_bytes())
    # Bit 0 of the flags: in each local header (place 6) and each entry of the directory (place 8).
    for begin, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(begin)
        while at >= 0:
            data[at + flags] |= 1
            at = data.find(begin, at + 4)
    path.write_bytes(bytes(data))
    assert "without a password" in refused(path)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_an_archive_that_was_cut_off_is_refused(tmp_path, share):
    path = qdpx(tmp_path, qde(counted()), {TEXT: SPOKEN.encode()})
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    assert "expected an archive that is whole" in refused(path)


@pytest.mark.parametrize(
    ("members", "said"),
    [
        ({}, "no project file"),
        ({"a.qde": "x", "b.qde": "y"}, "2 project files"),
        ({"project.qde": "<Project"}, "well-formed XML"),
        ({"project.qde": "<html/>"}, "begins with Project or CodeBook"),
        ({"project.qde": '<CodeBook xmlns="urn:QDA-XML:codebook:1.0"/>'}, "expected Project"),
        ({"project.qde": b"\xff\xff\xff"}, "text in utf-8"),
        ({"project.qde": ""}, "well-formed XML"),
        ({"project.qde": "<Project>" + "<a>" * 400}, "well-formed XML"),
    ],
)
def test_an_archive_without_a_readable_project_is_refused(tmp_path, members, said):
    path = tmp_path / "x.qdpx"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    assert said in refused(path)


def test_no_words_of_a_text_stand_in_an_error(tmp_path):
    secret = "mevrouw De Wit"
    broken = qde(source(selection(1, 0, 5, name=secret))).replace("</Sources>", "")
    assert secret not in refused(qdpx(tmp_path, broken, {TEXT: secret.encode()}))


def test_a_file_that_is_not_there_or_ends_otherwise_is_refused(tmp_path):
    assert "exists and ends in" in refused(tmp_path / "weg.qdpx")
    (tmp_path / "x.docx").write_text("x", encoding="utf-8")
    assert "exists and ends in" in refused(tmp_path / "x.docx")


@pytest.mark.parametrize("path", sorted((CASES / "fuzz").glob("*")), ids=lambda p: p.name)
def test_what_came_up_when_files_were_broken_at_random_ends_well(path, tmp_path):
    from fuzz_refi import ends

    how = ends(path, tmp_path)
    assert how == "read" or how.startswith("refused")
