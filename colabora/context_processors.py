from django.conf import settings

from .languages import page_language


def site(request):
    return {
        "LANGUAGE_CODE": page_language(),  # not always the language of the address, which Django means
        "SITE_URL": settings.SITE_URL,
        "PROJECT_WEBSITE": settings.PROJECT_WEBSITE,
        "SITE_LINE": settings.SITE_LINE,
    }
