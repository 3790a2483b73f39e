"""Short lists of codes, such as the languages of a work: kept as JSON, typed as "ga, en"."""

from babel import Locale
from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

# What the CLDR names beside countries: unions, pseudo-accents, unknown.
NO_COUNTRIES = {"EU", "EZ", "UN", "XA", "XB", "ZZ", "QO"}
# ISO 3166-1, as the Unicode CLDR names them.
COUNTRIES = tuple(
    sorted(code for code in Locale("en").territories if len(code) == 2 and code.isalpha() and code not in NO_COUNTRIES)
)
# ISO 639-1 (two letters), as the Unicode CLDR names them.
LANGUAGE_TAGS = tuple(sorted(code for code in Locale("en").languages if len(code) == 2))


def validate_country(code: str) -> None:
    if code not in COUNTRIES:
        raise ValidationError(_("“%(value)s” is not known."), code="codes", params={"value": code})


def validate_language(code: str) -> None:
    if code not in LANGUAGE_TAGS:
        raise ValidationError(_("“%(value)s” is not known."), code="codes", params={"value": code})


class CountryField(models.CharField):
    """An ISO 3166-1 code."""

    default_validators = [validate_country]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"max_length": 2, **kwargs})


class LanguageField(models.CharField):
    """The code of any language, such as a name's or a work's; not only those of the site."""

    default_validators = [validate_language]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"max_length": 10, **kwargs})


class CodesFormField(forms.CharField):
    """Codes parted by commas or spaces; given back as a list without repetition."""

    def prepare_value(self, value):
        return ", ".join(map(str, value)) if isinstance(value, list) else value

    def to_python(self, value):
        words = value if isinstance(value, list) else super().to_python(value).replace(",", " ").split()
        return list(dict.fromkeys(words))

    def has_changed(self, initial, data):
        return (initial or []) != self.to_python(data or "")


class CodesField(models.JSONField):
    """A list of known codes. `codes` is not part of the database: it may grow without a migration."""

    def __init__(self, *args, codes=(), **kwargs):
        self.codes = codes
        super().__init__(*args, **{"default": list, "blank": True, **kwargs})

    def validate(self, value, model_instance):
        super().validate(value, model_instance)
        wrong = [code for code in value if code not in self.codes] if isinstance(value, list) else [value]
        if wrong:
            raise ValidationError(_("“%(value)s” is not known."), code="codes", params={"value": wrong[0]})

    def formfield(self, **kwargs):
        return models.Field.formfield(self, **{"form_class": CodesFormField, **kwargs})
