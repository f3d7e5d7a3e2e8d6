"""Names, addresses and numbers in texts become pseudonyms; what points at nobody stays."""

import json
import logging
import os
import re
import stat
import sys
import types
from pathlib import Path

import measure_deidentify
import pytest

from kit.deidentify import Key, Listed, Review, Row, deidentify
from kit.deidentify.dates import coarse, find_dates
from kit.deidentify.file_names import clean_name
from kit.deidentify.key import FORMAT, read_key, write_key, write_secret
from kit.deidentify.labels import name_in_label, names_in_label
from kit.deidentify.numbers import is_bsn, is_iban
from kit.deidentify.project_list import read_names
from kit.deidentify.residual import few_of_a_kind, lies_in_a_synced_folder, rare_events
from kit.deidentify.review import find_review, read_review, write_review
from kit.deidentify.searching import search
from kit.deidentify.spans import Found, settle
from kit.errors import InputError

REFERENCE = Path(__file__).parent / "reference"


def first(codes):
    return codes[0]


def clean(*texts, **more):
    """The texts, each a document of its own, with codes in the order of the alphabet."""
    named = {(f"{n}.txt", "turn 1"): text for n, text in enumerate(texts)}
    made = deidentify(named, key=more.pop("key", None) or Key(), choose=first, **more)
    return [made.texts[id] for id in named]


def found(text, **more):
    return [(one.type, one.text) for one in search({("a", ""): text}, **more)["a", ""]]


def codes(text):
    return re.findall(r"\[persoon (\w+)\]", text)


# --- numbers and addresses of the net -----------------------------------------------------


# 111222333 is the number that the Dutch tax service gives as its example: 66 is six times eleven.
# NL91 ABNA 0417 1643 00 is the example of the Dutch IBAN in the registry of ISO 13616.
@pytest.mark.parametrize(
    ("text", "type", "what"),
    [
        ("Bel 06-12345678 even.", "phone", "06-12345678"),
        ("Bel (020) 123 45 67.", "phone", "(020) 123 45 67"),
        ("tel. +31 (0)6 12 34 56 78", "phone", "+31 (0)6 12 34 56 78"),
        ("+32 470 12 34 56 in België", "phone", "+32 470 12 34 56"),
        ("nul zes twaalf vierendertig zesenvijftig achtenzeventig", "phone", None),
        ("Mail j.jansen+x@zorg.example.", "email", "j.jansen+x@zorg.example"),
        ("jan punt bos apenstaartje zorg punt nl", "email", None),
        ("Zie https://zorg.example/team?x=1.", "url", "https://zorg.example/team?x=1"),
        ("Zie www.zorg.nl, daar.", "url", "www.zorg.nl"),
        ("Volg @jan_bos daar", "url", "@jan_bos"),
        ("Nummer 111222333.", "bsn", "111222333"),
        ("Nummer 1112.22.333 dus", "bsn", "1112.22.333"),
        ("BSN 111222334 met een tikfout", "bsn", "111222334"),
        ("Op NL91 ABNA 0417 1643 00 graag", "iban", "NL91 ABNA 0417 1643 00"),
        ("nl91abna0417164300", "iban", "nl91abna0417164300"),
        ("De GB-123-X stond daar", "licence_plate", "GB-123-X"),
        ("kenteken 12ABC3", "licence_plate", "12ABC3"),
        ("Ik woon op 9801 AB daar", "postcode", "9801 AB"),
        ("postcode 9801", "postcode", "9801"),
        ("dossiernummer 4482113", "number", "4482113"),
    ],
)
def test_a_number_that_points_at_somebody_is_found(text, type, what):
    ((kind, where),) = found(text)
    assert kind == type
    assert where == (what or text)


@pytest.mark.parametrize(
    "text",
    [
        "Er kwamen 184300 inwoners in 2024.",
        "Nummer 111222334 bestaat niet.",
        "Het kostte 1.234.567,89 euro.",
        "Van 2020-2024 en tot 0,25.",
        "Om 09.30 uur in het buurthuis.",
        "In 2024 EN 2025 ging het mis.",
        "in 2023 GP en anderen",
        "Artikel 1234 sd is er niet.",
        "We hebben 24 mensen gesproken, 12 inwoners.",
        "Dat is 12-34-56 geworden.",
    ],
)
def test_an_ordinary_number_stays(text):
    assert found(text) == []


def test_every_sidecode_of_dutch_licence_plates_is_found():
    plates = (
        "AB-12-34 12-34-AB 12-AB-34 AB-12-CD AB-CD-12 12-AB-CD 12-ABC-3 1-ABC-23 AB-123-C "
        "A-123-BC ABC-12-D A-12-BCD 1-AB-234 123-AB-4"
    )
    assert [
        p for p in plates.split() if [t for t, _ in found(f"De {p} dus")] != ["licence_plate"]
    ] == []


