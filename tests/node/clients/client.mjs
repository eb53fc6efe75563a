// What the three clients have in common: requests with a token, and a socket whose events are kept in order.
import assert from 'node:assert/strict';
import { io } from 'socket.io-client';

const PATIENCE = 30_000;

export async function request(base, method, path, { token, body, expect = 200 } = {}) {
  const answer = await fetch(`${base}${path}`, {
    method,
    headers: {
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await answer.text();
  assert.equal(answer.status, expect, `${method} ${path}: ${answer.status} ${text}`);
  return text === '' ? null : JSON.parse(text);
}

// A connected socket, as the documents connect it. `heard` holds every event in the order in which it came.
export async function connect(base, token, transport) {
  const socket = io(base, { auth: { token }, transports: [transport], forceNew: true, reconnection: false });
  const heard = [];
  socket.onAny((name, payload) => heard.push({ name, payload }));
  await settled((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', reject);
  }, 'connected');
  return {
    socket,
    heard,
    emit: (event, argument) => socket.timeout(PATIENCE).emitWithAck(event, argument),
    event: (name, fits) =>
      settled((resolve) => {
        const look = () => {
          const found = heard.find((one) => one.name === name && fits(one.payload));
          if (found !== undefined) resolve(found.payload);
        };
        look();
        socket.onAny(look);
      }, `${name} heard`),
    disconnected: () =>
      settled((resolve) => (socket.connected ? socket.once('disconnect', resolve) : resolve('before')), 'disconnected'),
  };
}

export async function refusal(base, token, transport) {
  const socket = io(base, { auth: { token }, transports: [transport], forceNew: true, reconnection: false });
  const error = await settled((resolve) => socket.once('connect_error', resolve), 'refused');
  socket.close();
  return error.message;
}

export function person() {
  const name = `c${Date.now()}${Math.floor(Math.random() * 1e9)}`;
  return { name: 'Ada Lovelace', email: `${name}@example.com`, password: 'correct horse battery' };
}

// Run a client's story and tell its outcome as one line of JSON.
export async function play(story) {
  const [base, transport] = process.argv.slice(2);
  const told = await story(base, transport);
  process.stdout.write(`${JSON.stringify(told)}\n`, () => process.exit(0));
}

function settled(begin, what) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`not ${what} in time`)), PATIENCE);
    begin(
      (value) => (clearTimeout(timer), resolve(value)),
      (error) => (clearTimeout(timer), reject(error)),
    );
  });
}
