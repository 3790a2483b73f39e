"""Files for translators and their way back: not one sign changes by itself, and nothing hostile gets further."""

import gettext
import io
import shutil
import subprocess

import pytest
from django.utils import translation
from hypothesis import example, given, settings
from hypothesis import strategies as st
from translate.storage.pypo import pofile
from translate.storage.xliff import xlifffile

from colabora.translations import po, segments, xliff
from colabora.translations.formats import FORMATS, read_file
from colabora.translations.segments import FileError, Segment, portable

needs_gettext = pytest.mark.skipif(not shutil.which("msgfmt"), reason="GNU gettext is not installed")

HOSTILE = [
    'Say "hello"', "C:\\new\\table", "trailing \\", "a\nb", "a\n\n\nb", "a\r\nb\rc", "a\tb", "]]>", "<![CDATA[x]]>",
    "&amp;", "<b>bold</b>", "<!-- x -->", "# Heading\n\n* [a](https://example.org/?a=1&b=2)\n* **b**  \nc",
    "\U0001f469\u200d\U0001f467 emoji \U0001f1f1\U0001f1fb", "שלום \u202eעולם\u202c", "\u200fمرحبا", "a\u00a0b",
    "a\u2028b\u2029c", "a\u0085b", "a\x0bb\x0cc\x1cd", "a\x00b", "\ud800", "\ufffe\uffff", "\ufeffa", "\U0001fffe",
    "a\x7fb\x9fc", 'msgid "x"', '"\nmsgstr "y"', "#, fuzzy", "#~ msgid", "a\n#. colabora: ff", "colabora: ff",
    "\\n \\\\n \\342\\200\\250 \\x41", "%s %(name)s {x}", "žluťoučký kůň ķēniņš", "e\u0301", "  outer  ",
    "\n\u2028outer\n", "Ā" * 10_000, "word " * 2_000, "\x04", "</source><target>x</target>",
]  # fmt: skip

hostile = st.sampled_from(HOSTILE)
signs = st.characters(codec=None, exclude_categories=())
mixed = st.lists(st.one_of(hostile.filter(lambda text: len(text) < 100), signs), max_size=8).map("".join)
texts = st.one_of(hostile, mixed)


@st.composite
def many_segments(draw):
    drawn = draw(st.lists(st.tuples(texts, st.one_of(st.just(""), texts), st.booleans(), texts, texts), max_size=6))
    return [
        Segment(
            id=f"spaces.space:{number}:summary",
            source_language=draw(st.sampled_from(["en", "de", "lv"])),
            source=source,
            text=text,
            is_unconfirmed=is_unconfirmed,
            previous_source=previous,
            trace=draw(st.sampled_from(["", "3f2a", "0123456789abcdef"])),
            title=title,
            link="https://portal.example.org/en/spaces/x/?a=1&b=2",
            max_length=draw(st.sampled_from([None, 1, 200])),
            notes=(title, previous),
        )
        for number, (source, text, is_unconfirmed, previous, title) in enumerate(drawn)
    ]


EVERY_HOSTILE_TEXT = [
    Segment(f"{number}:{kind}", "en", source, text, is_unconfirmed, previous_source=source, trace="ab12", title=text)
    for number, hostile_text in enumerate(HOSTILE)
    for kind, (source, text, is_unconfirmed) in enumerate(
        [(hostile_text, hostile_text, False), ("Same", hostile_text, True), (hostile_text, "", False)]
    )
]


def expected(found):
    return {
        segment.id: (
            portable(segment.source),
            portable(segment.text),
            segment.is_unconfirmed or not portable(segment.text),
            segment.trace,
        )
        for segment in found
    }


def as_units(found):
    """What other programs should see: source, translation, whether somebody must look at it."""
    return {
        segment.id: (
            portable(segment.source),
            portable(segment.text),
            segment.is_unconfirmed and portable(segment.text) != "",
        )
        for segment in found
    }


def came_back(entries):
    return {entry.id: (entry.source, entry.text, entry.is_unfinished, entry.trace) for entry in entries}


