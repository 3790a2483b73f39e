import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.test import Client, override_settings

from partners.passwords import ProjectWordsValidator
from tests.factories.partners import UserFactory
from tests.factories.spaces import SpaceFactory

ANSWERS = [
    "/", "/en/", "/en/nowhere/", "/healthz/", "/robots.txt", "/sitemap.xml", "/.well-known/security.txt", "/admin/",
    "/admin/login/", "/static/css/main.css", "/media/nothing.webp",
]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("path", ANSWERS)
def test_every_answer_carries_the_protective_headers(path, visitor):
    with override_settings(SECURE_HSTS_SECONDS=31_536_000):
        response = visitor.get(path, secure=True)

    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy or "sandbox" in policy
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Strict-Transport-Security"].startswith("max-age=31536000; includeSubDomains")
    assert response["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert "camera=()" in response["Permissions-Policy"]
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"


@pytest.mark.django_db
def test_the_back_office_is_never_kept_by_caches(visitor):
    assert "no-store" in visitor.get("/admin/login/")["Cache-Control"]
    visitor.force_login(UserFactory(coordinator=True))
    assert "no-store" in visitor.get("/admin/")["Cache-Control"]


@pytest.mark.django_db
def test_the_back_office_speaks_the_users_language(visitor):
    visitor.force_login(UserFactory(coordinator=True, interface_language="lv"))

    html = visitor.get("/admin/", headers={"Accept-Language": "fr"}).content.decode()

    assert '<html lang="lv"' in html


@pytest.mark.django_db
@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_the_login_leads_to_its_own_host_only(target):
    user = UserFactory(coordinator=True)
    user.set_password("a long and unusual phrase")
    user.save()
    response = Client().post(
        f"/admin/login/?next={target}", {"username": user.username, "password": "a long and unusual phrase"}
    )

    assert "evil" not in response.headers.get("Location", "")
    assert not response.headers.get("Location", "/").startswith(("javascript", "//"))


@pytest.mark.django_db
def test_health_tells_no_details_when_the_database_is_away(visitor, monkeypatch):
    from django.db import DatabaseError, connection

    assert (visitor.get("/healthz/").status_code, visitor.get("/healthz/").content) == (200, b"ok\n")

    def gone():
        raise DatabaseError("server at 10.0.0.7 refused")

    monkeypatch.setattr(connection, "cursor", gone)
    response = visitor.get("/healthz/")
    assert (response.status_code, response.content) == (503, b"unavailable\n")


@pytest.mark.django_db
def test_errors_have_a_page_of_their_own_in_the_visitors_language(visitor, monkeypatch):
    SpaceFactory(published=True, slug="broken")
    monkeypatch.setattr("spaces.views.nearby", lambda space: 1 / 0)

    response = visitor.get("/lv/spaces/broken/")

    assert response.status_code == 500
    html = response.content.decode()
    assert '<html lang="lv">' in html
    assert "ZeroDivisionError" not in html
    assert "Something went wrong" not in html


@pytest.mark.django_db
@pytest.mark.parametrize("code", settings.LANGUAGE_CODES)
def test_a_missing_page_says_so_in_each_language(code, visitor):
    response = visitor.get(f"/{code}/nowhere/")

    assert response.status_code == 404
    assert f'<html lang="{code}">' in response.content.decode()
    assert ("This page does not exist" in response.content.decode()) is (code == "en")


COOKIES = "s.SESSION_COOKIE_NAME, s.SESSION_COOKIE_SECURE, s.SECURE_SSL_REDIRECT"


def start(told=COOKIES, **environment):
    """What happens when the portal starts with these settings, and some of them as they are then."""
    clean = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), **environment}
    code = f"import colabora.settings as s; print({told})"
    return subprocess.run(
        [sys.executable, "-c", code], env=clean, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False
    )


def test_nothing_starts_without_a_secret_key():
    refused = start()

    assert refused.returncode != 0
    assert "SECRET_KEY" in refused.stderr


def test_cookies_are_bound_to_tls_unless_it_is_switched_off_for_a_trial():
    assert start(SECRET_KEY="x").stdout.split() == ["__Host-session", "True", "True"]
    assert start(SECRET_KEY="x", SECURE_SSL_REDIRECT="0").stdout.split() == ["session", "False", "False"]


def test_a_tile_server_opens_the_policy_for_its_own_host_alone():
    policy = "*s.CONTENT_SECURITY_POLICY['DIRECTIVES']['img-src']"
    tiles = "https://tiles.example.org/a/{z}/{x}/{y}.png?key=1"

    assert start(policy, SECRET_KEY="x").stdout.split() == ["'self'"]
    assert start(policy, SECRET_KEY="x", MAP_TILES=tiles).stdout.split() == ["'self'", "https://tiles.example.org"]


def test_check_deploy_is_clean():
    environment = {
        "PATH": os.environ["PATH"],
        "SECRET_KEY": "k" * 25 + "0123456789abcdefghijklmnop",
        "SITE_URL": "https://portal.example.org",
    }
    checked = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--tag", "security", "--fail-level", "WARNING"],
        env=environment, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert (checked.returncode, "1 silenced" in checked.stdout) == (0, True), checked.stderr


@pytest.mark.parametrize(
    ("password", "is_refused"),
    [("coworking-colabora", True), ("CoLabora CoLabora", True), ("seven blue bicycles", False)],
)
def test_passwords_of_project_words_are_refused(password, is_refused):
    from django.core.exceptions import ValidationError

    if is_refused:
        with pytest.raises(ValidationError):
            ProjectWordsValidator().validate(password)
    else:
        ProjectWordsValidator().validate(password)


@pytest.mark.django_db
def test_demo_accounts_exist_only_in_development():
    from django.core.management import CommandError, call_command

    with pytest.raises(CommandError, match="DEBUG"):
        call_command("demo_accounts")
