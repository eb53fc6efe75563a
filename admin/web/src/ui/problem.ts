import { Refused, Unreachable } from '@/api/errors';
import type { Texts } from '@/i18n';

/** Any error as one sentence for people: what happened and what to do. */
export function problemOf(error: unknown, texts: Texts): string {
  const { errors } = texts;
  if (error instanceof Unreachable) return errors.unreachable;
  if (!(error instanceof Refused)) return errors.server;
  if (error.status === 429)
    return `${errors.busy} ${error.retryAfter === null ? '' : errors.wait(error.retryAfter)}`.trim();
  if (Object.keys(error.fields).length > 1) return errors.check;
  const known = texts.refusals[error.code ?? ''];
  if (known !== undefined) return known;
  if (error.message !== '' && error.status < 500) return error.message;
  return error.status === 403 ? errors.forbidden : errors.server;
}
