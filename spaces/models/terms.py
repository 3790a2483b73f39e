"""The words of the registry: what a space may be, and how much is known of it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Relation(models.TextChoices):
    """How a space is related to the seven areas. The line between "in" and "near" follows the sources."""

    PARTICIPANT = "project-participant", _("took part in CoLabora")
    IN_AREA = "in-lag-area", _("in a partner area")
    NEARBY = "near-lag-area", _("near a partner area")
    NETWORK = "network", _("in a partner’s network")
    FURTHER = "wider-region", _("example further away")


# Counted first; what is nearby or further away is counted apart.
IN_THE_PROJECT = (Relation.PARTICIPANT, Relation.IN_AREA)


class OperatorKind(models.TextChoices):
    PUBLIC = "public", _("public body")
    ASSOCIATION = "association", _("association or cooperative")
    COMMUNITY = "community", _("local community")
    SOCIAL = "social-enterprise", _("social enterprise")
    PRIVATE = "private", _("private company")
    UNIVERSITY = "university", _("university")


class FormerUse(models.TextChoices):
    """What a building was before it became a coworking space."""

    SCHOOL = "school", _("school")
    LIBRARY = "library", _("library")
    STATION = "station", _("railway station")
    # Translators: the house of a parish priest
    RECTORY = "rectory", _("rectory")
    MANOR = "manor", _("manor house")
    SHOP = "shop", _("shop")
    FARM = "farm", _("farm")
    # Translators: a building for animals
    STABLE = "stable", _("stable")
    # Translators: for small children, not for plants
    NURSERY = "nursery", _("nursery")
    TOWN_HALL = "town_hall", _("council offices")
    FACTORY = "factory", _("factory")
    HOTEL = "hotel", _("hotel")
    OTHER = "other", _("something else")


class CoordinatePrecision(models.TextChoices):
    PLACE = "place-centre", _("centre of the place")
    NEARBY = "nearby-place", _("a neighbouring place")


class PlaceSize(models.TextChoices):
    """How many people live in the place: a case from a village of the same size is the one to read."""

    HAMLET = "under-500", _("under 500 inhabitants")
    VILLAGE = "500-1999", _("500 to 1,999 inhabitants")
    SMALL_TOWN = "2000-9999", _("2,000 to 9,999 inhabitants")
    TOWN = "10000-and-over", _("10,000 inhabitants and over")


def place_size(population: int | None) -> str:
    if population is None:
        return ""
    bounds = ((500, PlaceSize.HAMLET), (2000, PlaceSize.VILLAGE), (10000, PlaceSize.SMALL_TOWN))
    return next((size for below, size in bounds if population < below), PlaceSize.TOWN)


class Event(models.TextChoices):
    # Translators: what a report says of a space; this: something that came before it
    FORERUNNER = "forerunner", _("forerunner")
    PLANNED = "planned", _("planned")
    # Translators: of a space: money was granted to it
    FUNDED = "funded", _("funded")
    OPENED = "opened", _("opened")
    IN_USE = "in_use", _("in use")
    # Translators: a space that was there for some weeks or months, to try it out
    POP_UP = "pop_up", _("trial")
    MOVED = "moved", _("moved")
    CHANGED = "changed", _("changed")
    # Translators: of a space: a report names it, and says nothing more
    MENTIONED = "mentioned", _("mentioned")
    CONFIRMED = "confirmed", _("confirmed")
    CLOSED = "closed", _("closed")
