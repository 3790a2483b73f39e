"""Finds every address of another website in the content, drafts included, and the records in which it stands."""

from functools import lru_cache
from html.parser import HTMLParser
from urllib.parse import urldefrag, urlsplit

from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models import Q
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from modeltranslation.utils import get_translation_fields

from colabora.caching import APPS
from colabora.prose import markdown_to_html
from colabora.sources.models import Citation, Source

from .models import LinkPlace, OutsideLink, digest_of


class _Links(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag, attrs):
        if tag == "a":
            self.found += [value for name, value in attrs if name == "href" and value]


def links_in(text: str) -> list[str]:
    """The addresses to which a Markdown text leads, as its readers get them."""
    parser = _Links()
    parser.feed(markdown_to_html(text, settings.LANGUAGE_CODE))
    parser.close()
    return parser.found


def outside(url: str) -> str:
    """The address without its part after the #, or nothing where it is no address of another website."""
    try:
        url = urldefrag(url.strip()).url
        parts = urlsplit(url)
        own = urlsplit(settings.SITE_URL).hostname
        is_outside = parts.scheme in ("http", "https") and parts.hostname not in (None, "", own)
    except ValueError:  # such as an unfinished IPv6 address: no browser opens it either
        return ""
    return url if is_outside else ""


@lru_cache
def columns_with_links(model) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The columns that hold an address, and those that hold Markdown."""
    addresses = (field.name for field in model._meta.fields if isinstance(field, models.URLField))
    formatted = getattr(model, "markdown_fields", ())
    texts = (name for field in formatted for name in get_translation_fields(field))
    return tuple(addresses), tuple(texts)


def addresses_of(record) -> set[str]:
    """The outside addresses that a record itself holds."""
    addresses, texts = columns_with_links(type(record))
    found = [getattr(record, name) or "" for name in addresses]
    found.append(getattr(record, "doi_address", ""))
    for name in texts:
        text = getattr(record, name) or ""
        if "://" in text:
            found += links_in(text)
    return {url for url in map(outside, found) if url}


def holders() -> list[type[models.Model]]:
    """The models whose rows may hold an outside address."""
    candidates = [model for label in APPS for model in apps.get_app_config(label).get_models()]
    return [model for model in candidates if any(columns_with_links(model))]


def record_key(model) -> tuple[type[models.Model], str]:
    """In which model's form a model is edited, and the column that names the record: its own or its parent's."""
    if admin.site.is_registered(model):
        return model, "pk"
    parents = {
        field.name: field
        for field in model._meta.fields
        if field.is_relation and field.related_model is not Source and admin.site.is_registered(field.related_model)
    }
    owner = getattr(model, "owner_path", "").split("__")[0]
    parent = parents.get(owner) or next(iter(parents.values()))
    return parent.related_model, parent.attname


Places = dict[tuple[str, int, int], int | None]  # (address, content type, record) → the source between them, if any


def places_of_records() -> Places:
    """What stands in the records' own texts."""
    places: Places = {}
    for model in holders():
        root, key = record_key(model)
        kind = ContentType.objects.get_for_model(root).pk
        columns = [name for names in columns_with_links(model) for name in names]
        also = [name for name in ("doi", key) if name != "pk" and hasattr(model, name)]
        for record in model._base_manager.only(*columns, *also).iterator(chunk_size=500):
            for url in addresses_of(record):
                places[url, kind, getattr(record, key)] = None
    return places


def places_of_sources() -> Places:
    """The addresses of the sources on which records and their statements rest."""
    places: Places = {}
    addresses = {pk: outside(url) for pk, url in Source.objects.exclude(url="").values_list("pk", "url")}
    for relation in Source._meta.related_objects:
        model, name = relation.related_model, relation.field.attname
        if model._meta.app_label not in APPS:
            continue
        rows = model._base_manager.exclude(**{name: None}).order_by("pk")
        if model is Citation:
            found = rows.values_list("content_type_id", "object_id", name)
        else:
            root, key = record_key(model)
            kind = ContentType.objects.get_for_model(root).pk
            found = ((kind, pk, source) for pk, source in rows.values_list(key, name))
        for kind, pk, source in found:
            if addresses.get(source):
                places.setdefault((addresses[source], kind, pk), source)
    return places


@transaction.atomic
def collect() -> int:
    """Brings the list of links in line with the content. Returns how many there are."""
    wanted = places_of_sources() | places_of_records()
    links = OutsideLink.objects.add({url for url, _kind, _pk in wanted})
    present, stale = set(), []
    for place in LinkPlace.objects.select_related("link"):
        key = (place.link.url, place.content_type_id, place.object_id)
        if key in wanted and wanted[key] == place.source_pk:
            present.add(key)
        else:
            stale.append(place.pk)
    LinkPlace.objects.filter(pk__in=stale).delete()
    LinkPlace.objects.bulk_create(
        (
            LinkPlace(link=links[url], content_type_id=kind, object_id=pk, source_pk=source)
            for (url, kind, pk), source in wanted.items()
            if (url, kind, pk) not in present
        ),
        batch_size=500,
    )
    OutsideLink.objects.filter(places=None).delete()
    return len(links)


def places_at(record):
    kind = ContentType.objects.get_for_model(record)
    at = Q(content_type=kind, object_id=record.pk, source_pk=None)
    if isinstance(record, Source):
        at |= Q(source_pk=record.pk)
    return LinkPlace.objects.filter(at)


@receiver(post_save)
def forget_what_was_mended(sender, instance, raw=False, **kwargs):
    """By whatever path an address is changed, the list of broken links names it no longer. New ones come at night."""
    if not raw and sender._meta.app_label in APPS and any(columns_with_links(sender)):
        now = [digest_of(url) for url in addresses_of(instance)]
        places_at(instance).exclude(link__digest__in=now).delete()


@receiver(post_delete)
def forget_what_was_deleted(sender, instance, **kwargs):
    if sender._meta.app_label in APPS and admin.site.is_registered(sender):
        kind = ContentType.objects.get_for_model(sender)
        LinkPlace.objects.filter(content_type=kind, object_id=instance.pk).delete()
