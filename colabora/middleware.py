from django.conf import settings
from django.utils import translation
from django.utils.cache import patch_cache_control

from .languages import current_language, interface_language, page_language

# Addresses of the back office; everything else is public and the same for everybody.
BACK_OFFICE = ("/admin/", "/translate/", "/account/")


class HeadersMiddleware:
    """Gives every answer a permissions policy, and public pages a minute in shared caches."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", settings.PERMISSIONS_POLICY)
        if response.has_header("Cache-Control"):
            return response
        if request.path_info.startswith(BACK_OFFICE):
            patch_cache_control(response, no_store=True, private=True)
        elif request.method in ("GET", "HEAD") and response.status_code in (200, 304, 404):
            response.headers["Cache-Control"] = "max-age=0, s-maxage=60"
        return response


class InterfaceLanguageMiddleware:
    """Shows the back office in the language that each user has chosen, and says of each answer which one it has."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path_info.startswith(BACK_OFFICE):
            chosen = getattr(request.user, "interface_language", "")
            # A language that the site no longer has may still be chosen.
            language = interface_language(chosen if chosen in settings.LANGUAGE_CODES else current_language())
            translation.activate(language)
            request.LANGUAGE_CODE = language
        language = page_language()  # before the answer: what was activated for its sake is not its language
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response