def test_the_checks_of_bsn_and_iban_hold_on_both_sides():
    assert is_bsn("111222333")
    assert not any(is_bsn(f"11122233{last}") for last in "012456789")
    assert not is_bsn("11122233")
    assert is_iban("GB82WEST12345698765432")  # the example of ISO 13616
    assert not is_iban("GB82WEST12345698765433")
    assert not is_iban("NL91")


# --- days -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "what", "month"),
    [
        ("Op maandag 4 mei was het.", "maandag 4 mei", "mei"),
        ("Op 12 maart 2024 dus.", "12 maart 2024", "maart 2024"),
        ("Het was 3-4-2023.", "3-4-2023", "april 2023"),
        ("2024-02-29 was het", "2024-02-29", "februari 2024"),
        ("vrijdag de 13e dus", "vrijdag de 13e", ""),
        ("op 3/4 kwam ze", "3/4", "april"),
        ("On March 3, 2023 we met", "March 3, 2023", "maart 2023"),
        ("op '5 jan. 2022' dus", "5 jan. 2022", "januari 2022"),
    ],
)
def test_an_exact_day_is_found_and_keeps_its_month(text, what, month):
    assert [one.text for one in find_dates(text)] == [what]
    assert coarse(what, "nl") == month


@pytest.mark.parametrize(
    "text",
    [
        "Op maandag vergaderen we.",
        "In maart 2024 begon het.",
        "3/4 van de mensen",
        "van 2 tot 3 maanden",
    ],
)
def test_a_weekday_a_month_or_a_fraction_is_no_day(text):
    assert list(find_dates(text)) == []


def test_a_day_after_the_word_born_is_a_date_of_birth():
    assert [one.type for one in find_dates("Hij is geboren op 3-4-1950, en kwam op 5-6-2023.")] == [
        "birth_date", "date",
    ]  # fmt: skip
    assert clean("geboren op 3-4-1950, gezien op 5-6-2023")[0] == (
        "geboren op [geboortedatum], gezien op [datum, juni 2023]"
    )


# --- people ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Mevrouw Fatima El Amrani-de Vries belde.", ["Fatima El Amrani-de Vries"]),
        ("Ik sprak P. van der Berg en Klaas-Jan.", ["P. van der Berg", "Klaas-Jan"]),
        ("Wethouder Bloem was er.", ["Bloem"]),
        ("Zuster Clivia en oom Henk kwamen.", ["Clivia", "Henk"]),
        ("Fatima's moeder en Jans broer.", ["Fatima", "Jans"]),
        ("Hans z'n auto", ["Hans"]),
        ("Van den Berg zei niets.", ["Van den Berg"]),
        ("Dat zei Xandria Obuya ook.", ["Xandria Obuya"]),
        ("Keesje en Annetje spelen.", ["Keesje", "Annetje"]),
        ("ik heb met fatima geappt", ["fatima"]),
        ("Wil zei dat het goed was.", ["Wil"]),
        ("Ik heb Mark gesproken.", ["Mark"]),
        ("Roos Bakker is er nieuw.", ["Roos Bakker"]),
        ("De heer El Khattabi kwam", ["El Khattabi"]),
        ("Familie van 't Hof verhuist.", ["van 't Hof"]),
        ("MEVROUW JANSEN KWAM NIET", ["JANSEN"]),
        ("Mijn dochter Esmee regelt het.", ["Esmee"]),
    ],
)
def test_a_name_of_a_person_is_found(text, names):
    assert [what for type, what in found(text) if type == "person"] == names


@pytest.mark.parametrize(
    "text",
    [
        "Wil je dat ik kom?",
        "Mark de plek op de kaart.",
        "Roos is een kleur.",
        "De bakker en de slager zijn gestopt.",
        "Bakker is een zwaar beroep.",
        "Vervolgens nam de groep een besluit.",
        "In Amsterdam en Rotterdam is dat anders.",
        "De Wmo en de NZa, en Excel en Teams.",
        "Het Ontwikkelteam van de Kenniskring kwam.",
        "Mevrouw was tevreden, dokter.",
        "Elke week, zei de huisarts.",
        "Het Rode Kruis hielp.",
        "Nobody said anything. They told us.",
        "Op een COPD-spreekuur van de POH-GGZ",
    ],
)
def test_an_ordinary_word_with_a_capital_stays(text):
    assert found(text) == []


def test_a_name_that_is_sure_in_one_text_is_seen_in_all():
    one, other = clean("Mevrouw Bloem belde.", "Bloem zei dat een bloem mooi is.")
    assert len(codes(one)) == len(codes(other)) == 1
    assert other.endswith("een bloem mooi is.")


def test_a_word_that_stands_without_a_capital_elsewhere_is_no_unknown_name():
    assert found("Ook Kwizzelaar hielp.") != []
    texts = {("a", "1"): "Ook Kwizzelaar hielp.", ("a", "2"): "een kwizzelaar is handig"}
    assert search(texts)["a", "1"] == []


