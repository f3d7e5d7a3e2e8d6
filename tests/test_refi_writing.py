"""What is written for other programs: valid, the same each time, and read back as it was."""

import warnings
import zipfile
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from refi_cases import CASES, ELSEWHERE, TEXT, qde, qdpx, quoted, selection, source

from kit.errors import InputError
from kit.refi_qda import read_codebook_file, read_project, write_codebook, write_project
from kit.refi_qda.records import (
    Case,
    Code,
    CodebookFile,
    Coded,
    Group,
    Link,
    Project,
    Selection,
    Source,
    User,
    Value,
    Variable,
)
from kit.refi_qda.trees import in_order

SCHEMAS = CASES.parents[2] / "kit" / "refi_qda" / "schema"

# --- random projects -----------------------------------------------------------------------------

#: What XML and a text of the kit can hold: no control characters, no byte order mark.
LETTERS = st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufeff\ufffe\uffff")
NAMES = st.text(LETTERS, max_size=20)
TEXTS = st.text(LETTERS | st.sampled_from("\n\t😀é "), max_size=80)
MOMENTS = st.sampled_from(["", "2026-05-04T10:00:00Z", "2024-02-29T23:59:59.5+02:00"])
COLOURS = st.sampled_from(["", "#0072B2", "#FFFFFF"])


@st.composite
def projects(draw):
    number = iter(range(1, 10_000))

    def guid():
        return f"f0000000-0000-0000-0000-{next(number):012d}"

    def some(make, most=3):
        return tuple(make() for _ in range(draw(st.integers(0, most))))

    def one_of(records):
        return draw(st.sampled_from([r.guid for r in records])) if records else ""

    def refs(records):
        return tuple(
            draw(st.lists(st.sampled_from([r.guid for r in records]), unique=True, max_size=3))
            if records
            else ()
        )

    users = some(lambda: User(guid=guid(), name=draw(NAMES), id=draw(NAMES)))
    notes = some(
        lambda: Source(
            guid=guid(), kind="note", name=draw(NAMES), text=draw(TEXTS), user=one_of(users),
            inline=draw(st.booleans()), time=draw(MOMENTS),
        )
    )  # fmt: skip
    codes: list[Code] = []
    for _ in range(draw(st.integers(0, 6))):
        codes.append(
            Code(
                guid=guid(), name=draw(NAMES), codable=draw(st.booleans()), colour=draw(COLOURS),
                parent=draw(st.sampled_from(["", *(c.guid for c in codes)])),
                description=draw(TEXTS), notes=refs(notes),
            )
        )  # fmt: skip
    variables = some(
        lambda: Variable(guid=guid(), name=draw(NAMES), description=draw(TEXTS),
                         type=draw(st.sampled_from(["Text", "Integer", "Date", "Boolean"])))
    )  # fmt: skip

    def value():
        given = {"Integer": "42", "Date": "2024-02-29", "Boolean": "true", "Text": draw(TEXTS)}
        kind = draw(st.sampled_from(sorted(given)))
        return Value(variable=one_of(variables), value=given[kind],
                     type=kind if given[kind] else "Text")  # fmt: skip

    def coded():
        return Coded(guid=guid(), code=one_of(codes), user=one_of(users), time=draw(MOMENTS),
                     notes=refs(notes))  # fmt: skip

    def selected(text):
        start = draw(st.integers(0, len(text)))
        end = draw(st.integers(start, len(text)))
        return Selection(
            guid=guid(), start=start, end=end, name=text[start:end], description=draw(TEXTS),
            user=one_of(users), time=draw(MOMENTS), changed_by=one_of(users), changed=draw(MOMENTS),
            codings=some(coded, 2) if codes else (), notes=refs(notes),
        )  # fmt: skip

    def made():
        text = draw(TEXTS)
        return Source(
            guid=guid(), name=draw(NAMES), text=text, inline=draw(st.booleans()),
            description=draw(TEXTS), user=one_of(users), time=draw(MOMENTS),
            selections=some(lambda: selected(text)), codings=some(coded, 1) if codes else (),
            notes=refs(notes), values=some(value) if variables else (),
        )  # fmt: skip

    sources = some(made)
    cases = some(
        lambda: Case(guid=guid(), name=draw(NAMES), description=draw(TEXTS), codes=refs(codes),
                     values=some(value) if variables else (), sources=refs(sources),
                     selections=refs([s for one in sources for s in one.selections]))
    )  # fmt: skip
    sets = some(
        lambda: Group(guid=guid(), name=draw(NAMES), description=draw(TEXTS), codes=refs(codes),
                      sources=refs(sources), notes=refs(notes))
    )  # fmt: skip
    links = some(
        lambda: Link(guid=guid(), name=draw(NAMES), colour=draw(COLOURS), origin=one_of(sources),
                     target=one_of(notes), notes=refs(notes),
                     direction=draw(st.sampled_from(["", "OneWay", "Associative"])))
    )  # fmt: skip
    return Project(
        name=draw(NAMES), origin=draw(NAMES), description=draw(TEXTS), user=one_of(users),
        time=draw(MOMENTS), about=refs(notes), users=users, codes=in_order(codes),
        variables=variables, cases=cases, sources=sources, notes=notes, links=links, sets=sets,
    )  # fmt: skip


