"""Files of the library: PDF by content, a name of ours, served harmless, gone when withdrawn."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.factories.partners import LocalActionGroupFactory, UserFactory
from tests.factories.workpackages import DocumentFactory
from workpackages.models import Document, DocumentFile
from workpackages.models.document import MAX_FILE_BYTES, check_pdf

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def upload(content=PDF, name="guide.pdf"):
    return SimpleUploadedFile(name, content, "application/pdf")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html><script>alert(1)</script></html>",
        b"MZ" + PDF,
        b"GIF89a" + PDF,
        PDF[:20],
        b"PK\x03\x04" + b"\0" * 100,
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%EOF",
    ],
)
def test_what_is_no_pdf_is_refused_whatever_its_name(content):
    with pytest.raises(ValidationError):
        check_pdf(upload(content))


def test_a_huge_file_is_refused_before_it_is_read():
    class Huge:
        size = MAX_FILE_BYTES + 1

        def read(self, *args):
            raise AssertionError("read")

    with pytest.raises(ValidationError):
        check_pdf(Huge())


def test_a_file_keeps_nothing_of_the_editors_name_and_is_served_harmless(media, client):
    document = DocumentFactory(published=True)
    stored = DocumentFile.objects.create(document=document, file=upload(name="../../etc/évil name.html"), language="fr")

    page = client.get(f"/en/documents/{document.slug}/").content.decode()
    answer = client.get(stored.file.url)

    assert stored.file.name.startswith("documents/")
    assert stored.file.name.endswith(".pdf")
    assert "evil" not in stored.file.name
    assert f'href="{stored.file.url}" download="{document.slug}-fr.pdf"' in page
    assert "Download: PDF, French, 1 KB" in page
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["Content-Disposition"] == "attachment"
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Cache-Control"] == "public, max-age=60"
    assert answer["Content-Language"] == "fr"


def test_the_file_of_a_draft_is_there_for_its_editors_alone(media, client):
    document = DocumentFactory(lag=LocalActionGroupFactory())
    stored = DocumentFile.objects.create(document=document, file=upload(), language="fr")

    assert client.get(stored.file.url).status_code == 404
    client.force_login(UserFactory(staff_of=LocalActionGroupFactory()))
    assert client.get(stored.file.url).status_code == 404
    client.force_login(UserFactory(staff_of=document.lag))
    answer = client.get(stored.file.url)
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store, private")


def test_a_lost_file_does_not_keep_its_document_from_being_edited(media):
    document = DocumentFactory()
    stored = DocumentFile.objects.create(document=document, file=upload(), language="fr")
    (media / stored.file.name).unlink()

    stored.refresh_from_db()
    stored.position = 2
    stored.full_clean()
    stored.save()

    assert DocumentFile.objects.get().position == 2


def test_a_replaced_or_withdrawn_file_is_gone(media, django_capture_on_commit_callbacks):
    document = DocumentFactory(published=True)
    stored = DocumentFile.objects.create(document=document, file=upload(), language="fr")
    first = media / stored.file.name
    with django_capture_on_commit_callbacks(execute=True):
        stored.file = upload()
        stored.save()
    second = media / stored.file.name
    assert (first.exists(), second.exists()) == (False, True)

    with django_capture_on_commit_callbacks(execute=True):
        document.delete()

    assert not second.exists()


def test_a_link_says_what_it_is(client):
    home = DocumentFactory(published=True, url="https://publisher.example/", url_is_home_page=True, url_language="fr")
    lost = DocumentFactory(published=True, how_known="announced")

    html = client.get(f"/en/documents/{home.slug}/").content.decode()
    assert "Home page of the publisher" in html
    assert "The linked page is in French." in html
    html = client.get(f"/en/documents/{lost.slug}/").content.decode()
    assert "No address of the publisher is known to us." in html
    assert "known by name only" in html


def test_a_doi_is_the_address_that_lasts():
    assert DocumentFactory(url="https://x.example/", doi="10.1/x").address == "https://doi.org/10.1/x"


@pytest.mark.parametrize("languages", [5, "ga", [1], [None], [["ga"]], ["xx"], ["ga", "<b>"]])
def test_only_known_codes_are_languages(languages):
    with pytest.raises(ValidationError):
        DocumentFactory.build(languages=languages).full_clean()


def test_languages_are_typed_as_words_and_kept_once():
    field = Document._meta.get_field("languages").formfield()

    assert field.clean("ga,  en ga") == ["ga", "en"]
    assert field.prepare_value(["ga", "en"]) == "ga, en"
    assert not field.has_changed(["ga", "en"], "ga, en")
