"""The page in a real browser: what a visitor does, with a mouse, with keys alone, on a phone, without a network."""

from __future__ import annotations

import csv
import json
import re
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import ClassVar

import pytest
from playwright.sync_api import expect

from browser.conftest import PHONE
from browser.made import HOSTILE

pytestmark = pytest.mark.browser

# By key: a crowd beyond the edge of the window is drawn, but cannot be clicked.
OPEN_A_CROWD = """() => {
  const plot = document.querySelector('#plot').getBoundingClientRect();
  const seen = [...document.querySelectorAll('#marks .crowd')].find((one) => {
    const box = one.getBoundingClientRect();
    return box.left > plot.left && box.right < plot.right;
  });
  if (seen) seen.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', bubbles: true}));
}"""
WIDTHS = """() => {
  const texts = [...document.querySelectorAll('#ticks text')];
  const ticks = texts.map((one) => [Number(one.textContent), Number(one.getAttribute('x'))]);
  const [first, last] = [ticks[0], ticks[ticks.length - 1]];
  const width = (kind, label) => {
    const marks = [...document.querySelectorAll(`#marks .${kind}`)];
    const found = marks.find((one) => label.test(one.getAttribute('aria-label')));
    return found.querySelector('.shape').getBBox().width;
  };
  return {
    year: (last[1] - first[1]) / (last[0] - first[0]),
    within: width('within', /, (19|20)\\d\\d, /),
    day: width('day', /, \\d+ \\w+ \\d{4}, /),
  };
}"""
PINCH = """() => {
  const plot = document.querySelector('#plot');
  const y = plot.getBoundingClientRect().top + 60;
  const finger = (name, pointerId, clientX) => plot.dispatchEvent(
    new PointerEvent(name, {pointerId, clientX, clientY: y, pointerType: 'touch', bubbles: true, button: 0}));
  finger('pointerdown', 11, 160);
  finger('pointerdown', 12, 200);
  for (let step = 1; step <= 6; step += 1) {
    finger('pointermove', 11, 160 - 15 * step);
    finger('pointermove', 12, 200 + 15 * step);
  }
  finger('pointerup', 11, 70);
  finger('pointerup', 12, 290);
}"""
SMUGGLE = """() => {
  const one = document.createElement('script');
  one.textContent = "document.title = 'taken'";
  document.body.append(one);
}"""


def data(page):
    return json.loads(page.locator("#data").text_content())


def test_it_asks_for_nothing(look, sample):
    """One file is read, and no second thing is asked for, whatever is opened in it."""
    seen = look(sample)
    page = seen.go()
    for view in ("table", "map", "timeline"):
        page.click(f"[data-view={view}]")
    page.locator("#marks [role=button]").first.press("Enter")

    assert [sample.as_uri()] == [url for url in seen.requests if url != "about:blank"]
    assert [] == seen.errors


def test_a_web_server_is_asked_once(browser, sample):
    """No icon, no font, no map: one request for the page, and none for whatever is opened in it."""
    handler = partial(_Counting, directory=sample.parent)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        _Counting.asked = []
        page = browser.new_page()
        page.goto(f"http://127.0.0.1:{server.server_port}/index.html#view=map")
        page.wait_for_selector("html[data-ready]")
        page.click("[data-view=table]")
        page.locator("tbody th a").first.click()
        expect(page.locator("#citation")).to_contain_text(f"http://127.0.0.1:{server.server_port}/index.html#ev-")
        page.wait_for_timeout(300)
        page.close()
        server.shutdown()

    assert ["/index.html"] == _Counting.asked


class _Counting(SimpleHTTPRequestHandler):
    """Serves a folder and keeps what was asked for."""

    asked: ClassVar[list[str]] = []

    def do_GET(self):
        _Counting.asked.append(self.path)
        super().do_GET()

    def log_message(self, *_):
        pass


def test_without_script_the_files_are_named(look, sample):
    page = look(sample, java_script_enabled=False)
    page.page.goto(sample.as_uri())

    expect(page.page.locator("h1")).to_contain_text("Milestones")
    expect(page.page.locator("a", has_text="CSV").first).to_have_attribute("href", "timeline.csv")