def meaning(project):
    """Return a project without where its texts are put, and how its positions were read."""

    def of(source):
        selections = tuple(replace(s, fits=None) for s in source.selections)
        return replace(source, path="", offsets=None, selections=selections)

    return replace(
        project, sources=tuple(map(of, project.sources)), notes=tuple(map(of, project.notes)),
        warnings=(), left_out={}, archive=None, attached=(),
    )  # fmt: skip


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(project=projects())
def test_any_project_is_read_back_as_it_was_and_written_again_to_the_same_bytes(tmp_path, project):
    first, second = tmp_path / "1.qdpx", tmp_path / "2.qdpx"
    for path in (first, second):
        path.unlink(missing_ok=True)
    assert write_project(project, first) == ()
    again = read_project(first)
    assert again.left_out == {}
    assert again.warnings == ()
    assert meaning(again) == meaning(project)
    assert write_project(again, second) == ()
    assert first.read_bytes() == second.read_bytes()


@given(project=projects())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_any_codebook_is_read_back_as_it_was(tmp_path, project):
    path = tmp_path / "1.qdc"
    path.unlink(missing_ok=True)
    codes = tuple(replace(code, notes=()) for code in project.codes)
    sets = tuple(replace(one, sources=(), notes=()) for one in project.sets)
    codebook = CodebookFile(origin=project.origin, codes=codes, sets=sets)
    if not codes:
        with pytest.raises(InputError):
            write_codebook(codebook, path)
        return
    assert write_codebook(codebook, path) == ()
    assert read_codebook_file(path) == codebook


# --- real files ----------------------------------------------------------------------------------

REAL = [p for folder in (CASES, ELSEWHERE) if folder.is_dir() for p in sorted(folder.rglob("*.qd*"))
        if "fuzz" not in p.parts]  # fmt: skip


@pytest.mark.parametrize("path", REAL, ids=lambda p: p.name)
def test_what_other_programs_wrote_survives_a_round_trip(tmp_path, path):
    if path.suffix == ".qdc":
        codebook = read_codebook_file(path)
        write_codebook(codebook, tmp_path / "1.qdc")
        again = read_codebook_file(tmp_path / "1.qdc")
        assert replace(again, warnings=()) == replace(codebook, warnings=())
        schema, data = "Codebook.xsd", (tmp_path / "1.qdc").read_bytes()
    else:
        project = read_project(path)
        write_project(project, tmp_path / "1.qdpx")
        again = read_project(tmp_path / "1.qdpx")
        assert meaning(again) == meaning(project)
        schema = "Project.xsd"
        with zipfile.ZipFile(tmp_path / "1.qdpx") as archive:
            data = archive.read("project.qde")
    assert again.warnings == ()
    etree.XMLSchema(etree.parse(SCHEMAS / schema)).assertValid(etree.fromstring(data))


def test_pictures_recordings_and_graphs_are_kept_as_they_are(tmp_path):
    path = ELSEWHERE / "qde" / "spec-A2_atlasti-mac-8.4.0.qde"
    if not path.exists():
        pytest.skip("the files of the standard are not here")
    project = read_project(path)
    kinds = sorted(one.kind for one in project.kept)
    assert kinds == sorted(
        name.rpartition("}")[2]
        for name in (e.tag for e in etree.parse(path).getroot().iter())
        if name.rpartition("}")[2]
        in ("PictureSource", "PDFSource", "AudioSource", "VideoSource", "Graph")
    )
    write_project(project, tmp_path / "1.qdpx")
    assert read_project(tmp_path / "1.qdpx").kept == project.kept


