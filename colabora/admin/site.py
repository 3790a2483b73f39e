"""The admin site: its addresses, and what its fields of choice offer."""

from django.contrib import admin
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.contenttypes.models import ContentType
from django.http import Http404, HttpResponseRedirect
from django.urls import path
from django.utils.translation import gettext_lazy

from partners.permissions import visible


class ChoicesView(AutocompleteJsonView):
    """Offers what the asking field may hold: that may be more than the target's own list shows."""

    def get_queryset(self):
        asking = self.admin_site.admin_of(self.source_field)
        if asking is None or self.source_field.name not in asking.public_choices:
            return super().get_queryset()
        rows = asking.choices_for(self.source_field, self.model_admin.model.objects.all(), self.request.user)
        return self.model_admin.get_search_results(self.request, rows, self.term)[0]


class PortalAdminSite(admin.AdminSite):
    site_header = "CoLabora"
    site_title = "CoLabora"
    index_title = gettext_lazy("What would you like to edit?")
    enable_nav_sidebar = True

    def get_urls(self):
        """Django's own "view on site" would tell the address of any record to anybody with an account."""
        from .urls import urlpatterns  # its views are made of models, which are not there yet when the site is

        urls = [url for url in super().get_urls() if getattr(url, "name", "") != "view_on_site"]
        own = [path(str(url.pattern), self.admin_view(url.callback), name=url.name) for url in urlpatterns]
        view = self.admin_view(self.view_on_site)
        return [path("r/<int:content_type_id>/<int:object_id>/", view, name="view_on_site"), *own, *urls]

    def index(self, request, extra_context=None):
        from .desk import desk_for

        return super().index(request, {"desk": desk_for(request.user), **(extra_context or {})})

    def autocomplete_view(self, request):
        return ChoicesView.as_view(admin_site=self)(request)

    def admin_of(self, field):
        """The admin or inline in whose form a field stands."""
        inlines = (inline for model_admin in self._registry.values() for inline in model_admin.inlines)
        if field.model in self._registry:
            return self._registry[field.model]
        found = next((inline for inline in inlines if inline.model is field.model), None)
        return found and found(field.model, self)

    def view_on_site(self, request, content_type_id, object_id):
        content_type = ContentType.objects.filter(pk=content_type_id).first()
        model = content_type and content_type.model_class()
        if model is None or model not in self._registry or not hasattr(model, "get_absolute_url"):
            raise Http404
        record = visible(model.objects.filter(pk=object_id), request.user).first()
        if record is None:
            raise Http404
        return HttpResponseRedirect(record.get_absolute_url())
