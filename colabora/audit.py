"""Lines for the operator: who signed in or failed to, was refused, changed, published or deleted what.

No mail address, no secret; a name that was typed wrong may be a password, so it is not told.
"""

import logging

from django.contrib.admin.models import ADDITION, CHANGE, DELETION, LogEntry
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db import transaction
from django.db.models.signals import post_save
from django.dispatch import receiver

logger = logging.getLogger("colabora.audit")

ACTIONS = {ADDITION: "added", CHANGE: "changed", DELETION: "deleted"}


@receiver(user_logged_in)
def signed_in(sender, user, **kwargs):
    logger.info("account %s signed in", user.pk)


@receiver(user_logged_out)
def signed_out(sender, user, **kwargs):
    if user:
        logger.info("account %s signed out", user.pk)


@receiver(user_login_failed)
def sign_in_failed(sender, request=None, **kwargs):
    logger.warning("sign-in failed from %s", request.META.get("REMOTE_ADDR", "?") if request else "?")


@receiver(post_save, sender=LogEntry)
def recorded(sender, instance, **kwargs):
    """After the commit: a preview saves nothing in the end."""
    fields = instance.get_change_message().replace("\n", " ")[:200]
    action = ACTIONS.get(instance.action_flag, "touched")
    line = (instance.user_id, action, instance.content_type, instance.object_id, fields)
    transaction.on_commit(lambda: logger.info("account %s %s %s %s: %s", *line))
