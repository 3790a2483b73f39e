"""The page of the back office that lists the links to other websites, to each what stands in records of theirs."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from django.apps import apps
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from colabora.admin.pages import back_office_page
from colabora.caching import APPS
from partners.permissions import VIEW, editable, leads, may, visible

from .models import Group, LinkPlace, OutsideLink

PER_PAGE = 50
RECORDS_NAMED = 6
TO_LOOK_AT = (Group.BROKEN, Group.MOVED, Group.UNCLEAR, Group.ONCE)


def outside_links(request):
    if not may(request.user, VIEW, OutsideLink):
        raise Http404
    links = links_of(request.user).with_group()
    counts = Counter(dict(links.order_by().values_list("group").annotate(Count("pk"))))
    chosen = request.GET.get("state", "")
    chosen = chosen if chosen in Group.values else ""
    shown = links.filter(group__in=[chosen] if chosen else TO_LOOK_AT)
    page = Paginator(shown, PER_PAGE).get_page(request.GET.get("page"))
    name_records(page.object_list, request.user)
    return back_office_page(
        request, "admin/outlinks.html", _("Links to other websites"), page=page, chosen=chosen,
        choices=[("", _("To look at"), sum(counts[group] for group in TO_LOOK_AT))]
        + [(group.value, group.label, counts[group]) for group in Group],
        sees_all=leads(request.user),
    )  # fmt: skip


def broken_for(user) -> int:
    """How many broken links the user can mend: those of sources are the coordinator's."""
    places = places_of(user) if leads(user) else places_of(user).filter(source_pk=None)
    return OutsideLink.objects.filter(pk__in=places.values("link")).broken().count()


def links_of(user):
    return OutsideLink.objects.filter(pk__in=places_of(user).values("link"))


def places_of(user):
    """Where links stand in records that the user may edit."""
    places = LinkPlace.objects.all()
    if leads(user):
        return places
    models = [model for label in APPS for model in apps.get_app_config(label).get_models()]
    kinds = ContentType.objects.get_for_models(*filter(admin.site.is_registered, models))
    mine = Q(pk__in=[])
    for model, kind in kinds.items():
        mine |= Q(content_type=kind, object_id__in=editable(model._default_manager.all(), user).order_by().values("pk"))
    return places.filter(mine)


@dataclass
class Record:
    """A record as the list names it; without an address where the user may read but not edit it."""

    name: str
    kind: str
    address: str
    holds_it: bool


def name_records(links, user) -> None:
    """Gives each link its `.records`, as far as the user may see them, and `.more`, the number of others of these."""
    places = list(LinkPlace.objects.filter(link__in=list(links)))
    rows = defaultdict(set)
    for place in places:
        rows[place.content_type_id].add(place.object_id)
    named = {key: record for kind, pks in rows.items() for key, record in records(kind, pks, user)}
    for link in links:
        found = [
            Record(*named[place.content_type_id, place.object_id], holds_it=place.source_pk is None)
            for place in places
            if place.link_id == link.pk and (place.content_type_id, place.object_id) in named
        ]
        found.sort(key=lambda record: (not record.holds_it, not record.address, record.kind, record.name))
        link.records, link.more = found[:RECORDS_NAMED], len(found) - RECORDS_NAMED


def records(kind: int, pks, user):
    model = ContentType.objects.get_for_id(kind).model_class()
    named_with = admin.site.get_model_admin(model).list_select_related
    rows = visible(model._default_manager.filter(pk__in=pks), user)
    if isinstance(named_with, (list, tuple)):
        rows = rows.select_related(*named_with)
    mine = set(editable(model._default_manager.filter(pk__in=pks), user).values_list("pk", flat=True))
    page = f"admin:{model._meta.app_label}_{model._meta.model_name}_change"
    for row in rows:
        address = reverse(page, args=[row.pk]) if row.pk in mine else ""
        yield (kind, row.pk), (str(row), str(model._meta.verbose_name), address)
