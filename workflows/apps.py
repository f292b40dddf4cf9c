from django.apps import AppConfig
from django.db.models.signals import post_migrate


class WorkflowsConfig(AppConfig):
    name = "workflows"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the workflows' own checks, and seed after every migrate."""
        from . import absences, checks, moving, procedure_checks, seeds

        assert checks  # noqa: S101  imported for what it registers
        assert procedure_checks  # noqa: S101  as above
        moving.register()
        absences.register()
        post_migrate.connect(seeds.after_migrate, sender=self, dispatch_uid="fengqiao-seeds")
