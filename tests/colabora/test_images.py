import contextlib
import io

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from colabora.images import MAX_BYTES, read_picture
from spaces.models import SpacePhoto
from tests.factories.partners import UserFactory
from tests.factories.spaces import SpaceFactory
from tests.partners.test_permissions import address, form_data, sign_in


def picture_file(size=(1000, 600), form="JPEG", **options):
    buffer = io.BytesIO()
    Image.new("RGB", size, "teal").save(buffer, form, **options)
    return buffer.getvalue()


def noisy_picture(form):
    buffer = io.BytesIO()
    Image.effect_noise((200, 200), 80).save(buffer, form)
    return buffer.getvalue()


def upload(content, name="photo.jpg"):
    return SimpleUploadedFile(name, content)


@pytest.fixture
def media(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_pictures_are_known_by_content_not_by_name(form):
    assert read_picture(upload(picture_file(form=form), "photo.exe")).size == (1000, 600)


def test_a_picture_is_turned_upright_and_kept_without_its_metadata():
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x8825] = {1: "N", 2: (46.0, 10.0, 18.0)}  # GPS
    picture = read_picture(upload(picture_file(exif=exif)))

    assert picture.size == (600, 1000)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
        ("a.eps", b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\nshowpage\n"),
        ("a.gif", b"GIF89a\x01\x00\x01\x00\x00\x00\x00;"),
        ("a.jpg", b"<html><script>alert(1)</script></html>"),
        ("a.jpg", picture_file()[:500]),
        ("a.png", noisy_picture("PNG")[:4000]),
        ("a.jpg", b""),
    ],
)
def test_what_is_no_whole_picture_is_refused_with_a_message(name, content):
    with pytest.raises(ValidationError, match="not a complete"):
        read_picture(upload(content, name))


def test_too_many_pixels_are_refused_before_decoding(monkeypatch):
    bomb = picture_file((9000, 9000), "PNG")
    monkeypatch.setattr(Image.Image, "load", lambda self: pytest.fail("decoded"))

    with pytest.raises(ValidationError, match="too many pixels"):
        read_picture(upload(bomb, "bomb.png"))


def test_too_many_bytes_are_refused():
    with pytest.raises(ValidationError, match="10 MB"):
        read_picture(upload(b"x" * (MAX_BYTES + 1)))


@settings(max_examples=50, deadline=None)
@given(st.binary(max_size=300), st.integers(0, 400))
def test_a_damaged_picture_is_a_message_never_an_error(garbage, at):
    good = picture_file((40, 30))
    with contextlib.suppress(ValidationError):
        read_picture(upload(good[:at] + garbage + good[at:]))


@pytest.mark.django_db
def test_an_editors_photo_is_stored_in_all_sizes_and_shown(media, client, django_capture_on_commit_callbacks):
    space = SpaceFactory(published=True)
    editor = sign_in(UserFactory(staff_of=space.lag))
    url = address(space, "change", space.pk)
    data = form_data(editor, url) | {
        "photos-TOTAL_FORMS": "1",
        "photos-0-file": upload(picture_file((2000, 1200)), "../../etc/passwd.jpg"),
        "photos-0-alt_en": "Six desks by a window",
        "photos-0-credit": "A photographer’s office",
        "photos-0-position": "1",
    }

    assert editor.post(url, data).status_code == 302

    photo = space.photos.get()
    assert (photo.width, photo.height) == (1600, 960)
    assert sorted(path.stat().st_size > 0 for path in media.rglob("*.webp")) == [True] * 4
    for path in media.rglob("*.webp"):
        assert path.parent == media / "pictures"
        assert not Image.open(path).getexif()
    html = client.get(space.get_absolute_url()).content.decode()
    assert 'width="1600" height="960" alt="Six desks by a window"' in html
    assert f"{photo.file.url} 1600w" in html
    served = client.get(photo.small_url)
    assert "sandbox" in served["Content-Security-Policy"]
    assert served["Content-Disposition"].startswith("inline")
    with django_capture_on_commit_callbacks(execute=True):
        photo.delete()
    assert not list(media.rglob("*.webp"))