def faults(data, reader=None):
    with pytest.raises(FileError) as refused:
        reader.read(data) if reader else read_file("file.po", data)
    return refused.value.faults


@pytest.mark.parametrize("form", FORMATS)
@given(found=many_segments())
@example(found=EVERY_HOSTILE_TEXT)
@settings(deadline=None, max_examples=150)
def test_an_untouched_file_is_the_identity(form, found):
    data = FORMATS[form].write(found, "lv", title="Land in Bloom")

    language, entries = read_file("anything.txt", data)

    assert language == "lv"
    assert came_back(entries) == expected(found)


@given(text=texts)
def test_what_is_portable_stays_as_it_is(text):
    once = portable(text)

    assert portable(once) == once
    assert once == once.strip()


def test_portable_drops_only_what_xml_cannot_carry():
    assert portable("\n a\x00\x0b\x1f\ud800\ufffeb \r\n\r\u00a0c\u200d\u202e\u2028\u0085\td\n\n") == (
        "ab \n\n\u00a0c\u200d\u202e\u2028\u0085\td"
    )


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_texts_make_the_same_bytes_in_the_given_order(form):
    first = FORMATS[form].write(EVERY_HOSTILE_TEXT, "lv")

    assert FORMATS[form].write(list(EVERY_HOSTILE_TEXT), "lv") == first
    assert [entry.id for entry in FORMATS[form].read(first)[1]] == [segment.id for segment in EVERY_HOSTILE_TEXT]


@pytest.mark.parametrize("form", FORMATS)
def test_a_file_without_texts_still_knows_its_language(form):
    assert read_file("x", FORMATS[form].write([], "zh-hant")) == ("zh-hant", [])


@needs_gettext
@given(found=many_segments())
@example(found=EVERY_HOSTILE_TEXT)
@settings(deadline=None, max_examples=40)
def test_msgfmt_accepts_the_file_and_compiles_the_same_texts(found):
    data = po.write(found, "lv")

    compiled = subprocess.run(
        ["msgfmt", "--check", "--check-header", "--use-fuzzy", "-o", "-", "-"], input=data, capture_output=True
    )

    assert compiled.stderr == b""
    catalogue = gettext.GNUTranslations(io.BytesIO(compiled.stdout))
    for segment in found:
        if text := portable(segment.text):
            assert catalogue.pgettext(segment.id, portable(segment.source)) == text


@needs_gettext
@pytest.mark.parametrize("options", [["--width=40"], ["--escape"], ["--sort-output"]])
def test_what_gettext_wrote_anew_reads_the_same(options):
    data = po.write(EVERY_HOSTILE_TEXT, "lv")

    written = subprocess.run(["msgcat", *options, "-"], input=data, capture_output=True, check=True).stdout

    assert written != data
    assert came_back(po.read(written)[1]) == expected(EVERY_HOSTILE_TEXT)


@given(found=many_segments())
@example(found=EVERY_HOSTILE_TEXT)
@settings(deadline=None, max_examples=40)
def test_translate_toolkit_sees_the_same_units_in_po(found):
    units = pofile.parsestring(po.write(found, "lv")).units[1:]

    seen = {unit.getcontext(): (str(unit.source), str(unit.target), unit.isfuzzy()) for unit in units}
    assert seen == as_units(found)


@given(found=many_segments())
@example(found=EVERY_HOSTILE_TEXT)
@settings(deadline=None, max_examples=40)
def test_translate_toolkit_sees_the_same_units_in_xliff(found):
    units = xlifffile.parsestring(xliff.write(found, "lv")).units

    seen = {unit.xmlelement.get("id"): (unit.source, unit.target or "", unit.isfuzzy()) for unit in units}
    assert seen == as_units(found)


