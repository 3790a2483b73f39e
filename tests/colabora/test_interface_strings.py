"""The interface's strings on their way: from the code into files, checked, to translators and back."""

import logging
import os
import re
import shutil
from io import StringIO

import polib
import pytest
from django.conf import settings as project
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.core.management.base import CommandError
from django.core.management.commands import makemessages
from django.test import Client
from django.urls import reverse
from django.utils import translation

from colabora.messages import checks, code, collecting, files, returns, unmarked
from colabora.messages.faults import breaks, faults, slips
from colabora.messages.importing import MAX_BYTES, look_at
from partners.models import Role
from tests.factories.partners import LocalActionGroupFactory, UserFactory

TWO_FORMS, LATVIAN = files.plural_forms("de"), files.plural_forms("lv")

PORTAL = """
msgid "About"
msgstr "Par"

#. Translators: of a coworking space: people can work there
msgid "open"
msgstr "atvērta"

msgctxt "case"
msgid "any"
msgstr "jebkurš"

#, python-brace-format
msgid "Planned for {date}"
msgstr "Plānots: {date}"

#, python-format
msgid "%(number)s of <strong>all</strong>"
msgstr ""

#, python-brace-format
msgid "{count} space"
msgid_plural "{count} spaces"
msgstr[0] "{count} telpa"
msgstr[1] "{count} telpas"
msgstr[2] "{count} telpu"
"""


def po(body: str, language="lv", forms=LATVIAN, more="") -> str:
    header = [f"Language: {language}", "MIME-Version: 1.0", "Content-Type: text/plain; charset=UTF-8"]
    header += ["Content-Transfer-Encoding: 8bit", *([f"Plural-Forms: {forms}"] if forms else []), *filter(None, [more])]
    return "\n".join(['msgid ""', 'msgstr ""', *(f'"{line}\\n"' for line in header), "", body.strip(), ""])


@pytest.fixture
def locale(settings, tmp_path):
    """A portal of six strings, so that a test may write."""
    settings.LOCALE_PATHS, settings.DATA_DIR = [tmp_path / "locale"], tmp_path / "data"
    for language in files.translated_languages():
        path = files.po_path(language)
        path.parent.mkdir(parents=True)
        path.write_text(po(PORTAL) if language == "lv" else po("", language, files.plural_forms(language)))
    files.write(files.read_language("lv"), "lv")
    return tmp_path / "locale"


@pytest.fixture
def portal(locale):
    return files.po_path("lv")


def strings(path) -> dict:
    return {
        (entry.msgctxt, entry.msgid): entry.msgstr_plural or entry.msgstr
        for entry in polib.pofile(str(path), encoding="utf-8")
    }


def message(text, plural="", context=None, comments=()):
    return code.Message("spaces/models.py", 7, context, text, plural, tuple(comments))


# What is in the code


@pytest.mark.skipif(not shutil.which("xgettext"), reason="gettext is not installed")
def test_our_reader_of_code_finds_what_gettext_finds(tmp_path, monkeypatch):
    """Without gettext on a machine, the same strings, contexts, plurals, flags and comments come out."""
    for name in ("colabora", "partners", "spaces", "workpackages", "templates"):
        ignored = shutil.ignore_patterns("__pycache__", "seed", "*.toml", "*.json")
        shutil.copytree(project.BASE_DIR / name, tmp_path / name, ignore=ignored)
    (tmp_path / "locale").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(project, "BASE_DIR", tmp_path)
    monkeypatch.setattr(project, "LOCALE_PATHS", [tmp_path / "locale"])
    monkeypatch.setattr(project, "TEMPLATES", [{**project.TEMPLATES[0], "DIRS": [tmp_path / "templates"]}])

    call_command(makemessages.Command(), locale=["lv"], no_location=True, verbosity=0)
    theirs = polib.pofile(str(tmp_path / "locale/lv/LC_MESSAGES/django.po"))
    (tmp_path / "locale/lv/LC_MESSAGES/django.po").unlink()
    ours = collecting.collected("lv", list(code.messages()))

    def told(catalogue):
        return {
            (entry.msgctxt, entry.msgid, entry.msgid_plural, tuple(sorted(set(entry.flags) - {"fuzzy"})))
            for entry in catalogue
            if entry.msgid
        }

    def commented(catalogue):
        return {entry.msgid: set(entry.comment.split("\n")) for entry in catalogue if entry.comment}

    assert told(ours) == told(theirs)
    assert commented(ours) == commented(theirs)


