"""What a report's page says, and what it never lets in."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any

import pandas as pd
import pytest

from kit.embed import drawing, numbers_of, words
from kit.errors import InputError, Refused
from kit.figures import COLOURS, INK, QUIET, draw_both, numbers_as_text, quiet_axes
from kit.finding import Check, Drawing, Finding, Source
from kit.language import LANGUAGES, Both, number, period
from kit.render import Made, render_index, render_report
from kit.report import Chapter, Claim, Entry, Part, Report
from kit.terms import label

QUARTERS = [f"{year}Q{quarter}" for year in (2021, 2022, 2023, 2024) for quarter in (1, 2, 3, 4)]
LOGBOOK = Source("logbook/noorderkolk.csv", "3f9a" * 16, 62)
INDICATORS = Source("indicators/kwartaal.csv", "b01c" * 16, 128)


@cache
def rhythm() -> Finding:
    entries = [4, 5, 3, 6, 0, 4, 5, 7, 3, 2, 4, 5, 3, 6, 4, 3]
    table = pd.DataFrame(
        {
            "region": "noorderkolk",
            "period": QUARTERS,
            "entries": pd.array(entries, dtype="Int64"),
            "authors": pd.array([3, 3, 3, 4, 0, 3, 4, 5, 3, 2, 3, 4, 3, 4, 3, 3], dtype="Int64"),
            "complete_share": [0.61, 0.58, 0.7, 0.66, None, 0.52, 0.63, 0.71] + [0.64] * 8,
            "lag_days": [6.0, 4.5, 9.0, 12.0, None, 21.0, 8.0, 7.5] + [10.0] * 8,
            "main_author_changed": [False] * 9 + [True] + [False] * 6,
            "status": "shown",
        }
    )
    table.loc[9, ["entries", "authors", "complete_share", "lag_days"]] = None
    table.loc[9, "status"] = "suppressed"
    table.loc[4, "status"] = "missing"

    def draw(figure: Any, language: str) -> None:
        axes = figure.subplots()
        quiet_axes(axes)
        heights = [0 if i == 9 else count for i, count in enumerate(entries)]
        bars = axes.bar(range(16), heights, color=COLOURS[0], width=0.7)
        axes.bar_label(bars, [number(h, language) if h else "" for h in heights], color=INK)
        axes.text(9, 0.2, {"nl": "afgeschermd", "en": "suppressed"}[language], rotation=90,
                  ha="center", color=QUIET, fontsize=8)  # fmt: skip
        axes.set_xticks(range(0, 16, 4), [period(q, language) for q in QUARTERS[::4]])
        axes.set_yticks([])
        axes.spines["left"].set_visible(False)

    return Finding(
        kind="logbook",
        question=Both("Hoe wordt het logboek bijgehouden?", "How is the logbook kept?"),
        parameters={"region": "noorderkolk", "language": "nl"},
        table=table,
        sentence=Both(
            "Van 2021 kw 1 tot en met 2024 kw 4 schreven 9 auteurs 62 logboekbijdragen; in 2022 kw "
            "1 schreef niemand, en inwoners schreven in de hele periode niet mee.",
            "From 2021 Q1 up to and including 2024 Q4, 9 authors wrote 62 logbook entries; in 2022 "
            "Q1 nobody wrote, and residents wrote nothing in the whole period.",
        ),
        picture=draw_both(
            draw,
            lambda language: {
                "nl": "Staven met het aantal logboekbijdragen per kwartaal, meestal drie tot zes; "
                "geen staaf in 2022 kw 1 en een afgeschermd getal in 2023 kw 2.",
                "en": "Bars with the number of logbook entries per quarter, mostly three to six; "
                "no bar in 2022 Q1 and a suppressed number in 2023 Q2.",
            }[language],
            lambda language: numbers_as_text(
                [[q, str(n)] for q, n in zip(QUARTERS, entries, strict=True)]
            ),
        ),
        checks=(
            Check(
                "gaps",
                "doubtful",
                Both(
                    "In 1 van de 16 kwartalen is niets geschreven.",
                    "In 1 of the 16 quarters nothing was written.",
                ),
                1,
                Both(
                    "Vraag het team wat er in 2022 kw 1 speelde, en schrijf het alsnog op.",
                    "Ask the team what went on in 2022 Q1, and write it down after all.",
                ),
            ),
            Check(
                "one_author",
                "passed",
                Both(
                    "Geen auteur schreef meer dan de helft van de bijdragen.",
                    "No author wrote more than half of the entries.",
                ),
                0.34,
            ),
            Check(
                "process",
                "informative",
                Both(
                    "Volledigheid en vertraging gaan over het bijhouden van een logboek; ze meten "
                    "geen prestatie.",
                    "Completeness and lag are about keeping a logbook; they are no performance.",
                ),
            ),
        ),
        against=Both(
            "De meest schrijvende auteur schreef 34% van de bijdragen: het beeld is voor een derde "
            "dat van één persoon.",
            "The author who wrote most wrote 34% of the entries: a third of the picture is that of "
            "one person.",
        ),
        sources=(LOGBOOK,),
        release="region",
    )


@cache
def mentions() -> Finding:
    codes = ["organise", "finance", "monitor", "cocreate", "emergent", "insights"]
    counts = [24, 17, 11, 29, 9, None]
    table = pd.DataFrame(
        {
            "code": codes,
            "documents": pd.array(counts, dtype="Int64"),
            "of": pd.array([62] * 6, dtype="Int64"),
            "share": [None if c is None else c / 62 for c in counts],
            "status": ["shown"] * 5 + ["suppressed"],
        }
    )

    def draw(figure: Any, language: str) -> None:
        axes = figure.subplots()
        quiet_axes(axes)
        for height, (code, count) in enumerate(zip(codes, counts, strict=True)):
            name = label("phm_element", code, language)
            axes.text(-0.5, height, name, ha="right", va="center", fontsize=9)
            if count is None:
                word = {"nl": "afgeschermd", "en": "suppressed"}[language]
                axes.text(0.4, height, word, va="center", color=QUIET, fontsize=9)
            else:
                axes.plot([0, count], [height, height], color=COLOURS[0], linewidth=2)
                axes.plot(count, height, "o", color=COLOURS[0])
                axes.text(count + 0.8, height, number(count, language), va="center")
        axes.set_axis_off()
        axes.set_xlim(-24, 34)
        axes.invert_yaxis()

    return replace(
        rhythm(),
        kind="mentions",
        question=Both(
            "Welke elementen van PHM komen in de logboekbijdragen voor?",
            "Which elements of PHM occur in the logbook entries?",
        ),
        table=table,
        sentence=Both(
            "Vermeldingen van co-creatie met inwoners en professionals staan in 29 van de 62 "
            "logboekbijdragen, die van anders organiseren in 24; het getal bij actueel gebruik van "
            "data-gedreven inzichten is afgeschermd.",
            "Mentions of co-creation with residents and professionals stand in 29 of the 62 "
            "entries, those of organise differently in 24; the number for current use of "
            "data-driven insights is suppressed.",
        ),
        picture=draw_both(
            draw,
            lambda language: {
                "nl": "Lijnen met een punt per element van PHM: co-creatie 29, anders organiseren "
                "24, anders financieren 17, anders monitoren 11, emergente strategie 9.",
                "en": "Lines with a dot per element of PHM: co-creation 29, organise differently "
                "24, finance differently 17, monitor differently 11, emergent strategy 9.",
            }[language],
            lambda language: numbers_as_text(
                [[c, str(n)] for c, n in zip(codes, counts, strict=True)]
            ),
        ),
        checks=(
            Check(
                "homonyms",
                "failed",
                Both(
                    "Van 20 nagelezen vermeldingen gingen er 7 over iets anders.",
                    "Of 20 mentions that were read, 7 were about something else.",
                ),
                0.35,
                Both(
                    "Lees de vermeldingen van dit thema na voordat u er iets over zegt.",
                    "Read the mentions of this theme before you say anything about it.",
                ),
            ),
        ),
        against=Both(
            "Gezocht naar bijdragen die over een thema gaan zonder de woorden ervan: daar kan een "
            "regel niets over zeggen.",
            "Looked for entries about a theme without its words: a rule can say nothing of those.",
        ),
    )


@cache
def chart() -> Finding:
    values = [231.4, 228.9, 235.0, 229.7, 226.3, None, 224.8, 219.2,
              217.5, 214.9, 216.1, 211.8, None, 209.4, 207.7, 205.2]  # fmt: skip
    table = pd.DataFrame(
        {
            "region": "noorderkolk",
            "indicator": "seh_bezoek_per_1000",
            "unit": "per 1000 inwoners",
            "period": QUARTERS,
            "value": values,
            "centre": 227.95,
            "lower": 216.4,
            "upper": 239.5,
            "signal": [""] * 9 + ["outside"] + [""] * 6,
            "n": pd.array([41250] * 16, dtype="Int64"),
            "status": ["shown"] * 5 + ["missing"] + ["shown"] * 6 + ["suppressed"] + ["shown"] * 3,
        }
    )

    def draw(figure: Any, language: str) -> None:
        axes = figure.subplots()
        quiet_axes(axes)
        axes.plot(range(16), table["value"], "-o", color=COLOURS[0], markersize=4)
        axes.axhline(227.95, color=QUIET, linewidth=1)
        said = {"nl": "midden", "en": "centre"}[language]
        axes.text(15.4, 228.3, f"{said} {number(227.95, language, decimals=1)}", va="bottom")
        axes.set_xticks(range(0, 16, 4), [period(q, language) for q in QUARTERS[::4]])
        axes.set_ylabel({"nl": "per 1000 inwoners", "en": "per 1000 inhabitants"}[language])
        axes.set_xlim(-0.5, 19)

    return replace(
        rhythm(),
        kind="control_chart",
        question=Both(
            "Is er iets veranderd in het aantal bezoeken aan de spoedeisende hulp?",
            "Has anything changed in the number of visits to the emergency department?",
        ),
        table=table,
        sentence=Both(
            "Sinds de start (1 april 2021) lagen 8 kwartalen achtereen onder het midden van "
            "daarvoor: een signaal dat er iets anders is, geen bewijs waardoor.",
            "Since the start (1 April 2021) 8 quarters in a row lay below the centre of before: a "
            "signal that something is different, no proof of what brought it about.",
        ),
        picture=draw_both(
            draw,
            lambda language: {
                "nl": "Een lijn die van ongeveer 231 naar 205 bezoeken per 1000 inwoners loopt, "
                "met een gat in 2022 kw 2 en in 2024 kw 1.",
                "en": "A line that runs from about 231 to 205 visits per 1000 inhabitants, with a "
                "gap in 2022 Q2 and in 2024 Q1.",
            }[language],
            lambda language: numbers_as_text(
                [[q, str(v)] for q, v in zip(QUARTERS, values, strict=True)]
            ),
        ),
        checks=(
            Check(
                "false_signals",
                "informative",
                Both(
                    "Als er niets veranderde, gaf 1 op de 6 van zulke kaarten toch een signaal.",
                    "If nothing changed, 1 in 6 of such charts would still give a signal.",
                ),
                0.17,
            ),
        ),
        sources=(INDICATORS,),
        against=None,
    )


def region_report(language: str = "nl", **changes: Any) -> Report:
    """A report as a region would get it: three chapters, every kind of cell and verdict."""
    dutch = language == "nl"
    kept, told, charted = rhythm(), mentions(), chart()
    shown = (("logbook", kept), ("elements", told), ("emergency", charted))
    titles = {
        "logbook": Both("Het logboek", "The logbook"),
        "elements": Both("Wat er ter sprake kwam", "What came up"),
        "emergency": Both("Wat er is gemeten", "What was measured"),
    }
    chapters = [
        Chapter(f"c-{anchor}", titles[anchor][language], entries=(Entry(anchor, finding),))
        for anchor, finding in shown
    ]
    chapters[1] = replace(
        chapters[1],
        intro=(
            "Een vermelding is een plek in een tekst waar een regel van het codeboek raak is. "
            "Geen mens heeft er nog over beslist."
            if dutch
            else "A mention is a place in a text where a rule of the codebook hits. No person has "
            "decided on it yet.",
        ),
    )
    actions = Chapter(
        "c-actions",
        "Wat er wordt gedaan" if dutch else "What is being done",
        table=(
            "Interventies die de regio heeft opgegeven"
            if dutch
            else "Interventions that the region stated",
            ("Interventie", "Doelgroep", "Begin") if dutch else ("Intervention", "For", "Start"),
            (
                ("Wijkkamer in Oldersum", "Inwoners van 75 jaar en ouder", "1 april 2021"),
                ("Schuldhulp op het spreekuur", "Gezinnen met betalingsachterstanden", "–"),
            ),
        ),
    )
    made = Report(
        kind="region",
        name="noorderkolk",
        language=language,
        release="region",
        title="Noorderkolk",
        subtitle="2021 kw 1 tot en met 2024 kw 4" if dutch else "2021 Q1 to 2024 Q4, inclusive",
        synthetic=True,
        context=(
            "Noorderkolk is een plattelandsregio met 41.250 inwoners in vier kernen. Sinds april "
            "2021 werken huisartsen, wijkverpleging, de gemeente en inwoners er samen aan gezond "
            "ouder worden.",
        ),
        claims=tuple(
            Claim(
                f.sentence[language],
                anchor,
                f"{anchor}-against" if f.against else None,
                len(f.doubts()),
                checked=1,
            )
            for anchor, f in shown
        ),
        unheard="Inwoners en bestuurders schreven in deze periode niet mee."
        if dutch
        else "Residents and administrators wrote nothing in this period.",
        chapters=(*chapters, actions),
        disclosure=(
            "2 getallen afgeschermd omdat er minder dan 3 stemmen achter staan, en nog 1 getal "
            "omdat het totaal ze zou verraden."
            if dutch
            else "2 numbers suppressed because fewer than 3 voices stand behind them, and 1 more "
            "because the total would give them away.",
        ),
        provenance={
            "made_on": "2025-01-20T09:30:00Z",
            "parameters": {"region": "noorderkolk", "until": "2024Q4", "language": language},
            "sources": [
                {"path": s.path, "sha256": s.sha256, "rows": s.rows} for s in (INDICATORS, LOGBOOK)
            ],
            "codebook": "phm 1",
            "seed": None,
            "engine": "papermill",
            "versions": {"python": "3.13.1", "kit": "0.1.0", "pandas": "3.1.0", "numpy": "2.4.1"},
        },
    )
    return replace(made, **changes)


def region_index() -> str:
    names = ["Heidelanden", "Lindewaard", "Noorderkolk", "Oude Aa", "Waterland-Zuid", "Zonnehei"]
    entries = []
    for language in LANGUAGES:
        entries.append(Made("Consortium", "consortium", language, f"c/c.{language}.html", "made"))
        for name in names:
            slug = name.lower().replace(" ", "-")
            entries.append(Made(name, slug, language, f"{slug}/{slug}.{language}.html", "made"))
    entries[3] = replace(
        entries[3],
        href=None,
        state="failed",
        lacking=tuple(f"noorderkolk/finding-{n}" for n in range(5)),
    )
    entries[4] = replace(entries[4], href=None, state="skipped")
    entries[5] = replace(entries[5], state="incomplete", lacking=("waterland-zuid/logbook",))
    return render_index(
        entries,
        study_title="Lerend op weg naar gezondheid",
        languages=LANGUAGES,
        synthetic=True,
        until="2024Q4",
        made_on="2025-01-20T09:30:00Z",
    )


class Page(HTMLParser):
    """What a page is made of: elements with their attributes, ids, links, headings, text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.elements and self.elements[-1][0] != "style":
            self.text += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]

    def ids(self) -> list[str]:
        return [a["id"] or "" for name, a in self.elements if "id" in a]


