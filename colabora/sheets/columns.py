"""What a cell says of a value, and back. Cells are text; numbers alone may be numbers."""

import datetime
import difflib
import re
from collections.abc import Iterable
from copy import copy
from decimal import Decimal

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from import_export.fields import Field
from import_export.widgets import Widget

from colabora.codes import CodesField, CodesFormField
from colabora.dates import PartialDateField, PartialDateFormField
from colabora.languages import column
from colabora.sources.models import Source

# Stands for what cannot be written into a cell: a record that the reader may not know, a text that is too long for it.
KEEP = "(unchanged)"

NUMBERED = re.compile(r"\s*#\d+\s*|\s*")

# As people and their programs write it in the languages of the portal.
YES = frozenset(
    ["yes", "true", "1", "y", "x", "ja", "wahr", "oui", "vrai", "si", "sí", "verdadero", "cert", "jā", "patiess"]
)
NO = frozenset(["no", "false", "0", "n", "nein", "falsch", "non", "faux", "falso", "fals", "nē", "aplams"])


def plain_lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def same_text(one: str, other: str) -> bool:
    """Spreadsheet programs write the ends of lines in their own way."""
    return one == other or plain_lines(one) == plain_lines(other)


class Text(Widget):
    """Prose, kept to the letter but for the ends of lines."""

    is_number = False

    def clean(self, value, row=None, **kwargs):
        text = plain_lines(value)
        return text if text.strip() else ""

    def render(self, value, obj=None, **kwargs):
        return value or ""


class Word(Text):
    """An address, a code, a choice: blanks around it mean nothing."""

    def __init__(self, to_python=str, choices=()):
        super().__init__()
        self.to_python = to_python
        self.choices = choices

    def clean(self, value, row=None, **kwargs):
        word = self.to_python(value.strip())
        if word and self.choices and word not in self.choices:
            raise ValidationError(
                _("“{value}” is not known here. Known are: {choices}.").format(
                    value=shortened(word), choices=", ".join(filter(None, self.choices))
                )
            )
        return word


class Codes(Word):
    """Short codes such as languages, parted by semicolons."""

    def clean(self, value, row=None, **kwargs):
        return CodesFormField().to_python(value.replace(";", " ")) if value.strip() else []

    def render(self, value, obj=None, **kwargs):
        return ";".join(map(str, value or []))


class YesNo(Word):
    def clean(self, value, row=None, **kwargs):
        word = value.strip().casefold()
        if word in YES:
            return True
        if word in NO:
            return False
        raise ValidationError(_("Write yes or no."))

    def render(self, value, obj=None, **kwargs):
        return "yes" if value else "no"


class Number(Word):
    is_number = True

    def __init__(self, is_whole):
        super().__init__()
        self.is_whole = is_whole

    def clean(self, value, row=None, **kwargs):
        word = value.strip()
        if not word:
            return None
        if self.is_whole:
            if not re.fullmatch(r"-?\d{1,18}", word, re.ASCII):
                raise ValidationError(_("“{value}” is not a whole number.").format(value=shortened(word)))
            return int(word)
        if not re.fullmatch(r"-?\d{1,20}(\.\d{1,20})?", word, re.ASCII):
            raise ValidationError(
                _("“{value}” is not a number. Write it with a point and without units: 12.5").format(
                    value=shortened(word)
                )
            )
        return Decimal(word)

    def render(self, value, obj=None, **kwargs):
        return "" if value is None else format(value, "d" if self.is_whole else "f")


class Moment(Word):
    """An instant; without an offset it is told by the clock of the site."""

    def clean(self, value, row=None, **kwargs):
        word = value.strip()
        if not word:
            return None
        try:
            moment = datetime.datetime.fromisoformat(word)
            return moment if timezone.is_aware(moment) else timezone.make_aware(moment)
        except (ValueError, OverflowError):
            raise ValidationError(
                _("“{value}” is not a date. Write it as 2019-07-14, or with the hour as 2019-07-14T09:30.").format(
                    value=shortened(word)
                )
            ) from None

    def render(self, value, obj=None, **kwargs):
        return "" if value is None else timezone.localtime(value).isoformat()


class Clock(Word):
    def clean(self, value, row=None, **kwargs):
        word = value.strip()
        if not word:
            return None
        try:
            return datetime.time.fromisoformat(word.zfill(5) if len(word) == 4 else word).replace(tzinfo=None)
        except ValueError:
            raise ValidationError(
                _("“{value}” is not an hour. Write it as 09:30.").format(value=shortened(word))
            ) from None

    def render(self, value, obj=None, **kwargs):
        if value is None:
            return ""
        return value.strftime("%H:%M") if value.second == value.microsecond == 0 else value.isoformat()


