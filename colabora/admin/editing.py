"""What the widgets of the editing forms ask the server while somebody types. For every account of the back office."""

from math import isfinite

from django.conf import settings
from django.http import HttpResponse, HttpResponseBadRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from colabora.languages import country_name, current_language
from colabora.prose import markdown_to_html
from spaces.towns import Town, find_towns, towns_in

MOST_MARKDOWN = 50_000  # characters: about 25 printed pages
MOST_FOUND = 8
MOST_LABELS = 60


@require_POST
def markdown_preview(request):
    """A Markdown text as HTML, by the very filter that renders the public page."""
    text = request.POST.get("text", "")
    if len(text) > MOST_MARKDOWN:
        return HttpResponseBadRequest(_("This text is too long for a preview."), content_type="text/plain")
    language = request.POST.get("language", "")
    if language not in settings.LANGUAGE_CODES:
        language = current_language()
    return HttpResponse(markdown_to_html(text, language))


@require_GET
def towns(request):
    """Places by the beginning of their name (`q`), or the biggest in a piece of the map (`bbox`, in degrees)."""
    if "bbox" in request.GET:
        bbox = bounding_box(request.GET["bbox"])
        if bbox is None:
            return JsonResponse({"error": "bbox: west,south,east,north in degrees"}, status=400)
        found = towns_in(*bbox, limit=MOST_LABELS)
    else:
        found = find_towns(request.GET.get("q", ""), MOST_FOUND)
    return JsonResponse({"towns": [as_json(town) for town in found]})


def as_json(town: Town) -> dict:
    where = (town.region, country_name(town.country, current_language()))
    return {
        "name": town.name,
        "found_as": town.found_as,
        "where": ", ".join(name for name in where if name),
        "latitude": town.latitude,
        "longitude": town.longitude,
    }


def bounding_box(text: str) -> tuple[float, float, float, float] | None:
    """West, south, east, north; None for what is no piece of this planet."""
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        return None
    is_on_earth = all(map(isfinite, (west, south, east, north))) and -90 <= south <= north <= 90
    return (west, south, east, north) if is_on_earth and -180 <= west <= east <= 180 else None