@pytest.fixture(scope="module")
def dutch() -> str:
    return render_report(region_report("nl"))


@pytest.fixture(scope="module")
def english() -> str:
    return render_report(region_report("en"))


def with_finding(**changes: Any) -> Report:
    """A report with one chapter and one finding, without a figure unless one is given."""
    finding = replace(rhythm(), **{"picture": {}, **changes})
    chapter = Chapter("c", "Het logboek", entries=(Entry("logbook", finding),))
    return region_report("nl", chapters=(chapter,), claims=())


def test_everything_of_a_region_stands_in_the_promised_order(dutch: str) -> None:
    said = [
        "Verzonnen gegevens: alleen",
        "<h1>Noorderkolk",
        "2021 kw 1 tot en met 2024 kw 4</p>",
        "Voor de partijen in de regio.",
        "is een plattelandsregio",
        'href="#logbook-against"',
        "Inwoners en bestuurders schreven",
        "Hoe wordt het logboek bijgehouden?</h3>",
        "Daartegenover:",
        "<svg aria-hidden",
        "<strong>Figuur 1.",
        "Tabel 1.",
        "Hoe ver u dit kunt vertrouwen",
        "<strong>Figuur 2.",
        "<strong>Figuur 3.",
        "Wijkkamer in Oldersum",
        "Niet om regio’s te rangschikken.",
        "omdat het totaal ze zou verraden.",
        "SHA-256",
        "b01cb01cb01c</td>",
    ]
    places = [dutch.index(text, dutch.index("<body>")) for text in said]
    assert places == sorted(places)


