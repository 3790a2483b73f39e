from django.db import models


class SeedRecord(models.Model):
    """What the seed wrote last: by it the next seed tells an editor's change or deletion from its own work."""

    key = models.CharField(max_length=550, unique=True)  # "spaces.space:la-quincaillerie-gueret"
    digests = models.JSONField(default=dict)  # field → digest of the value that was seeded

    def __str__(self):
        return self.key