@pytest.mark.parametrize("parse", [pofile.parsestring, xlifffile.parsestring])
def test_the_trace_outlives_an_edit_in_translate_toolkit(parse):
    form = po if parse == pofile.parsestring else xliff
    found = [
        Segment(
            "a:1", "en", "Outdated", "Alt", True, previous_source="Old", trace="3f2a", title="A", link="https://x.org/"
        ),
        Segment("a:2", "de", "Fehlt", "", False, trace="4b"),
        Segment("a:3", "en", "Fine", "Labi", False, trace="5c"),
    ]
    store = parse(form.write(found, "lv"))
    for unit in store.units:
        if unit.source in ("Outdated", "Fehlt"):
            unit.target = "Jauns teksts, " * 10 + "\n\nun otrs <b>"
            unit.markfuzzy(False)

    language, entries = form.read(bytes(store))

    assert language == "lv"
    edited = "Jauns teksts, " * 10 + "\n\nun otrs <b>"
    assert came_back(entries) == {
        "a:1": ("Outdated", edited, False, "3f2a"),
        "a:2": ("Fehlt", edited, False, "4b"),
        "a:3": ("Fine", "Labi", False, "5c"),
    }


def test_a_translator_sees_what_a_text_is_and_what_it_was():
    segment = Segment(
        "spaces.space:12:summary", "de", "Neu\nund", "Jauns", True, previous_source="Alt\nund", trace="3f2a",
        title="La Quincaillerie · summary", link="https://x.org/?a&b", max_length=200, notes=("Keep the\nname.",),
    )  # fmt: skip

    with translation.override("en"):
        in_po, in_xliff = po.write([segment], "lv").decode(), xliff.write([segment], "lv").decode()

    assert in_po.split("\n\n")[1] == (
        "#. La Quincaillerie · summary\n#. https://x.org/?a&b\n#. At most 200 characters.\n#. Source language: German\n"
        '#. Keep the name.\n#. colabora: 3f2a\n#, fuzzy\n#| msgctxt "spaces.space:12:summary"\n'
        '#| msgid ""\n#| "Alt\\n"\n#| "und"\nmsgctxt "spaces.space:12:summary"\n'
        'msgid ""\n"Neu\\n"\n"und"\nmsgstr "Jauns"\n'
    )
    assert in_xliff.split("<body>\n")[1].split("</body>")[0] == (
        '<trans-unit id="spaces.space:12:summary" xml:space="preserve" resname="La Quincaillerie · summary"'
        ' maxwidth="200" size-unit="char" approved="no">\n'
        "<source>Neu\nund</source>\n"
        '<target state="needs-review-translation">Jauns</target>\n'
        '<context-group purpose="x-colabora"><context context-type="x-colabora-trace">3f2a</context></context-group>\n'
        "<note>La Quincaillerie · summary</note>\n<note>https://x.org/?a&amp;b</note>\n"
        "<note>At most 200 characters.</note>\n"
        "<note>Source language: German</note>\n<note>Keep the name.</note>\n"
        '<alt-trans alttranstype="previous-version">\n<source>Alt\nund</source>\n<target>Jauns</target>\n</alt-trans>\n'
        "</trans-unit>\n"
    )


def test_a_text_that_is_confirmed_or_missing_is_not_shown_as_outdated():
    found = [
        Segment("a:1", "en", "New", "Jauns", False, previous_source="Old", trace="3f"),
        Segment("a:2", "en", "New", "", True, previous_source="Old"),
    ]

    for form in (po, xliff):
        data = form.write(found, "lv").decode()
        assert "Old" not in data
        assert "fuzzy" not in data
        assert "needs-" not in data


