from django.apps import AppConfig


class HistoryConfig(AppConfig):
    name = "colabora.history"

    def ready(self):
        from .registry import register_records

        register_records()
