"""Who may do what. The one place: admin, cockpit, import, history and API ask here, and nowhere else.

A model says by its `owner_path` how to get from a row to the local action group that owns it ("lag", "space__lag",
"moderations__lag"; "pk" for the group itself); blank means that it belongs to the project, that is, the coordinator.
The same path serves the question about one object and the narrowing of a queryset, so the two cannot differ.

What each role may is in DESIGN, section 6.
"""

from django.apps import apps
from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.db.models import Model, QuerySet

from colabora.languages import column
from colabora.models import translated_fields

VIEW, ADD, CHANGE, DELETE = "view", "add", "change", "delete"

COORDINATOR, LAG_STAFF, TRANSLATOR = "coordinator", "lag_staff", "translator"

# What LAG staff may add, beyond what hangs on a record of theirs.
STAFF_MAY_ADD = {
    "sources.source",
    "spaces.space",
    "workpackages.document",
    "workpackages.endorsement",
    "workpackages.event",
    "workpackages.finding",
    "workpackages.goodpractice",
    "workpackages.takeaway",
}
# What stays the coordinator's on records that LAG staff may edit.
COORDINATORS_FIELDS = {
    "partners.localactiongroup": {"is_lead_partner", "position", "slug", "country"},
    "spaces.space": {"same_rooms_as"},  # the other entry may be another group's, even a draft
    "workpackages.targetgroup": {"position", "slug", "work_package"},
    "workpackages.workpackage": {"number"},
}
# People and settings: not content, so neither staff nor translators see them.
NOT_CONTENT = {"partners.user", "workpackages.moderation"}


def label_of(model) -> str:
    return model._meta.label_lower


def is_active(user) -> bool:
    return bool(user.is_authenticated and user.is_active)


def leads(user) -> bool:
    """Whether the whole project's content is theirs."""
    return is_active(user) and (user.is_superuser or user.role == COORDINATOR)


def owned(queryset: QuerySet, user) -> QuerySet:
    """The rows that belong to the user's local action group."""
    path = getattr(queryset.model, "owner_path", "")
    if not path or not is_active(user) or user.role != LAG_STAFF or user.lag_id is None:
        return queryset.none()
    return queryset.filter(**{path: user.lag_id})


def visible(queryset: QuerySet, user) -> QuerySet:
    """The rows that the user sees in the back office."""
    model = queryset.model
    if not is_active(user):
        return queryset.none()
    if user.is_superuser:
        return queryset
    if label_of(model) == "partners.user":
        people = queryset.filter(role__in=[LAG_STAFF, TRANSLATOR], is_superuser=False)
        return people if user.role == COORDINATOR else queryset.none()
    if user.role == COORDINATOR:
        return queryset
    if label_of(model) in NOT_CONTENT:
        return queryset.none()
    if user.role == TRANSLATOR:
        return queryset if user.languages and translated_fields(model) else queryset.none()
    if user.role == LAG_STAFF:
        # What belongs to the project (sources, glossary, amenities) is there to be read.
        return owned(queryset, user) if getattr(model, "owner_path", "") else queryset
    return queryset.none()


def editable(queryset: QuerySet, user) -> QuerySet:
    """The rows whose source text the user may change, publish and unpublish."""
    if leads(user):
        return visible(queryset, user)
    return owned(queryset, user)


def may_edit(user, obj: Model) -> bool:
    """Whether the user may change the source text of this object."""
    return editable(type(obj)._base_manager.filter(pk=obj.pk), user).exists()


def may_preview(user, obj: Model) -> bool:
    """Whether the user may see this draft as visitors will."""
    return visible(type(obj)._base_manager.filter(pk=obj.pk), user).exists()


def may_know(user, obj: Model) -> bool:
    """Whether the user may learn that a record exists: it is public, or they see it in the back office."""
    return leads(user) or getattr(obj, "is_published", False) or may_preview(user, obj)


