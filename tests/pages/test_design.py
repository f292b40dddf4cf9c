"""What every page is made of: vendored files, tokens, words, components, sign-in, error pages."""

import gzip
import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from html import unescape
from pathlib import Path
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django import forms
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from pytest_django import Settings

from pages import design
from pages.context import nav_for
from pages.parts import ActionView, BlockedAction, ClockView, FilterGroup, FilterOption, NavItem
from pages.speech import masked_text, speak, spoken_money
from pages.templatetags.fengqiao import bar_places, more_places

ROOT = Path(__file__).resolve().parents[2]
VENDOR = ROOT / "static" / "vendor"
OURS = [*(ROOT / "static/css").glob("*.css"), *(ROOT / "static/js").glob("*.js")]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html")) + sorted((ROOT / "pages").rglob("*.html"))
SHANGHAI = ZoneInfo("Asia/Shanghai")
DUE = ClockView(due_on=date(2026, 10, 13))


def drawn(source: str, **context: object) -> str:
    """A template's text, with the runs of white space between tags gone."""
    html = Template("{% load fengqiao %}" + source).render(Context(context))
    return re.sub(r">\s+<", "><", html).strip()


def words_of(html: str) -> str:
    """What a person reads."""
    return " ".join(unescape(re.sub(r"<[^>]+>", "", html)).split())


# ---- what others made ------------------------------------------------------------------------------------------


def vendored() -> list[dict[str, str]]:
    found: list[dict[str, str]] = json.loads((VENDOR / "MANIFEST.json").read_text(encoding="utf-8"))["files"]
    return found


def test_vendored_files_are_those_of_the_manifest_with_their_hashes() -> None:
    for one in vendored():
        assert hashlib.sha256((VENDOR / one["file"]).read_bytes()).hexdigest() == one["sha256"], one["file"]
    there = {
        str(path.relative_to(VENDOR))
        for path in VENDOR.rglob("*")
        if path.is_file() and path.name != "MANIFEST.json" and path.parent.name != "licences"
    }
    assert there == {one["file"] for one in vendored()}


def test_every_vendored_package_has_its_version_and_licence_text() -> None:
    for one in vendored():
        assert re.fullmatch(r"\d+\.\d+\.\d+", one["version"])
        text = VENDOR / "licences" / f"{one['file'].split('/')[0]}.txt"
        assert "permission" in text.read_text(encoding="utf-8").lower(), one["package"]


def test_htmx_is_2_and_not_4() -> None:
    assert next(one for one in vendored() if one["package"] == "htmx.org")["version"].startswith("2.")


