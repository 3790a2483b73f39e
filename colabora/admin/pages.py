"""Pages of the back office that are not forms of one model."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse


def back_office_page(request: HttpRequest, template: str, title: str, status: int = 200, **context) -> HttpResponse:
    """A page with the admin's head, account menu and breadcrumbs. Its template extends "admin/page.html"."""
    context = {**admin.site.each_context(request), "title": title, **context}
    return TemplateResponse(request, template, context, status=status)
