"""Pictures that editors upload: checked before they are decoded, kept without metadata, sized once."""

import io
import struct
import uuid
from pathlib import PurePosixPath

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import models
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from PIL import Image, ImageOps

from .files import set_aside, sizes_of
from .languages import translated
from .models import Part

MAX_BYTES = 10 * 1024 * 1024
# A JPEG can be decoded at a fraction of its size, so it may be larger (targets: uploads).
MAX_PIXELS = {"JPEG": 40_000_000, "PNG": 20_000_000, "WEBP": 20_000_000}
QUALITY = 82
# What Pillow raises over damaged files, by kind of damage.
BROKEN = (
    OSError, SyntaxError, ValueError, struct.error, KeyError, TypeError, IndexError, EOFError, OverflowError,
)  # fmt: skip


def read_picture(upload) -> Image.Image:
    """The picture upright, in RGB, at most as wide as we keep it; by content, whatever its name says.

    Raises ValidationError with a message for the editor. The header is read first: a picture of too many pixels is
    refused before anything is decoded.
    """
    if upload.size > MAX_BYTES:
        raise ValidationError(_("This file is larger than 10 MB. Please make it smaller first."), code="too_large")
    upload.seek(0)
    try:
        picture = Image.open(upload, formats=list(MAX_PIXELS))
        if picture.width * picture.height > MAX_PIXELS.get(picture.format, MAX_PIXELS["JPEG"]):
            raise ValidationError(
                _("This picture has too many pixels ({width} × {height}). Please make it smaller first.").format(
                    width=picture.width, height=picture.height
                ),
                code="too_many_pixels",
            )
        widest = settings.IMAGE_WIDTHS[-1]
        picture.draft("RGB", (widest, widest))
        picture = ImageOps.exif_transpose(picture)
        if picture.mode in ("RGBA", "LA", "P"):
            picture = Image.alpha_composite(Image.new("RGBA", picture.size, "white"), picture.convert("RGBA"))
        picture = picture.convert("RGB")
    except Image.DecompressionBombError:  # Pillow's own limit, of 179 million
        raise ValidationError(
            _("This picture has far too many pixels. Please make it smaller first."), code="too_many_pixels"
        ) from None
    except BROKEN:
        raise ValidationError(
            _("This file is not a complete JPEG, PNG or WebP picture. Please choose another one."), code="not_a_picture"
        ) from None
    picture.thumbnail((widest, widest * 2), Image.Resampling.LANCZOS)
    return picture


def encode(picture: Image.Image, width: int | None = None) -> ContentFile:
    """WebP without metadata, at most `width` pixels wide."""
    if width and width < picture.width:
        picture = picture.resize((width, round(picture.height * width / picture.width)), Image.Resampling.LANCZOS)
    buffer = io.BytesIO()
    picture.save(buffer, "WEBP", quality=QUALITY, method=4)
    return ContentFile(buffer.getvalue())


def picture_path(instance, filename):
    """A name of ours: the editor's may be anything."""
    return f"pictures/{uuid.uuid4().hex}.webp"


class Picture(Part):
    """A photo with what must stand beside it. Its smaller sizes lie beside it: <name>-800.webp."""

    file = models.FileField(
        gettext_lazy("picture"),
        upload_to=picture_path,
        max_length=120,
        help_text=gettext_lazy("JPEG, PNG or WebP, at most 10 MB. Place and camera data in the file are removed."),
    )
    width = models.PositiveIntegerField(default=0, editable=False)
    height = models.PositiveIntegerField(default=0, editable=False)
    alt = models.CharField(
        gettext_lazy("what it shows"),
        max_length=250,
        help_text=gettext_lazy("For people who do not see the picture, and for search engines: one short sentence."),
    )
    credit = models.CharField(
        # Translators: who took the photo, or who owns it
        gettext_lazy("credit"),
        max_length=120,
        help_text=gettext_lazy("Who took it, or who owns it."),
    )
    licence = models.CharField(
        gettext_lazy("licence"), max_length=80, blank=True, help_text=gettext_lazy("For example CC BY 4.0.")
    )
    # Translators: of one among several in a list: a number, not a place on a map
    position = models.PositiveSmallIntegerField(gettext_lazy("position"), default=0)

    class Meta:
        abstract = True
        ordering = ["position", "pk"]

    def __str__(self):
        return translated(self, "alt")[0] or self.credit

    @property
    def sizes(self) -> list[tuple[int, str]]:
        """Each stored width with its address, smallest first; the picture itself is the last."""
        path = PurePosixPath(self.file.name)
        smaller = [width for width in settings.IMAGE_WIDTHS if width < self.width]
        names = [(width, str(path.with_name(f"{path.stem}-{width}.webp"))) for width in smaller]
        return [(width, self.file.storage.url(name)) for width, name in [*names, (self.width, self.file.name)]]

    @property
    def srcset(self) -> str:
        return ", ".join(f"{url} {width}w" for width, url in self.sizes)

    @property
    def small_url(self) -> str:
        return self.sizes[0][1]

    def store(self, picture: Image.Image) -> None:
        """Writes a picture that read_picture() has passed, in all its sizes."""
        former = self.file_names() if self.pk and self.width else []
        self.file.save("", encode(picture), save=False)
        self.width, self.height = picture.size
        path = PurePosixPath(self.file.name)
        for width in settings.IMAGE_WIDTHS:
            if width < self.width:
                self.file.storage.save(str(path.with_name(f"{path.stem}-{width}.webp")), encode(picture, width))
        set_aside(former)

    def file_names(self) -> list[str]:
        return sizes_of(self.file.name)


@receiver(post_delete)
def forget_files(sender, instance, **kwargs):
    """Also when the record that a picture hangs on is deleted: a withdrawn photo must not stay on the web."""
    if isinstance(instance, Picture):
        set_aside(instance.file_names())
