from modeltranslation.translator import TranslationOptions, register

from .models import Page, Publicity, Term


@register(Page)
class PageTranslation(TranslationOptions):
    fields = ("title", "body")


@register(Term)
class TermTranslation(TranslationOptions):
    fields = ("term", "synonyms", "definition")


@register(Publicity)
class PublicityTranslation(TranslationOptions):
    fields = ("statement",)
