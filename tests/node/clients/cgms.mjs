// A client of cgms, from registration to logout: node cgms.mjs http://host/cgms websocket|polling
import { connect, person, play, refusal, request } from './client.mjs';

await play(async (base, transport) => {
  const call = (method, path, options) => request(base, method, `/api/v1${path}`, options);
  const registered = await call('POST', '/auth/register', { body: person(), expect: 201 });
  const token = registered.data.accessToken;
  const refused = await refusal(base, 'no token of ours', transport);
  const live = await connect(base, token, transport);

  const order = { prompt: 'A copper kettle that whistles at the boil.', contentType: 'product-description' };
  const ordered = await call('POST', '/content/generate', { token, body: order, expect: 202 });
  const { jobId, contentId } = ordered.data;
  await live.emit('subscribe-job', jobId);
  const completed = await live.event('job-status', (told) => told.jobId === jobId && told.status === 'completed');
  const status = await call('GET', `/content/${jobId}/status`, { token });
  const finished = await call('GET', `/content/${contentId}`, { token });
  const edited = await call('PATCH', `/content/${contentId}`, { token, body: { title: 'Kettle', tags: ['kitchen'] } });

  const again = await call('POST', `/content/${contentId}/regenerate`, { token, body: {}, expect: 202 });
  await live.event('job-status', (told) => told.jobId === again.data.jobId && told.status === 'completed');
  await live.emit('unsubscribe-job', jobId);
  const found = await call('GET', '/content?search=kettle&status=completed', { token });
  await call('DELETE', `/content/${contentId}`, { token });
  await call('GET', `/content/${contentId}`, { token, expect: 404 });
  const left = live.disconnected();
  await call('POST', '/auth/logout', { token });
  await left;
  await call('GET', '/auth/me', { token, expect: 401 });

  const of = (job) => live.heard.filter((one) => one.payload.jobId === job).map((one) => one.payload.status);
  return {
    refused,
    delay: ordered.data.expectedDelayMs,
    statuses: of(jobId),
    statusesAnew: of(again.data.jobId),
    payload: completed,
    job: status.data.status,
    text: finished.data.generatedContent,
    edited: [edited.data.title, edited.data.tags],
    found: found.data.length,
  };
});