EDITED = """\
# Translated by hand.
# Second line.
#, fuzzy
msgid ""
msgstr ""
"X-Generator: Poedit 3.4\\n"
"language: de_AT\\n"
"Content-Type: text/plain; charset=UTF-8\\n"

#  my own remark
#. La Q
#. colabora: not the last one
#. colabora: 3f2a
#: somewhere.html:1
#, c-format, fuzzy
#| msgid "before"
msgctxt "a:1"
msgid ""
"A long text "
"in parts"
msgstr "Ein "
  "langer\\r\\n"
"Text\\n"

  msgctxt   "a:2"
\tmsgid "b"
msgstr ""
msgctxt "a:3"
msgid "c"
msgstr "\\303\\xa4 \\"\\\\n\\" \\t."

#. colabora: dead
#, fuzzy
#~| msgid "before"
#~ msgctxt "a:4"
#~ msgid "d"
#~ msgstr "D"
msgctxt "a:5"
msgid "e"
msgstr "E"
#~ msgid "f"
#~ msgstr "F"
"""


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_a_po_file_that_other_programs_changed_is_understood(line_end, mark):
    language, entries = read_file("a.po", mark + EDITED.replace("\n", line_end).encode())

    assert language == "de-at"
    assert came_back(entries) == {
        "a:1": ("A long text in parts", "Ein langer\nText", True, "3f2a"),
        "a:2": ("b", "", True, ""),
        "a:3": ("c", 'ä "\\n" \t.', False, ""),
        "a:5": ("e", "E", False, ""),
    }
    assert [entry.line for entry in entries] == [17, 25, 28, 38]


CORE = 'version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2"'


def cat_file(units, *, root="xliff", names=CORE, prefix=""):
    languages = 'source-language="en" target-language="de"'
    body = f"<{prefix}body>{units}</{prefix}body>"
    inside = f'<{prefix}file original="x" {languages}>{body}</{prefix}file>'
    return f"<{prefix}{root} {names}>{inside}</{prefix}{root}>".encode()


def unit(target, names="", key="a:1"):
    return f'<trans-unit id="{key}"{names}><source>Text</source>{target}</trans-unit>'


@pytest.mark.parametrize(
    ("target", "names", "is_unfinished"),
    [
        ('<target state="translated">T</target>', "", False),
        ('<target state="final">T</target>', "", False),
        ('<target state="signed-off">T</target>', ' approved="no"', False),
        ('<target state="new">T</target>', "", True),
        ('<target state="needs-review-translation">T</target>', ' approved="no"', True),
        ('<target state="needs-adaptation">T</target>', "", True),
        ('<target state="x-anything">T</target>', "", True),
        ('<target state="needs-translation">T</target>', ' approved="yes"', False),
        ("<target>T</target>", ' approved="yes"', False),
        ("<target>T</target>", ' approved="no"', True),
        ("<target>T</target>", "", False),
        ('<target state="final"/>', ' approved="yes"', True),
        ("", "", True),
    ],
)
def test_xliff_tells_what_is_finished(target, names, is_unfinished):
    (entry,) = xliff.read(cat_file(unit(target, names)))[1]

    assert entry.is_unfinished == is_unfinished
    assert entry.text == ("T" if ">T<" in target else "")


def test_xliff_takes_the_text_that_a_program_marked_up_and_no_other():
    data = cat_file("""<group id="g"><trans-unit id="a:1" xmlns:mq="MQXliff">
        <source>One <g id="1">two</g> three</source>
        <seg-source><mrk mtype="seg" mid="1">nothing</mrk></seg-source>
        <target state="final"><mrk mtype="seg">Eins<x id="1" ctype="lb"/><g id="1">zwei <ph id="2">{x}</ph></g></mrk>
<mrk mtype="seg" mid="2">&#13;<![CDATA[<drei>]]></mrk></target>
        <mq:target>foreign</mq:target><mq:history><target>foreign</target></mq:history>
        <context-group purpose="x-colabora"><context context-type="x-colabora-trace"> 3f2a </context>
        <context context-type="paramnotes">other</context></context-group>
        <alt-trans><source>older</source><target state="new">älter</target>
        <context-group><context context-type="x-colabora-trace">dead</context></context-group></alt-trans>
        </trans-unit></group>""")

    _language, entries = xliff.read(data)

    assert came_back(entries) == {"a:1": ("One two three", "Eins\nzwei {x}\n\n<drei>", False, "3f2a")}


PLAIN = cat_file(unit("<target>Täxt</target>"))
PREFIXED = unit("<target>Täxt</target>").replace("<", "<x:").replace("<x:/", "</x:")


def declared(encoding):
    return (f'<?xml version="1.0" encoding="{encoding}"?>' + PLAIN.decode()).encode(encoding)


