from django.apps import AppConfig


class SeedingConfig(AppConfig):
    name = "colabora.seeding"
