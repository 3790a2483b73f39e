from modeltranslation.translator import TranslationOptions


class Texts(TranslationOptions):
    """Translated fields of which no language is required by itself: the source language's is, by constraint."""

    required_languages = {"default": ()}
