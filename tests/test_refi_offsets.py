"""Positions of other programs: whatever is counted, quotes say where they stand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.refi_qda.offsets import Rule, decoded, resolve
from kit.refi_qda.records import Selection

WORDS = st.lists(
    st.sampled_from(["zorg", "in", "de", "wijk", "😀", "één", "👩‍⚕️", "samen", "buurt", "leren"]),
    min_size=1, max_size=12,
)  # fmt: skip


@st.composite
def counted(draw):
    """Return a text as stored, and passages with their places by one way of counting."""
    lines = [" ".join(words) for words in draw(st.lists(WORDS, min_size=1, max_size=6))]
    ends = [draw(st.sampled_from(["\n", "\r\n"])) for _ in lines]
    marked = draw(st.booleans())
    mark, line, unit = draw(st.booleans()), draw(st.sampled_from(["one", "two", "stored"])), draw(
        st.sampled_from(["code points", "UTF-16 units"])
    )  # fmt: skip
    stored = "\ufeff" * marked + "".join(a + b for a, b in zip(lines, ends, strict=True))

    def place(row, column):
        """Count letter by letter, from the front."""
        at = 1 if marked and mark else 0
        for done, end in zip(lines[:row], ends, strict=False):
            at += letters(done) + {"one": 1, "two": 2, "stored": len(end)}[line]
        return at + letters(lines[row][:column])

    def letters(text):
        return len(text.encode("utf-16-le")) // 2 if unit == "UTF-16 units" else len(text)

    made = []
    for n in range(draw(st.integers(1, 4))):
        row = draw(st.integers(0, len(lines) - 1))
        words = lines[row].split(" ")
        first = draw(st.integers(0, len(words) - 1))
        last = draw(st.integers(first, len(words) - 1))
        column = len(" ".join(words[:first])) + bool(first)
        quote = " ".join(words[first : last + 1])
        made.append(
            Selection(guid=str(n), name=quote, start=place(row, column),
                      end=place(row, column + len(quote)))
        )  # fmt: skip
    return stored, made


@given(counted())
def test_any_way_of_counting_gives_the_quotes_that_are_named(case):
    stored, selections = case
    long_enough = [one for one in selections if len(one.name) > 2]
    found = resolve(stored, long_enough)
    assert [found.text[s.start : s.end] for s in found.selections] == [s.name for s in long_enough]
    assert "\r" not in found.text
    assert not found.text.startswith("\ufeff")


def test_where_nothing_is_named_the_standard_holds():
    found = resolve("één 😀\r\ntwee", [Selection(guid="", start=6, end=10)])
    assert found.text[found.selections[0].start : found.selections[0].end] == "twee"
    assert found.offsets.basis == "assumed"
    assert found.rule is None


def test_a_rule_that_was_found_elsewhere_serves_where_nothing_is_named():
    rule = Rule(line="two", unit="UTF-16 units")
    found = resolve("één 😀\r\ntwee", [Selection(guid="", start=8, end=12)], prefer=[rule])
    assert found.text[found.selections[0].start : found.selections[0].end] == "twee"
    assert found.offsets.basis == "other sources"


@pytest.mark.parametrize("start", [-1, 0, 4, 5])
def test_a_selection_lies_within_its_text_or_is_counted_as_beyond(start):
    found = resolve("vier", [Selection(guid="", start=start, end=max(start, 4))])
    assert found.beyond == (start in (-1, 5))


def test_a_selection_that_ends_before_it_begins_is_beyond():
    assert resolve("vier", [Selection(guid="", start=3, end=1)]).beyond == 1


@pytest.mark.parametrize(
    ("data", "text", "encoding"),
    [
        ("één".encode(), "één", "utf-8"),
        ("één".encode("cp1252"), "één", "windows-1252"),
        ("één".encode("utf-16"), "\ufeffeen".replace("een", "één"), "utf-16"),
        ("\ufeffeen\r\n".encode(), "\ufeffeen\r\n", "utf-8"),
    ],
)
def test_a_text_is_decoded_with_its_mark_and_line_ends(data, text, encoding):
    assert decoded(data) == (text, encoding)
