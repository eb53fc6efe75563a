import { auth } from '@/i18n/en/auth';
import { blog, media, post, terms } from '@/i18n/en/blog';
import { common, errors, nav, unsaved } from '@/i18n/en/common';
import { generate, job } from '@/i18n/en/generate';
import { library } from '@/i18n/en/library';
import { billing, keys } from '@/i18n/en/money';
import { operator } from '@/i18n/en/operator';
import { account, team } from '@/i18n/en/people';
import { refusals } from '@/i18n/en/refusals';
import { words } from '@/i18n/en/words';
import { images, templates } from '@/i18n/en/writing';

export const en = {
  ...{ common, errors, refusals, words, nav, unsaved, auth },
  ...{ generate, job, library, images, templates },
  ...{ blog, post, terms, media },
  ...{ billing, keys, team, account, operator },
};