def test_strings_are_read_wherever_they_stand(tmp_path, monkeypatch):
    monkeypatch.setattr(project, "BASE_DIR", tmp_path)
    (tmp_path / "models.py").write_text(
        'a = _("one")\n'
        "# Translators: the second\n"
        "# of them\n"
        'b = gettext_lazy("two" " halves")\n'
        "c = f\"{_('within')}\"\n"
        'd = ngettext("{n} day", "{n} days", count), pgettext_lazy("case", "any")\n'
        "e = _(name)\n"
    )
    (tmp_path / "page.html").write_text(
        "{# Translators: of a door #}\n"
        '<p title="{% translate \'closed\' %}">{% translate "open" context "door" %}</p>\n'
        "{% blocktranslate trimmed count n=n %}\n  {{ n }} day\n{% plural %}{{ n }} days{% endblocktranslate %}\n"
        '{{ x|default:_("none") }}{% comment %}{% translate "never" %}{% endcomment %}\n'
    )

    in_code = [
        (found.line, found.context, found.text, found.plural, found.comments)
        for found in code.in_python(tmp_path / "models.py")
    ]
    in_page = [
        (found.line, found.context, found.text, found.plural, found.comments)
        for found in code.in_template(tmp_path / "page.html")
    ]

    assert in_code == [
        (1, None, "one", "", ()),
        (4, None, "two halves", "", ("Translators: the second", "of them")),
        (5, None, "within", "", ()),
        (6, None, "{n} day", "{n} days", ()),
        (6, "case", "any", "", ()),
    ]
    assert in_page == [
        (2, None, "closed", "", ("Translators: of a door",)),
        (2, "door", "open", "", ()),
        (3, None, "%(n)s day", "%(n)s days", ()),
        (6, None, "none", "", ()),
    ]


# The files


def test_collecting_twice_changes_nothing_and_loses_nothing(settings, tmp_path):
    settings.LOCALE_PATHS = [tmp_path / "locale"]
    shutil.copytree(project.BASE_DIR / "locale", tmp_path / "locale", ignore=shutil.ignore_patterns("*.mo"))
    before = {language: strings(files.po_path(language)) for language in files.translated_languages()}

    call_command("collect_messages", stdout=StringIO())
    first = {language: files.po_path(language).read_bytes() for language in before}
    call_command("collect_messages", stdout=StringIO())

    in_code = {found.key for found in code.messages()}
    for language, content in first.items():
        path = files.po_path(language)
        after = strings(path)
        assert path.read_bytes() == content
        assert {key: text for key, text in before[language].items() if key in in_code}.items() <= after.items()
        assert after.keys() == in_code
        assert not re.search(rb"^#:|POT-Creation|Revision-Date|Last-Translator|^#, fuzzy", content, flags=re.M)
        assert list(after) == sorted(after, key=lambda key: (key[1].casefold(), key[1], key[0] or ""))


def test_nothing_is_guessed_and_what_is_gone_leaves(locale):
    found = [message("About us"), message("open", comments=["Translators: a door"]), message("{n} day", "{n} days")]

    catalogue = collecting.collected("lv", found)

    assert {entry.msgid: entry.msgstr_plural or entry.msgstr for entry in catalogue} == {
        "About us": "",
        "open": "atvērta",
        "{n} day": {0: "", 1: "", 2: ""},
    }
    assert {entry.msgid: entry.comment for entry in catalogue}["open"] == "Translators: a door"
    assert not any(entry.fuzzy or entry.obsolete for entry in catalogue)


def test_a_new_plural_is_translated_anew(locale):
    """The old forms may no longer fit."""
    catalogue = collecting.collected("lv", [message("{count} space", "{count} rooms"), message("open", "all open")])

    assert [entry.msgstr_plural for entry in catalogue] == [{0: "", 1: "", 2: ""}] * 2


@pytest.mark.parametrize(("language", "number"), [("de", 2), ("fr", 2), ("es", 3), ("ca", 2), ("lv", 3), ("cy", 4),
                                                  ("ga", 5), ("mt", 4), ("tlh", 2)])  # fmt: skip
def test_a_new_language_begins_with_its_own_plural_forms(language, number, settings, tmp_path):
    settings.LOCALE_PATHS = [tmp_path]

    catalogue = collecting.collected(language, [message("{n} day", "{n} days")])

    assert len(catalogue[0].msgstr_plural) == number
    assert catalogue.metadata["Plural-Forms"].startswith(f"nplurals={number};")


