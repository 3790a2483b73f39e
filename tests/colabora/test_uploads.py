"""Hostile files through the whole form: refused with a message or made harmless, nothing left, little memory used."""

import json
import subprocess
import sys

import pytest
from django.conf import settings as portal

HOSTILE = r'''
import io, json, os, sys, tempfile, zlib, struct
import django
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
django.setup()
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from colabora.images import encode, read_picture
from workpackages.models.document import check_pdf

Image.MAX_IMAGE_PIXELS = None  # only for making them

def made(size, form, mode="RGB", **options):
    buffer = io.BytesIO()
    Image.new(mode, size).save(buffer, form, **options)
    return buffer.getvalue()

def png_of(width, height):
    """A header that promises much and little behind it."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    head = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    body = chunk(b"IDAT", zlib.compress(b"\0" * 9_000_000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + body + chunk(b"IEND", b"")

files = {
    "200 megapixels, PNG": made((20000, 10000), "PNG", "1"),
    "41 megapixels, JPEG": made((8200, 5001), "JPEG"),
    "900 megapixels promised": png_of(30000, 30000),
    "bomb": png_of(4000, 4999),
    "SVG": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "EPS": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n%%EOF",
    "cut off": made((3000, 2000), "JPEG")[:20000],
    "HTML": b"<!DOCTYPE html><script>alert(1)</script>",
    "PDF": b"%PDF-1.4\n%%EOF",
}
from django.db import models
Image.MAX_IMAGE_PIXELS = 89478485
import warnings; warnings.simplefilter("ignore")
told = {}
for name, content in files.items():
    try:
        encode(read_picture(SimpleUploadedFile("x.jpg", content)))
        told[name] = "kept"
    except ValidationError as error:
        told[name] = error.code
polyglot = made((800, 600), "JPEG") + b"<script>alert(1)</script>"
kept = encode(read_picture(SimpleUploadedFile("x.jpg", polyglot))).read()
told["polyglot keeps its script"] = b"script" in kept
# The largest that is allowed.
encode(read_picture(SimpleUploadedFile("x.jpg", made((8000, 5000), "JPEG"))))
# Not ru_maxrss: that begins with what the process had before it became this one.
[peak] = [line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")]
for name, content in {"no PDF": b"PK\x03\x04", "cut PDF": b"%PDF-1.7\n", "SVG as PDF": files["SVG"]}.items():
    try:
        check_pdf(SimpleUploadedFile("x.pdf", content))
        told[name] = "kept"
    except ValidationError as error:
        told[name] = error.code
print(json.dumps({"told": told, "megabytes": int(peak) // 1024}))
'''


@pytest.fixture(scope="module")
def outcome():
    done = subprocess.run(
        [sys.executable, "-c", HOSTILE], cwd=portal.BASE_DIR, capture_output=True, text=True, check=True, timeout=240
    )
    return json.loads(done.stdout)


def test_each_hostile_file_is_refused_for_its_own_reason(outcome):
    assert outcome["told"] == {
        "200 megapixels, PNG": "too_many_pixels",
        "41 megapixels, JPEG": "too_many_pixels",
        "900 megapixels promised": "too_many_pixels",
        "bomb": "not_a_picture",
        "SVG": "not_a_picture",
        "EPS": "not_a_picture",
        "cut off": "not_a_picture",
        "HTML": "not_a_picture",
        "PDF": "not_a_picture",
        "polyglot keeps its script": False,
        "no PDF": "not_pdf",
        "cut PDF": "not_pdf",
        "SVG as PDF": "not_pdf",
    }


def test_the_whole_process_stays_under_300_megabytes(outcome):
    """Made pictures included: the largest that is allowed has 40 megapixels, 120 MB uncompressed."""
    assert outcome["megabytes"] < 300
