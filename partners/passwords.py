from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from colabora.text import fold

# Words that anybody would try first here (OWASP ASVS 5.0, 6.1.2).
PROJECT_WORDS = ("colabora", "coworking", "leader", "koprade", "password", "passwort", "contrasena", "motdepasse")


class ProjectWordsValidator:
    """Refuses a password that consists mostly of a word of this project."""

    def validate(self, password, user=None):
        rest = fold(password).replace(" ", "")
        for word in PROJECT_WORDS:
            rest = rest.replace(word, "")
        if len(rest) < 8:
            raise ValidationError(self.get_help_text(), code="password_project_word")

    def get_help_text(self):
        return _("The password must not consist of words of this project.")