@pytest.mark.parametrize(
    "number",
    [
        "06 12345678", "06 1234 5678", "06.12.34.56.78", "06-12 34 56 78", "06 - 12 34 56 78",
        "06 – 12345678", "06/12345678", "0612 345 678", "+31612345678", "+31 (0)6 12345678",
        "+31(0) 6-1234 5678", "+ 31 6 12 34 56 78", "0031 6 12345678", "0031(0)6-12345678",
        "(+31) 6 12345678", "(06)-12345678", "020 - 123 4567", "(0592) 34 12 45", "0592.341.245",
        "31612345678", "088-1234567",
    ],
)  # fmt: skip
def test_a_telephone_number_is_found_in_every_way_of_writing(number):
    assert [type for type, _ in found(f"Zij zei: bel {number} en vraag maar.")] == ["phone"]
    assert "2" not in clean(f"Bel {number}, graag.")[0]


@pytest.mark.parametrize(
    "number", ["0800-1234", "0900 8844", "0900-1234567", "0906-1234", "112", "14 0592", "14020"]
)
def test_a_number_of_a_service_is_nobodys(number):
    assert found(f"Bel {number} voor hulp.") == []


@pytest.mark.parametrize(
    "text",
    [
        "9321 XK Peize", "9321XK", "9321xk", "9321 xk peize", "9321-XK", "NL-9321 XK",
        "Kerkweg 3, 9321 xk", "woont op 9321 xk in peize", "1012 ab amsterdam", "postcode 9321",
    ],
)  # fmt: skip
def test_a_postcode_is_found_in_every_way_of_writing(text):
    assert "postcode" in [type for type, _ in found(text)]


@pytest.mark.parametrize(
    "text",
    ["1500 km verder", "in 2019 de eerste", "1200 en meer", "2500 kg", "1500 mg", "1800 op 2000"],
)
def test_a_quantity_is_no_postcode(text):
    assert found(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "kenteken ab 12 cd", "kenteken: 12abc3", "nummerbord gk 123 b", "nummerplaat is 8 kxx 42",
        "kenteken 8KXX42", "zijn auto (8kxx42) stond daar", "GK 123 B op de stoep", "8-KXX-42",
    ],
)  # fmt: skip
def test_a_licence_plate_is_found_with_spaces_and_in_small_letters(text):
    assert [type for type, _ in found(text)] == ["licence_plate"]
    assert found("Daarvan had 67 of 69 een auto.") == []


@pytest.mark.parametrize(
    ("text", "type"),
    [
        ("kijk op peizeleeft.nu voor meer", "url"),
        ("kijk op mantelzorg-peize punt nl", "url"),
        ("zie www . kerk . nl", "url"),
        ("zie bit.ly/3xYz", "url"),
        ("zie peizeleeft.online", "url"),
        ("mail zonneweg [at] post.nl", "email"),
        ("mail zonneweg (apenstaart) post.nl", "email"),
        ("mail zonneweg@gmail", "email"),
        ("mail zonneweg @ post . nl", "email"),
        ("rekening 12.34.56.789", "iban"),
        ("NL 91 ABNA 0417 1643 00 staat op naam", "iban"),
        ("burgerservicenummer 12345678", "bsn"),
    ],
)
def test_an_address_of_the_net_or_an_account_is_found_as_people_write_it(text, type):
    assert [kind for kind, _ in found(text)] == [type]


def test_a_missing_space_behind_a_full_stop_makes_no_address_of_the_net():
    assert found("Dat is klaar.nu verder. En mooi.en dan.") == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Hij voetbalt bij v.v. Peize.", "Peize"),
        ("Zij traint bij s.v. De Weide.", "De Weide"),
        ("Het kerkkoor Cantate Domino zong.", "Cantate Domino"),
        ("Dat zei de wandelclub De Stappers.", "De Stappers"),
        ("Wij zaten in eetcafé De Kroeg.", "De Kroeg"),
        ("Het stond in de Zuidwolder Courant.", "Courant"),
        ("Het wijkteam De Hoogte helpt.", "De Hoogte"),
        ("Hij is van de energiecoöperatie Zonkracht.", "Zonkracht"),
        ("uit de Indische Buurt kwam iemand", "Indische Buurt"),
        ("naar de Bloemenbuurt verhuisd", "Bloemenbuurt"),
        ("uit het Oosterdorp kwam iemand", "Oosterdorp"),
        ("De Bomenbuurt is veranderd.", "Bomenbuurt"),
        ("De inwoners van Zwiggelte willen dat.", "Zwiggelte"),
        ("tussen Rolde en Zwiggelte rijdt niets", "Zwiggelte"),
    ],
)
def test_a_body_or_a_small_place_is_known_by_the_words_around_it(text, name):
    assert name in " ".join(what for _, what in found(text))