def test_the_page_says_its_language_and_has_one_title_and_one_main_part(dutch: str) -> None:
    page = Page(dutch)
    assert page.all("html") == [{"lang": "nl"}]
    assert "<title>Noorderkolk – 2021 kw 1 tot en met 2024 kw 4</title>" in dutch
    for once in ("title", "main", "h1", "header", "nav", "footer"):
        assert len(page.all(once)) == 1, once


def test_headings_go_down_one_step_at_a_time(dutch: str, english: str) -> None:
    for page in (dutch, english, region_index()):
        levels = [int(tag[1]) for tag, _ in Page(page).elements if re.fullmatch("h[1-6]", tag)]
        assert levels[0] == 1
        assert all(after <= before + 1 for before, after in pairwise(levels))


def test_every_link_within_a_page_arrives_and_no_id_stands_there_twice(
    dutch: str, english: str
) -> None:
    for text in (dutch, english, region_index()):
        page = Page(text)
        ids = page.ids()
        assert len(ids) == len(set(ids))
        within = [a["href"][1:] for a in page.all("a") if (a["href"] or "").startswith("#")]
        assert within
        assert set(within) <= set(ids)


def summary_of(page: str) -> str:
    return page[page.index('id="page-claims"') : page.index('id="page-unheard"')]


