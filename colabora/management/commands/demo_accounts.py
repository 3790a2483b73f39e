from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from partners.models import LocalActionGroup, Role, User

# One account per role, for trying the portal on one's own machine.
PASSWORD = "rural-desk-by-the-station"  # noqa: S105  printed below and refused in production
ACCOUNTS = [
    {"username": "coordinator", "role": Role.COORDINATOR},
    {"username": "donegal", "role": Role.LAG_STAFF, "lag": "donegal"},
    {"username": "muldenland", "role": Role.LAG_STAFF, "lag": "leipziger-muldenland", "interface_language": "de"},
    {"username": "translator", "role": Role.TRANSLATOR, "languages": ["lv"], "interface_language": "lv"},
    {"username": "admin", "is_superuser": True},
]


class Command(BaseCommand):
    help = "Makes one demo account per role. Refused unless DEBUG is on."

    def handle(self, *args, **options):
        if not settings.DEBUG:
            raise CommandError("Demo accounts have known passwords: they exist only with DEBUG=1.")
        for account in ACCOUNTS:
            values = {**account}
            if "lag" in values:
                values["lag"] = LocalActionGroup.objects.get(key=values["lag"])
            user, is_new = User.objects.get_or_create(username=values.pop("username"), defaults=values)
            if is_new:
                user.set_password(PASSWORD)
                user.save()
        names = ", ".join(account["username"] for account in ACCOUNTS)
        self.stdout.write(f"Demo accounts for /admin/: {names}; password of each: {PASSWORD}")
