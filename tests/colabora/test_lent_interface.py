"""A language whose interface is not filled yet has the words of another, as a whole, and says which."""

import datetime

import polib
import pytest
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext, to_locale, trans_real

from colabora import languages
from colabora.dates import format_partial_date
from colabora.interface import lend
from colabora.languages import (
    column,
    country_name,
    country_names,
    fallback_chain,
    interface_language,
    interface_languages,
    language_name,
    locale_of,
    number_in_words,
)

CACHED = (fallback_chain, interface_languages, interface_language, locale_of, country_name, language_name)


@pytest.fixture
def site(settings, tmp_path, monkeypatch):
    """Sets the languages and how many strings of each are translated; none: there is no file."""

    def set_up(**strings):
        codes = [code.replace("_", "-") for code in strings]
        settings.LANGUAGE_CODES = codes
        settings.LANGUAGES = [(code, f"Name of {code}") for code in codes]
        settings.LOCALE_PATHS = [tmp_path]
        settings.MODELTRANSLATION_FALLBACK_LANGUAGES = {"default": tuple(codes), "pt-br": ("de", *codes)}
        for code, number in zip(codes, strings.values(), strict=True):
            if number is not None:
                folder = tmp_path / to_locale(code) / "LC_MESSAGES"
                folder.mkdir(parents=True)
                catalogue = polib.POFile()
                catalogue.metadata = {"Content-Type": "text/plain; charset=UTF-8"}
                catalogue += [polib.POEntry(msgid=f"s{n}", msgstr=f"{code} {n}") for n in range(number)]
                catalogue.save_as_mofile(str(folder / "django.mo"))
        monkeypatch.setattr(trans_real, "_translations", {})
        for function in CACHED:
            function.cache_clear()
        lend()

    yield set_up
    translation.activate("en")
    for function in (*CACHED, format_partial_date):
        function.cache_clear()


def test_a_language_speaks_for_itself_once_most_of_its_file_is_filled(site):
    site(en=None, de=40, cy=29, lv=31)

    assert interface_languages() == ("en", "de", "lv")
    assert [interface_language(code) for code in ("de", "cy", "lv")] == ["de", "en", "lv"]


def test_without_files_every_language_speaks_for_itself(site):
    site(en=None, de=None, cy=None)

    assert interface_languages() == ("en", "de", "cy")


def test_what_is_lent_is_lent_as_a_whole(site):
    site(en=None, de=40, cy=10, pt_br=None)

    with translation.override("cy"):
        # Not even Django’s own translations into Welsh: <html lang> would be wrong for them.
        assert (translation.get_language(), gettext("s1"), gettext("Monday")) == ("cy", "s1", "Monday")
        assert (languages.current_language(), languages.page_language()) == ("cy", "en")
        assert format_partial_date("2019-03", "cy") == "March 2019"
        assert date_format(datetime.date(2019, 3, 1), "F Y") == "March 2019"
    with translation.override("pt-br"):
        assert (translation.get_language(), gettext("s1"), gettext("Monday")) == ("pt-br", "de 1", "Montag")
        assert languages.page_language() == "de"
        assert number_in_words(12345) == "12.345"
    with translation.override("de"):
        assert gettext("s1") == "de 1"


def test_names_are_those_of_the_page_and_every_languages_are_found(site):
    site(en=None, de=40, cy=10)

    assert country_name("IE", "cy") == "Ireland"
    assert country_names("IE") == ["Ireland", "Irland", "Iwerddon"]
    assert language_name("cy", "de") == "Walisisch"


def test_a_language_that_no_table_knows_is_called_by_its_name_here(site):
    site(en=None, de=40, xx=40)

    assert locale_of("xx") == locale_of("en")
    assert language_name("xx", "de") == "Name of xx"
    assert country_name("IE", "xx") == "Ireland"
    assert country_names("IE") == ["Ireland", "Irland"]


def test_columns_are_named_as_modeltranslation_names_them():
    assert [column("title", code) for code in ("cy", "pt-br", "id")] == ["title_cy", "title_pt_br", "title_ind"]
