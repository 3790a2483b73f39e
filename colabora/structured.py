"""What a page says of itself to machines, in the words of schema.org. Only what the page itself shows."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from .languages import country_name, current_language, is_foreign, translated

CONTEXT = "https://schema.org"


def absolute(path: str) -> str:
    return settings.SITE_URL + path


def without_blanks(data: dict) -> dict:
    return {key: value for key, value in data.items() if value not in (None, "", [], {})}


def with_language(text: str, language: str) -> str | dict:
    """A text as it is or, in another language than the page's, as a value that names it (JSON-LD 1.1, 4.2.4).

    Not for proper names, which are plain in every language.
    """
    return {"@value": text, "@language": language} if text and is_foreign(language) else text


def words(record, field: str):
    """A field in the reader's language; a fallback says which it is in."""
    return with_language(*translated(record, field))


def website() -> dict:
    return {
        "@context": CONTEXT,
        "@type": "WebSite",
        "name": "CoLabora",
        "url": absolute(reverse("home")),
        "inLanguage": current_language(),
        "description": str(settings.SITE_LINE),
    }


def breadcrumbs(*steps: tuple[str | dict, str]) -> dict:
    """Each step is a name, or what words() makes of one, and a path; home comes first by itself."""
    steps = ((_("Home"), reverse("home")), *steps)
    return {
        "@context": CONTEXT,
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": text_of(name), "item": absolute(path)}
            for position, (name, path) in enumerate(steps, 1)
        ],
    }


def text_of(name) -> str | dict:
    return name if isinstance(name, dict) else str(name)


def geo(record) -> dict:
    if record.latitude is None:
        return {}
    return {"@type": "GeoCoordinates", "latitude": float(record.latitude), "longitude": float(record.longitude)}


def address(record, place: str, street: str = "", region: str = "") -> dict:
    return without_blanks(
        {
            "@type": "PostalAddress",
            "streetAddress": street,
            "addressLocality": place,
            "addressRegion": region,
            "addressCountry": record.country,
        }
    )


def space_name(record) -> str | dict:
    return record.name or words(record, "heading")


def space(record) -> dict:
    """An open space is a business that one can visit; a plan or a trial that is over is only a place."""
    is_open = record.operation == "open"
    return without_blanks(
        {
            "@context": CONTEXT,
            "@type": "LocalBusiness" if is_open else "Place",
            "@id": absolute(record.get_absolute_url()) + "#space",
            "name": space_name(record),
            "description": words(record, "summary"),
            "url": absolute(record.get_absolute_url()),
            "sameAs": record.website,
            "address": address(record, record.place, record.address, words(record, "region")),
            "geo": geo(record),
            "email": record.contact_email,
            "telephone": record.contact_phone,
            "image": [absolute(photo.sizes[-1][1]) for photo in record.photos.all()],
            "amenityFeature": [
                {"@type": "LocationFeatureSpecification", "name": words(amenity, "name"), "value": True}
                for amenity in record.amenities.all()
            ],
        }
    )


def local_action_group(record) -> dict:
    return without_blanks(
        {
            "@context": CONTEXT,
            "@type": "Organization",
            "@id": absolute(record.get_absolute_url()) + "#group",
            "name": record.official_name,
            "alternateName": record.short_name,
            "description": words(record, "tagline"),
            "url": record.website or absolute(record.get_absolute_url()),
            "email": record.contact_email,
            "address": address(record, record.main_place, record.contact_address, words(record, "region")),
        }
    )


def project(record) -> dict:
    return {
        "@context": CONTEXT,
        "@type": "Project",
        "name": record.name,
        "alternateName": words(record, "title"),
        "description": words(record, "summary"),
        "url": settings.PROJECT_WEBSITE,
    }


def glossary(terms) -> dict:
    return {
        "@context": CONTEXT,
        "@type": "DefinedTermSet",
        "name": _("Glossary"),
        "url": absolute(reverse("glossary")),
        "encoding": {
            "@type": "MediaObject",
            "encodingFormat": "text/csv",
            "contentUrl": absolute(reverse("glossary-csv")),
        },
        "hasDefinedTerm": [
            {
                "@type": "DefinedTerm",
                "name": words(term, "term"),
                "description": words(term, "definition"),
                "url": absolute(term.get_absolute_url()),
            }
            for term in terms
        ],
    }


