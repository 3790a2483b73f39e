"""Short references to records of many models, fetched in one query: what a page names and links, and no more."""

from dataclasses import dataclass
from typing import NamedTuple

from django.conf import settings
from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import Cast

from .languages import column

COLUMNS = ("slug", "name", "name_language", "date", "end", "date_qualifier", "status", "kind", "note")


class Linked(NamedTuple):
    """Rows to link, and where each column of a link comes from; a blank column name gives a blank."""

    rows: QuerySet
    title: str = "title"
    name: str = ""
    name_language: str = ""
    date: str = ""
    end: str = ""
    date_qualifier: str = ""
    status: str = ""
    kind: str = ""
    note: str = ""
    # The foreign key to the record whose page is linked, if the rows have none of their own.
    page: str = ""

    @property
    def model(self) -> type:
        model = self.rows.model
        return model._meta.get_field(self.page).related_model if self.page else model

    @property
    def slug(self) -> str:
        return f"{self.page}__slug" if self.page else "slug"


@dataclass
class Link:
    """As much of a record as a line about it needs: its own name or, where that is blank, its translated title."""

    model: type
    slug: str
    name: str
    name_language: str
    date: str
    end: str
    date_qualifier: str
    status: str
    kind: str
    note: str

    @property
    def kind_in_words(self) -> str:
        return self.model(kind=self.kind).get_kind_display()

    def get_absolute_url(self) -> str:
        return self.model(slug=self.slug).get_absolute_url()


def links(**groups: Linked) -> dict[str, list[Link]]:
    """The links of each group, in one query for all of them; newest first, undated last."""
    first, *others = (_values(name, group) for name, group in groups.items())
    found = {name: [] for name in groups}
    for row in first.union(*others):
        name = row["link_group"]
        link = Link(groups[name].model, *(row[f"link_{part}"] or "" for part in COLUMNS))
        for code in settings.LANGUAGE_CODES:
            title = column("title", code)
            setattr(link, title, row[f"link_{title}"])
        found[name].append(link)
    for rows in found.values():
        rows.sort(key=lambda link: (link.date, link.slug), reverse=True)
    return found


def _values(name: str, group: Linked):
    columns = {"link_group": Value(name, CharField())}
    for part in COLUMNS:
        source = getattr(group, part)
        columns[f"link_{part}"] = Cast(source, CharField()) if source else Value("", CharField())
    for code in settings.LANGUAGE_CODES:
        columns[f"link_{column('title', code)}"] = F(column(group.title, code))
    # Named after annotating: modeltranslation's own values() would add every field to a call without names.
    return group.rows.order_by().annotate(**columns).values(*columns).distinct()