def test_a_claim_leads_to_its_evidence_its_contradiction_and_its_doubts(dutch: str) -> None:
    first, second, third = summary_of(dutch).split("<li>")[1:]
    assert 'href="#logbook"' in first
    assert 'href="#logbook-checks">1 controle geeft twijfel' in first
    assert 'href="#logbook-against">Daartegenover' in first
    assert 'id="logbook-against"' in dutch
    assert "het beeld is voor een derde" not in first
    assert 'href="#elements-checks"' in second
    assert "Geen controle geeft twijfel" in third
    assert "Daartegenover" not in third


def test_a_claim_of_which_nothing_was_tested_gets_no_tick() -> None:
    for checked, ticks in ((0, 0), (1, 1)):
        claim = Claim("Er zijn nog geen cijfers.", "logbook", None, 0, checked)
        page = render_report(region_report("nl", claims=(claim,)))
        claims = summary_of(page)
        assert claims.count("mark-passed") == ticks
        assert claims.count("Geen controle geeft twijfel") == ticks


def test_regions_and_indicators_go_by_their_names_in_tables_and_everything_else_as_it_is() -> None:
    table = pd.DataFrame({"region": ["vlasgouw", "b"], "indicator": "seh", "own": "vlasgouw"})
    names = {"region": {"vlasgouw": "Vlasgouw"}, "indicator": {"seh": "Bezoeken"}}
    numbers = numbers_of(replace(rhythm(), table=table), language="nl", names=names)
    assert numbers.rows == (("Vlasgouw", "Bezoeken", "vlasgouw"), ("b", "Bezoeken", "vlasgouw"))


def test_a_phase_is_not_called_after_a_start_that_never_was() -> None:
    table = pd.DataFrame({"period": ["2020", "2021"], "phase": ["baseline", "after"]})
    for language, word in (("nl", "daarna"), ("en", "after")):
        rows = numbers_of(replace(rhythm(), table=table), language=language).rows
        assert rows[1][1] == word


def test_a_claim_without_evidence_in_the_report_is_not_dressed() -> None:
    with pytest.raises(ValueError, match="points at 'elsewhere'"):
        render_report(region_report("nl", claims=(Claim("Zo is het.", "elsewhere", None, 0),)))


def test_a_claim_against_which_nothing_stands_in_the_report_is_not_dressed() -> None:
    claim = Claim("Zo is het.", "logbook", "elsewhere-against", 0)
    with pytest.raises(ValueError, match="points at 'elsewhere-against'"):
        render_report(region_report("nl", claims=(claim,)))


def in_parts(**changes: Any) -> Report:
    """A report of two parts; the first holds the logbook twice, the second a chart."""
    made = region_report("nl")
    logbook, chart_of = made.chapters[0].entries[0], made.chapters[-2].entries[0]
    again = Entry("again", logbook.finding)
    chapters = (
        Chapter("c-one", "Logboek", entries=(logbook, again), part="part-told"),
        Chapter("c-two", "Reeks", entries=(chart_of,), part="part-stands"),
    )
    given = {
        "chapters": chapters,
        "parts": (Part("part-told", "Verteld"), Part("part-stands", "Gemeten", "Beschrijvend.")),
        "claims": (
            Claim("Eén.", logbook.anchor, None, 0),
            Claim("Twee.", "again", None, 0),
            Claim("Drie.", chart_of.anchor, None, 0),
        ),
    }
    return replace(made, **given | changes)


def test_claims_stand_under_the_part_of_the_report_that_they_lead_to() -> None:
    page = render_report(in_parts())
    claims = summary_of(page)
    said = ["<h3>Verteld", "Logboek</p>", "Eén.", "Twee.", "<h3>Gemeten", "Beschrijvend.", "Drie."]
    places = [claims.index(text) for text in said]
    assert places == sorted(places)
    assert claims.count('class="together"') == 1  # two of one kind are one item
    assert '<h2 id="part-told"' in page
    assert '<h3 class="chapter-title" id="c-one"' in page