@pytest.mark.parametrize(
    "data",
    [
        PLAIN,
        cat_file(unit("<target>Täxt</target>"), names='version="1.2"'),
        cat_file(unit("<target>Täxt</target>"), names=CORE.replace("1.2", "1.1")),
        cat_file(PREFIXED, names=CORE.replace("xmlns", "xmlns:x"), prefix="x:"),
        b"\xef\xbb\xbf" + PLAIN,
        declared("UTF-16"),
        declared("UTF-16LE"),
        declared("UTF-16BE"),
        declared("ISO-8859-1"),
        PLAIN.replace(b"><", b">\r\n<"),
    ],
    ids=["plain", "no namespace", "1.1", "prefix", "mark", "UTF-16", "UTF-16LE", "UTF-16BE", "Latin-1", "CRLF"],
)
def test_xliff_is_read_as_programs_write_it(data):
    assert came_back(read_file("a.po", data)[1]) == {"a:1": ("Text", "Täxt", False, "")}


HEADER = 'msgid ""\nmsgstr "Language: de\\n"\n\n'
GOOD = 'msgctxt "a:1"\nmsgid "b"\nmsgstr "c"\n'


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", [(1, "is empty")]),
        (b" \n\t", [(1, "is empty")]),
        (b"\xef\xbb\xbf", [(1, "neither a PO nor an XLIFF")]),
        (b"x" * 30_000_000, [(1, "larger than 20 MB")]),
        (b"/etc/passwd", [(1, "neither a PO nor an XLIFF")]),
        (b"PK\x03\x04\x00\xff\x80 binary", [(1, "neither a PO nor an XLIFF")]),
        (b"text about msgid\n", [(1, "not a PO file")]),
        ((HEADER + GOOD + "# žluť\n").encode("utf-16"), [(1, "not in UTF-8")]),
        ((HEADER + GOOD + '# ä\n').encode("latin-1"), [(7, "not in UTF-8")]),
        ((HEADER + GOOD)[:-3].encode(), [(6, "not understood"), (4, "not complete")]),
        ((HEADER + GOOD)[:-11].encode(), [(4, "not complete")]),
        (GOOD.encode(), [(1, "which language")]),
        (('msgid ""\nmsgstr "Language: \\n"\n' + GOOD).encode(), [(1, "which language")]),
        ((HEADER + GOOD + "\n" + GOOD).encode(), [(8, "“a:1” stands in this file twice, first in line 4")]),
        ((HEADER + 'msgid "b"\nmsgstr "c"\n').encode(), [(4, "no identifier")]),
        ((HEADER + 'msgctxt " "\nmsgid "b"\nmsgstr "c"\n').encode(), [(4, "no identifier")]),
        ((HEADER + HEADER.replace("de", "fr")).encode(), [(4, "another language (fr)")]),
        ((HEADER + GOOD.replace('"c"', '"a "quoted" word"')).encode(), [(6, "not understood"), (4, "not complete")]),
        ((HEADER + GOOD.replace('"c"', r'"C:\dir"')).encode(), [(6, "backslash")]),
        ((HEADER + GOOD.replace('"c"', r'"\377"')).encode(), [(6, "backslash")]),
        ((HEADER + GOOD.replace('"c"', r'"\777"')).encode(), [(6, "backslash")]),
        ((HEADER + GOOD.replace("msgstr", "msgid_plural")).encode(), [(6, "not understood"), (4, "not complete")]),
        ((HEADER.replace("msgid", "# x\n\"loose\"\nmsgid") + GOOD).encode(), [(2, "belongs to no entry")]),
        ((HEADER + "garbage\n" * 1_000).encode(), [(line, "not understood") for line in range(4, 104)]),
    ],
)  # fmt: skip
def test_a_bad_po_file_is_refused_with_line_and_reason(data, told):
    found = faults(data)

    assert [line for line, _reason in found] == [line for line, _words in told]
    assert [words for (_line, reason), (_, words) in zip(found, told, strict=True) if words not in reason] == []