def test_it_says_what_it_is(look, sample):
    """How many events, as of which day, from how many articles."""
    page = look(sample).go()
    known = data(page)

    expect(page.locator("h1")).to_contain_text("Milestones of US–Cambodia defense relations")
    expect(page.locator(".lead")).to_contain_text(
        f"{len(known['events'])} events as of 1 March 2025, read from {known['articles_read']} news articles."
    )


def test_it_says_how_good_it_is(look, sample):
    """From the first lines to the figures; the address of what is shown stays as it is."""
    page = look(sample).go("#type=port_call")
    page.click(".lead a")
    expect(page.locator("#accuracy")).to_be_focused()
    expect(page.locator("#foot")).to_contain_text("no rule was written from")
    assert page.url.endswith("#type=port_call")


def test_filters_narrow_and_the_count_says_so(look, sample):
    """A type, then a word; each count in the list is what the choice leaves."""
    page = look(sample).go()
    page.click(".facet[data-part=types] summary")
    calls = page.locator(".option", has_text="Port call")
    number = int(calls.locator(".number").text_content())
    calls.locator("input").check()

    expect(page.locator("#count")).to_have_text(re.compile(f"^{number} of "))
    expect(page.locator(".lane-label")).to_have_count(1)
    page.fill("#query", "mercy")
    expect(page.locator("#count")).not_to_have_text(re.compile(f"^{number} of "))
    assert "type=port_call" in page.url
    assert "q=mercy" in page.url


def test_a_choice_can_be_taken_back(look, sample):
    """One by one, all at once, and by the back button."""
    page = look(sample).go("#type=port_call&status=occurred&who=United+States+Navy")
    total = f"All {len(data(page)['events'])} events"
    expect(page.locator(".chip")).to_have_count(3)
    page.locator(".chip").first.click()
    expect(page.locator(".chip")).to_have_count(2)
    page.click("#chosen .clear")
    expect(page.locator("#count")).to_have_text(total)
    page.go_back()
    expect(page.locator(".chip")).to_have_count(2)
    page.go_back()
    expect(page.locator(".chip")).to_have_count(3)


def test_a_range_of_years_leaves_what_can_have_happened_in_it(look, sample):
    """A decade counts for each of its years; what has no date fits no range."""
    page = look(sample).go("#from=1995&to=1996&view=table")
    known = data(page)
    first, after = 9131, 9862  # 1 January 1995, 1 January 1997
    dates = [known["dates"][event["date"]] for event in known["events"] if "date" in event]
    expected = [one for one in dates if (one[2] is None or one[2] >= first) and (one[1] is None or one[1] < after)]

    expect(page.locator("tbody tr")).to_have_count(len(expected))


def test_nothing_found_says_how_to_go_on(look, sample):
    """Which of the choices stands in the way, and a way out of all of them."""
    page = look(sample).go("#type=port_call&q=zeppelin")
    expect(page.locator(".none")).to_contain_text("No event fits")
    expect(page.locator(".none li")).to_have_count(1)
    page.locator(".none li button").click()
    expect(page.locator(".lane-label")).to_have_count(1)


def test_an_event_leads_to_its_sentence_and_source(look, sample):
    """A click on a mark: date in words, the sentence with what was read marked, the article, how it was read."""
    page = look(sample).go("#q=gary")
    event = next(one for one in data(page)["events"] if one["title"] == "USS Gary calls at Sihanoukville")
    page.locator("#marks [role=button]", has=page.locator("path.shape")).first.click()
    panel = page.locator("#panel")

    expect(panel.locator("h2")).to_have_text("USS Gary calls at Sihanoukville")
    expect(panel.locator("h2")).to_be_focused()
    expect(panel.locator(".date")).to_have_text("from 9 February 2007 to 13 February 2007")
    expect(panel.locator("blockquote mark").first).to_be_visible()
    expect(panel.locator(".from a").first).to_have_attribute("href", re.compile("^https://"))
    expect(panel.locator(".from a").first).to_have_attribute("rel", "noopener noreferrer")
    expect(panel.locator(".how").first).to_contain_text("How the date was read: “")
    expect(panel.locator("a", has_text="Report an error")).to_have_attribute(
        "href", re.compile(f"^mailto:.*{event['id']}")
    )
    expect(panel.locator("#citation")).to_contain_text(event["id"])