@pytest.mark.django_db
def test_a_refused_file_leaves_nothing_behind_and_says_why(media):
    space = SpaceFactory()
    editor = sign_in(UserFactory(staff_of=space.lag))
    url = address(space, "change", space.pk)
    data = form_data(editor, url) | {
        "photos-TOTAL_FORMS": "1",
        "photos-0-file": upload(b"<svg/>", "logo.svg"),
        "photos-0-alt_en": "Logo",
        "photos-0-credit": "x",
        "photos-0-position": "1",
    }

    response = editor.post(url, data)

    assert "not a complete JPEG" in response.content.decode()
    assert not SpacePhoto.objects.exists()
    assert not [path for path in media.rglob("*") if path.is_file()]


@pytest.mark.django_db
def test_a_photo_without_words_is_refused(media):
    space = SpaceFactory()
    editor = sign_in(UserFactory(staff_of=space.lag))
    url = address(space, "change", space.pk)
    data = form_data(editor, url) | {
        "photos-TOTAL_FORMS": "1",
        "photos-0-file": upload(picture_file()),
        "photos-0-credit": "x",
        "photos-0-position": "1",
    }

    assert editor.post(url, data).status_code == 200
    assert not SpacePhoto.objects.exists()
    assert not [path for path in media.rglob("*") if path.is_file()]


def test_the_several_pictures_of_a_phone_in_one_file_are_a_photo():
    buffer = io.BytesIO()
    one = Image.new("RGB", (300, 200), "teal")
    one.save(buffer, "MPO", save_all=True, append_images=[one])

    assert read_picture(upload(buffer.getvalue())).size == (300, 200)


@pytest.mark.parametrize("chunk", [b"zTXt", b"iTXt"])
def test_a_chunk_that_inflates_is_a_message(chunk):
    import struct
    import zlib

    body = b"Comment\x00\x00" + (b"\x00\x00\x00" if chunk == b"iTXt" else b"") + zlib.compress(b"x" * 3_000_000)
    if chunk == b"iTXt":
        body = b"Comment\x00\x01\x00\x00\x00" + zlib.compress(b"x" * 3_000_000)
    good = picture_file((20, 20), "PNG")
    part = struct.pack(">I", len(body)) + chunk + body + struct.pack(">I", zlib.crc32(chunk + body))

    with contextlib.suppress(ValidationError):
        read_picture(upload(good[:33] + part + good[33:]))


@pytest.mark.django_db
def test_a_deleted_space_takes_its_photos_off_the_web(media, django_capture_on_commit_callbacks):
    photo = SpacePhoto(space=SpaceFactory(), alt_en="Desks", credit="x")
    photo.store(read_picture(upload(picture_file())))
    photo.save()
    assert list(media.rglob("*.webp"))

    with django_capture_on_commit_callbacks(execute=True):
        photo.space.delete()

    assert not list(media.rglob("*.webp"))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name",
    ["../../../etc/passwd.jpg", "..\\..\\x.jpg", "x" * 10_000 + ".jpg", "\u202egpj.exe", ".htaccess"],
    ids=["upwards", "backslashes", "endless", "turned round", "hidden"],
)
def test_whatever_a_file_is_called_it_gets_a_name_of_ours_or_a_message(media, name):
    space = SpaceFactory()
    editor = sign_in(UserFactory(staff_of=space.lag))
    url = address(space, "change", space.pk)
    data = form_data(editor, url) | {
        "photos-TOTAL_FORMS": "1",
        "photos-0-file": upload(picture_file(), "x.jpg"),
        "photos-0-alt_en": "Room",
        "photos-0-credit": "x",
        "photos-0-position": "1",
    }
    data["photos-0-file"].name = name

    response = editor.post(url, data)

    stored = [path.relative_to(media) for path in media.rglob("*") if path.is_file()]
    if response.status_code == 302:
        assert {path.parent.name for path in stored} == {"pictures"}
        assert all(len(path.name) < 50 and path.suffix == ".webp" for path in stored)
    else:
        assert "errorlist" in response.content.decode()
        assert stored == []
