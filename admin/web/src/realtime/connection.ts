import { io, type Socket } from 'socket.io-client';
import type { AlertEvent, JobEvent } from '@/realtime/events';
import { organization } from '@/session/organization';
import { session } from '@/session/session';

export interface Heard {
  connected: (yes: boolean) => void;
  job: (event: JobEvent) => void;
  alert: (event: AlertEvent) => void;
}

const REST_MS = 5_000;

// The library comes back by itself from everything but the server's own refusals and goodbyes.
function later(socket: Socket): void {
  setTimeout(() => {
    if (session.status === 'signed-in' && !socket.connected) socket.connect();
  }, REST_MS);
}

/** Listen to the chosen organization's events until the returned function is called. */
export function listen(heard: Heard): () => void {
  let open = true;
  const socket = io(`${window.location.origin}${organization.mount}/api/v1`, {
    auth: (answer) =>
      void session.token().then(
        (token) => answer({ token }),
        () => answer({}),
      ),
    transports: ['websocket', 'polling'],
    reconnectionDelayMax: 10_000,
  });
  socket.on('connect', () => heard.connected(true));
  socket.on('disconnect', (reason) => {
    heard.connected(false);
    if (open && reason === 'io server disconnect') later(socket);
  });
  socket.on('connect_error', () => {
    if (open && !socket.active) later(socket);
  });
  socket.on('job', heard.job);
  socket.on('usage_alert', heard.alert);
  return () => {
    open = false;
    socket.disconnect();
  };
}
