// A browser's Socket.IO client, played line by line: commands in as JSON, what happens out as JSON.
//
//   {"do": "connect", "url": ..., "options": {...}}
//   {"do": "emit", "event": ..., "args": [...], "ack": 7}     answered by {"ack": 7, "args": [...]}
//   {"do": "disconnect"}
//
// Out: {"on": "connect", "id"}, {"on": "connect_error", "message"}, {"on": "disconnect", "reason"}, and
// {"on": "event", "event", "args"} for whatever the server sends.
import { createInterface } from "node:readline";
import { io } from "socket.io-client";

let socket;

function tell(said) {
  process.stdout.write(JSON.stringify(said) + "\n");
}

const commands = {
  connect({ url, options }) {
    socket = io(url, { forceNew: true, ...options });
    socket.on("connect", () => tell({ on: "connect", id: socket.id, transport: socket.io.engine.transport.name }));
    socket.on("connect_error", (error) => tell({ on: "connect_error", message: error.message }));
    socket.on("disconnect", (reason) => tell({ on: "disconnect", reason }));
    socket.onAny((event, ...args) => tell({ on: "event", event, args }));
  },
  emit({ event, args = [], ack }) {
    if (ack === undefined) socket.emit(event, ...args);
    else socket.emit(event, ...args, (...answer) => tell({ ack, args: answer }));
  },
  disconnect() {
    socket.disconnect();
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const command = JSON.parse(line);
  commands[command.do](command);
}
process.exit(0);
