from django.conf import settings


def site(request):
    return {"SITE_URL": settings.SITE_URL, "PROJECT_WEBSITE": settings.PROJECT_WEBSITE, "SITE_LINE": settings.SITE_LINE}
