import type { Socket } from 'node:net';

/** Why the guard closed a connection. */
type GuardReason = 'not-connect' | 'bad-packet-type' | 'bad-length' | 'too-large';

interface GuardOptions {
  /** Largest packet (fixed header included) before and after `open()`, bytes. */
  readonly maxConnectBytes: number;
  readonly maxPacketBytes: number;
  readonly onViolation: (reason: GuardReason, packetBytes: number) => void;
}

const connectType = 1;
/** CONNECT, PUBLISH, PUBACK, PUBREC, PUBREL, PUBCOMP, SUBSCRIBE, UNSUBSCRIBE, PINGREQ, DISCONNECT. */
const fromClient = new Set([1, 3, 4, 5, 6, 7, 8, 10, 12, 14]);

/**
 * Stands between a socket and whoever reads it: follows the fixed headers [MQTT-2.2] in the bytes that are taken out
 * with `socket.read()`, without copying them, and destroys the socket as soon as a header claims more than the limit,
 * so that nobody ever collects the body. What follows CONNECT stays unread until `open()` says who the client is.
 */
export function guardPackets(socket: Socket, options: GuardOptions): { open(): void } {
  const take = socket.read.bind(socket) as (size?: number) => Buffer | null;
  const headers = headerScanner();
  let opened = false;
  let held: Buffer | undefined;

  function admit(bytes: Buffer): Buffer | null {
    const limit = opened ? options.maxPacketBytes : options.maxConnectBytes;
    const violation = headers.scan(bytes, limit, !opened);
    if (violation) {
      options.onViolation(violation, headers.packetBytes);
      socket.destroy();
      return null;
    }
    if (headers.stoppedAt === bytes.length) return bytes;
    held = bytes.subarray(headers.stoppedAt);
    return headers.stoppedAt > 0 ? bytes.subarray(0, headers.stoppedAt) : null;
  }

  socket.read = (size?: number): Buffer | null => {
    if (size === 0) return take(0);
    if (!opened && headers.packets === 1 && headers.betweenPackets) return null;
    let bytes = take(size);
    if (held) {
      bytes = bytes ? Buffer.concat([held, bytes]) : held;
      held = undefined;
    }
    return bytes && admit(bytes);
  };
  return {
    open() {
      opened = true;
    },
  };
}

/** Follows packet boundaries over any split of the bytes; keeps a handful of numbers and no bytes. */
function headerScanner() {
  let bodyLeft = 0;
  let shift = -1;
  let length = 0;
  const scanner = {
    packets: 0,
    packetBytes: 0,
    stoppedAt: 0,
    get betweenPackets() {
      return bodyLeft === 0 && shift < 0;
    },
    /** Scans on; with `onlyFirst` it stops at the end of the first packet. The first violation wins. */
    scan(bytes: Buffer, limit: number, onlyFirst: boolean): GuardReason | undefined {
      let at = 0;
      while (at < bytes.length) {
        if (bodyLeft > 0) {
          const step = Math.min(bodyLeft, bytes.length - at);
          bodyLeft -= step;
          at += step;
        } else if (shift < 0) {
          if (onlyFirst && scanner.packets === 1) break;
          const violation = wrongType(bytes[at]! >> 4, scanner.packets);
          if (violation) return violation;
          scanner.packets += 1;
          at += 1;
          shift = length = 0;
        } else {
          const byte = bytes[at]!;
          at += 1;
          length += (byte & 127) << shift;
          shift += 7;
          scanner.packetBytes = length + 1 + shift / 7;
          if (byte & 128) {
            if (shift > 21) return 'bad-length';
          } else {
            if (scanner.packetBytes > limit) return 'too-large';
            bodyLeft = length;
            shift = -1;
          }
        }
      }
      scanner.stoppedAt = at;
      return undefined;
    },
  };
  return scanner;
}

/** The first packet is CONNECT and no other one is [MQTT-3.1.0-1] [MQTT-3.1.0-2]. */
function wrongType(type: number, packetsBefore: number): GuardReason | undefined {
  if (packetsBefore === 0) return type === connectType ? undefined : 'not-connect';
  return type !== connectType && fromClient.has(type) ? undefined : 'bad-packet-type';
}