def test_comments_for_translators_are_in_the_files():
    """A word alone can mean many things."""
    commented = {found.text for found in code.messages() if found.comments}

    assert len(commented) >= 30
    assert {"open", "stable", "nursery", "Order", "work", "%(name)s: %(note)s"} <= commented


# What may be wrong


def entry(source, *translation, plural=""):
    if plural:
        return polib.POEntry(msgid=source, msgid_plural=plural, msgstr_plural=dict(enumerate(translation)))
    return polib.POEntry(msgid=source, msgstr=translation[0])


@pytest.mark.parametrize(("source", "text", "reason"), [
    ("of %(count)s", "no", "lacks %(count)s"),
    ("of {count}", "no {skaits}", "has {skaits}, which its source has not"),
    ("of {user}", "no {user.password}", "lacks {user}"),
    ("%(n)s of all", "50 % no %(n)s", "has %, which its source has not"),
    ("{n} of all", "{n} no {", "has {, which its source has not"),
    ("%s of %d", "%d no %s", "has its placeholders without names in another order or number than its source"),
    ("%s", "%s %s", "has its placeholders without names in another order or number than its source"),
    ("<strong>all</strong>", "<b>visi</b>", "has other tags than its source"),
    ('<a href="/x">all</a>', '<a href="//evil">visi</a>', "has other tags than its source"),
    ("all", "<script>x</script>", "has other tags than its source"),
    ("all", "visi < visu", "has < or > outside a tag"),
    ("Say “yes”", 'Teikt "jā"', "has straight quotation marks"),
    ("all", "vi\x07si", "has a control character"),
])  # fmt: skip
def test_what_would_break_a_page_is_told(source, text, reason):
    found = list(breaks(entry(source, text), "lv"))

    assert any(reason in told for told in found), found


@pytest.mark.parametrize(("source", "plural", "forms", "reason"), [
    ("{n} day", "{n} days", ["{n} diena", "{n} dienas"], "needs 3 plural forms"),
    ("{n} day", "{n} days", ["{n} diena", "", "{n} dienu"], "needs 3 plural forms"),
    ("{n} day", "{n} days", ["{n} diena", "{n} dienas", "{n} dienu", "x"], "needs 3 plural forms"),
    # In Latvian, the first form is for 21 and 31 as well.
    ("one day", "{n} days", ["viena diena", "{n} dienas", "{n} dienu"], "lacks {n}"),
])  # fmt: skip
def test_plural_forms_are_as_many_as_the_language_has(source, plural, forms, reason):
    assert any(reason in told for told in breaks(entry(source, *forms, plural=plural), "lv"))


def test_a_form_for_one_number_may_spell_it_out():
    assert list(breaks(entry("one day", "ein Tag", "{n} Tage", plural="{n} days"), "de")) == []


@pytest.mark.parametrize(("source", "text", "reasons"), [
    ("Name:", "Vārds", 1),
    ("It is open.", "Ir atvērta", 1),
    ("Is it open?", "Ir atvērta.", 1),
    ("Wait …", "Gaidiet ...", 1),
    ("and ", "un", 1),
    ("Say “yes”.", "Dites « oui ».", 0),
    ("Is it open?", "Darbība", 0),
    ("Name:", "Nom\u00a0:", 0),
    ("What is it?", "¿Qué es?", 0),
])  # fmt: skip
def test_only_what_is_surely_a_slip_is_told(source, text, reasons):
    assert len(list(slips(entry(source, text)))) == reasons


def test_another_plural_formula_is_told(portal):
    content = portal.read_text()

    same = content.replace(LATVIAN, LATVIAN.replace("n%10==1", "( n % 10 == 1 )"))
    portal.write_text(same)
    assert same != content
    assert {fault.reason for fault in faults(portal)} == {"not translated"}

    portal.write_text(content.replace(LATVIAN, "nplurals=3; plural=(n==1 ? 0 : n==0 ? 2 : 1);"))
    assert any("Plural-Forms" in fault.reason for fault in faults(portal))


