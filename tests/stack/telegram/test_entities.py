"""Parse modes: what people see, where the entities are, and the words of a refusal."""

import pytest

from stack.telegram.entities import formatted
from stack.telegram.errors import ApiError
from stack.telegram.values import Json

Expected = tuple[str, list[Json]]


def entity(kind: str, offset: int, length: int, **more: str) -> Json:
    return {"type": kind, "offset": offset, "length": length, **more}


HTML: dict[str, Expected] = {
    "<b>Наряд</b> готов": ("Наряд готов", [entity("bold", 0, 5)]),
    "🔧 <b>ремонт 🔧</b>": ("🔧 ремонт 🔧", [entity("bold", 3, 9)]),  # 🔧 counts as two
    "a &lt;b&gt; &amp; &quot;c&quot; &nbsp; &#1071;&#x42f;": ('a <b> & "c" &nbsp; ЯЯ', []),
    "<i>a <u>b</u></i>": ("a b", [entity("italic", 0, 3), entity("underline", 2, 1)]),
    "<strong>a</strong><em>b</em><del>c</del><ins>d</ins>": (
        "abcd",
        [
            entity("bold", 0, 1),
            entity("italic", 1, 1),
            entity("strikethrough", 2, 1),
            entity("underline", 3, 1),
        ],
    ),
    '<a href="https://example.com/?a=1&amp;b=2">тут</a>': (
        "тут",
        [entity("text_link", 0, 3, url="https://example.com/?a=1&b=2")],
    ),
    '<a href="нет адреса">тут</a>': ("тут", []),
    '<span class="tg-spoiler">a</span><tg-spoiler>b</tg-spoiler>': (
        "ab",
        [entity("spoiler", 0, 1), entity("spoiler", 1, 1)],
    ),
    '<pre><code class="language-python">x = 1</code></pre>': (
        "x = 1",
        [entity("pre", 0, 5, language="python")],
    ),
    "<code><b>x</b></code>": ("x", [entity("code", 0, 1)]),
    "<blockquote expandable>a</blockquote>": ("a", [entity("expandable_blockquote", 0, 1)]),
    "<B>a</B>": ("a", [entity("bold", 0, 1)]),
    "<b>a</>": ("a", [entity("bold", 0, 1)]),
    "<b></b>a": ("a", []),
    "  <b> a </b>  ": ("a", [entity("bold", 0, 1)]),
}
BAD_HTML = {
    "1 < 2": 'Unsupported start tag "" at byte offset 2',
    "<": "Unclosed start tag at byte offset 0",
    "Ж <b": "Unclosed start tag at byte offset 3",
    "<script>alert(1)</script>": 'Unsupported start tag "script" at byte offset 0',
    "Петров <Иван>": 'Unsupported start tag "иван" at byte offset 13',
    "<b>a": 'Can\'t find end tag corresponding to start tag "b"',
    "a</b>": "Unexpected end tag at byte offset 1",
    "<b><i>a</b></i>": 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"',
    "<b>a</b": "Unclosed end tag at byte offset 4",
    "<span>a</span>": 'Tag "span" must have class "tg-spoiler" at byte offset 0',
    "<i =a>": 'Empty attribute name in the tag "i" at byte offset 0',
    '<a href="x': "Unclosed start tag at byte offset 0",
    "<a href=a,b>c</a>": "Unexpected end of name token at byte offset 8",
    "<tg-emoji emoji-id=x>a</tg-emoji>": "Invalid custom emoji identifier specified",
    "&#xDFDF;": "Text contains invalid Unicode characters after decoding HTML entities, check for unmatched "
    "surrogate code units",
}
MARKDOWN: dict[str, Expected] = {
    "*Наряд* _готов_": ("Наряд готов", [entity("bold", 0, 5), entity("italic", 6, 5)]),
    "1\\.5 \\* 2": ("1.5 * 2", []),
    "__a__ ~b~ ||c||": (
        "a b c",
        [entity("underline", 0, 1), entity("strikethrough", 2, 1), entity("spoiler", 4, 1)],
    ),
    "_a __b___": ("a b", [entity("italic", 0, 3), entity("underline", 2, 1)]),
    "`a_b*c`": ("a_b*c", [entity("code", 0, 5)]),
    "```python\nx = 1```": ("x = 1", [entity("pre", 0, 5, language="python")]),
    "[тут](https://example.com/\\))": ("тут", [entity("text_link", 0, 3, url="https://example.com/)")]),
    "[a]()": ("a", []),
    ">a\n>b\nc": ("a\nb\nc", [entity("blockquote", 0, 4)]),
    "![👍](tg://emoji?id=25)": ("👍", [entity("custom_emoji", 0, 2, custom_emoji_id="25")]),
}
BAD_MARKDOWN = {
    "SVC-1": "Character '-' is reserved and must be escaped with the preceding '\\'",
    "a!": "Character '!' is reserved and must be escaped with the preceding '\\'",
    "a>b": "Character '>' is reserved and must be escaped with the preceding '\\'",
    "Ж *a": "Can't find end of Bold entity at byte offset 3",
    "_a * b_": "Can't find end of Italic entity at byte offset 6",
    "`a": "Can't find end of Code entity at byte offset 0",
    "```x y": "Can't find end of PreCode entity at byte offset 0",
    "[a](b": "Can't find end of a URL at byte offset 4",
    "||a": "Can't find end of Spoiler entity at byte offset 0",
    "![👍]": "Custom emoji entity must contain a tg://emoji URL",
    ">*a\nb*": "Can't find end of Bold entity at byte offset 1",
}