# --- one person, one pseudonym -----------------------------------------------------------


def test_one_person_has_one_pseudonym_however_the_name_is_written():
    (text,) = clean(
        "Fatima El Amrani kwam. Fatima zei ja. Mevrouw El Amrani ook. F. El Amrani tekende. "
        "Dat is Fatima’s werk."
    )
    assert len(codes(text)) == 5
    assert len(set(codes(text))) == 1


def test_two_people_with_one_given_name_are_kept_apart_by_document():
    texts = clean(
        "Jan de Vries kwam. Jan zei ja.", "Jan Bakker kwam. Jan zei nee.", "Jan was er niet."
    )
    devries, bakker, alone = (codes(text) for text in texts)
    assert devries[0] == devries[1] != bakker[0] == bakker[1]
    assert alone[0] not in {*devries, *bakker}


def test_a_diminutive_and_the_names_of_the_list_lead_to_the_person():
    names = [Listed("Kees Hofstra", also=("Pietje Puk", "Wim"))]
    one, other = clean(
        "Kees Hofstra kwam. Wim zei ja. Pietje Puk lachte. Keesje ging.",
        "Wim kwam.",
        names=names,
    )
    assert len(codes(one)) == 4
    assert len({*codes(one), *codes(other)}) == 1


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Truus en Gerda kwamen.", 2),
        ("Joke belde. Hanneke belde terug. Johanna de Vries ook.", 3),
        ("Joke de Vries en Hanneke de Vries zijn zussen.", 2),
        ("Mevrouw Lamberts sprak Bertus en Lambertus Bos.", 3),
        ("Maria Bakker en Maria Jansen kennen Maria Jansen-Bakker.", 2),
        ("Truus Gerda kwam; Gerda niet.", 2),
    ],
)
def test_two_different_names_are_never_one_person(text, count):
    assert len(set(codes(clean(text)[0]))) >= count


def test_a_part_of_a_name_means_somebody_of_its_own_document_only():
    texts = clean(
        "Joke de Vries kwam. Joke zei ja. Mevrouw De Vries ook. J. de Vries tekende.",
        "Joke kwam. Mevrouw de Vries niet.",
        "Hanneke kwam. Joke de Vries ook.",
    )
    full, alone, third = (codes(text) for text in texts)
    assert len(set(full)) == 1
    assert len({*full, *alone}) == 3
    assert third[1] == full[0] != third[0]


def test_a_part_of_a_name_keeps_its_code_in_its_document_the_next_time(tmp_path):
    texts = ("Truus kwam.", "Truus ging.", "F. Bos kwam.")
    key = Key()
    before = [codes(text) for text in clean(*texts, key=key)]
    write_key(tmp_path / "key.json", key)
    after = [codes(text) for text in clean(*texts, key=read_key(tmp_path / "key.json"))]
    assert after == before
    assert before[0] != before[1]


def test_rows_of_different_regions_are_apart():
    texts = {("t.csv", "1"): "Truus kwam.", ("t.csv", "2"): "Truus ging.", ("t.csv", "3"): "Truus."}
    apart = {("t.csv", "1"): "noord", ("t.csv", "2"): "zuid", ("t.csv", "3"): "noord"}
    made = deidentify(texts, key=Key(), apart=apart, choose=first).texts
    one, two, three = (codes(made[id])[0] for id in texts)
    assert one == three != two


@pytest.mark.parametrize(
    "label", ["Truus + Gerda", "Truus en Gerda", "Truus, Gerda", "Truus/Gerda"]
)
def test_two_names_in_one_label_are_two_people(label):
    key = Key()
    made = deidentify(
        {("a", "1"): "Gerda zei ja, Truus niet."}, labels={("a", "2"): label}, key=key, choose=first
    )
    text, spoken = codes(made.texts["a", "1"]), codes(made.labels["a", "2"])
    assert text[::-1] == spoken
    assert len(set(spoken)) == 2


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("interviews/Truus + Gerda 23 mei.txt", 2),
        ("interviews/truus_gerda.txt", 2),
        ("interviews/truus+gerda.txt", 2),
        ("Interview F. Bakker.txt", 1),
        ("verhaal van Truus K..txt", 1),
    ],
)
def test_names_in_the_name_of_a_file_are_told_apart_and_take_their_initials_along(name, count):
    made = clean_name(name, Key(), word="persoon", choose=first)
    assert len(set(re.findall(r"persoon-(\w\d)", made))) == count
    assert not re.search(r"Truus|Gerda|Bakker|F\.|K\.", made, re.IGNORECASE)


@pytest.mark.parametrize(
    "label",
    ["Int.", "Int", "Resp.", "resp. 2", "I", "I:", "I.", "R1", "R", "V.", "P07", "Interviewer 2"],
)
def test_a_label_that_says_what_a_speaker_is_names_nobody(label):
    assert names_in_label(label.rstrip(":")) == []
    made = deidentify({}, labels={("a", "1"): label}, key=Key(), choose=first)
    assert made.labels["a", "1"] == label


