/** Names that the server gives things, where making them readable is not enough. */
export const words: Record<string, string> = {
  APIKey: 'API key',
  ApiKey: 'API key',
  seo: 'SEO',
  api: 'API',
  CREATE: 'Made',
  UPDATE: 'Changed',
  DELETE: 'Deleted',
  PUBLISH: 'Published',
  LOGIN: 'Signed in',
  LOGOUT: 'Signed out',
  queued: 'Waiting',
  parked: 'Put aside',
  published: 'Told',
};
