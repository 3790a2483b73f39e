"""One portal as in production (gunicorn, DEBUG off, static files collected) and one browser for all journeys."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request

import psycopg2
import pytest
from django.conf import settings

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
PASSWORD = "rural-desk-by-the-station"


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    quiet = [
        "--no-sandbox",
        "--disable-gpu",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
    ]
    return {**browser_type_launch_args, "executable_path": BROWSER, "args": quiet}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def own_database(url):
    """On PostgreSQL a database beside that of the other tests; on SQLite a file in the portal's own folder."""
    if not url:
        return ""
    name = f"journeys_{os.getpid()}"
    connection = psycopg2.connect(url)
    connection.autocommit = True
    connection.cursor().execute(f"CREATE DATABASE {name}")
    connection.close()
    return url.rsplit("/", 1)[0] + f"/{name}"


class Server:
    """Gunicorn in a process group of its own, so that it can be ended at once with its workers."""

    def __init__(self, port, environment):
        self.address = f"http://127.0.0.1:{port}"
        self.environment = environment
        self.command = [sys.executable, "-m", "gunicorn", "colabora.wsgi", "--workers=2", f"--bind=127.0.0.1:{port}"]

    def start(self):
        self.process = subprocess.Popen(
            [*self.command, "--log-level=error"], env=self.environment, cwd=settings.BASE_DIR, start_new_session=True
        )
        for _attempt in range(200):
            try:
                urllib.request.urlopen(f"{self.address}/healthz/", timeout=1).close()  # noqa: S310
                return
            except OSError:
                time.sleep(0.1)

    def kill(self):
        """As when the machine loses its power."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(timeout=10)

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=10)


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """A running, seeded portal with one account per role."""
    port = free_port()
    environment = {
        **{name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")},
        "SECRET_KEY": "only-for-the-journeys-of-the-tests",
        "SECURE_SSL_REDIRECT": "0",
        "SITE_URL": f"http://127.0.0.1:{port}",
        "DATA_DIR": str(tmp_path_factory.mktemp("portal")),
    }
    if database := own_database(os.environ.get("DATABASE_URL", "")):
        environment["DATABASE_URL"] = database
    manage = [sys.executable, "manage.py"]
    for command in (["migrate", "-v0"], ["seed", "-v0"], ["collectstatic", "--noinput", "-v0"]):
        subprocess.run([*manage, *command], env=environment, cwd=settings.BASE_DIR, check=True)
    subprocess.run([*manage, "demo_accounts"], env=environment | {"DEBUG": "1"}, cwd=settings.BASE_DIR, check=True)
    running = Server(port, environment)
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="session")
def portal(server):
    """The address of the running portal."""
    return server.address


@pytest.fixture
def visit(page, portal):
    """Opens a path of the portal; whatever the page asks elsewhere, or complains about, fails the test."""
    elsewhere, complaints = [], []
    page.on(
        "request", lambda request: None if request.url.startswith((portal, "data:")) else elsewhere.append(request.url)
    )
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))

    def go(path):
        page.goto(portal + path)
        return page

    yield go
    assert elsewhere == []
    assert complaints == []


@pytest.fixture
def sign_in(visit):
    def enter(username):
        page = visit("/admin/login/")
        page.fill("#id_username", username)
        page.fill("#id_password", PASSWORD)
        page.press("#id_password", "Enter")
        page.wait_for_url("**/admin/")
        return page

    return enter