@pytest.mark.parametrize("source", HTML)
def test_html_is_parsed(source: str) -> None:
    assert formatted(source, "HTML") == HTML[source]


@pytest.mark.parametrize("source", BAD_HTML)
def test_bad_html_is_refused_in_telegrams_words(source: str) -> None:
    with pytest.raises(ApiError) as refused:
        formatted(source, "html")
    assert refused.value.description == f"Bad Request: can't parse entities: {BAD_HTML[source]}"


@pytest.mark.parametrize("source", MARKDOWN)
def test_markdown_is_parsed(source: str) -> None:
    assert formatted(source, "MarkdownV2") == MARKDOWN[source]


@pytest.mark.parametrize("source", BAD_MARKDOWN)
def test_bad_markdown_is_refused_in_telegrams_words(source: str) -> None:
    with pytest.raises(ApiError) as refused:
        formatted(source, "MarkdownV2")
    assert refused.value.description == f"Bad Request: can't parse entities: {BAD_MARKDOWN[source]}"


def test_an_unknown_parse_mode_is_refused() -> None:
    with pytest.raises(ApiError, match="unsupported parse_mode"):
        formatted("a", "rtf")


def test_a_plain_text_keeps_its_marks() -> None:
    assert formatted("<b> & *a* \\_") == ("<b> & *a* \\_", [])


@pytest.mark.parametrize(
    ("text", "kind", "found"),
    [
        ("/start abc", "bot_command", "/start"),
        ("нажмите /menu.", "bot_command", "/menu"),
        ("сайт https://example.com/a?b=c.", "url", "https://example.com/a?b=c"),
        ("сайт example.ru", "url", "example.ru"),
        ("пишите @naryad_bot", "mention", "@naryad_bot"),
        ("почта anna@example.com", "email", "anna@example.com"),
        ("звоните +7 912 345-67-89", "phone_number", "+7 912 345-67-89"),
        ("#срочно", "hashtag", "#срочно"),
    ],
)
def test_telegram_finds_by_itself(text: str, kind: str, found: str) -> None:
    assert formatted(text) == (text, [entity(kind, text.index(found), len(found))])


@pytest.mark.parametrize("text", ["и/или", "1/2", "a@b", "цена 1.500", "SVC-000123"])
def test_nothing_is_found_where_nothing_is(text: str) -> None:
    assert formatted(text) == (text, [])