def test_each_fault_names_file_line_and_reason(portal):
    portal.write_text(portal.read_text().replace("Plānots: {date}", "Plānots"))
    line = next(n for n, text in enumerate(portal.read_text().splitlines(), 1) if "python-brace" in text)

    assert [str(fault) for fault in faults(portal)] == [
        f"{portal.name}:{polib.pofile(str(portal))[0].linenum}: '%(number)s of <strong>all</strong>': not translated",
        f"{portal.name}:{line}: 'Planned for {{date}}': lacks {{date}}",
    ]


def test_the_check_says_what_was_not_collected_and_what_is_gone(portal, monkeypatch):
    monkeypatch.setattr(checks, "unmarked", list)
    found = [message("About"), message("new here"), message("{count} space", "{count} rooms"), message("x", "xs"),
             message("x", "xes")]  # fmt: skip
    monkeypatch.setattr(code, "messages", lambda: found)
    files.po_path("ca").unlink()

    told = checks.everything()

    assert "spaces/models.py:7: 'new here': not collected: run “make messages”" in told
    assert "spaces/models.py:7: '{count} space': not collected: run “make messages”" in told
    assert any(line.endswith("'open': no longer in the code: run “make messages”") for line in told)
    assert any("has another plural" in line for line in told)
    assert "django.po: missing: run “make messages”" in told
    with pytest.raises(CommandError, match="faults in the strings of the interface"):
        call_command("check_messages")


# Strings that nobody marked


@pytest.mark.parametrize(("html", "found"), [
    ("<p>\n<b>Opening hours</b>", [(2, "Opening hours")]),
    ('<img alt="A station">', [(1, "A station")]),
    ('<input type="submit" value="Send it"><input type="hidden" value="key">', [(1, "Send it")]),
    ('<a {% if x %}class="y"{% endif %} aria-label="Back">', [(1, "Back")]),
    ('{% include "x.html" with title="Some text" kind="event" %}', [(1, "Some text")]),
    ('{{ name|default:"unknown" }}', [(1, "unknown")]),
    ("<p>{{ number }} places left</p>", [(1, "places left")]),
    ("{% blocktranslate %}Marked{% endblocktranslate %} {% translate 'marked' %} {# a remark #}", []),
    ("{% comment %}A remark{% endcomment %}<code>manage.py seed</code><p>CoLabora · 5 km &nbsp;</p>", []),
    ('<li data-state="open" class="some words" hidden>{{ x|date:"j F Y" }}</li>', []),
])  # fmt: skip
def test_unmarked_text_of_a_template_is_found(html, found, tmp_path):
    path = tmp_path / "page.html"
    path.write_text(html)

    assert [(fault.line, fault.text) for fault in unmarked.in_template(path)] == found


@pytest.mark.parametrize(("line", "found"), [
    ('name = models.CharField("name", max_length=9)', ["name"]),
    ('name = CharField(_("name"), help_text="Its name.")', ["Its name."]),
    ('raise ValidationError("This is wrong.")', ["This is wrong."]),
    ('raise ValidationError(f"{name} is wrong.")', ["is wrong."]),
    ('messages.success(request, "It is done.")', ["It is done."]),
    ('verbose_name = "space"', ["space"]),
    ('class Kind(models.TextChoices):\n    OPEN = "open", "open"', ["open"]),
    ('@admin.display(description="Open since")\ndef f(): pass', ["Open since"]),
    ("html = format_html('<b title=\"{}\">Open</b>', x)", ["Open"]),
    ('name = models.CharField(_("name")); logger.warning("x", "done"); raise ValidationError(_("no"))', []),
    ('label = ""; message = "{}"', []),
])  # fmt: skip
def test_unmarked_text_in_code_is_found(line, found, tmp_path):
    path = tmp_path / "models.py"
    path.write_text(line)

    assert [fault.text for fault in unmarked.in_python(path)] == found


def test_nothing_of_the_portal_is_unmarked():
    assert [str(fault) for fault in unmarked.unmarked()] == []


def test_an_exception_that_nothing_needs_is_a_fault(monkeypatch):
    monkeypatch.setitem(unmarked.EXCEPTIONS, ("templates/base.html", "Gone"), "once")

    assert [fault.text for fault in unmarked.unmarked()] == ["Gone"]


# A file comes back


def hand_in(portal, body, *args, language="lv", **header):
    file = portal.parent / "returned.po"
    content = po(body, language, **header)
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    out = StringIO()
    call_command("import_interface", str(file), *args, stdout=out)
    return out.getvalue()