def test_a_chapter_without_anything_to_show_is_named_and_not_told() -> None:
    report = in_parts()
    entry = report.chapters[1].entries[0]
    silent = replace(entry, finding=replace(entry.finding, table=entry.finding.table[:0]))
    chapters = (report.chapters[0], replace(report.chapters[1], entries=(silent,)))
    claims = summary_of(render_report(in_parts(chapters=chapters)))
    assert "Drie." not in claims
    assert 'Nog niets te zeggen over: <a href="#c-two">Reeks</a>.' in claims


def test_what_could_not_be_made_is_told_first_and_at_its_place() -> None:
    report = in_parts()
    failed = Chapter("c-three", "Thema’s", part="part-stands", unmade=("noorderkolk/themes",))
    gap = Claim("Dit rapport is niet compleet.", "c-three", None, 0)
    page = render_report(replace(report, chapters=(*report.chapters, failed), gaps=(gap,)))
    claims = summary_of(page)
    assert claims.index("niet compleet") < claims.index("Eén.")
    there = page[page.index('id="c-three"') :]
    assert "kon deze keer niet worden gemaakt" in there
    assert "noorderkolk/themes</span>." in there


def test_checks_in_order_are_folded_under_their_numbers_and_doubts_stay_open() -> None:
    page = render_report(region_report("nl"))
    checks = page[page.index('id="logbook-checks"') :]
    doubt, folded = checks.index("1 van de 16 kwartalen"), checks.index("<details")
    assert doubt < folded < checks.index("Geen auteur schreef meer dan de helft")
    assert "<summary>1 in orde, 1 ter informatie<" in checks


def test_a_column_with_nothing_in_it_is_not_shown() -> None:
    table = pd.DataFrame({"value": [1.0, 2.0], "low": [None, None], "reason": ["", ""]})
    numbers = numbers_of(replace(rhythm(), table=table), language="nl")
    assert numbers.heads == ("Waarde",)
    hidden = table.assign(status="suppressed", value=[None, None])
    kept = numbers_of(replace(rhythm(), table=hidden), language="nl").heads
    assert "Aandeel van" in kept  # suppressed is not nothing


def test_a_p_value_is_never_zero_and_an_interval_has_the_decimals_of_its_estimate() -> None:
    table = pd.DataFrame(
        {"row": ["effect"] * 2, "label": ["", "ols"], "estimate": [-13.42, 1.0],
         "low": [-1.25, 0.5], "high": [2.0, 3.0], "p": [0.0002, 0.04]}
    )  # fmt: skip
    finding = replace(rhythm(), kind="interrupted_series", table=table)
    rows = numbers_of(finding, language="nl").rows
    assert rows[0][-4:] == ("−13,4", "−1,2", "2,0", "< 0,001")
    assert rows[1][-4:] == ("1,0", "0,5", "3,0", "0,040")


def test_a_date_in_a_table_is_written_as_people_write_it() -> None:
    table = pd.DataFrame({"day": ["2024-03-31", "2024-02-31"], "name": ["a", "b"]})
    rows = numbers_of(replace(rhythm(), table=table), language="nl").rows
    assert [row[0] for row in rows] == ["31 maart 2024", "2024-02-31"]


def test_two_parts_with_one_anchor_are_not_dressed() -> None:
    twice = (Chapter("c", "Eén"), Chapter("c", "Twee"))
    with pytest.raises(ValueError, match="stands there twice"):
        render_report(region_report("nl", chapters=twice, claims=()))


def test_a_region_without_words_of_its_own_is_told_so_and_the_consortium_is_not_asked() -> None:
    assert "Niet aangeleverd." in render_report(region_report("nl", context=None))
    assert "Not supplied." in render_report(region_report("en", context=None))
    whole = render_report(region_report("nl", context=None, kind="consortium"))
    assert "Niet aangeleverd" not in whole


def test_the_banner_stands_on_invented_data_only(dutch: str) -> None:
    real = render_report(region_report("nl", synthetic=False))
    assert "@top-left { content:" in dutch
    for sign in ("Verzonnen gegevens", 'class="banner"', "@top-left { content:"):
        assert sign not in real


def test_suppressed_missing_and_zero_are_three_things() -> None:
    rows = {row[0]: row for row in numbers_of(rhythm(), language="nl").rows}
    nbsp = "\N{NO-BREAK SPACE}"
    assert rows[f"2022{nbsp}kw{nbsp}1"][1:5] == ("0", "0", "ontbreekt", "ontbreekt")
    assert rows[f"2023{nbsp}kw{nbsp}2"][1:5] == ("afgeschermd",) * 4
    english = {row[0]: row for row in numbers_of(mentions(), language="en").rows}
    assert english["Current use of data-driven insights"][1:] == ("suppressed", "suppressed")
    assert english["Organise differently"][1:] == ("24", "39%")  # 24 / 62 = 0.387


def test_numbers_are_written_as_the_language_does() -> None:
    dutch, english = (numbers_of(chart(), language=language) for language in ("nl", "en"))
    assert dutch.heads[:2] == ("Periode", "Waarde")
    assert english.heads[:2] == ("Period", "Value")
    assert (dutch.rows[0][1], english.rows[0][1]) == ("231,4", "231.4")
    assert ("Aantal personen", "41.250") in dutch.throughout
    assert ("Number of persons", "41,250") in english.throughout


@pytest.mark.parametrize(
    ("values", "written"),
    [
        ([3.0, 12.0], ["3", "12"]),
        ([9.994, 0.5], ["9,99", "0,50"]),
        ([10.04, 0.5], ["10,0", "0,5"]),
        ([0.0625, 0.5], ["0,062", "0,500"]),  # halves go to the even digit
        ([-10.5, 2.25], ["−10,5", "2,2"]),
        ([2.0, 2.5], ["2,0", "2,5"]),  # no more decimals than there are
    ],
)
def test_a_column_has_as_many_decimals_as_its_largest_number_needs(
    values: list[float], written: list[str]
) -> None:
    finding = replace(rhythm(), table=pd.DataFrame({"value": values}))
    assert [row[0] for row in numbers_of(finding, language="nl").rows] == written