@pytest.mark.parametrize(
    "text",
    [
        "Ze heeft toevallig label C. Die staat dus achteraan.",
        "Slik vitamine D. Dat helpt.",
        "Wij zaten in groep B. Samen met anderen.",
    ],
)
def test_a_letter_at_the_end_of_a_sentence_is_no_initial(text):
    assert clean(text) == [text]


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("Mail eettafel.gre@kolkereinde.example nu.", "eettafel.gre@kolkereinde.example"),
        ("Zie www.kolkereinde.nl/agenda voor meer.", "www.kolkereinde.nl/agenda"),
        ("Wij zitten op Kolkereinde 12 hier.", "Kolkereinde 12"),
    ],
)
def test_what_somebody_adds_does_not_split_what_was_found_whole(text, whole):
    review = Review((Row("", "", "place", "", "Kolkereinde", "", decision="add"),))
    made = deidentify({("a", ""): text}, key=Key(), review=review, choose=first)
    assert [row.found for row in made.rows if row.file] == [whole]


def test_what_somebody_adds_around_a_number_goes_as_a_whole():
    review = Review((Row("", "", "number", "", "toestel 06-12345678", "", decision="add"),))
    made = deidentify({("a", ""): "Bel toestel 06-12345678."}, key=Key(), review=review)
    assert made.texts["a", ""] == "Bel [nummer]."


def test_the_list_adds_what_no_rule_sees_and_keeps_what_may_stay():
    names = [
        Listed("Loket Zes", "organisation"),
        Listed("Achterveld", "place"),
        Listed("Mevrouw Jansen", keep=True),
    ]
    (text,) = clean("Bij loket zes in achterveld zat mevrouw Jansen.", names=names)
    assert text == "Bij [organisatie A2] in [plaats A3] zat mevrouw Jansen."


def test_a_listed_name_that_is_an_ordinary_word_needs_its_capital():
    (text,) = clean("De linde bloeit bij de Linde.", names=[Listed("Linde", "organisation")])
    assert text.startswith("De linde bloeit bij")
    assert "Linde" not in text


def test_organisations_and_small_places_go_and_large_ones_stay():
    (text,) = clean("Zij werkt bij Thuiszorg Noord in Lutjegast, niet in Groningen of Friesland.")
    assert text == (
        "Zij werkt bij [organisatie A2] in [plaats A3], niet in Groningen of Friesland."
    )
    (text,) = clean("De huisartsenpraktijk De Linde aan de Dorpsstraat 12, 9801 AB Zuidhorn")
    assert text == ("De huisartsenpraktijk [organisatie A2] aan de [adres], [postcode] [plaats A3]")


def test_codes_are_drawn_and_not_in_the_order_of_the_text():
    names = " en ".join(f"mevrouw {a}{b}sma" for a in "BDFGHKLM" for b in "aeio")
    key = Key()
    deidentify({("a", ""): f"Hier waren {names}."}, key=key)
    order = [entry.code for entry in key.entries]
    assert len(set(order)) == 32
    assert order != sorted(order)


def test_a_key_keeps_pseudonyms_over_runs_and_new_people_get_new_ones():
    key = Key()
    before = codes(clean("Fatima El Amrani en Jan de Vries.", key=key)[0])
    after = codes(clean("Jan de Vries, Sanne Bos en Fatima El Amrani.", key=key)[0])
    assert [after[0], after[2]] == [before[1], before[0]]
    assert after[1] not in before


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("El Amrani, Fatima (GGD Zuid)", "Fatima El Amrani"),
        ("Jan de Vries", "Jan de Vries"),
        ("fatima", "fatima"),
        ("محمد علي", "محمد علي"),
        ("R1", None),
        ("Interviewer", None),
        ("SPEAKER_00", None),
        ("Spreker 2", None),
        ("Huisarts", None),
        ("P07", None),
        ("[persoon K4]", None),
        ("", None),
    ],
)
def test_a_label_of_a_speaker_is_a_name_unless_it_is_a_code_or_a_role(label, name):
    assert name_in_label(label) == name


def test_pseudonyms_speak_the_language_of_the_study():
    (text,) = clean("Mrs Patel called on Tuesday 4 June 2024 from 06-12345678.", language="en")
    assert text == "Mrs [person A2] called on [date, June 2024] from [phone number]."


def test_what_was_cleaned_once_stays_as_it_is():
    (text,) = clean("Mevrouw Jansen, Dorpsstraat 12, 06-12345678, maandag 4 mei 2024.")
    assert clean(text) == [text]


