"""What a report is about: a period, groups, a language."""

from dataclasses import dataclass

from django.db.models import Q

from partners.models import LocalActionGroup

from .period import Period


@dataclass(frozen=True)
class Scope:
    period: Period
    lags: list[LocalActionGroup]
    # Whether these are all groups: then what belongs to no group is reported, too.
    is_whole: bool
    language: str

    def of(self, queryset, *paths: str):
        """The rows that one of the paths leads from to one of the groups, each once."""
        if self.is_whole:
            return queryset
        theirs = Q()
        for path in paths:
            theirs |= Q(**{f"{path}__in": [lag.pk for lag in self.lags]})
        return queryset.filter(pk__in=queryset.model.objects.order_by().filter(theirs).values("pk"))

    def owned(self, queryset):
        """The rows that belong to one of the groups."""
        path = queryset.model.owner_path
        if self.is_whole:
            return queryset
        return self.of(queryset, path) if path else queryset.none()