def test_files_beside_the_texts_are_carried_over(tmp_path):
    photo = TEXT.replace("d0", "d1", 1)
    media = f'<PictureSource guid="{photo}" path="internal://foto.jpg"/>'
    path = qdpx(tmp_path, qde(source() + media), {TEXT: b"Er was een foto."})
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("Sources/foto.jpg", b"\xff\xd8\xff")
    project = read_project(path)
    write_project(project, tmp_path / "1.qdpx")
    with zipfile.ZipFile(tmp_path / "1.qdpx") as archive:
        assert archive.read("sources/foto.jpg") == b"\xff\xd8\xff"


# --- what cannot be written ----------------------------------------------------------------------


def test_a_file_that_is_there_is_never_written_over(tmp_path):
    path = tmp_path / "1.qdpx"
    path.write_text("van iemand anders", encoding="utf-8")
    with pytest.raises(InputError, match="a new file"):
        write_project(Project(name="x"), path)
    assert path.read_text(encoding="utf-8") == "van iemand anders"


def test_what_the_schema_does_not_allow_is_not_written(tmp_path):
    wrong = Project(name="x", users=(User(guid="geen guid"),))
    with pytest.raises(InputError, match="User"):
        write_project(wrong, tmp_path / "1.qdpx")
    assert not (tmp_path / "1.qdpx").exists()


def test_what_the_standard_cannot_hold_is_told(tmp_path):
    one = Source(guid=TEXT, text="x", time="gisteren", values=(
        Value(variable=TEXT, value="31-02-2024", type="Date"),
    ))  # fmt: skip
    remarks = write_project(Project(name="x", sources=(one,)), tmp_path / "1.qdpx")
    assert remarks == (
        "moments that are none: 1",
        "values that are not of the type that is stated, written as text: 1",
    )
    again = read_project(tmp_path / "1.qdpx").sources[0]
    assert (again.time, again.values[0].value) == ("", "31-02-2024")


@pytest.mark.parametrize(
    ("moment", "kept"),
    [("2024-02-29T10:00:00", True), ("2023-02-29T10:00:00", False), ("2024-02-29", False),
     ("2024-02-29T10:00:00+14:00", True), ("2024-02-29T10:00:00+15:00", False)],
)  # fmt: skip
def test_a_moment_is_written_where_it_is_one(tmp_path, moment, kept):
    write_project(Project(name="x", time=moment), tmp_path / "1.qdpx")
    assert bool(read_project(tmp_path / "1.qdpx").time) == kept


def test_a_name_with_control_characters_can_be_written(tmp_path):
    write_project(Project(name="a\x00b\ud800"), tmp_path / "1.qdpx")
    assert read_project(tmp_path / "1.qdpx").name == "a\ufffdb\ufffd"


# --- a reader of another hand --------------------------------------------------------------------


@pytest.mark.parametrize("name", ["qualcoder-4.0beta_bom-crlf", "qualcoder-4.0beta_bom-lf"])
def test_a_reader_of_another_hand_sees_the_same_numbers(tmp_path, name):
    pyrefiqda = pytest.importorskip("pyrefiqda")
    project = read_project(CASES / f"{name}.qdpx")
    write_project(project, tmp_path / "1.qdpx")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        seen = pyrefiqda.RefiProject.load(tmp_path / "1.qdpx", extract_dir=str(tmp_path / "out"))
    sources = seen.sources.text_source
    selections = [s for one in sources for s in one.plain_text_selection]
    assert len(seen.users.user) == len(project.users) == 2
    assert len(sources) == 2
    assert len(selections) == sum(len(s.coding) for s in selections) == 9
    for one in sources:
        text = tmp_path / "out" / "sources" / one.plain_text_path.removeprefix("internal://")
        words = text.read_text(encoding="utf-8")
        assert all(words[s.start_position : s.end_position] == s.name
                   for s in one.plain_text_selection)  # fmt: skip


def test_a_quote_with_an_emoji_goes_out_and_comes_back(tmp_path):
    text = "Ik voelde me 😔 alleen 👩‍⚕️."
    span = quoted(text, "😔 alleen 👩‍⚕️", astral=2)
    made = qdpx(tmp_path, qde(source(selection(1, *span, name="😔 alleen 👩‍⚕️"))),
                {TEXT: text.encode()})  # fmt: skip
    write_project(read_project(made), tmp_path / "1.qdpx")
    one = read_project(tmp_path / "1.qdpx").sources[0]
    assert one.text[one.selections[0].start : one.selections[0].end] == "😔 alleen 👩‍⚕️"
    assert one.offsets.rule.startswith("code points")