def test_an_import_changes_what_the_file_says_and_nothing_else(portal):
    before = strings(portal)

    told = hand_in(portal, """
        msgid "About"
        msgstr "Par portālu"

        msgid "open"
        msgstr ""

        #, fuzzy
        msgid "Planned for {date}"
        msgstr "Varbūt {date}"

        msgid "Gone"
        msgstr "Projām"

        #~ msgid "Older"
        #~ msgstr "Vecāks"
    """)  # fmt: skip

    after = strings(portal)
    assert after == {**before, (None, "About"): "Par portālu"}
    assert "lv: 1 strings change" in told
    assert "1 that the portal does not know, 1 fuzzy" in told
    assert "Restart the server" in told
    assert "Commit the file" in told


def test_an_import_is_compiled_and_in_the_one_form(portal):
    hand_in(portal, 'msgid "About"\nmsgstr "Par portālu"')

    content = portal.read_bytes()
    compiled = polib.mofile(str(portal.with_suffix(".mo")))
    files.write(files.read_language("lv"), "lv")
    assert portal.read_bytes() == content
    assert {entry.msgid: entry.msgstr for entry in compiled}["About"] == "Par portālu"
    with translation.override("lv"):
        assert translation.gettext("About") == "Par portālu"
    assert sorted(path.name for path in portal.parent.iterdir()) == ["django.mo", "django.po", "returned.po"]


def test_a_dry_run_tells_and_writes_nothing(portal):
    content = portal.read_bytes()

    told = hand_in(portal, 'msgid "About"\nmsgstr "Par portālu"', "--dry-run")

    assert "'About': ['Par'] → ['Par portālu']" in told
    assert "1 strings change" in told
    assert portal.read_bytes() == content
    assert not portal.with_suffix(".mo").exists()


def test_slips_are_told_and_taken(portal):
    told = hand_in(portal, 'msgid "About"\nmsgstr " Par portālu"')

    assert "begins or ends with other blanks" in told
    assert strings(portal)[None, "About"] == " Par portālu"


FINE = 'msgid "About"\nmsgstr "Par portālu"\n'


@pytest.mark.parametrize(("content", "line", "reason"), [
    (po(f'{FINE}\nmsgid "open\nmsgstr "x"'), 12, "This line is not understood"),
    (po(f'{FINE}\nmsgid "open"\nmsgstr "a "b" c"'), 13, "This line is not understood"),
    (po(f'{FINE}\nmsgstr "x"'), 12, "Something is missing before this line"),
    (po(f'{FINE}\nmsgid "open"\nmsgid "any"\nmsgstr "x"\nmsgstr "y"'), 13, "Something is missing before this line"),
    (po(f'{FINE}\nmsgid "About"\nmsgstr "x"'), 12, "twice, first in line 9"),
    (po(f'{FINE}\nmsgid "Planned for {{date}}"\nmsgstr "Plānots"'), 12, "lacks {date}"),
    (po(f'{FINE}\nmsgid "%(number)s of <strong>all</strong>"\nmsgstr "%(number)s"'), 12, "has other tags"),
    (po(f'{FINE}\nmsgid "{{count}} space"\nmsgid_plural "{{count}} spaces"\nmsgstr[0] "{{count}} t"\n'
        'msgstr[1] "{count} t"'), 12, "needs 3 plural forms"),
    (po(f'{FINE}\nmsgid "{{count}} space"\nmsgstr "{{count}} telpa"'), 12, "needs 3 plural forms"),
    (po(PORTAL, forms=TWO_FORMS), 7, "the header Plural-Forms is"),
    (po(PORTAL, forms=""), 1, "the header Plural-Forms is"),
    (po(FINE, "fr"), 3, "its language is French, not Latvian"),
    (po(FINE, "eo"), 3, "a language that the portal does not have: eo"),
    (po(FINE).encode("latin-1", "replace") + b"\xff", 11, "not in UTF-8"),
    (b"\x89PNG\r\n\x1a\n\x00\x00", 1, "not in UTF-8"),
    (os.fsencode(__file__), 1, "not a PO file"),
    (b"", 1, "not a PO file"),
    (b"#" * (MAX_BYTES + 1), 1, "larger than 5 MB"),
    (po(f'msgid "About"\nmsgstr ""\n{chr(10).join([chr(34) + "a" + chr(34)] * 600)}'), 511, "far too long"),
    (po("\n\n".join(f'msgid "{n}"\nmsgstr ""' for n in range(20_001))), 1, "more than 20000 entries"),
])  # fmt: skip
def test_a_refused_file_changes_nothing_and_says_where_and_why(content, line, reason, portal):
    before = portal.read_bytes()
    file = portal.parent / "returned.po"
    file.write_bytes(content.encode() if isinstance(content, str) else content)

    with pytest.raises(CommandError) as error:
        call_command("import_interface", str(file), language="lv")

    assert f"{file}:{line}: " in str(error.value)
    assert reason in str(error.value)
    assert "nothing was changed" in str(error.value)
    assert portal.read_bytes() == before
    assert not portal.with_suffix(".mo").exists()


