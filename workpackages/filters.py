"""What a visitor may ask of the events, the good practices and the library. Which rows match: listing.py."""

import django_filters
from django.utils.translation import gettext_lazy, pgettext_lazy

from colabora.codes import COUNTRIES, LANGUAGE_TAGS
from colabora.pages.synonyms import load_synonyms
from spaces.filters import SlugsFilter
from spaces.models import FormerUse, PlaceSize

from .models import Document, DocumentKind, DocumentRelation, Event, EventKind, GoodPractice

PROJECT, RELATED, UNKNOWN = "colabora", "related", "unknown"
SCOPES = [(PROJECT, gettext_lazy("event of CoLabora")), (RELATED, pgettext_lazy("event", "related"))]


def among(choices, label):
    return django_filters.MultipleChoiceFilter(choices=choices, label=label)


def known(values):
    return [(str(value), str(value)) for value in values]


class SearchFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(method="filter_search", label=gettext_lazy("Search"))

    def filter_search(self, queryset, name, value):
        return queryset.search(value, load_synonyms())


class EventFilter(SearchFilter):
    scope = among(SCOPES, gettext_lazy("Part of the project?"))
    kind = among(EventKind.choices, gettext_lazy("Kind"))
    lag = SlugsFilter(label=gettext_lazy("Partner"))
    work_package = among(known(range(1, 5)), gettext_lazy("Work package"))
    country = among(known(COUNTRIES), gettext_lazy("Country"))
    year = among([*known(range(1990, 2100)), (UNKNOWN, UNKNOWN)], gettext_lazy("Year"))

    class Meta:
        model = Event
        fields: list[str] = []


class PracticeFilter(SearchFilter):
    former_use = among(FormerUse.choices, gettext_lazy("What it was before"))
    place_size = among(
        [*PlaceSize.choices, (UNKNOWN, gettext_lazy("size not recorded"))], gettext_lazy("Size of the place")
    )
    target_group = SlugsFilter(label=gettext_lazy("For whom"))
    country = among(known(COUNTRIES), gettext_lazy("Country"))
    work_package = among(known(range(1, 5)), gettext_lazy("Work package"))

    class Meta:
        model = GoodPractice
        fields: list[str] = []


class DocumentFilter(SearchFilter):
    relation = among(DocumentRelation.choices, gettext_lazy("Relation to the project"))
    kind = among(DocumentKind.choices, gettext_lazy("Kind"))
    language = among(known(LANGUAGE_TAGS), gettext_lazy("Language"))
    target_group = SlugsFilter(label=gettext_lazy("For whom"))
    work_package = among(known(range(1, 5)), gettext_lazy("Work package"))

    class Meta:
        model = Document
        fields: list[str] = []
