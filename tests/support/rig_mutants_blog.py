"""Sabotages of posts, as `rig_mutants` has them of the rest."""

from typing import Final

from support.rig_mutants import Mutant

_POSTS: Final = "tests/integration/blog/test_posts.py::"
_PUBLISHING: Final = "tests/integration/blog/test_publishing.py::"
_RACES: Final = "tests/contracts/blog/test_slug_races.py::"
_TURNS: Final = "contentforge_blog/turns/repository.py"
_POSTS_FOLDER: Final = "contentforge_blog/posts/"

BLOG: Final[dict[str, Mutant]] = {
    "nobody looks which version an editor has seen": Mutant(
        promise=9,
        file=_POSTS_FOLDER + "change.py",
        old='    if expected is not None and row["version"] not in expected:\n',
        new="    if expected is not None and expected == ():\n",
        test=_POSTS + "test_of_two_who_changed_the_same_version_the_second_is_told",
        because="[] == [<class",
    ),
    "what was composed of an older text is written": Mutant(
        promise=3,
        file=_POSTS_FOLDER + "change.py",
        old="        raise Overtaken\n",
        new="        pass\n",
        test=_POSTS + "test_a_text_that_was_composed_of_an_older_one_is_not_written",
        because="DID NOT RAISE",
    ),
    "two write one post at the same time": Mutant(
        promise=3,
        file=_POSTS_FOLDER + "repository.py",
        old='f"{_FIND} FOR UPDATE"',
        new="_FIND",
        test=_POSTS + "test_twenty_changes_at_once_leave_revisions_without_gaps",
        because="UniqueViolationError",
    ),
    "a slug that somebody takes at the same moment is an error": Mutant(
        promise=9,
        file=_POSTS_FOLDER + "saving.py",
        old="_TRIES: Final = 20\n",
        new="_TRIES: Final = 1\n",
        test=_POSTS + "test_posts_with_the_same_title_at_the_same_moment_all_get_a_slug",
        because="SlugTaken",
    ),
    "work that comes early publishes": Mutant(
        promise=4,
        file="contentforge_blog/publishing/handler.py",
        old="    if early > 0:\n",
        new="    if early > 1e9:\n",
        test=_PUBLISHING + "test_work_that_comes_early_publishes_nothing_and_comes_again",
        because="PUBLISHED",
    ),
    "work that is not the post's own publishes it": Mutant(
        promise=3,
        file="contentforge_blog/publishing/handler.py",
        old='row["publish_item"] != claim.id or ',
        new="",
        test=_PUBLISHING + "test_work_that_is_not_the_posts_own_publishes_nothing",
        because="assert",
    ),
    "an author may schedule": Mutant(
        promise=15,
        file=_POSTS_FOLDER + "status.py",
        old="        (Status.DRAFT, Status.SCHEDULED): _PUBLISH,\n",
        new="        (Status.DRAFT, Status.SCHEDULED): _WRITE,\n",
        test="tests/unit/blog/test_post_status.py::"
        "test_every_edge_has_its_permission_and_an_author_reaches_nothing_that_readers_see",
        because="assert",
    ),
    "an author sees everybody's posts": Mutant(
        promise=15,
        file=_POSTS_FOLDER + "hand.py",
        old="return None if Permission.BLOG_POSTS_WRITE_ANY in self.permissions else self.user",
        new="return None",
        test=_POSTS + "test_an_author_sees_and_changes_only_their_own",
        because="DID NOT RAISE",
    ),
    "raw HTML comes through the parser, and the wall behind it holds": Mutant(
        promise=21,
        file="contentforge_blog/rendering/sanitize.py",
        old="    return nh3.clean(\n        html,\n",
        new="    return html or nh3.clean(\n        html,\n",
        test="tests/unit/blog/test_rendering.py::"
        "test_what_the_parser_should_never_make_is_stopped_by_the_wall_behind_it",
        because="<script>",
    ),
    "a text may cost what it likes": Mutant(
        promise=22,
        file="contentforge_blog/rendering/budget.py",
        old="        if self._left < 0:\n",
        new="        if self._left > MOST_STEPS:\n",
        test="tests/unit/blog/test_rendering.py::test_texts_that_cost_more_than_half_a_megabyte_of_prose_are_refused",
        because="DID NOT RAISE",
    ),
    "whoever was put out comes in again by the open door": Mutant(
        promise=17,
        file="contentforge_tenants/memberships/repository.py",
        old="ON CONFLICT (organization_id, user_id) DO NOTHING RETURNING 1",
        new="ON CONFLICT (organization_id, user_id) DO UPDATE SET is_active = true RETURNING 1",
        test="tests/contracts/blog/test_auth.py::test_who_was_put_out_does_not_come_in_again_by_the_open_door",
        because="200 == 403",
    ),
    "all who come first at once lead": Mutant(
        promise=17,
        file="contentforge_tenants/organizations/repository.py",
        old="WHERE id = $1 AND owner_id IS NULL RETURNING 1",
        new="WHERE id = $1 RETURNING 1",
        test="tests/contracts/blog/test_auth.py::test_of_ten_who_come_first_at_once_one_is_the_admin",
        because="ADMIN",
    ),
    "drafts are listed to readers": Mutant(
        promise=15,
        file="contentforge_blog/public/queries.py",
        old="_PUBLISHED: Final = \"post.organization_id = $1 AND post.status = 'PUBLISHED'\"\n",
        new="_PUBLISHED: Final = \"post.organization_id = $1 AND post.status <> 'REVIEW'\"\n",
        test="tests/contracts/blog/test_public.py::test_what_is_not_published_is_nowhere",
        because="== []",
    ),
    "a search tells of every site whose keys begin alike": Mutant(
        promise=15,
        file="contentforge_app/migrations/versions/0077_search_by_sites_words.py",
        old="    WHERE text.organization_id = tenant AND (wanted_locale",
        new="    WHERE text.organization_id IS NOT NULL AND (wanted_locale",
        test="tests/integration/blog/test_search.py::"
        "test_a_search_that_looks_past_the_policies_tells_nothing_of_other_sites[SELECT find_posts('nui', NULL)]",
        because="== (0, 0)",
    ),
    "two who move categories do not wait for each other": Mutant(
        promise=3,
        file=_TURNS,
        old='"SELECT pg_advisory_xact_lock(',
        new='"SELECT pg_advisory_xact_lock_shared(',
        test="tests/contracts/blog/test_taxonomy.py::test_two_who_move_at_once_make_no_circle",
        because="== [200, 400]",
    ),
    "whoever gives up a slug does so beside others": Mutant(
        promise=22,
        file=_TURNS,
        old='"SELECT pg_advisory_xact_lock(',
        new='"SELECT pg_advisory_xact_lock_shared(',
        test=_RACES + "test_slugs_of_two_languages_that_change_hands_crosswise_leave_nobody_waiting[posts]",
        because="503",
    ),
    "nobody sees that a picture has gone since": Mutant(
        promise=9,
        file=_POSTS_FOLDER + "change.py",
        old='cls(row["version"], row["hero_image_id"])',
        new='cls(row["version"], None)',
        test=_RACES + "test_a_picture_that_goes_while_its_post_is_written_leaves_nobody_waiting",
        because="heroImageId: there is no image",
    ),
    "what was set aside stays": Mutant(
        promise=1,
        file="contentforge_content/images/discard.py",
        old="        await self._storage.delete(keys)\n",
        new="        keys.clear()\n",
        test="tests/faults/test_uploads.py::"
        "test_an_api_killed_while_it_stores_keeps_what_it_promised_and_nothing_else[2]",
        because="stored object without a row",
    ),
    "a site's web server is told by force": Mutant(
        promise=19,
        file="contentforge_platform/egress/client.py",
        old="        addresses = await self._lookup(url)\n        self._check_addresses(url, addresses)\n",
        new="        addresses = await self._lookup(url)\n",
        test="tests/contracts/blog/test_revalidation.py::"
        "test_a_name_that_leads_into_our_network_is_never_connected_to[private]",
        because="== []",
    ),
    "a slow web server may hold every worker": Mutant(
        promise=6,
        file="contentforge_blog/revalidation/ask.py",
        old="per_organization=4, ",
        new="",
        test="tests/contracts/blog/test_revalidation.py::test_a_slow_server_holds_only_its_own_site",
        because="== (4, 4)",
    ),
    "a file is taken for what it is said to be": Mutant(
        promise=21,
        file="contentforge_blog/media/examine.py",
        old="    found = media_type(file.read(HEAD))\n",
        new='    found = media_type(b"\\xff\\xd8\\xff" + file.read(HEAD))\n',
        test="tests/contracts/blog/test_media.py::test_what_cannot_be_taken_is_told_and_leaves_nothing",
        because="== (415, 415)",
    ),
    "a change leaves the copies of readers in place": Mutant(
        promise=15,
        file="contentforge_blog/changes.py",
        old="    await raise_version(session, tenant)\n",
        new="",
        test="tests/contracts/blog/test_cache.py::test_every_change_shows_at_once_where_it_was_made",
        because="!=",
    ),
    "copies are kept under the path alone": Mutant(
        promise=1,
        file="contentforge_app/apis/blog/cache/public_cache.py",
        old='b"%b %d %b" % (known.site.tenant.bytes, known.version, wanted)',
        new="wanted",
        test="tests/contracts/blog/test_cache.py::test_every_change_shows_at_once_where_it_was_made",
        because="!=",
    ),
}