def test_a_permalink_opens_the_event_and_back_leaves_it(look, sample):
    """The address is that of the event; back closes it, forward opens it again."""
    page = look(sample).go()
    wanted = data(page)["events"][30]
    page = look(sample).go(f"#{wanted['id']}")
    expect(page.locator("#panel-title")).to_have_text(wanted["title"])
    expect(page.locator("#marks [aria-current]")).to_have_count(1)
    page.click("[aria-label='Later event']")
    expect(page.locator("#panel-title")).to_have_text(data(page)["events"][31]["title"])
    page.go_back()
    expect(page.locator("#panel-title")).to_have_text(wanted["title"])
    page.keyboard.press("Escape")
    expect(page.locator("#panel")).to_be_hidden()
    page.go_back()
    expect(page.locator("#panel-title")).to_have_text(wanted["title"])


def test_keys_alone_are_enough(look, sample):
    """Tab into the timeline, arrows to another event, Enter to read it, Escape back to where one was."""
    page = look(sample).go()
    page.keyboard.press("Tab")
    expect(page.locator("#skip")).to_be_focused()
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('#marks [role=button]')"):
            break
    first = page.evaluate("document.activeElement.getAttribute('aria-label')")
    page.keyboard.press("ArrowRight")
    second = page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert first != second
    page.keyboard.press("ArrowDown")
    third = page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert third not in (first, second)
    page.keyboard.press("Home")
    page.keyboard.press("Enter")
    expect(page.locator("#panel-title")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#panel")).to_be_hidden()
    assert page.evaluate("document.activeElement.matches('#marks [role=button]')")
    window = page.evaluate("document.querySelector('#ticks').textContent")
    page.keyboard.press("+")
    page.keyboard.press("+")
    page.wait_for_function("before => document.querySelector('#ticks').textContent !== before", arg=window)
    assert page.evaluate("document.activeElement.matches('#marks [role=button]')")


def test_every_event_of_a_crowd_can_be_reached(look, five_thousand):
    """A mark with a number zooms in, until the events stand apart or are listed."""
    page = look(five_thousand).go()
    crowd = page.locator("#marks .crowd").first
    expect(crowd).to_have_attribute("aria-label", re.compile(r"\d+ events, .* to .*"))
    for _ in range(12):
        crowds = page.locator("#marks .crowd")
        if page.locator("#panel").is_visible() or not crowds.count():
            break
        page.evaluate(OPEN_A_CROWD)
        page.wait_for_timeout(60)
    assert page.locator("#panel .events li").count() or page.locator("#marks .mark:not(.crowd)").count()


def test_a_year_looks_like_a_year(look, sample):
    """The bar of a year is as long as the year on the axis; a day is a dot."""
    page = look(sample).go("#type=exercise")
    boxes = page.evaluate(WIDTHS)

    assert abs(boxes["year"] - boxes["within"]) <= 1
    assert 9 <= boxes["day"] <= 11


def test_the_table_sorts_and_keeps_the_focus(look, sample):
    """By date first; a head's button turns it, and undated events stay last both ways."""
    page = look(sample).go("#view=table")
    head = page.locator("th.c-date")
    expect(head).to_have_attribute("aria-sort", "ascending")
    first = page.locator("tbody tr").first.locator(".c-date").text_content()
    head.locator("button").focus()
    page.keyboard.press("Enter")
    expect(head).to_have_attribute("aria-sort", "descending")
    expect(head.locator("button")).to_be_focused()
    assert first != page.locator("tbody tr").first.locator(".c-date").text_content()
    page.locator("[data-keep=next-above]").click()
    expect(page.locator("tbody tr").last.locator(".c-date")).to_have_text("undated")
    page.locator("tbody tr a").first.click()
    expect(page.locator("#panel-title")).to_be_focused()


def test_files_beside_the_page_are_linked(look, sample):
    """Only those that are there."""
    page = look(sample).go()
    links = page.locator(".downloads a").evaluate_all("all => all.map((one) => one.getAttribute('href'))")

    assert ["timeline.csv", "timeline.xlsx", "timeline.parquet"] == links[:3]
    assert all((sample.parent / link).is_file() for link in links)


def test_what_changed_is_told(look, night):
    """The night, from what to what, and why; a link to an event that was joined leads to the other."""
    file, sharper, joined = night
    page = look(file).go(f"#{sharper}")
    expect(page.locator("#panel")).to_contain_text("2 Mar 2025 Date: 19XX →")
    expect(page.locator("#panel")).to_contain_text("(a new article)")
    page = look(file).go(f"#{joined}")
    expect(page.locator("#panel")).to_contain_text("turned out to be the same")
    page = look(file).go("#ev-000000000000")
    expect(page.locator("#panel-title")).to_contain_text("There is no event ev-000000000000")


def test_places_are_as_exact_as_told(look, sample):
    """A province is a disc and a place a dot; the list has the same, and leads to the events."""
    page = look(sample).go("#view=map")
    with (sample.parent / "timeline.csv").open(encoding="utf-8-sig", newline="") as lines:
        provinces = {row["location"] for row in csv.DictReader(lines) if row["geo_precision"] == "3"}
    assert provinces
    expect(page.locator(".spots .area")).to_have_count(len(provinces))
    button = page.locator(".place", has_text="Sihanoukville")
    count = int(button.locator(".number").text_content())
    button.click()
    expect(page.locator("tbody tr")).to_have_count(count)


def test_khmer_labels(look, sample):
    """Every label changes, the page says its language, titles stay as they are and say theirs."""
    page = look(sample).go("#view=table")
    title = page.locator("tbody th a").first.text_content()
    page.click(".tools [lang=km]")
    expect(page.locator("html")).to_have_attribute("lang", "km")
    expect(page.locator("#count")).to_contain_text("ព្រឹត្តិការណ៍")
    expect(page.locator("tbody th a").first).to_have_text(title)
    expect(page.locator("tbody th a").first).to_have_attribute("lang", "en")
    assert "lang=km" in page.url or page.evaluate("localStorage.getItem('datelines.lang')") == "km"


def test_a_reader_of_khmer_is_greeted_in_khmer(look, sample):
    page = look(sample, locale="km-KH").go()

    expect(page.locator("html")).to_have_attribute("lang", "km")


def test_dark_by_the_device_and_by_choice(look, sample):
    page = look(sample, color_scheme="dark").go()
    ground = "getComputedStyle(document.body).backgroundColor"
    dark = page.evaluate(ground)
    page.select_option("#theme", "light")
    light = page.evaluate(ground)
    page.reload()

    assert "rgb(255, 255, 255)" == light != dark
    assert light == page.evaluate(ground)


def test_a_phone_shows_everything_without_scrolling_sideways(look, sample):
    """At 360 pixels: timeline, table, places and panel, which covers the rest and gives it back."""
    page = look(sample, viewport=PHONE, has_touch=True, is_mobile=True).go()
    for view in ("table", "map", "timeline"):
        page.click(f"[data-view={view}]")
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.locator("#marks .mark:not(.crowd)").first.evaluate(
        "one => one.dispatchEvent(new MouseEvent('click', {bubbles: true}))"
    )
    expect(page.locator("#panel")).to_have_attribute("aria-modal", "true")
    assert page.evaluate("document.querySelector('#main').inert")
    page.click(".close")
    assert not page.evaluate("document.querySelector('#main').inert")


def test_on_paper_every_event_has_its_sources(look, sample):
    """A table of what fits, not of what was on the screen."""
    page = look(sample).go()
    page.emulate_media(media="print")
    expect(page.locator("#print tbody tr")).to_have_count(len(data(page)["events"]))
    expect(page.locator("#print")).to_contain_text("https://")
    expect(page.locator("#plot")).to_be_hidden()
    expect(page.locator(".filters")).to_be_hidden()


def test_hostile_text_is_only_text(look, attacked):
    """Titles, quotes, names and addresses that try to be script are shown as they are, and lead nowhere."""
    seen = look(attacked)
    page = seen.go("#view=table")
    wanted = data(page)["events"][0]
    page.click(f"[data-event={wanted['id']}]")

    expect(page.locator("#panel-title")).to_have_text(HOSTILE)
    expect(page.locator("blockquote").first).to_contain_text("</script>")
    assert page.title().startswith("Milestones")
    assert 0 == page.locator("a[href^='javascript:']").count()
    page.click(".facet[data-part=actors] summary")
    page.locator(".facet[data-part=actors] .popup > input").fill("onerror")
    page.locator(".option input").first.check()
    expect(page.locator("#count")).to_have_text(re.compile("^1 of "))
    page.reload()
    expect(page.locator("#count")).to_have_text(re.compile("^1 of "))
    assert [] == seen.errors


def test_its_policy_lets_nothing_else_run(look, sample):
    """A script that gets into the page all the same does not run."""
    page = look(sample).go()
    page.evaluate(SMUGGLE)

    assert "taken" != page.title()


def test_a_thousand_events_fit_in_two_megabytes(thousand):
    assert thousand.stat().st_size < 2_000_000


@pytest.mark.parametrize("view", ["timeline", "table"])
def test_five_thousand_events_are_ready_in_two_seconds(look, five_thousand, view, record_property):
    """From the start of loading to everything drawn; measured at about half a second."""
    page = look(five_thousand).go(f"#view={view}")
    ready = page.evaluate("performance.getEntriesByName('ready')[0].startTime")
    record_property("milliseconds", round(ready))

    assert ready < 2_000


def test_a_visitor_finds_an_event_reads_its_source_and_takes_the_data(look, sample):
    """The whole way: search, open, read the sentence and where it stands, download the table."""
    page = look(sample).go()
    page.fill("#query", "mercy sihanoukville")
    page.click("[data-view=table]")
    page.locator("tbody th a").first.click()
    expect(page.locator("#panel blockquote").first).to_contain_text("Mercy")
    expect(page.locator("#panel .from").first).to_contain_text("published")
    page.keyboard.press("Escape")
    with page.expect_download() as taken:
        page.locator(".downloads a", has_text="CSV").first.click()

    assert (sample.parent / "timeline.csv").read_bytes() == taken.value.path().read_bytes()


def test_the_mouse_moves_the_window(look, sample):
    """Drag moves it, Ctrl and the wheel zoom, the wheel alone scrolls the page; a drag opens nothing."""
    page = look(sample).go()
    box = page.locator("#plot").bounding_box()
    middle = (box["x"] + box["width"] / 2, box["y"] + 200)
    ticks = lambda: page.locator("#ticks").text_content()  # noqa: E731
    start = ticks()
    page.mouse.move(*middle)
    page.mouse.down()
    page.mouse.move(middle[0] + 300, middle[1], steps=6)
    page.mouse.up()
    moved = ticks()
    assert start != moved
    assert page.locator("#panel").is_hidden()
    page.keyboard.down("Control")
    page.mouse.wheel(0, -400)
    page.keyboard.up("Control")
    page.wait_for_function("before => document.querySelector('#ticks').textContent !== before", arg=moved)
    zoomed = ticks()
    page.mouse.wheel(0, 200)
    page.wait_for_function("() => scrollY > 0")
    assert zoomed == ticks()


def test_two_fingers_zoom(look, sample):
    """Apart, the window gets narrower; one finger alone moves it."""
    page = look(sample, viewport=PHONE, has_touch=True, is_mobile=True).go()
    size = "Number(document.querySelector('.frame').getAttribute('width'))"
    before = page.evaluate(size)
    page.evaluate(PINCH)
    page.wait_for_function(f"before => {size} < before * 0.7", arg=before)

    assert page.locator("#panel").is_hidden()


def test_the_pointer_and_the_focus_show_a_note(look, sample):
    page = look(sample).go("#type=port_call")
    page.locator("#marks .mark:not(.crowd)").first.hover()
    expect(page.locator("#note")).to_be_visible()
    expect(page.locator("#note b")).not_to_be_empty()


def test_less_motion_where_it_is_asked_for(look, sample):
    page = look(sample, reduced_motion="reduce").go()
    page.locator("#marks [role=button]").first.press("Enter")

    assert "none" == page.evaluate("getComputedStyle(document.querySelector('#panel')).animationName")


def test_a_place_of_one_s_own_to_report_to(look, night):
    """The letter names the event; the citation can be copied; the link to the event is its own."""
    file, sharper, _ = night
    page = look(file, permissions=["clipboard-read", "clipboard-write"]).go(f"#{sharper}")
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()

    assert sharper in page.evaluate("navigator.clipboard.readText()")
