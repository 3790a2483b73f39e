from itertools import groupby

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from colabora import structured
from colabora.caching import public_page
from colabora.detail import ContentDetailView
from colabora.sources.display import find_library, number_sources
from workpackages.models import Finding, Question, TargetGroup, WorkPackage, Yield


@public_page()
def research(request):
    """What research says, by question."""
    findings = list(Finding.objects.public().select_related("source", "document"))
    sources = number_sources(findings)
    find_library(sources)
    context = {
        "questions": [
            {"name": name, "label": Question(name).label, "findings": list(found)}
            for name, found in groupby(findings, key=lambda finding: finding.question)
        ],
        "sources": sources,
        "package": WorkPackage.objects.published().filter(activities__yields=Yield.RESEARCH).first(),
        "target_groups": TargetGroup.objects.published(),
        "structured": [structured.breadcrumbs((_("What research says"), reverse("workpackages:research")))],
    }
    return render(request, "workpackages/research.html", context)


@public_page()
def argument_list(request):
    groups = TargetGroup.objects.published().prefetch_related("arguments")
    return render(request, "workpackages/argument_list.html", {"target_groups": groups})


class ArgumentDetailView(ContentDetailView):
    model = TargetGroup
    template_name = "workpackages/argument_detail.html"
    title_field, description_field = "heading", "intro"

    def get_context_data(self, **kwargs):
        group = self.object
        arguments = list(group.arguments.all())
        cases = [case.practice for case in group.cases.all() if case.practice.is_published]
        sources = number_sources(arguments, group.citations.all())
        find_library(sources)
        return super().get_context_data(
            arguments=arguments,
            cases=cases,
            contacts=contacts(group, cases),
            others=TargetGroup.objects.published().exclude(pk=group.pk),
            sources=sources,
            structured=[
                structured.breadcrumbs(
                    (_("Reasons for coworking"), reverse("workpackages:argument-list")),
                    (structured.words(group, "name"), group.get_absolute_url()),
                )
            ],
            **kwargs,
        )


def contacts(group, cases) -> list:
    """Who to ask: the groups in whose areas the cases lie, then those that moderate the work package."""
    moderators = [moderation.lag for moderation in group.work_package.moderations.all()]
    lags = [*(case.lag for case in cases), *moderators]
    return list({lag.pk: lag for lag in lags if lag.is_published}.values())
