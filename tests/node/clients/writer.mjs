// A client of writer, from registration to logout: node writer.mjs http://host/writer websocket|polling
import { connect, person, play, refusal, request } from './client.mjs';

await play(async (base, transport) => {
  const call = (method, path, options) => request(base, method, `/api/v1${path}`, options);
  await request(base, 'GET', '/health');
  const account = person();
  const registered = await call('POST', '/auth/register', { body: account, expect: 201 });
  const renewed = await call('POST', '/auth/refresh', { body: { refreshToken: registered.data.refreshToken } });
  const token = renewed.data.accessToken;
  const refused = await refusal(base, undefined, transport);
  const live = await connect(base, token, transport);

  const order = { topic: 'Copper kettles that whistle at the boil', contentType: 'article' };
  const created = await call('POST', '/content', { token, body: order, expect: 202 });
  const { jobId } = created.data;
  const { id } = created.data.content;
  const acknowledged = await live.emit('subscribe-job', jobId);
  const completed = await live.event('job-update', (told) => told.jobId === jobId && told.status === 'completed');
  const job = await call('GET', `/content/job/${jobId}/status`, { token });
  const finished = await call('GET', `/content/${id}`, { token });

  const edited = await call('PUT', `/content/${id}`, { token, body: { content: 'My own words.' } });
  const rolled = await call('POST', `/content/${id}/rollback`, { token });
  await live.emit('unsubscribe-job', jobId);
  await call('DELETE', `/content/${id}`, { token, expect: 204 });
  await call('GET', `/content/${id}`, { token, expect: 404 });
  const left = live.disconnected();
  await call('POST', '/auth/logout', { token });
  await left;
  await call('GET', '/auth/me', { token, expect: 401 });

  return {
    refused,
    acknowledged,
    delay: created.data.expectedDelay,
    statuses: live.heard.map((one) => one.payload.status),
    payload: completed,
    job: job.data.jobStatus.state,
    text: finished.data.content.generatedContent,
    edited: edited.data.content.generatedContent,
    rolledBack: rolled.data.content.content,
  };
});