@pytest.mark.parametrize("path", [*TEMPLATES, *OURS], ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_is_fetched_from_elsewhere(path: Path) -> None:
    text = path.read_text(encoding="utf-8").replace("https://example.org/", "")
    assert not re.search(r"""(src|href|url\(|@import|fetch\()\s*=?\s*["']?(https?:)?//""", text)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_template_needs_inline_script_or_style(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"<script(?![^>]*\bsrc=)[^>]*>", text)
    assert not re.search(r"<[^>]*\s(on[a-z]+|style)=\"", text)
    assert "<style" not in text


def icons_named() -> Iterable[tuple[str, str]]:
    for path in TEMPLATES:
        for name in re.findall(r'{% icon "([a-z0-9-]+)"', path.read_text(encoding="utf-8")):
            yield name, path.name
    for path in (ROOT / "pages").rglob("*.py"):
        for name in re.findall(r'icon="([a-z0-9-]+)"', path.read_text(encoding="utf-8")):
            yield name, path.name


def test_every_icon_that_is_named_is_in_the_sprite() -> None:
    there = set(re.findall(r'<symbol id="([a-z0-9-]+)"', (VENDOR / "tabler-icons/sprite.svg").read_text()))
    assert [(name, where) for name, where in icons_named() if name not in there] == []


# ---- weight and colour ------------------------------------------------------------------------------------------


def linked(html: str) -> set[Path]:
    """The static files a page asks for, and what their CSS asks for in turn."""
    named = set(re.findall(r'(?:href|src)="/static/([^"#]+)', html))
    files = {ROOT / "static" / name for name in named}
    for sheet in [path for path in files if path.suffix == ".css"]:
        files |= {
            (sheet.parent / url).resolve() for url in re.findall(r'url\("([^"]+)"\)', sheet.read_text())
        }
    return files


def test_a_first_public_page_weighs_less_than_200_kb_and_has_no_handlers_css(settings: Settings) -> None:
    settings.FENGQIAO_STYLE_PAGE = True
    request = RequestFactory().get("/_design/public/")
    html = design.style_page(request, "public").content.decode()
    files = linked(html)
    assert {"fengqiao.css", "public.css", "fengqiao.js"} <= {path.name for path in files}
    assert "tabler.min.css" not in {path.name for path in files}
    weight = len(gzip.compress(html.encode())) + sum(len(gzip.compress(path.read_bytes())) for path in files)
    assert weight < 80_000 < 200_000


def luminance(colour: str) -> float:
    colour = "".join(letter * 2 for letter in colour) if len(colour) == 3 else colour
    parts = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(
    ("front", "behind", "least"),
    [
        ("ink", "paper", 7),
        ("ink-2", "card", 7),
        ("ink-3", "paper", 4.5),
        ("ink-3", "pine-50", 4.5),
        ("card", "pine-700", 4.5),
        ("pine-700", "pine-50", 4.5),
        ("pine-200", "pine-900", 4.5),
        ("blue", "blue-bg", 4.5),
        ("yellow", "yellow-bg", 4.5),
        ("orange", "orange-bg", 4.5),
        ("red", "red-bg", 4.5),
        ("good", "good-bg", 4.5),
        ("edge", "card", 3),
        ("edge", "paper", 3),
        ("pine-500", "paper", 3),
    ],
)
def test_colours_keep_wcag_aa(front: str, behind: str, least: float) -> None:
    sheet = (ROOT / "static/css/fengqiao.css").read_text(encoding="utf-8")
    tokens = dict(re.findall(r"--([a-z0-9-]+): #([0-9a-f]{3,6});", sheet))
    assert contrast(tokens[front], tokens[behind]) >= least


# ---- time, money, secrets -----------------------------------------------------------------------------------------


def test_time_left_is_said_in_words_with_the_date_behind_it() -> None:
    assert "还剩 2 个工作日(10月13日 星期二)" in words_of(
        drawn("{% time_left clock %}", clock=replace(DUE, working_days_left=2))
    )


@pytest.mark.parametrize(
    ("clock", "words", "tone"),
    [
        (replace(DUE, overdue_days=3), "已逾期 3 天", "late"),
        (replace(DUE, is_overdue=True), "已逾期", "late"),
        (DUE, "今天到期", "today"),
        (replace(DUE, due_at=datetime(2026, 10, 13, 17, 30, tzinfo=SHANGHAI)), "今天 17:30 前", "today"),
        (replace(DUE, due_at=datetime(2026, 10, 14, tzinfo=SHANGHAI)), "今天到期", "today"),
        (replace(DUE, working_days_left=1), "还剩 1 个工作日", "soon"),
        (replace(DUE, working_days_left=3), "还剩 3 个工作日", "calm"),
        (replace(DUE, overdue_days=3, state="paused"), "已暂停计时", "paused"),
        (replace(DUE, overdue_days=3, state="stopped"), "已停止计时", "stopped"),
    ],
)
def test_a_clock_says_what_it_means_and_only_a_running_one_is_late(
    clock: ClockView, words: str, tone: str
) -> None:
    assert (speak(clock).words, speak(clock).tone) == (words, tone)


def test_a_far_deadline_names_its_year() -> None:
    assert (
        speak(replace(DUE, due_on=date(2027, 9, 28), working_days_left=240)).behind == "2027年9月28日 星期二"
    )


def test_a_clock_opens_to_tell_the_law_and_each_day_that_did_not_count() -> None:
    clock = design.clocks()[0]
    said = words_of(drawn("{% time_left clock %}", clock=clock))
    assert "劳动争议调解仲裁法 第十四条" in said
    assert "10月1日 星期四不计入 · 国庆节" in said
    lazy = drawn("{% time_left clock %}", clock=replace(clock, days=(), steps_url="/clock/1/"))
    assert 'data-lazy="/clock/1/"' in lazy
    assert 'href="/clock/1/"' in lazy


def test_a_provisional_date_says_so_and_a_fixed_one_does_not() -> None:
    assert "暂定" in words_of(drawn("{% time_left c %}", c=replace(DUE, provisional=True)))
    assert "暂定" not in words_of(drawn("{% time_left c %}", c=DUE))


def test_a_risk_is_colour_and_word_and_icon() -> None:
    html = drawn('{% risk_badge "orange" %}')
    assert "fq-risk--orange" in html
    assert words_of(html) == "橙色"
    assert "#alert-triangle" in html
    assert drawn('{% risk_badge "" %}') == ""


@pytest.mark.parametrize(
    ("amount", "said"), [(35000, "35,000 元"), ("0.5", "0.50 元"), (None, "—"), (0, "0 元")]
)
def test_money_is_said_in_full(amount: int | str | None, said: str) -> None:
    assert spoken_money(amount) == said


@pytest.mark.parametrize(
    ("value", "kind", "shown"),
    [
        ("13800138000", "phone", "138****8000"),
        ("110", "phone", "***"),
        ("张三丰", "name", "张**"),
        ("", "phone", "*"),
    ],
)
def test_a_masked_secret_shows_its_ends_and_a_short_one_nothing(value: str, kind: str, shown: str) -> None:
    assert masked_text(value, kind) == shown


# ---- lists and deeds ----------------------------------------------------------------------------------------------


def test_a_filter_changes_its_own_name_in_the_address_and_goes_back_to_the_first_page() -> None:
    request = RequestFactory().get("/?town=店口&page=3&colour=red")
    groups = [FilterGroup("colour", "颜色", [FilterOption("red", "红色", 2), FilterOption("blue", "蓝色")])]
    html = drawn("{% filters groups q='' %}", request=request, groups=groups)
    links = [unescape(link) for link in re.findall(r'<a [^>]*href="([^"]*)"', html)]
    assert links == [
        "?town=%E5%BA%97%E5%8F%A3",
        "?town=%E5%BA%97%E5%8F%A3&colour=red",
        "?town=%E5%BA%97%E5%8F%A3&colour=blue",
    ]
    assert re.search(r'colour=red" aria-current="true"', html)
    assert 'name="page"' not in html


def test_what_is_not_allowed_now_is_shown_with_its_reason() -> None:
    said = words_of(
        drawn(
            "{% next_action None rare %}",
            rare=[BlockedAction("结案", "双方尚未全部签字。")],
        )
    )
    assert "结案双方尚未全部签字。" in said


def test_a_deed_is_a_post_with_its_token_and_says_what_will_follow() -> None:
    deed = ActionView(
        "申请中止", "/x/", method="post", confirm="内部期限停止计算。", hidden=[("version", "7")]
    )
    html = drawn("{% next_action deed rare %}", deed=deed, rare=[], csrf_token="t0k")
    assert 'method="post"' in html
    assert 'value="t0k"' in html
    assert 'name="version" value="7"' in html
    assert 'data-confirm="内部期限停止计算。"' in html


def test_the_bar_of_a_phone_holds_at_most_five_and_loses_nothing() -> None:
    nav = [NavItem(str(number), "/") for number in range(8)]
    assert len(bar_places(nav)) == 4
    assert bar_places(nav) + more_places(nav) == nav
    assert bar_places(nav[:5]) == nav[:5]
    assert more_places(nav[:5]) == []


def test_a_place_whose_pages_are_not_there_is_left_out_of_the_menu(monkeypatch: pytest.MonkeyPatch) -> None:
    from organizations.roles import Role
    from pages import context

    places = (
        context.Place("display", "大字", "sun", {Role.CHAIR}),
        context.Place("nowhere", "无", "sun", {Role.CHAIR}),
    )
    monkeypatch.setattr(context, "PLACES", places)
    assert [place.label for place in nav_for([Role.CHAIR], "/display/")] == ["大字"]
    assert nav_for([Role.MEDIATOR], "/display/") == []


def test_what_people_typed_never_becomes_markup() -> None:
    nasty = "<script>alert(1)</script>"
    row = SimpleNamespace(
        url="/", title=nasty, colour="", unread=0, meta=[nasty], next_step=nasty, clock=None
    )
    talk = [{"at": datetime(2026, 1, 1, tzinfo=SHANGHAI), "who": nasty, "text": nasty}]
    html = drawn(
        "{% case_row row %}{% conversation talk %}{% facts pairs %}", row=row, talk=talk, pairs=[("a", nasty)]
    )
    assert "<script" not in html
    assert html.count("&lt;script&gt;") == 6


# ---- forms ------------------------------------------------------------------------------------------------------


class ReportForm(forms.Form):
    place = forms.CharField(label="单位名称", help_text="厂名", max_length=10)
    what = forms.ChoiceField(
        label="什么事", widget=forms.RadioSelect, choices=[("wages", "工资"), ("x", "其他")]
    )
    story = forms.CharField(label="经过", widget=forms.Textarea, max_length=300, required=False)


def test_an_error_is_tied_to_its_field_and_what_was_typed_stays() -> None:
    form = ReportForm({"place": "一二三四五六七八九十十一"})
    html = drawn("{% form_errors form %}{% field form.place %}", form=form)
    assert 'aria-describedby="id_place_help id_place_error"' in html
    assert 'id="id_place_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'value="一二三四五六七八九十十一"' in html
    assert 'href="#id_place"' in html
    assert 'href="#id_what_0"' in html


def test_picture_buttons_are_radio_buttons_with_a_legend_and_an_icon() -> None:
    html = drawn('{% field form.what look="pictures" icons="wages:coins,x:dots" %}', form=ReportForm())
    assert html.count('type="radio"') == 2
    assert "<legend" in html
    assert "#coins" in html


def test_a_long_answer_tells_how_much_room_is_left_and_a_short_one_does_not() -> None:
    html = drawn("{% field form.story %}{% field form.place %}", form=ReportForm())
    assert html.count("data-counts") == 1
    assert 'data-counts="300"' in html


# ---- pages --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["/_design/", "/_design/public/", "/_design/print/"])
def test_the_style_page_is_not_there_outside_tests_and_debug(
    client: Client, settings: Settings, address: str
) -> None:
    settings.FENGQIAO_STYLE_PAGE = False
    assert client.get(address).status_code == 404
    settings.FENGQIAO_STYLE_PAGE = True
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("code", [400, 403, 404, 413, 429, 500])
def test_an_error_page_is_a_sentence_with_a_way_back_and_needs_no_request(code: int) -> None:
    html = render_to_string(f"{code}.html")
    assert "Error" not in html
    assert re.search(r"<h1>[^<]{4,}</h1>", html)
    assert 'href="/"' in html


def test_large_type_is_kept_a_year_and_never_leads_to_another_site(client: Client) -> None:
    answer = client.post("/display/", {"size": "large", "next": "https://evil.example/"})
    assert answer.headers["Location"] == "/"
    assert answer.cookies["large_type"].value == "1"
    assert int(answer.cookies["large_type"]["max-age"]) == 365 * 24 * 3600
    assert 'class="is-large"' in client.get("/accounts/login/").content.decode()
    assert client.get("/display/").status_code == 405
