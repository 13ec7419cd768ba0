import { createHmac } from 'node:crypto';
import type { AlertMessage } from '../message/message.ts';
import type { Channel } from './channel.ts';
import { httpPost } from './http-post.ts';

const signatureHeader = 'fieldlapse-signature';

/**
 * Posts messages as JSON to a web address. Each is signed: `fieldlapse-signature: t=<unix seconds>,v1=<hex>`, where `v1` is
 * HMAC-SHA-256 of `<t>.<body>` with the secret; the time keeps an old request from being played again. `idempotency-key` is the
 * message's id, the same at every try.
 */
export function openWebhook(secret: string): Channel {
  return {
    send(message, { address, contact }, signal) {
      const body = JSON.stringify({ v: 1, contact, ...bodyOf(message) });
      const seconds = Math.floor(Date.now() / 1000);
      const headers = {
        'content-type': 'application/json',
        'idempotency-key': message.id,
        [signatureHeader]: `t=${seconds},v1=${signatureOf(secret, seconds, body)}`,
      };
      return httpPost({ url: address, headers, body, signal });
    },
  };
}

/** Hex of HMAC-SHA-256 over the time and the body. */
function signatureOf(secret: string, seconds: number, body: string): string {
  return createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex');
}

/** What machines get of a message, by webhook and MQTT. */
export function bodyOf({ id, language, severity, calm, title, body, short, alerts, at }: AlertMessage) {
  return { id, at, language, severity, calm, title, body, short, alerts };
}
