from modeltranslation.translator import register

from colabora.texts import Texts

from .models import Page, Publicity, Term


@register(Page)
class PageTranslation(Texts):
    fields = ("title", "body")


@register(Term)
class TermTranslation(Texts):
    fields = ("term", "synonyms", "definition")


@register(Publicity)
class PublicityTranslation(Texts):
    fields = ("statement", "note")
