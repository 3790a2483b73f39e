"""Form widgets of the back office. Each is a plain field first; a custom element adds what needs a script."""

from django.contrib.admin.widgets import AdminTextareaWidget
from django.template.loader import render_to_string


class MarkdownTextarea(AdminTextareaWidget):
    """A text with headings, lists and links: buttons to write them, and a preview as visitors will see it."""

    def render(self, name, value, attrs=None, renderer=None):
        textarea = super().render(name, value, attrs, renderer)
        field_id = self.build_attrs(self.attrs, attrs).get("id", "")
        return render_to_string("admin/widgets/markdown.html", {"textarea": textarea, "field_id": field_id})