EVENT_STATUS = {"planned": "EventScheduled", "held": "EventScheduled", "cancelled": "EventCancelled"}
ATTENDANCE = {
    "on-site": "OfflineEventAttendanceMode",
    "online": "OnlineEventAttendanceMode",
    "both": "MixedEventAttendanceMode",
}


def event(record) -> dict:
    """An event, if its date is known at all: schema.org knows none without."""
    if not record.start:
        return {}
    url = absolute(record.get_absolute_url())
    country = record.country or (record.host.country if record.host else "")
    places = []
    if record.mode != "online" and country:
        place = {"@type": "PostalAddress", "addressLocality": record.place, "addressCountry": country}
        name = record.place or country_name(country, current_language())
        places.append({"@type": "Place", "name": name, "address": without_blanks(place), "geo": geo(record)})
    if record.mode != "on-site":
        places.append({"@type": "VirtualLocation", "url": record.website or url})
    return without_blanks(
        {
            "@context": CONTEXT,
            "@type": "Event",
            "@id": url + "#event",
            "name": words(record, "title"),
            "alternateName": with_language(record.original_title, record.original_language),
            "description": words(record, "summary"),
            "url": url,
            "startDate": record.starts.isoformat() if record.starts else record.start,
            "endDate": record.ends.isoformat() if record.ends else record.end,
            "eventStatus": f"{CONTEXT}/{EVENT_STATUS[record.status]}",
            "eventAttendanceMode": f"{CONTEXT}/{ATTENDANCE[record.mode]}",
            "location": [without_blanks(place) for place in places],
            "organizer": host(record.host),
        }
    )


def host(lag) -> dict:
    if lag is None or not lag.is_published:
        return {}
    return {"@type": "Organization", "name": lag.official_name, "url": absolute(lag.get_absolute_url())}


AUTHOR = {"@type": "Organization", "name": "CoLabora", "url": settings.PROJECT_WEBSITE}


def practice(record, statements) -> dict:
    """A case as an article, with the works that it rests on."""
    return without_blanks(
        {
            "@context": CONTEXT,
            "@type": "Article",
            "@id": absolute(record.get_absolute_url()) + "#practice",
            "headline": words(record, "title"),
            "description": words(record, "summary"),
            "url": absolute(record.get_absolute_url()),
            "inLanguage": translated(record, "summary")[1],
            "datePublished": record.published_at.date().isoformat() if record.published_at else "",
            "dateModified": record.updated_at.date().isoformat(),
            "author": AUTHOR,
            "publisher": AUTHOR,
            "citation": list(dict.fromkeys(row.source.url for row in statements if row.source.url)),
        }
    )


def dataset(name, description, path: str, csv: str, covers: str) -> dict:
    """A table that anyone may take home; `covers` is an interval of ISO 8601. The terms stand on “About the data”."""
    return {
        "@context": CONTEXT,
        "@type": "Dataset",
        "@id": absolute(path) + "#data",
        "name": str(name),
        "description": str(description),
        "url": absolute(path),
        "inLanguage": current_language(),
        "creator": AUTHOR,
        "isAccessibleForFree": True,
        "usageInfo": absolute(reverse("about-data")),
        "temporalCoverage": covers,
        "distribution": [{"@type": "DataDownload", "encodingFormat": "text/csv", "contentUrl": absolute(csv)}],
    }


# What schema.org calls some kinds of works; it asks of an article for authors, whom this portal does not name.
WORKS = {"website": "WebSite", "network-website": "WebSite", "poster": "Poster"}


def document_name(record) -> str | dict:
    """The title as published or, where a work has none, our description of it."""
    return with_language(record.title, record.title_language) if record.title else words(record, "gloss")


def document(record) -> dict:
    return without_blanks(
        {
            "@context": CONTEXT,
            "@type": WORKS.get(record.kind, "CreativeWork"),
            "@id": absolute(record.get_absolute_url()) + "#work",
            "name": document_name(record),
            "description": words(record, "summary"),
            "url": record.address or absolute(record.get_absolute_url()),
            "identifier": record.doi_address,
            "inLanguage": record.languages,
            "datePublished": record.date,
            "license": record.licence if record.licence.startswith("http") else "",
            "creditText": words(record, "publisher"),
        }
    )