@pytest.mark.parametrize(
    ("name", "result"),
    [
        ("interviews/gesprek_fatima_el_amrani.docx", "interviews/gesprek_persoon-A2.docx"),
        ("Interview Jan de Vries 2024-03-12.vtt", "Interview persoon-A2 2024-03-12.vtt"),
        ("logbook/noord_2024Q1.md", "logbook/noord_2024Q1.md"),
        ("0612345678.txt", "-.txt"),
    ],
)
def test_a_name_in_the_name_of_a_file_goes_too(name, result):
    assert clean_name(name, Key(), word="persoon", choose=first) == result


# --- how finds are settled -----------------------------------------------------------------


def test_of_two_finds_that_overlap_nothing_stays_in_the_text():
    place = Found(6, 16, "place", "Jansen Oss", "x")
    person = Found(0, 12, "person", "Fatima Janse", "x")
    kept = settle([place, person])
    assert {i for one in kept for i in range(one.start, one.end)} >= set(range(16)) - {12}


@pytest.mark.parametrize(
    "text",
    [
        "van der " * 10000, "a" * 80000 + "@", "1 " * 40000, "A." * 25000, "Jan " * 15000,
        "-" * 80000, "De " * 20000, "Van-" * 15000, "nul een " * 10000, "a.b" * 25000,
    ],
)  # fmt: skip
def test_hostile_text_costs_no_more_than_other_text(text):
    import time

    began = time.process_time()
    search({("a", ""): text})
    assert time.process_time() - began < 10


# --- the key file -----------------------------------------------------------------------


def test_the_key_is_only_for_its_owner_and_reads_back(tmp_path):
    key = Key()
    clean("Fatima El Amrani. Fatima. Thuiszorg Noord.", key=key)
    path = write_key(tmp_path / "key.json", key)
    if os.name != "nt":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert {e.code: e.name for e in read_key(path).entries} == {e.code: e.name for e in key.entries}


def test_no_key_file_is_an_empty_key(tmp_path):
    assert read_key(tmp_path / "key.json").entries == []


@pytest.mark.parametrize(
    "content",
    [
        "", "{", "[]", '{"format": 1}', '{"format": 1, "entries": [{"type": "person"}]}',
        '{"format": 1, "entries": [{"type": "x", "code": "K4", "name": "Jan Geheim", "also": []}]}',
        '{"format": 1, "entries": [1]}', '{"format": true, "entries": []}', "\x00\x01",
    ],
)  # fmt: skip
def test_a_damaged_key_is_refused_and_not_begun_anew(tmp_path, content):
    path = tmp_path / "key.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=r"key\.json") as error:
        read_key(path)
    assert "Geheim" not in str(error.value)
    assert path.read_text(encoding="utf-8") == content


def test_two_entries_with_one_code_are_a_damaged_key(tmp_path):
    entry = {"type": "person", "code": "K4", "name": "Jan Geheim", "also": []}
    (tmp_path / "key.json").write_text(json.dumps({"format": 1, "entries": [entry, entry]}))
    with pytest.raises(InputError, match="entry 2"):
        read_key(tmp_path / "key.json")


def test_a_key_of_a_newer_format_is_refused(tmp_path):
    (tmp_path / "key.json").write_text(json.dumps({"format": FORMAT + 1, "entries": []}))
    with pytest.raises(InputError, match="newer kit"):
        read_key(tmp_path / "key.json")


