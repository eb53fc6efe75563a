/**
 * What the server refuses, by the stable code of the reason. A code that is not here is shown in the server's own
 * sentence; most are: in English it is the better one, since it carries names and figures.
 */
export const refusals: Record<string, string> = {
  wrong_credentials: 'The address or the password is not right.',
  invalid_credential: 'Your session has ended. Sign in again.',
  permission_missing: 'Your role does not include this. Ask an owner or administrator of the organization.',
  unavailable: 'The server is busy. Try again in a moment.',
  storage_failed: 'The file storage does not answer at the moment. Try again in a moment.',
  payments_away: 'The payment service does not answer. Try again in a moment.',
  payments_busy: 'The same request is being answered already. Wait a moment.',
  payments_refused: 'Payments cannot be taken at the moment.',
  too_many_tags: 'A job has at most 20 tags. Take some away first.',
  not_on_sale: 'This plan cannot be bought at the moment.',
  idempotency_key_in_use: 'The same request is being answered already. Wait a moment.',
};
