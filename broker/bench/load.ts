import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import mqttPacket, { type Packet } from 'mqtt-packet';

/** What this process does: send a load through a broker and print `{seconds}`, or hold connections and print `{held}`. */
export type Load =
  | { kind: 'messages'; port: number; publishers: number; perPublisher: number; payloadBytes: number }
  | { kind: 'frames'; port: number; publishers: number; frames: number; payloadBytes: number }
  | { kind: 'idle'; port: number; connections: number };

export const publisherId = (n: number) => `pub-${String(n).padStart(4, '0')}`;
export const tokenOf = (id: string) => `token-${id}`;
const topicOf = (n: number) => `fieldlapse/1/bench/${publisherId(n)}/up/readings`;
const window = 20;

/** An admitted socket with nothing unread. */
async function login(port: number, id: string): Promise<Socket> {
  const socket = connect({ host: '127.0.0.1', port, noDelay: true });
  const connection = {
    cmd: 'connect',
    protocolId: 'MQTT',
    protocolVersion: 4,
    clean: true,
    keepalive: 0,
    clientId: id,
  };
  socket.write(mqttPacket.generate({ ...connection, username: id, password: Buffer.from(tokenOf(id)) } as Packet));
  const [connack] = (await once(socket, 'data')) as [Buffer];
  if (connack[3] !== 0) throw new Error(`${id} was refused with ${connack[3]}`);
  return socket;
}

async function subscriber(port: number, qos: 0 | 1): Promise<Socket> {
  const socket = await login(port, 'intake');
  const subscriptions = [{ topic: 'fieldlapse/1/+/+/up/#', qos }];
  socket.write(mqttPacket.generate({ cmd: 'subscribe', messageId: 1, subscriptions } as Packet));
  await once(socket, 'data');
  return socket;
}

const publishPacket = (n: number, payloadBytes: number, qos: 0 | 1, messageId = 1) =>
  mqttPacket.generate({
    ...{ cmd: 'publish', topic: topicOf(n), payload: Buffer.alloc(payloadBytes, 'x'), qos, messageId },
    ...{ dup: false, retain: false },
  });

/** QoS 1 both ways; every packet has the same size, so nothing here parses. Resolves with the seconds it took. */
async function sendMessages(load: Extract<Load, { kind: 'messages' }>): Promise<number> {
  const intake = await subscriber(load.port, 1);
  const sockets = await Promise.all(
    Array.from({ length: load.publishers }, (_, n) => login(load.port, publisherId(n))),
  );
  const delivered = acknowledgeAll(intake, load);
  const start = performance.now();
  for (const [n, socket] of sockets.entries()) {
    const batch = Buffer.concat(
      Array.from({ length: window }, (_, k) => publishPacket(n, load.payloadBytes, 1, k + 1)),
    );
    let left = load.perPublisher / window;
    let ackedBytes = 0;
    socket.on('data', (acks: Buffer) => {
      ackedBytes += acks.length;
      if (ackedBytes < window * 4) return;
      ackedBytes = 0;
      if ((left -= 1) > 0) socket.write(batch);
    });
    socket.write(batch);
  }
  await delivered;
  return (performance.now() - start) / 1000;
}

/** PUBACKs what arrives; resolves once all of it has. */
function acknowledgeAll(socket: Socket, load: Extract<Load, { kind: 'messages' }>): Promise<void> {
  const packetBytes = publishPacket(0, load.payloadBytes, 1).length;
  const idAt = packetBytes - load.payloadBytes - 2;
  let left = load.publishers * load.perPublisher;
  let rest: Buffer = Buffer.alloc(0);
  return new Promise((resolve) => {
    socket.on('data', (chunk: Buffer) => {
      const bytes = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
      const packets = Math.floor(bytes.length / packetBytes);
      const acks = Buffer.alloc(packets * 4);
      for (let n = 0; n < packets; n += 1) {
        acks.writeUInt16BE(0x4002, n * 4);
        bytes.copy(acks, n * 4 + 2, n * packetBytes + idAt, n * packetBytes + idAt + 2);
      }
      rest = bytes.subarray(packets * packetBytes);
      if (packets > 0) socket.write(acks);
      left -= packets;
      if (left === 0) resolve();
    });
  });
}

/** QoS 0 with at most 8 packets under way per publisher, as the window of the edge has it. Resolves with the seconds it took. */
async function sendFrames(load: Extract<Load, { kind: 'frames' }>): Promise<number> {
  const intake = await subscriber(load.port, 0);
  const sockets = await Promise.all(
    Array.from({ length: load.publishers }, (_, n) => login(load.port, publisherId(n))),
  );
  const packets = sockets.map((_, n) => publishPacket(n, load.payloadBytes, 0));
  const packetBytes = packets[0]!.length;
  let sent = 0;
  let receivedBytes = 0;
  const fill = () => {
    for (; sent < load.frames && sent - receivedBytes / packetBytes < 8 * load.publishers; sent += 1) {
      const n = sent % sockets.length;
      sockets[n]!.write(packets[n]!);
    }
  };
  const start = performance.now();
  await new Promise<void>((resolve) => {
    intake.on('data', (chunk: Buffer) => {
      receivedBytes += chunk.length;
      if (receivedBytes === load.frames * packetBytes) resolve();
      else fill();
    });
    fill();
  });
  return (performance.now() - start) / 1000;
}

async function hold({ port, connections }: Extract<Load, { kind: 'idle' }>): Promise<void> {
  for (let n = 0; n < connections; n += 100) {
    await Promise.all(Array.from({ length: 100 }, (_, k) => login(port, publisherId(n + k))));
  }
}

if (import.meta.main) {
  const load = JSON.parse(process.argv[2]!) as Load;
  if (load.kind === 'idle') {
    await hold(load);
    console.log(JSON.stringify({ held: load.connections }));
  } else {
    const seconds = load.kind === 'messages' ? await sendMessages(load) : await sendFrames(load);
    console.log(JSON.stringify({ seconds }));
    process.exit(0);
  }
}