def test_a_secret_that_cannot_be_written_leaves_nothing_behind(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(Exception, match="a place where a file can be written"):
        write_secret(tmp_path / "file" / "key.json", b"x")
    assert [p.name for p in tmp_path.iterdir()] == ["file"]


# --- the project list -------------------------------------------------------------------


def test_the_project_list_is_read_with_its_other_names(tmp_path):
    path = tmp_path / "names.csv"
    path.write_text("Naam;Soort;Ook;Laten staan\nJan Bos;;JB, Jantje;\nLoket;organisatie;;ja\n")
    assert read_names([(path, "names.csv")]) == (
        Listed("Jan Bos", "person", ("JB", "Jantje")),
        Listed("Loket", "organisation", (), keep=True),
    )


def test_every_problem_of_the_project_list_is_told_at_once(tmp_path):
    path = tmp_path / "names.csv"
    path.write_text("naam;soort;laten staan\n;persoon;\nA;kleur;\nB;persoon;misschien\n")
    with pytest.raises(InputError, match="3 problems"):
        read_names([(path, "names.csv")])


# --- the review table ---------------------------------------------------------------------

TEXTS = {
    ("a.txt", "1"): "Vandaag sprak ik Sanne over het plan. Morgen komt Sanne weer langs.",
    ("b.txt", "1"): "Ook Sanne was er, met mevrouw Jansen.",
}


def run(review=None, texts=TEXTS, key=None):
    return deidentify(texts, key=key or Key(), choose=first, review=review)


def decided(made, **changes):
    """The rows of a run, those with a given found text changed by number: ``{n: decision}``."""
    rows = [row for row in made.rows if row.place]
    return tuple(
        Row(**{**vars(row), "sign": "", **changes.get(f"r{n}", {})}) for n, row in enumerate(rows)
    )


@pytest.mark.parametrize("name", ["review.xlsx", "review.csv"])
@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_review_table_reads_back_as_it_was_written(tmp_path, name, language):
    rows = [Row(**{**vars(row), "sign": ""}) for row in run().rows]
    rows.append(Row("", "", "person", "", "=cmd()", "", decision="add", where="everywhere"))
    path = write_review(tmp_path / name, rows, Review(), language=language)
    assert find_review(tmp_path) == path
    read = read_review(path)
    assert list(read.rows) == rows
    assert read.reviewer is None
    if os.name != "nt":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_nothing_decided_is_replaced_and_not_yet_reviewed():
    made = run()
    assert made.fresh == 4
    assert made.reviewed == frozenset()
    again = run(Review(decided(made)))
    assert again.fresh == 0
    assert again.reviewed == frozenset(), "nobody said who looked and when"


def test_reviewed_is_what_somebody_looked_through_and_signed():
    from datetime import date

    rows = decided(run())
    assert run(Review(rows, "B02", date(2024, 5, 1))).reviewed == {"a.txt", "b.txt"}
    assert run(Review(rows, "B02", None)).reviewed == frozenset()
    assert run(Review(rows[:-1], "B02", date(2024, 5, 1))).reviewed == {"a.txt"}


def test_undone_here_is_undone_there_only_and_again_next_time():
    review = Review(decided(run(), r1={"decision": "undo"}))
    for _ in range(2):
        made = run(review)
        assert made.texts["a.txt", "1"].count("Sanne") == 1
        assert made.texts["a.txt", "1"].endswith("Morgen komt Sanne weer langs.")
        assert "Sanne" not in made.texts["b.txt", "1"]
        review = Review(decided(made))


def test_undone_everywhere_is_never_replaced():
    made = run(Review(decided(run(), r0={"decision": "undo", "where": "everywhere"})))
    assert [text.count("Sanne") for text in made.texts.values()] == [2, 1]
    assert "Jansen" not in made.texts["b.txt", "1"]


def test_a_decision_stays_although_the_text_has_moved():
    review = Review(decided(run(), r1={"decision": "undo"}))
    moved = {
        **TEXTS,
        ("a.txt", "1"): "Eerst dit. En dat. " + TEXTS["a.txt", "1"].replace("het plan", "de bus"),
    }
    made = run(review, texts=moved)
    assert made.texts["a.txt", "1"].endswith("Morgen komt Sanne weer langs.")
    assert made.texts["a.txt", "1"].count("Sanne") == 1


def test_a_decision_about_what_is_gone_stays_in_the_table():
    review = Review(decided(run(), r1={"decision": "undo", "memo": "een bekende"}))
    made = run(review, texts={("b.txt", "1"): TEXTS["b.txt", "1"]})
    (gone,) = (row for row in made.rows if not row.place)
    assert (gone.decision, gone.memo) == ("undo", "een bekende")


def test_what_was_missed_is_added_here_or_everywhere():
    texts = {("a.txt", ""): "het plan en de bus", ("b.txt", ""): "het plan"}
    added = Row("", "", "organisation", "", "het plan", "", decision="add")
    made = run(Review((added,)), texts=texts)
    assert all("het plan" not in text for text in made.texts.values())
    here = Row("a.txt", "", "organisation", "", "het plan", "", decision="add", where="here")
    made = run(Review((here,)), texts=texts)
    assert [("het plan" in text) for text in made.texts.values()] == [False, True]
    assert here in made.rows


def test_nonsense_in_the_review_table_is_told_at_once_and_nothing_is_quoted(tmp_path):
    path = tmp_path / "review.csv"
    path.write_text(
        "uitleg\nBekeken door (code);Jan Geheimzinnig\nBekeken op (datum);gisteren\n"
        "Bestand;Plek;Soort;Ervoor;Tekst;Erna;Wordt;Besluit;Waar;Opmerking\n"
        "a.txt;1;kleur;;Geheim;;;;;\na.txt;1;persoon;;;;;;;\n;;persoon;;Geheim;;;toevoegen;hier;\n"
        "a.txt;1;persoon;;Geheim;;;weg ermee;;\n;;persoon;;Geheim;;;;;\n",
        encoding="utf-8",
    )
    before = path.read_bytes()
    with pytest.raises(InputError) as error:
        read_review(path)
    assert len(error.value.problems) == 7
    assert "Geheim" not in str(error.value)
    assert path.read_bytes() == before


def test_two_review_tables_are_one_too_many(tmp_path):
    for name in ("review.xlsx", "review.csv"):
        (tmp_path / name).write_text("x")
    with pytest.raises(InputError, match="one review table"):
        find_review(tmp_path)


# --- what still points at people -----------------------------------------------------------


def test_roles_that_few_have_and_rare_events_are_told():
    rows = [{"region": "noord", "role": "gp", "person": f"P0{n}"} for n in (1, 1, 2)]
    rows += [{"region": "noord", "role": "resident", "person": f"P1{n}"} for n in (1, 2, 3)]
    assert few_of_a_kind(rows, fewest=3) == [("noord", "gp", 2)]
    assert rare_events(["een zelfmoord", "niets", "nog een zelfmoordpoging"]) == {
        "zelfmoord, suicide": 2
    }


@pytest.mark.parametrize(
    ("path", "synced"),
    [
        ("/home/n/OneDrive - UMC/raw", True),
        ("/Users/n/Library/Mobile Documents/raw", True),
        ("/data/SURFdrive/raw", True),
        ("/data/Nextcloud/x/raw", True),
        ("/nowhere/onderzoek/raw", False),
    ],
)
def test_a_folder_that_is_copied_elsewhere_is_known_by_its_name(path, synced):
    assert lies_in_a_synced_folder(Path(path)) is synced


def test_a_folder_that_is_copied_elsewhere_is_known_by_what_programs_leave(tmp_path):
    (tmp_path / "raw").mkdir()
    (tmp_path / ".stfolder").mkdir()
    assert lies_in_a_synced_folder(tmp_path / "raw")


# --- deduce -------------------------------------------------------------------------------


@pytest.fixture
def fake_deduce(monkeypatch):
    """A small stand-in for deduce that behaves as badly as the real one on import."""

    class Deduce:
        def __init__(self, cache_path):
            self.cache_path = cache_path
            logging.basicConfig(stream=sys.stdout, level=logging.DEBUG, force=True)

        def deidentify(self, text):
            logging.getLogger("deduce").warning("found %s", text)
            spans = [
                types.SimpleNamespace(tag=tag, start_char=m.start(), end_char=m.end())
                for tag, word in (
                    ("persoon", "Mevrouw Qwertysma"),
                    ("leeftijd", "76"),
                    ("locatie", "Amsterdam"),
                )
                for m in re.finditer(word, text)
            ]
            return types.SimpleNamespace(annotations=spans)

    module = types.ModuleType("deduce")
    module.Deduce = Deduce
    monkeypatch.setitem(sys.modules, "deduce", module)


def test_what_deduce_finds_is_added_and_its_title_stays(fake_deduce, tmp_path):
    from kit.deidentify.with_deduce import finder

    find = finder(tmp_path / "cache")
    (text,) = clean("Mevrouw Qwertysma is 76 en woont in Amsterdam. Ook Sanne.", more=find)
    assert text == "Mevrouw [persoon A2] is 76 en woont in Amsterdam. Ook [persoon A3]."
    assert (tmp_path / "cache").is_dir()


def test_deduce_says_nothing_and_logging_is_as_it_was(fake_deduce, tmp_path, capsys):
    from kit.deidentify.with_deduce import finder

    root = logging.getLogger()
    before = (root.level, list(root.handlers))
    list(finder(tmp_path)("Mevrouw Qwertysma"))
    assert "Qwertysma" not in "".join(capsys.readouterr())
    assert (root.level, list(root.handlers)) == before
    assert logging.root.manager.disable == 0


@pytest.mark.slow
def test_the_real_deduce_finds_what_it_says_it_finds(tmp_path):
    pytest.importorskip("deduce")
    from kit.deidentify.with_deduce import cache_folder, finder

    found_by = [f.text for f in finder(cache_folder())("Zij sprak met Bea Qwertysma in Zuidhorn.")]
    assert any("Qwertysma" in text for text in found_by)


# --- how much is found ----------------------------------------------------------------------


@pytest.fixture(scope="module")
def measured():
    return measure_deidentify.measure(REFERENCE / "identities_first.yml")


def test_the_first_set_holds_fifty_of_each_type(measured):
    from kit.terms import terms

    assert {type: n for type, n in measured.marked.items() if n < 50} == {}
    assert set(measured.marked) == set(terms("identity_type"))


def test_direct_identifiers_of_the_first_set_are_found(measured):
    direct = ("phone", "email", "bsn", "iban", "licence_plate", "postcode", "birth_date", "url")
    assert measured.recall(*direct) >= 0.98


def test_names_of_the_first_set_are_found_without_any_list(measured):
    assert measured.recall("person", "organisation", "place") >= 0.95


def test_what_is_found_in_the_first_set_is_right(measured):
    assert measured.precision() >= 0.95


@pytest.mark.parametrize(
    "text", ["Op 14 februari 2022 zat er een tolk.", "Voor de 90 huishoudens."]
)
def test_a_sentence_that_passes_the_check_by_chance_is_no_account_number(text):
    from kit.deidentify.numbers import find_numbers

    assert not [found for found in find_numbers(text) if found.type == "iban"]
