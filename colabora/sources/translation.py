from modeltranslation.translator import register

from colabora.texts import Texts

from .models import Source


@register(Source)
class SourceTranslation(Texts):
    fields = ("title",)