def may(user, action: str, subject) -> bool:
    """Whether the user may do something to an object, or, asked about a model, to any of its objects."""
    if not is_active(user):
        return False
    if user.is_superuser:
        return True
    model = subject if isinstance(subject, type) else type(subject)
    obj = None if isinstance(subject, type) else subject
    if user.role == COORDINATOR:
        if label_of(model) == "partners.user":
            return action != DELETE and (obj is None or obj.pk is None or may_preview(user, obj))
        return True
    if label_of(model) in NOT_CONTENT:
        return False
    if user.role == TRANSLATOR:
        translates = bool(translated_fields(model)) and bool(user.languages)
        return translates and action in (VIEW, CHANGE)
    if user.role == LAG_STAFF:
        return _staff_may(user, action, model, obj)
    return False


def _staff_may(user, action, model, obj) -> bool:
    belongs_to_a_group = bool(getattr(model, "owner_path", ""))
    if action == ADD:
        return label_of(model) in STAFF_MAY_ADD
    if not belongs_to_a_group:
        return action == VIEW
    if action == DELETE and label_of(model) not in STAFF_MAY_ADD:
        return False
    return obj is None or may_edit(user, obj)


def may_edit_parts(user, parent: Model | None, model) -> bool:
    """Whether the user may add, change and delete what hangs on a record: its observations, facts, citations."""
    if label_of(model) in NOT_CONTENT and not leads(user):
        return False
    if parent is None or parent.pk is None:
        return leads(user) or (is_active(user) and user.role == LAG_STAFF)
    return may_edit(user, parent)


def translatable_columns(user, obj: Model | None, model) -> set[str]:
    """The columns that a translator may fill: into their languages, never the language the text was written in."""
    if user.role != TRANSLATOR or obj is None:
        return set()
    languages = [code for code in user.languages if code != obj.source_language]
    return {column(field, code) for field in translated_fields(model) for code in languages}


def languages_of(user) -> list[str]:
    """The languages into which the user may translate something, in the order of the site."""
    if not is_active(user):
        return []
    if user.role == TRANSLATOR and not user.is_superuser:
        return [code for code in settings.LANGUAGE_CODES if code in user.languages]
    return list(settings.LANGUAGE_CODES) if leads(user) or (user.role == LAG_STAFF and user.lag_id) else []


def translates_into(user, language: str) -> bool:
    """Whether the user may translate into a language. Which texts: translatable()."""
    return language in languages_of(user)


def translatable(queryset: QuerySet, user) -> QuerySet:
    """The rows whose texts the user may translate: all content for translators, their own for LAG staff."""
    if not is_active(user) or label_of(queryset.model) in NOT_CONTENT:
        return queryset.none()
    if leads(user) or user.role == TRANSLATOR:
        return visible(queryset, user)
    return owned(queryset, user)


def locked_fields(user, obj: Model | None, model, names) -> set[str]:
    """Which of a form's fields the user may only read."""
    if leads(user):
        return set()
    if user.role == TRANSLATOR:
        return set(names) - translatable_columns(user, obj, model)
    return set(names) & COORDINATORS_FIELDS.get(label_of(model), set())


class RoleBackend(ModelBackend):
    """Answers Django's has_perm from the rules above: no groups, no rows of permissions."""

    def has_perm(self, user_obj, perm, obj=None):
        app_label, _, codename = perm.partition(".")
        action, _, model_name = codename.partition("_")
        if action not in (VIEW, ADD, CHANGE, DELETE):
            return False
        try:
            model = apps.get_model(app_label, model_name)
        except LookupError:
            return False
        return may(user_obj, action, model if obj is None else obj)

    def has_module_perms(self, user_obj, app_label):
        models = apps.get_app_config(app_label).get_models()
        return is_active(user_obj) and any(may(user_obj, VIEW, model) for model in models)

    def get_all_permissions(self, user_obj, obj=None):
        return set()