@pytest.mark.parametrize(
    ("rows", "throughout", "heads"),
    [(2, (), ("Eenheid", "Waarde")), (3, (("Eenheid", "euro"),), ("Waarde",))],
)
def test_what_is_the_same_in_three_rows_is_said_once(
    rows: int, throughout: tuple[tuple[str, str], ...], heads: tuple[str, ...]
) -> None:
    table = pd.DataFrame({"unit": ["euro"] * rows, "value": [float(i) for i in range(rows)]})
    numbers = numbers_of(replace(rhythm(), table=table), language="nl")
    assert (numbers.throughout, numbers.heads) == (throughout, heads)


def test_a_table_of_which_everything_is_the_same_stays_a_table() -> None:
    numbers = numbers_of(
        replace(rhythm(), table=pd.DataFrame({"unit": ["euro"] * 3})), language="nl"
    )
    assert (numbers.throughout, numbers.rows) == ((), (("euro",),) * 3)


def test_a_column_that_nobody_named_keeps_its_own_name() -> None:
    table = pd.DataFrame({"own_idea": ["a", "b"], "signal": ["", "shift"]})
    numbers = numbers_of(replace(rhythm(), table=table), language="nl")
    assert numbers.heads == ("own_idea", "Signaal")
    assert numbers.rows == (("a", ""), ("b", "achtereen aan één kant"))


def test_a_table_can_be_read_with_a_screen_reader(dutch: str) -> None:
    page = Page(dutch)
    tables = len(page.all("table"))
    assert tables == 6  # three findings, one plain table, two of provenance
    assert len(page.all("caption")) == tables
    assert {a.get("scope") for a in page.all("th")} == {"col", "row"}
    boxes = [a for a in page.all("div") if a.get("role") == "region"]
    figures = len([a for a in page.all("div") if a.get("role") == "img"])
    assert len({a["aria-label"] for a in boxes}) == tables + figures
    assert all(a.get("tabindex") == "0" for a in boxes)


def test_a_figure_is_told_to_who_cannot_see_it(dutch: str) -> None:
    alts = [a["aria-label"] for a in Page(dutch).all("div") if a.get("role") == "img"]
    assert alts == [f.picture["nl"].alt for f in (rhythm(), mentions(), chart())]
    assert len(Page(dutch).all("figure")) == len(Page(dutch).all("figcaption")) == 3


def test_a_verdict_has_a_word_and_a_shape(dutch: str) -> None:
    checks = dutch[dutch.index('id="logbook-checks"') :]
    for verdict, word in (
        ("doubtful", "Twijfelachtig."),
        ("passed", "In orde."),
        ("informative", "Ter informatie."),
        ("failed", "Niet in orde."),
    ):
        shape = checks.index(f'class="mark mark-{verdict}"')
        assert shape < checks.index(f"<strong>{word}</strong>", shape) < shape + 400
    shapes = set(re.findall(r"mark-(?:\w+)\" viewBox[^>]*>(.*?)</svg>", checks))
    assert len(shapes) == 4
    assert "Vraag het team wat er in 2022 kw 1 speelde" in checks


@pytest.mark.parametrize(("rows", "said"), [(None, "aantal afgeschermd"), (0, "0 rijen")])
def test_a_number_of_rows_that_is_suppressed_is_not_called_zero(
    rows: int | None, said: str
) -> None:
    source = Source("logbook/vlasgouw.ods", "0" * 64, rows)
    provenance = {"sources": [{"path": source.path, "sha256": source.sha256, "rows": rows}]}
    page = render_report(replace(with_finding(sources=(source,)), provenance=provenance))
    assert f"({said})" in page
    assert (page.count("aantal afgeschermd") == 2) is (rows is None)  # caption and files read


@pytest.mark.parametrize(
    ("release", "called"),
    [("region", "logbook/[3f9a3f9a].csv"), ("team", "logbook/jan-jansen.csv")],
)
def test_a_file_that_is_called_after_its_writer_stands_so_on_no_page_beyond_the_team(
    release: str, called: str
) -> None:
    source = Source("logbook/jan-jansen.csv", "3f9a" * 16, 5)
    provenance = {"sources": [{"path": source.path, "sha256": source.sha256, "rows": 5}]}
    made = replace(with_finding(sources=(source,)), provenance=provenance, release=release)
    page = render_report(made)
    assert page.count("logbook/") == page.count(called) == 2  # caption and files read


def test_a_study_of_the_first_day_has_a_full_report() -> None:
    nothing = pd.DataFrame({"period": [], "entries": [], "status": []})
    page = render_report(
        replace(
            with_finding(
                table=nothing,
                sentence=Both("Er zijn nog geen logboekbijdragen.", "No entries yet."),
                picture={"nl": Drawing("", "Er is nog niets te tekenen.", "")},
                checks=(),
                sources=(),
                against=None,
            ),
            disclosure=(),
            provenance={},
        )
    )
    for said in (
        "Er zijn nog geen gegevens waar iets over te zeggen valt.",
        "Er zijn nog geen logboekbijdragen.",
        "Er is nog niets te tekenen.",
        "Er zijn nog geen getallen.",
        "geen bestand",
        "Over afscherming is niets vastgelegd.",
    ):
        assert said in page
    assert "<figure>" not in page