def test_the_language_is_the_files_own_or_the_one_named(portal):
    nameless = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n' + FINE
    file = portal.parent / "returned.po"
    file.write_text(nameless)

    with pytest.raises(CommandError, match="does not say which language"):
        call_command("import_interface", str(file))
    call_command("import_interface", str(file), language="lv", stdout=StringIO())
    hand_in(portal, 'msgid "About"\nmsgstr "Par mums"', language="lv_LV")

    assert strings(portal)[None, "About"] == "Par mums"


def test_what_was_changed_here_meanwhile_stays(portal):
    """Two translators took the same file; the second knew nothing of the first's work."""
    given = returns.give_out("lv", "remark").decode()
    hand_in(portal, 'msgid "About"\nmsgstr "Par mums"\n\nmsgid "open"\nmsgstr "vaļā"')
    theirs = given.replace('"Par"', '"Par projektu"').replace('"jebkurš"', '"jebkāds"')

    outcome = look_at(theirs.encode(), "theirs.po")

    assert [(before.msgid, after.msgstr) for before, after in outcome.changes] == [("any", "jebkāds")]
    assert [(before.msgstr, after.msgstr) for before, after in outcome.conflicts] == [("Par mums", "Par projektu")]
    assert {entry.msgid: entry.msgstr for entry in outcome.catalogue}["open"] == "vaļā"


def test_a_file_that_names_a_path_as_its_origin_is_not_followed(portal):
    outcome = look_at(po(FINE, more=f"{returns.STATE}: ../../../../etc/passwd").encode(), "x.po")

    assert outcome.changes == []
    assert len(outcome.conflicts) == 1


def test_whoever_reads_meanwhile_finds_a_whole_file(portal, monkeypatch):
    before = portal.read_bytes()

    def fail(source, target):
        assert portal.read_bytes() == before
        raise OSError("disk full")

    monkeypatch.setattr(os, "replace", fail)

    with pytest.raises(OSError, match="disk full"):
        files.write(files.read_language("lv"), "lv")
    assert portal.read_bytes() == before
    assert [path.name for path in portal.parent.iterdir()] == ["django.po"]


def test_the_command_needs_a_file_that_is_there(portal):
    with pytest.raises(CommandError, match="Name the file"):
        call_command("import_interface")
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("import_interface", "/nowhere.po")


# On the desk


def signed_in(user, **options) -> Client:
    client = Client(**options)
    client.force_login(user)
    return client


@pytest.fixture
def translator(db):
    return UserFactory(translator=True, username="ilze")


def address(language="lv"):
    return reverse("translate:interface", args=[language])


def upload(client, content, language="lv", name="django.po"):
    data = content.encode() if isinstance(content, str) else content
    return client.post(address(language), {"file": SimpleUploadedFile(name, data)})


def kept(language="lv"):
    return [file.path.name for file in returns.returns(language)]


@pytest.mark.django_db
def test_only_who_translates_into_a_language_sees_its_file(locale):
    lag = LocalActionGroupFactory()
    everywhere = {"de", "fr", "es", "ca", "lv"}
    accounts = {
        UserFactory(role=Role.TRANSLATOR, languages=["lv", "ca", "en"]): {"lv", "ca"},
        UserFactory(role=Role.TRANSLATOR, languages=[]): set(),
        UserFactory(staff_of=lag): everywhere,
        UserFactory(coordinator=True): everywhere,
        UserFactory(is_superuser=True): everywhere,
        UserFactory(): set(),
    }
    content = po(FINE)
    for user, languages in accounts.items():
        client = signed_in(user)
        for language in ["en", "de", "fr", "es", "ca", "lv", "xx", ".."]:
            expected = 200 if language in languages else 404
            if language != "..":
                assert client.get(address(language)).status_code == expected, (user.role, language)
                assert client.get(reverse("translate:interface-file", args=[language])).status_code == expected
            answer = client.post(f"/translate/{language}/interface/", {"file": SimpleUploadedFile("x.po", b"no")})
            assert answer.status_code == (422 if language in languages else 404)
    inactive = UserFactory(coordinator=True, is_active=False)
    for client in (Client(), signed_in(inactive)):
        for answer in (client.get(address()), upload(client, content)):
            assert answer.status_code == 302
            assert answer.headers["Location"].startswith("/admin/login/")
    assert [kept(language) for language in sorted(everywhere)] == [[]] * 5


