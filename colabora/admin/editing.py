"""What the widgets of the editing forms ask the server while somebody types. For every account of the back office."""

from django.conf import settings
from django.http import HttpResponse, HttpResponseBadRequest
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from colabora.languages import current_language
from colabora.prose import markdown_to_html

MOST_MARKDOWN = 50_000  # characters: about 25 printed pages


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