def test_a_page_needs_nothing_but_itself(dutch: str, english: str) -> None:
    for text in (dutch, english, region_index()):
        page = Page(text)
        assert not page.all("script")
        assert "default-src 'none'" in text
        assert not re.search(r"@import|url\((?!#)", text)
        for tag, attributes in page.elements:
            assert not any(name.startswith("on") for name in attributes)
            for name in ("href", "src", "xlink:href"):
                target = attributes.get(name) or "#"
                assert target == "data:," or ":" not in target, (tag, target)


HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</title></style><svg onload=alert(1)>",
    "javascript:alert(1)",
    "{{ 7 * 7 }}{% raw %}",
    "Noord\u202egnipp\u2066ik",
    "x\x00y\x1b[31m\ud800",
    "W" * 400,
]


def _named(text: str) -> pd.DataFrame:
    """Return a table whose column is called so; strings of Arrow hold no half of a character."""
    table = pd.DataFrame([[text, 1], ["b", 2]], dtype=object)
    return table.set_axis(pd.Index([text, "entries"], dtype=object), axis="columns")


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_name_or_text_is_only_text(text: str) -> None:
    finding = replace(
        rhythm(),
        question=Both.of(text),
        sentence=Both.of(text),
        against=Both.of(text),
        table=_named(text),
        picture={"nl": replace(rhythm().picture["nl"], alt=text)},
        checks=(Check(text, "failed", Both.of(text), 1, Both.of(text)),),
        sources=(Source(text, "0" * 64, 1),),
    )
    report = region_report(
        "nl",
        title=text,
        subtitle=text,
        context=(text,),
        claims=(Claim(text, "logbook", "logbook-against", 1),),
        gaps=(Claim(text, "c", None, 0),),
        parts=(Part("part-told", text, text),),
        unheard=text,
        chapters=(
            Chapter("c", text, (text,), (Entry("logbook", finding),), part="part-told"),
            Chapter("d", text, table=(text, (text,), ((text,),)), against=text, unmade=(text,)),
        ),
        disclosure=(text,),
        provenance={text: text, "parameters": {text: [text]}},
    )
    index = render_index(
        [
            Made(text, "x", "nl", "x/x.html", "incomplete", (text,)),
            Made(text, "y", "nl", None, "failed", (text,)),
        ],
        study_title=text,
        languages=["nl"],
        synthetic=True,
        until="2024Q4",
        made_on="2025-01-20T09:30:00Z",
    )
    for page in (render_report(report), index):
        page.encode("utf-8")
        held = Page(page)
        assert not {"script", "img"} & {tag for tag, _ in held.elements}
        assert not any(a.get("onload") or a.get("onerror") for _, a in held.elements)
        assert all((a["href"] or "")[0] in "#x" for a in held.all("a"))
        assert len(held.all("title")) == len(held.all("style")) - page.count("<style type") == 1
        assert "7 * 7" in held.text or "7 * 7" not in text
        assert not re.search("[\x00\x1b\u202a-\u202e\u2066-\u2069\ud800-\udfff]", page)
        assert text[:1] in held.text


SAFE = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">'


@pytest.mark.parametrize(
    ("svg", "found"),
    [
        ("<p>tekst</p>", "other than one <svg>"),
        ("<svg><path></svg>", "not well-formed"),
        ("<svg/><svg/>", "not well-formed"),
        ("<svg><script>alert(1)</script></svg>", "<script>"),
        ("<svg><SCRIPT/></svg>", "<SCRIPT>"),
        ("<svg><foreignObject/></svg>", "<foreignObject>"),
        ("<svg><a href='#x'/></svg>", "<a>"),
        ("<svg><title>x</title></svg>", "<title>"),
        ("<svg><animate attributeName='href'/></svg>", "<animate>"),
        ("<svg onload='x()'/>", "onload="),
        ("<svg><g OnClick='x()'/></svg>", "onclick="),
        ("<svg><use href='https://elders.example/a.svg'/></svg>", "href="),
        (f"{SAFE}<use xlink:href='//elders.example/a.svg'/></svg>", "href="),
        ("<svg><image href='javascript:x()'/></svg>", "href="),
        ("<svg><image href='data:image/svg+xml;base64,PHN2Zz4='/></svg>", "href="),
        ("<svg><rect fill='url(https://elders.example/a)'/></svg>", "fill="),
        ("<svg><rect style='fill: u\\72l(x)'/></svg>", "style="),
        ("<svg><style>@import 'a.css'</style></svg>", "<style>"),
        ("<svg><style>* { background: url( 'a.png') }</style></svg>", "<style>"),
        ("<svg><![CDATA[<script>]]></svg>", "other than one <svg>"),
        ("<!DOCTYPE svg><svg/>", "other than one <svg>"),
        ("<svg><?php x ?></svg>", "other than one <svg>"),
        ("<svg><!--> <script>alert(1)</script> <!-- --> <!</svg>", "other than one <svg>"),
    ],
)
def test_a_figure_that_is_more_than_a_drawing_is_refused(svg: str, found: str) -> None:
    with pytest.raises(Refused) as refused:
        drawing(svg, of="mentions")
    assert found in str(refused.value)
    picture = {"nl": Drawing(svg, "Een figuur.", "")}
    with pytest.raises(Refused):
        render_report(with_finding(picture=picture))


def test_a_comment_that_html_and_xml_end_at_different_places_leaves_nothing_behind() -> None:
    sly = "<svg><!--><script>alert(1)</script>--><path d='M0 0'/></svg>"
    assert drawing(sly, of="mentions") == "<svg><path d='M0 0'/></svg>"


def test_a_drawing_with_links_into_itself_and_an_inner_picture_is_taken_over() -> None:
    inner = "<use xlink:href='#a'/><image href='data:image/png;base64,AA=='/>"
    svg = f"{SAFE}<g clip-path='url(#b)' style='fill: url(#c)'>{inner}</g></svg>"
    assert drawing(svg, of="mentions") == svg


