"""Files that posts come in: what is read of them, and what is refused."""

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from zipfile import ZipFile

import pytest

from contentforge_blog.posts.status import Status
from contentforge_blog.transfer import PostEntry, Unreadable, front_matter, read_bundle, read_markdown, read_wordpress

WORDPRESS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wp="http://wordpress.org/export/1.2/"
 xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel>
<wp:category><wp:category_nicename>hills</wp:category_nicename><wp:category_parent></wp:category_parent>
<wp:cat_name><![CDATA[Hills]]></wp:cat_name></wp:category>
<wp:category><wp:category_nicename>steep</wp:category_nicename><wp:category_parent>hills</wp:category_parent>
<wp:cat_name><![CDATA[Steep hills]]></wp:cat_name></wp:category>
<item><title>Up the hill</title><guid>https://old.example/?p=1</guid>
<content:encoded><![CDATA[<!-- wp:paragraph --><p>We <strong>walked</strong> <a href="https://x.example">up</a>.</p>
<h2>Down</h2><ul><li>slowly</li></ul><script>alert(1)</script>]]></content:encoded>
<excerpt:encoded><![CDATA[Short <b>words</b>]]></excerpt:encoded>
<wp:post_name>up-the-hill</wp:post_name><wp:status>publish</wp:status><wp:post_type>post</wp:post_type>
<wp:post_date_gmt>2019-03-04 05:06:07</wp:post_date_gmt>
<category domain="category" nicename="steep"><![CDATA[Steep hills]]></category>
<category domain="post_tag" nicename="walks"><![CDATA[Walks]]></category></item>
<item><title>Classic</title><guid>https://old.example/?p=2</guid>
<content:encoded><![CDATA[One.

Two & <em>three</em>.]]></content:encoded>
<wp:status>draft</wp:status><wp:post_type>post</wp:post_type>
<wp:post_date_gmt>0000-00-00 00:00:00</wp:post_date_gmt></item>
<item><title>A page</title><wp:status>publish</wp:status><wp:post_type>page</wp:post_type></item>
<item><title>Gone</title><wp:status>trash</wp:status><wp:post_type>post</wp:post_type></item>
</channel></rss>
"""


def only(posts: Iterable[object]) -> PostEntry:
    [post] = posts
    assert isinstance(post, PostEntry), post
    return post


def markdown(folder: Path, text: str, name: str = "a.md") -> PostEntry:
    (folder / name).write_text(text, encoding="utf-8", newline="")
    return only(read_markdown(folder / name, "en")[0])


@pytest.mark.parametrize("body", ["", "x", "\n\nx\n", "---\nx: 1\n---\n", "a\r\nb", "   x", "\t", "đ漢\u2028x"])
@pytest.mark.parametrize("value", ["x", "a: b", "- a", "'\"", "đ\n\n  x", "true", "2026-01-01", "#", "\x07", "\u2028"])
def test_what_is_joined_is_split_as_it_was(value: str, body: str) -> None:
    values = {"title": value, "data": {"a": [1, None, value]}}

    assert front_matter.split(front_matter.join(values, body)) == (values, body)


def test_a_file_of_a_site_generator_is_a_post(tmp_path: Path) -> None:
    post = markdown(
        tmp_path,
        "---\ntitle: Up the hill\ndate: 2019-03-04T05:06:07Z\ndraft: false\nslug: up\ndescription: For engines\n"
        "summary: Short\nlang: VI\n---\n\n# Text\n",
    )

    assert (post.status, post.publish_at) == (Status.PUBLISHED, datetime(2019, 3, 4, 5, 6, 7, tzinfo=UTC))
    text = post.texts["vi"]
    assert (text.title, text.slug, text.meta_description, text.excerpt) == ("Up the hill", "up", "For engines", "Short")
    assert text.body == "# Text\n"


def test_a_file_is_a_draft_unless_it_says_otherwise(tmp_path: Path) -> None:
    assert markdown(tmp_path, "---\ntitle: x\n---\ny").status is Status.DRAFT
    assert markdown(tmp_path, "---\ntitle: x\nstatus: review\n---\ny").status is Status.REVIEW


def test_the_same_file_is_the_same_post_and_another_is_another(tmp_path: Path) -> None:
    first, again = (markdown(tmp_path, "---\ntitle: x\n---\ny") for _ in range(2))

    assert first.id == again.id != markdown(tmp_path, "---\ntitle: x\n---\ny", "b.md").id


@pytest.mark.parametrize(
    "text",
    [
        "no title",
        "---\ntitle: ''\n---\n",
        "---\n- a\n---\n",
        "---\ntitle: [\n---\n",
        "---\ntitle: x\ndate: soon\n---\n",
        "---\ntitle: x\nstatus: LIVE\n---\n",
        "---\ntitle: 7\n---\n",
        "---\ntitle: " + "x" * 201 + "\n---\n",
        "---\na: &a [x]\ntitle: *a\n---\n",
        "---\n" + "- " * 5000 + "x\n---\n",
        "---\ntitle: !!python/object/apply:os.system [ls]\n---\n",
    ],
)
def test_what_is_no_post_is_told_with_its_file(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.md").write_text(text, encoding="utf-8")
    [problem] = read_markdown(tmp_path, "en")[0]

    assert isinstance(problem, Unreadable)
    assert str(problem).startswith("a.md: ")


def test_bytes_that_are_no_text_are_told(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"\xff\xfe")

    assert isinstance(next(read_markdown(tmp_path, "en")[0]), Unreadable)


def test_wordpress_posts_come_with_terms_dates_and_markdown(tmp_path: Path) -> None:
    file = tmp_path / "export.xml"
    file.write_text(WORDPRESS, encoding="utf-8")
    terms, posts, total = read_wordpress(file, "en")
    first, second = posts

    assert total == 2
    assert isinstance(first, PostEntry)
    assert isinstance(second, PostEntry)
    assert {one.translations[0]["slug"] for one in terms} == {"hills", "steep", "walks"}
    hills, steep = (next(one for one in terms if one.translations[0]["slug"] == slug) for slug in ("hills", "steep"))
    assert steep.parent == hills.id
    assert first.categories == [steep.id]
    assert (first.status, first.publish_at) == (Status.PUBLISHED, datetime(2019, 3, 4, 5, 6, 7, tzinfo=UTC))
    text = first.texts["en"]
    assert (text.title, text.slug, text.excerpt) == ("Up the hill", "up-the-hill", "Short **words**")
    assert text.body == "We **walked** [up](https://x.example).\n\n## Down\n\n- slowly"
    assert second.texts["en"].body == "One.\n\nTwo & *three*."
    assert second.status is Status.DRAFT


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<rss/>",
        "<html><body/></html>",
        "<rss><channel>",
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><feed>&a;</feed>',
    ],
)
def test_what_is_no_wordpress_export_is_told(tmp_path: Path, text: str) -> None:
    file = tmp_path / "export.xml"
    file.write_text(text, encoding="utf-8")

    with pytest.raises(Unreadable):
        read_wordpress(file, "en")


def test_no_entity_brings_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("top secret", encoding="utf-8")
    file = tmp_path / "export.xml"
    file.write_text(
        f'<!DOCTYPE rss [<!ENTITY a SYSTEM "file://{tmp_path}/secret">]>'
        + WORDPRESS.partition("\n")[2].replace("Up the hill", "Up &a; the hill"),
        encoding="utf-8",
    )

    assert all("secret" not in str(post) for post in read_wordpress(file, "en")[1])


def test_what_is_no_bundle_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(b"PK")
    with ZipFile(tmp_path / "b.zip", "w") as other:
        other.writestr("x", "y")

    for name in ("a.zip", "b.zip", "c.zip"):
        with pytest.raises(Unreadable):
            read_bundle(tmp_path / name)


def test_links_in_a_folder_lead_to_no_other_files(tmp_path: Path) -> None:
    secret, folder = tmp_path / "secret", tmp_path / "posts"
    folder.mkdir()
    secret.write_text("What only the operator may read")
    (folder / "sent.md").symlink_to(secret)
    (folder / "own.md").write_text("---\ntitle: Own\n---\nText")

    posts, count = read_markdown(folder, "en")

    assert (count, [post.source for post in posts if isinstance(post, PostEntry)]) == (1, ["own.md"])