LAUGHS = b"""<?xml version="1.0"?>
<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>
"""
ENTITY = b"""<?xml version="1.0"?>
<!DOCTYPE x [<!ENTITY c SYSTEM "file:///etc/passwd">]>
"""


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (LAUGHS + cat_file(unit("<target>&c;</target>")), [(2, "DOCTYPE")]),
        (ENTITY + cat_file(unit("<target>&c;</target>")), [(2, "DOCTYPE")]),
        (b'<!DOCTYPE x SYSTEM "http://127.0.0.1/x.dtd">\n' + cat_file(""), [(1, "DOCTYPE")]),
        ((LAUGHS.decode() + cat_file("").decode()).encode("utf-16"), [(2, "DOCTYPE")]),
        (b"<!DOCTYPE xliff [<!ELEMENT xliff ANY>]>\n" + cat_file(""), [(1, "DOCTYPE")]),
        (cat_file(unit("\n\n<target>&c;</target>")), [(3, "XML is broken")]),
        (cat_file(unit("<target>\nT</target>"))[:-30], [(2, "XML is broken")]),
        (cat_file(unit("<target>\n\nT</targe>")), [(3, "XML is broken")]),
        (cat_file(unit("<target>\nä</target>")).decode().encode("latin-1"), [(2, "XML is broken")]),
        (cat_file(unit("<target>\x0b</target>")), [(1, "XML is broken")]),
        (b'<?xml version="1.0" encoding="x-none"?>' + cat_file(""), [(1, "encoding")]),
        (b'<?xml version="1.0" encoding="big5"?>' + cat_file(""), [(1, "encoding")]),
        (b"<\xff\x00", [(1, "XML is broken")]),
        (b"<!doctype html>\n<p>Sign in", [(1, "XML is broken")]),
        (b"<html>\n<body/></html>", [(1, "not an XLIFF file")]),
        (cat_file("", root="tmx"), [(1, "not an XLIFF file")]),
        (cat_file("", names='version="2.0" xmlns="urn:oasis:names:tc:xliff:document:2.0"'), [(1, "XLIFF 1.2")]),
        (cat_file("").replace(b' target-language="de"', b""), [(1, "which language")]),
        (cat_file('</body></file>\n<file target-language="fr"><body>'), [(2, "another language (fr)")]),
        (cat_file(unit("") + "\n" + unit("")), [(2, "“a:1” stands in this file twice, first in line 1")]),
        (cat_file("\n" + unit("", key="") + unit("")), [(2, "no identifier")]),
        (b"<" * 30_000_000, [(1, "larger than 20 MB")]),
    ],
)  # fmt: skip
def test_a_bad_xliff_file_is_refused_with_line_and_reason(data, told):
    found = faults(data)

    assert [line for line, _reason in found] == [line for line, _words in told]
    assert [words for (_line, reason), (_, words) in zip(found, told, strict=True) if words not in reason] == []


@pytest.mark.parametrize("form", FORMATS)
def test_a_file_with_too_many_entries_is_refused(form, monkeypatch):
    monkeypatch.setattr(segments, "MAX_ENTRIES", 2)
    found = [Segment(f"a:{number}", "en", "b", "c", False) for number in range(3)]

    assert len(read_file("x", FORMATS[form].write(found[:2], "de"))[1]) == 2
    ((line, reason),) = faults(FORMATS[form].write(found, "de"))
    assert line > 10
    assert "more than 2 entries" in reason


@pytest.mark.parametrize("form", FORMATS)
@given(data=st.data())
@settings(deadline=None, max_examples=150)
def test_a_file_that_was_cut_off_or_torn_is_read_or_refused_but_never_breaks_anything(form, data):
    whole = FORMATS[form].write(EVERY_HOSTILE_TEXT[:12], "de")
    position = data.draw(st.integers(0, len(whole)))
    torn = whole[:position] + data.draw(st.binary(max_size=4)) + whole[position + data.draw(st.integers(0, 5000)) :]

    told = []
    try:
        read_file("x", torn)
    except FileError as error:
        told = error.faults

    last = torn.count(b"\n") + torn.count(b"\r") + 1
    assert [(line, reason) for line, reason in told if not (1 <= line <= last and reason)] == []
