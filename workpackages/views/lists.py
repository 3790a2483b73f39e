from django.shortcuts import render

from colabora.caching import public_page
from workpackages.listing import DocumentListing, EventListing, Listing, PracticeListing


def list_page(listing_class: type[Listing], template: str):
    """The page of a filtered list: only what the filters know counts in its address."""

    @public_page(*listing_class.filterset_class.base_filters, "page")
    def view(request):
        listing = listing_class(request.GET)
        page = listing.page(request.GET.get("page"))
        context = {
            "listing": listing,
            "page": page,
            "page_number": page.number,
            "is_unlisted": listing.is_narrowed,
        }
        return render(request, template, context)

    return view


event_list = list_page(EventListing, "workpackages/event_list.html")
practice_list = list_page(PracticeListing, "workpackages/practice_list.html")
document_list = list_page(DocumentListing, "workpackages/document_list.html")
