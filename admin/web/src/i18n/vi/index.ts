import type { en } from '@/i18n/en';
import type { Translated } from '@/i18n/types';
import { auth } from '@/i18n/vi/auth';
import { blog, media, post, terms } from '@/i18n/vi/blog';
import { common, errors, nav, unsaved } from '@/i18n/vi/common';
import { generate, job } from '@/i18n/vi/generate';
import { library } from '@/i18n/vi/library';
import { billing, keys } from '@/i18n/vi/money';
import { operator } from '@/i18n/vi/operator';
import { account, team } from '@/i18n/vi/people';
import { refusals } from '@/i18n/vi/refusals';
import { words } from '@/i18n/vi/words';
import { images, templates } from '@/i18n/vi/writing';

export const vi: Translated<typeof en> = {
  ...{ common, errors, refusals, words, nav, unsaved, auth },
  ...{ generate, job, library, images, templates },
  ...{ blog, post, terms, media },
  ...{ billing, keys, team, account, operator },
};