class Names:
    """The records that a cell may name, each under a name that leads back to it."""

    def __init__(self, rows: Iterable[tuple[int, list[str]]]):
        """Rows are primary keys with their names, the best first; a name that two share is nobody's."""
        rows = list(rows)
        self.pks: dict[str, int | None] = {}
        for pk, names in rows:
            for name in names:
                self.pks[name] = pk if self.pks.get(name, pk) == pk else None
        self.names = {pk: next(name for name in names if self.pks[name] == pk) for pk, names in rows}

    @classmethod
    def of(cls, queryset) -> "Names":
        model = queryset.model
        rows = queryset.order_by("pk")
        if model is Source:
            return cls.of_sources(rows)
        handle = next(
            name for name in ("slug", "number", "key") if name in {field.name for field in model._meta.fields}
        )
        return cls((pk, [str(name)]) for pk, name in rows.values_list("pk", handle))

    @classmethod
    def of_sources(cls, rows) -> "Names":
        """A source is named by its address or, where it has none or shares it, by its title, its key, its number."""
        titles = [column("title", code) for code in settings.LANGUAGE_CODES]
        return cls(
            (pk, [*(name for name in map(str.strip, filter(None, names)) if not NUMBERED.fullmatch(name)), f"#{pk}"])
            for pk, *names in rows.values_list("pk", "url", *titles, "key")
        )

    def pk_of(self, name: str) -> int:
        name = name.strip()
        pk = self.pks.get(name)
        if pk is not None:
            return pk
        if name in self.pks:
            raise ValidationError(
                _("More than one is called “{name}”. Write its number instead, as #12.").format(name=name)
            )
        near = difflib.get_close_matches(name, [known for known in self.pks if len(known) < 100], 1, 0.75)
        message = _("“{name}” is not among what you may choose here.").format(name=shortened(name))
        if near:
            message += " " + _("Did you mean “{name}”?").format(name=near[0])
        raise ValidationError(message)


class Named(Word):
    """Another record, by its name."""

    choices_of: Names

    def clean(self, value, row=None, **kwargs):
        return self.choices_of.pk_of(value) if value.strip() else None

    def render(self, value, obj=None, **kwargs):
        return "" if value is None else self.choices_of.names.get(value, KEEP)


class NamedSeveral(Named):
    """Other records, parted by semicolons. Those that the reader may not know are neither written nor lost."""

    def clean(self, value, row=None, **kwargs):
        return {self.choices_of.pk_of(name) for name in value.split(";") if name.strip()}

    def render(self, value, obj=None, **kwargs):
        return ";".join(sorted(self.choices_of.names[pk] for pk in value or () if pk in self.choices_of.names))

    def hidden(self, value) -> set[int]:
        return {pk for pk in value or () if pk not in self.choices_of.names}


def shortened(text: str) -> str:
    return text if len(text) <= 80 else text[:79] + "…"


def widget_of(field) -> Widget:
    if field.many_to_many:
        return NamedSeveral()
    if field.is_relation:
        return Named()
    if isinstance(field, CodesField):
        return Codes()
    if isinstance(field, models.BooleanField):
        return YesNo()
    if isinstance(field, models.IntegerField):
        return Number(is_whole=True)
    if isinstance(field, models.DecimalField):
        return Number(is_whole=False)
    if isinstance(field, models.DateTimeField):
        return Moment()
    if isinstance(field, models.TimeField):
        return Clock()
    if isinstance(field, PartialDateField):
        return Word(PartialDateFormField(required=False).to_python)
    if field.choices:
        return Word(choices=tuple(value for value, _name in field.flatchoices))
    is_prose = type(field).get_internal_type(field) in ("CharField", "TextField") and not field.validators[1:]
    is_prose = is_prose and not isinstance(field, models.EmailField | models.URLField)
    return Text() if is_prose else Word(field.to_python)


class Column(Field):
    """One column of a table: a field of the model."""

    def __init__(self, field):
        super().__init__(attribute=field.attname if not field.many_to_many else field.name, column_name=field.name)
        self.widget = widget_of(field)
        self.is_several = bool(field.many_to_many)
        self.is_relation = bool(field.is_relation)
        is_text = isinstance(field, models.CharField | models.TextField) and not field.null
        self.empty = "" if is_text else None

    def __deepcopy__(self, memo):
        """Each user's table has choices of its own."""
        other = copy(self)
        other.widget = copy(self.widget)
        return other

    @property
    def is_number(self) -> bool:
        return self.widget.is_number

    def get_value(self, instance):
        return instance.chosen.get(self.column_name, set()) if self.is_several else getattr(instance, self.attribute)

    def text(self, instance) -> str:
        return self.widget.render(self.get_value(instance))

    def value(self, text: str, instance):
        """What a cell says: of a relation, keys. Raises ValidationError."""
        value = self.widget.clean(text)
        if self.is_several:
            return value | self.widget.hidden(self.get_value(instance))
        return self.empty if value in ("", None) else value

    def put(self, instance, value) -> None:
        if self.is_several:
            instance.chosen = {**instance.chosen, self.column_name: value}
        else:
            setattr(instance, self.attribute, value)
