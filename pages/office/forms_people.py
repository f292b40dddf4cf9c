"""Forms of people, posts and deputies."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db.models import Prefetch, Q
from django.utils.translation import gettext_lazy as _

from organizations import actions
from organizations.models import Employer, PartnerBody, Person, Post, Unit
from organizations.models.post import POST_ROLES
from organizations.paths import under
from organizations.roles import ADMIN_ROLES, CERTIFIED_ROLES, Role
from pages.office.desk import Desk
from pages.office.fields import DateInput, UnitField
from pages.speech import listed
from record.timekeeping import today

#: Posts whose holder is no colleague of who works in a union.
APART = ADMIN_ROLES | {Role.PARTNER_OFFICER, Role.EMPLOYER_REP}
STANDS_IN = _("代理期间，这个职务的工作和签字由代理人办理，签字注明代谁签。")
SIGNS = _("委托期间，送给这个职务的审批可以由代理人代签，签字注明代谁签；本人仍然可以签。")


class PersonForm(forms.ModelForm):  # type: ignore[type-arg]  # Django's class is not generic at run time
    """A person's facts."""

    class Meta:
        model = Person
        fields = ("name", "username", "phone", "email")
        help_texts = {"username": _("登录时用，可以是姓名拼音或工号。")}

    def __init__(self, desk: Desk, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"] = UnitField(
            desk=desk, label=_("账号所属工会"), help_text=_("这个账号由哪一级工会管理；在哪里任职另外登记。")
        )
        if self.instance.pk is not None:
            self.initial["unit"] = self.instance.unit
        self.fields["phone"].widget.input_type = "tel"

    def _post_clean(self) -> None:
        """The actions check the row."""


class PasswordForm(forms.Form):
    """A password somebody else will use, so it is shown while it is typed."""

    password = forms.CharField(
        label=_("初始密码"), max_length=128, help_text=_("至少10个字符，请当面或电话告诉本人，并让本人登录后修改。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-no-keep": ""}),
    )  # fmt: skip

    def clean_password(self) -> str:
        """As strong as the person's own would have to be."""
        password = str(self.cleaned_data["password"])
        validate_password(password)
        return password


class NewPersonForm(PersonForm):
    """A new person with a first password."""

    password = PasswordForm.base_fields["password"]

    def clean_password(self) -> str:
        """As strong as the person's own would have to be."""
        password = str(self.cleaned_data["password"])
        validate_password(password, Person(username=self.cleaned_data.get("username", "")))
        return password


