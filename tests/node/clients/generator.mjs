// A client of generator, from registration to its last request: node generator.mjs http://host/generator websocket|polling
import { connect, person, play, refusal, request } from './client.mjs';

await play(async (base, transport) => {
  const call = (method, path, options) => request(base, method, path, options);
  const { token, _id: userId } = await call('POST', '/auth/register', { body: person(), expect: 201 });
  const refused = await refusal(base, 'no token of ours', transport);
  const live = await connect(base, token, transport);

  const order = { prompt: 'The future of whistling kettles', contentType: 'Blog Post Outline' };
  const queued = await call('POST', '/generate-content', { token, body: order, expect: 202 });
  const { jobId } = queued;
  const before = await call('GET', `/generate-content/${jobId}`, { token });
  await call('POST', `/generate-content/${jobId}/save`, { token, body: {}, expect: 400 });
  const completed = await live.event('job_completed', (told) => told.jobId === jobId);
  const after = await call('GET', `/generate-content/${jobId}`, { token });

  const saved = await call('POST', `/generate-content/${jobId}/save`, { token, body: { title: 'Kettles' }, expect: 201 });
  const { _id: id } = saved.content;
  const found = await call('GET', '/content?search=KETTLE', { token });
  const edited = await call('PUT', `/content/${id}`, { token, body: { body: 'My own words.' } });
  const removed = await call('DELETE', `/content/${id}`, { token });
  const jobs = await call('GET', '/generate-content', { token });
  live.socket.close();

  return {
    refused,
    userId,
    delay: queued.delaySeconds,
    before: before.status,
    after: after.status,
    events: live.heard.map((one) => one.name),
    payload: completed,
    text: after.generatedContent,
    found: found.map((one) => one.title),
    edited: edited.body,
    removed: removed.id === id,
    jobs: jobs.length,
  };
});
