"""Pages of the back office that belong to no single model. The site asks for an account before each of them."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
