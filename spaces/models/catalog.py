"""What spaces share: networks and facilities."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from colabora.languages import any_text_constraint


class Network(models.Model):
    """A network of coworking spaces, such as Cowocat Rural. A proper name."""

    slug = models.SlugField(_("address"), unique=True)
    name = models.CharField(_("name"), max_length=80)
    website = models.URLField(_("website"), blank=True)

    owner_path = ""

    class Meta:
        verbose_name = _("network")
        verbose_name_plural = _("networks")
        ordering = ["name"]

    def __str__(self):
        return self.name


class Amenity(models.Model):
    """What a space offers, as a filter knows it."""

    slug = models.SlugField(_("address"), unique=True)
    name = models.CharField(_("name"), max_length=60)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    source_language = models.CharField(
        _("source language"), max_length=10, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE
    )

    owner_path = ""

    class Meta:
        verbose_name = _("amenity")
        verbose_name_plural = _("amenities")
        ordering = ["position", "pk"]
        constraints = [any_text_constraint("name", "amenity_has_name")]

    def __str__(self):
        return self.name