def test_a_file_is_kept_for_the_operator_who_is_told(locale, translator, caplog):
    client = signed_in(translator)

    with caplog.at_level(logging.INFO, "colabora.translations.interface"):
        answer = upload(client, po(FINE))

    [name] = kept()
    page = client.get(answer.headers["Location"]).content.decode()
    path = returns.returns("lv")[0].path
    assert re.fullmatch(r"\d{8}T\d{12}Z-ilze\.po", name)
    assert path.read_text() == po(FINE)
    assert path.parent == project.DATA_DIR / "interface" / "lv"
    assert "<ins>Par portālu</ins>" in page
    assert "changes 1 text" in page
    assert strings(files.po_path("lv"))[None, "About"] == "Par"
    [line] = caplog.messages
    assert f"account {translator.pk}" in line
    assert "manage.py import_interface --list" in line
    assert "ilze" not in line


def test_what_the_operator_has_taken_over_says_so(locale, translator):
    client = signed_in(translator)
    upload(client, po(FINE))
    out = StringIO()
    call_command("import_interface", "--list", stdout=out)
    path = returns.returns("lv")[0].path

    call_command("import_interface", str(path), stdout=StringIO())
    page = client.get(address()).content.decode()
    again = StringIO()
    call_command("import_interface", "--list", stdout=again)

    assert f"{path}: changes 1 strings\n" in out.getvalue()
    assert f"{path}: nothing to take over any more\n" in again.getvalue()
    assert "in the portal" in page
    assert "changes 1 text" not in page


def test_the_same_file_twice_is_kept_once(locale, translator):
    client = signed_in(translator)

    for _time in range(2):
        assert upload(client, po(FINE)).status_code == 302

    assert len(kept()) == 1


def test_only_the_newest_files_of_an_account_are_kept(locale, translator):
    client = signed_in(translator)
    upload(signed_in(UserFactory(translator=True, username="anna")), po('msgid "About"\nmsgstr "Annas"'))

    for number in range(returns.KEPT + 2):
        upload(client, po(f'msgid "About"\nmsgstr "Par {number}"'))

    texts = [file.path.read_text() for file in returns.returns("lv") if file.by != "anna"]
    assert [file.by for file in returns.returns("lv")].count("anna") == 1
    assert len(texts) == returns.KEPT
    assert '"Par 21"' in texts[0]
    assert '"Par 2"' in texts[-1]


@pytest.mark.parametrize("username", ["../../etc/passwd", "a/b\\c", "Ilze Bērziņa\n", "..", "日本"])
@pytest.mark.django_db
def test_a_name_is_no_path(username, locale):
    user = UserFactory(translator=True, username=username)

    upload(signed_in(user), po(FINE))

    [name] = kept()
    assert re.fullmatch(r"\d{8}T\d{12}Z-[a-z0-9-]+\.po", name)
    assert [path.name for path in (project.DATA_DIR / "interface" / "lv").iterdir()] == [name]


def test_a_file_of_another_name_cannot_be_opened(locale, translator, tmp_path):
    (project.DATA_DIR / "interface" / "lv").mkdir(parents=True)
    (tmp_path / "secret.po").write_text(po('msgid "About"\nmsgstr "secret"'))

    for name in ("../../../secret.po", str(tmp_path / "secret.po"), "django.po", ""):
        page = signed_in(translator).get(address(), {"file": name}).content.decode()
        assert "secret" not in page.replace("secret.po", "")