class PostForm(forms.Form):
    """任职: which role, where, from when to when."""

    role = forms.ChoiceField(label=_("职务"), choices=[("", _("请选择")), *POST_ROLES])
    starts_on = forms.DateField(label=_("起"), widget=DateInput())
    ends_on = forms.DateField(
        label=_("止"), widget=DateInput(), required=False, help_text=_("不写就是没有定期限。")
    )
    certificate = forms.CharField(
        label=_("证书编号"),
        max_length=60,
        required=False,
        help_text=_("劳动法律监督员、集体协商指导员必须填写。"),
    )
    certificate_expires_on = forms.DateField(label=_("证书到期"), widget=DateInput(), required=False)
    manages_for_employer = forms.BooleanField(
        label=_("同时代表用人单位管理"),
        required=False,
        help_text=_("这样的企业工会干部只看得到自己上报的事项。"),
    )
    field_order = ("role", "place", "body", "employer")

    def __init__(self, desk: Desk, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.desk = desk
        self.fields["place"] = UnitField(desk=desk, label=_("任职工会"), required=False)
        self.fields["body"] = forms.ModelChoiceField(
            desk.partners().filter(is_active=True).select_related("beside"), label=_("协作单位"), required=False, empty_label=_("请选择"),
            help_text=_("只有协作单位人员填写。"),
        )  # fmt: skip
        self.fields["employer"] = forms.CharField(
            label=_("用人单位"),
            required=False,
            max_length=120,
            help_text=_("只有用人单位代表填写：编号、统一社会信用代码或全称。"),
        )
        self.order_fields(self.field_order)

    def clean_employer(self) -> Employer | None:
        """The one employer that is meant."""
        text = self.cleaned_data.get("employer", "").strip()
        if not text:
            return None
        rows = self.desk.employers().select_related("unit__county")
        for column in ("code", "uscc", "name"):
            found = list(rows.filter(**{column: text})[:2])
            if len(found) == 1:
                return found[0]
        raise ValidationError(_("没有找到这家用人单位，或者同名的不止一家，请写编号。"))

    def clean(self) -> dict[str, Any]:
        """The place that goes with the role; a certificate where one is needed."""
        values = super().clean() or {}
        role = values.get("role")
        field = {Role.EMPLOYER_REP: "employer", Role.PARTNER_OFFICER: "body"}.get(
            Role(role) if role else Role.CHAIR, "place"
        )
        if role and not values.get(field) and field not in self.errors:
            self.add_error(field, _("请填写这个职务在哪里担任。"))
        if role in CERTIFIED_ROLES and not values.get("certificate"):
            self.add_error("certificate", _("这个职务须持证上岗，请填写证书编号。"))
        values["where"] = values.get(field)
        return values

    def where(self) -> Unit | PartnerBody | Employer:
        """The place of a valid form."""
        place: Unit | PartnerBody | Employer = self.cleaned_data["where"]
        return place


class EndForm(forms.Form):
    """The last day."""

    ends_on = forms.DateField(label=_("最后一天"), widget=DateInput())

    def __init__(self, day: datetime.date, data: Any = None) -> None:
        super().__init__(data, initial={"ends_on": day})


class DeputyField(forms.ModelChoiceField):  # type: ignore[type-arg]  # Django's class is not generic at run time
    """A person with what they are and where; an account without a post with its union."""

    def label_from_instance(self, obj: Any) -> str:
        """「王芳（枫桥镇总工会 副主席）」."""
        held = listed(f"{post.place} {post.get_role_display()}" for post in obj.posts_now)
        return f"{obj.name}（{held or obj.unit}）"


class DeputyForm(forms.Form):
    """代理: who, from when to when."""

    starts_on = forms.DateField(label=_("起"), widget=DateInput())
    ends_on = forms.DateField(label=_("止"), widget=DateInput(), help_text=_("两天都算在内。"))
    only_approvals = forms.BooleanField(
        label=_("只代为审批"), required=False,
        help_text=_("只能代您签审批，不能办理案件和其他事。"),
    )  # fmt: skip
    field_order = ("person",)

    def __init__(self, post: Post, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"] = DeputyField(
            colleagues(post), label=_("代理人"), empty_label=_("请选择"),
            help_text=SIGNS if self.initial.get("only_approvals") else STANDS_IN,
        )  # fmt: skip
        self.order_fields(self.field_order)


def colleagues(post: Post) -> Any:
    """Who may stand in: accounts in the same town, or in the same county outside towns. Two queries with their posts.

    Administrators and officers of bodies beside a union who hold no post in a union are offered for their like alone.
    """
    home = post.unit or (
        post.partner.beside if post.partner else post.employer.unit if post.employer else None
    )
    if home is None:
        return Person.objects.none()
    day = today()
    held = Post.objects.on(day)
    people = Person.objects.filter(under((home.town or home.county or home).path, "unit__path"))
    people = people.exclude(actions.barred_as_deputy(post, day, day))
    if post.unit_id is not None and post.role not in ADMIN_ROLES:
        apart, within = held.filter(role__in=APART), held.exclude(role__in=APART)
        people = people.exclude(
            Q(pk__in=apart.values("person")) & ~Q(pk__in=within.values("person")),
        )
    posts = Prefetch("posts", held.select_related("unit", "partner", "employer"), to_attr="posts_now")
    return people.select_related("unit").prefetch_related(posts)
