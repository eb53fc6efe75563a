"""A newsroom from an empty instance: real processes, and nothing but HTTP and the mails that people get."""

from pathlib import Path
from typing import Final

import httpx

from support import newspaper_readers as readers
from support import newspaper_staff as staff
from support.dev_stack import dev_stack
from support.mail_server import mail_server
from support.newspaper import Newspaper, settings_for

STORY: Final = (
    staff.the_first_to_come_leads_the_site_and_closes_the_door,
    staff.staff_is_hired_and_whoever_has_an_account_is_invited,
    staff.a_forgotten_password_is_set_anew_by_mail,
    staff.categories_stand_in_a_tree_in_two_languages,
    staff.pictures_are_taken_in_and_shown_in_every_size,
    staff.an_author_writes_thirty_articles_and_hands_them_in,
    staff.an_author_publishes_in_no_way,
    staff.an_editor_publishes_most_and_sends_one_back,
    staff.a_scheduled_post_appears_at_its_time_and_not_before,
    staff.what_was_edited_is_rolled_back,
    staff.a_link_shows_what_is_not_public_until_it_is_ended,
    staff.a_former_slug_leads_to_the_new_one,
    readers.readers_turn_pages,
    readers.readers_open_every_post_with_its_data_for_machines,
    readers.readers_look_into_categories_and_search,
    readers.programs_read_the_feeds,
    staff.the_log_names_who_did_what,
    staff.each_site_is_at_its_own_addresses,
    staff.the_administrator_deletes_and_moves_the_site,
    staff.who_signs_out_is_out,
)


async def test_a_newsroom_is_opened_and_read_over_http_alone(tmp_path: Path) -> None:
    async with mail_server() as mails:
        with dev_stack(tmp_path, settings_for(mails)) as base:
            async with httpx.AsyncClient(base_url=base, timeout=30, trust_env=False) as http:
                paper = Newspaper(http, mails)
                for chapter in STORY:
                    await chapter(paper)