@pytest.mark.parametrize(("content", "reason"), [
    (po('msgid "Planned for {date}"\nmsgstr "<img src=x onerror=alert(1)>"'), "Line 9: "),
    (po(FINE, "fr"), "Line 3: "),
    (po(FINE + '\nmsgid "<script>\n'), "Line 12: "),
    (b"\x00\x01\xff", "Line 1: "),
    (b"", "not a PO file"),
    (b"a" * (MAX_BYTES + 1), "larger than 5 MB"),
])  # fmt: skip
def test_a_refused_upload_is_not_kept_and_says_why(content, reason, locale, translator):
    before = files.po_path("lv").read_bytes()

    answer = upload(signed_in(translator), content, name='"><script>alert(1)</script>.po')

    page = answer.content.decode()
    assert answer.status_code == 422
    assert reason in page
    assert not re.search(r"<script>|<img src=x", page)
    assert kept() == []
    assert files.po_path("lv").read_bytes() == before


def test_a_file_that_changes_nothing_is_not_kept(locale, translator):
    client = signed_in(translator)

    answer = upload(client, po('msgid "About"\nmsgstr "Par"'))

    assert "changes nothing" in client.get(answer.headers["Location"]).content.decode()
    assert kept() == []


def test_an_upload_without_token_is_refused(locale, translator):
    answer = upload(signed_in(translator, enforce_csrf_checks=True), po(FINE))

    assert answer.status_code == 403
    assert kept() == []


def test_the_file_goes_out_and_comes_back_unchanged(locale, translator):
    client = signed_in(translator)

    answer = client.get(reverse("translate:interface-file", args=["lv"]))

    content = answer.content
    given = polib.pofile(content.decode())
    assert answer.headers["Content-Type"] == "text/x-gettext-translation; charset=utf-8"
    assert re.fullmatch(
        r'attachment; filename="colabora-interface-lv-\d{4}-\d\d-\d\d\.po"', answer.headers["Content-Disposition"]
    )
    assert "no-store" in answer.headers["Cache-Control"]
    assert {(entry.msgctxt, entry.msgid) for entry in given} == set(strings(files.po_path("lv")))
    assert f"https://portal.example.org{address()}" in given.header
    outcome = look_at(content, "django.po", "lv")
    assert (outcome.faults, outcome.changes, outcome.unknown) == ([], [], 0)


def test_the_page_says_how_far_the_language_is(locale, translator):
    page = signed_in(translator).get(address()).content.decode()

    assert "5 of 6 texts are translated." in page
    assert "Nothing is waiting." in page


# The guide


def test_translators_find_each_language_in_the_guide():
    guide = (project.BASE_DIR / "TRANSLATING.md").read_text()
    names = dict(project.LANGUAGES)

    for language in files.translated_languages():
        assert re.search(rf"^### {names[language]} \(`{language}`\)$", guide, flags=re.M), language
        assert files.plural_forms(language).partition(";")[0] in guide


def test_a_file_of_a_state_that_is_not_kept_any_more_replaces_nothing_unless_the_operator_wants_it(locale):
    content = po('msgid "About"\nmsgstr "No senas datnes"', more="X-CoLabora-State: 0123456789abcdef").encode()

    outcome = look_at(content, "x.po")
    overwritten = look_at(content, "x.po", overwrite=True)

    assert (len(outcome.changes), len(outcome.conflicts)) == (0, 1)
    assert (len(overwritten.changes), len(overwritten.conflicts)) == (1, 0)


@pytest.mark.parametrize(("source", "translation", "reason"), [
    ("<strong>{a}</strong> <em>{b}</em>", "</strong>{a}<strong> </em>{b}<em>", "do not close each other"),
    ("<strong>{a}</strong> <em>{b}</em>", "<em>{b}</em> <strong>{a}</strong>", ""),
])  # fmt: skip
def test_tags_close_each_other(source, translation, reason):
    told = list(breaks(entry(source, translation), "lv"))

    assert [reason in one for one in told] == ([True] if reason else [])


def test_a_form_may_spell_out_its_number_and_nothing_else():
    source, plural, others = "{count} space in {place}", "{count} spaces in {place}", "{count} Räume in {place}"
    place, number = (entry(source, one, others, plural=plural) for one in ("{count} Raum", "Ein Raum in {place}"))

    assert any("lacks {place}" in told for told in breaks(place, "de"))
    assert list(breaks(number, "de")) == []


def test_blank_lines_do_not_hide_a_text_that_is_far_too_long():
    body = 'msgid "About"\nmsgstr ""\n' + '"aaa"\n\n' * 600

    [fault] = look_at(po(body).encode(), "x.po").faults
    assert fault.reason == "This text is far too long."
