"""What stands in for the interface of a language whose file is not filled yet: another language's, as a whole.

Were each string to fall back by itself, Django's own few translations would stand among English ones, and no `lang` of
a page would be true.
"""

from django.conf import settings
from django.utils.translation import trans_real

from .languages import interface_language


class Lent(trans_real.DjangoTranslation):
    """The words of one language, at the addresses of another."""

    def __init__(self, language: str, borrower: str):
        super().__init__(language)
        self.borrower = borrower

    def to_language(self) -> str:
        return self.borrower


def lend() -> None:
    """Once, when the program starts: gettext finds what it would otherwise make of the files itself.

    Under runserver Django forgets it when a .mo file changes, until the next start.
    """
    for code in settings.LANGUAGE_CODES:
        if (lender := interface_language(code)) != code:
            trans_real._translations[code] = Lent(lender, code)