def test_the_index_lists_every_region_and_what_to_do_for_those_that_failed() -> None:
    index = region_index()
    page = Page(index)
    dutch, english = index.split('<section class="part" lang="en">')
    for part, word in ((dutch, "niet compleet"), (english, "made")):
        for name in ("Consortium", "Heidelanden", "Lindewaard", "Noorderkolk", "Zonnehei"):
            assert name in part
        assert word in part
    hrefs = [a["href"] for a in page.all("a") if not (a["href"] or "").startswith("#")]
    assert len(hrefs) == 12
    assert hrefs[:2] == ["c/c.nl.html", "heidelanden/heidelanden.nl.html"]
    failed, skipped, incomplete = re.findall('<p class="advice">(.*)</p>', dutch)
    assert failed.startswith("Er is geen rapport, want dit kon niet worden gemaakt: ")
    assert "noorderkolk/finding-2</span> + 2. De melding staat aan het eind van kit run" in failed
    assert skipped == "Nog niet gemaakt: draai kit run voor alle regio’s en talen."
    assert incomplete.startswith("Dit ontbreekt erin, want het kon niet worden gemaakt: ")
    assert "waterland-zuid/logbook</span>. De melding" in incomplete
    assert "tot en met het vierde kwartaal van 2024." in dutch
    assert "20 January 2025, 09:30 UTC" in english


@pytest.mark.parametrize(
    "href",
    ["javascript:alert(1)", "https://elders.example", "//elders.example/x", "/etc/x", "../x.html",
     "a/../../x.html", "a\\x.html", "C:/x.html", ""],
)  # fmt: skip
def test_a_link_out_of_the_folder_of_reports_is_refused(href: str) -> None:
    with pytest.raises(InputError, match="a path inside the folder"):
        render_index(
            [Made("Noorderkolk", "noorderkolk", "nl", href, "made")],
            study_title="Studie",
            languages=["nl"],
            synthetic=False,
            until="2024Q4",
            made_on="2025-01-20T09:30:00Z",
        )


def test_a_report_is_made_incomplete_failed_or_skipped_and_nothing_else() -> None:
    with pytest.raises(ValueError, match="no such state"):
        Made("Noorderkolk", "noorderkolk", "nl", None, "perhaps")


def test_every_word_of_the_page_is_dutch_and_english() -> None:
    held = words()
    for group in ("page", "columns"):
        for name, text in held[group].items():
            assert all(isinstance(text[language], str) for language in LANGUAGES), name
    assert len(held["limits"]["nl"]) == len(held["limits"]["en"])


def test_the_same_report_gives_the_same_page(dutch: str) -> None:
    assert render_report(region_report("nl")) == dutch


def test_the_table_of_regions_leads_to_the_reports_that_were_made() -> None:
    rows = (("Lindewaard", "ja"), ("Zonnehei", "ja"))
    regions = Chapter("chapter-regions", "De regio’s", table=("Alle", ("Regio", "Kavel"), rows))
    report = region_report("nl", chapters=(regions,), claims=())
    page = render_report(report, regions={"Zonnehei": "../zonnehei/zonnehei_2024Q4.nl.html"})
    hrefs = [a["href"] for a in Page(page).all("a") if not (a["href"] or "").startswith("#")]
    assert hrefs == ["../zonnehei/zonnehei_2024Q4.nl.html"]


def test_a_table_of_which_every_number_was_suppressed_is_one_sentence() -> None:
    table = pd.DataFrame(
        {
            "code": ["organise", "finance"],
            "documents": pd.array([None, None], dtype="Int64"),
            "status": ["suppressed", "suppressed"],
        }
    )
    page = render_report(with_finding(table=table))
    assert "Alle getallen hierachter zijn afgeschermd." in page
    assert "Tabel 1." not in page
    shown = table.assign(
        documents=pd.array([None, 4], dtype="Int64"), status=["suppressed", "shown"]
    )
    assert "Tabel 1." in render_report(with_finding(table=shown))


def test_figures_are_numbered_from_one_whatever_has_no_figure() -> None:
    report = region_report("nl")
    first = report.chapters[0].entries[0]
    bare = replace(first.finding, picture={"nl": Drawing("", "Er is niets te tekenen.", "")})
    chapter = replace(report.chapters[0], entries=(replace(first, finding=bare),))
    page = render_report(replace(report, chapters=(chapter, *report.chapters[1:])))
    assert re.findall(r"<strong>Figuur (\d)\.", page) == ["1", "2"]
    assert page.count("<figure>") == 2


@pytest.mark.parametrize(("slug", "told"), [("voorbeeld-a", True), ("noorderkolk", False)])
def test_a_page_on_the_example_regions_says_so(slug: str, *, told: bool) -> None:
    assert (
        "Dit zijn nog de voorbeeldregio’s" in render_report(region_report("nl", name=slug))
    ) is told
    index = render_index(
        [Made("Regio", slug, "nl", None, "skipped")],
        study_title="Studie",
        languages=["nl"],
        synthetic=False,
        until="2024Q4",
        made_on="2025-01-20T09:30:00Z",
    )
    assert ("Dit zijn nog de voorbeeldregio’s" in index) is told


def test_every_kind_of_figure_has_a_guide_of_three_lines_in_both_languages() -> None:
    kinds = {"logbook", "mentions", "control_chart"}
    assert {*kinds, "themes", "co_occurrence", "saturation", "agreement"} <= set(words()["guides"])
    for guide in words()["guides"].values():
        assert [len(guide[language]) for language in LANGUAGES] == [3, 3]
    assert render_report(region_report("nl")).count("Hoe leest u de figuur?") == 3
