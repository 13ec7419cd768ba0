import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { SMTPServer } from 'smtp-server';
import { onTestFinished } from 'vitest';

export const certificateFile = join(import.meta.dirname, '../../../fixtures/tls/localhost.crt');
const key = readFileSync(join(import.meta.dirname, '../../../fixtures/tls/localhost.key'));

export interface Mail {
  readonly to: readonly string[];
  readonly secure: boolean;
  readonly user: string | undefined;
  readonly source: string;
}

interface MailServerOptions {
  readonly starttls?: boolean;
  readonly password?: string;
  /** Answers for a recipient; taken where absent. */
  readonly refuse?: (to: string) => { readonly code: number } | undefined;
}

/** A real mail server on this machine that keeps what it is given. */
export async function openMailServer({ starttls = true, password, refuse }: MailServerOptions = {}) {
  const mails: Mail[] = [];
  const server = new SMTPServer({
    ...{ key, cert: readFileSync(certificateFile), authOptional: password === undefined },
    disabledCommands: [...(starttls ? [] : ['STARTTLS']), ...(password === undefined ? ['AUTH'] : [])],
    onAuth: ({ username, password: given }, _session, done) => {
      if (given === password) done(null, { user: username ?? '' });
      else done(Object.assign(new Error('wrong password'), { responseCode: 535 }));
    },
    onRcptTo({ address }, _session, done) {
      const no = refuse?.(address);
      done(no ? Object.assign(new Error('no'), { responseCode: no.code }) : null);
    },
    onData(stream, session, done) {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        mails.push({
          ...{ to: session.envelope.rcptTo.map(({ address }) => address), secure: session.secure },
          ...{ user: session.user as string | undefined, source: Buffer.concat(parts).toString() },
        });
        done();
      });
    },
  });
  server.on('error', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () => new Promise<void>((resolve) => server.close(resolve));
  onTestFinished(close);
  return { mails, port: (server.server.address() as AddressInfo).port, close };
}

/** A header of a mail, with encoded words [RFC 2047] read. */
export function headerOf({ source }: Mail, name: string): string {
  const head = source.split('\r\n\r\n')[0]!.replace(/\r\n[ \t]+/g, ' ');
  const line = head.split('\r\n').find((one) => one.toLowerCase().startsWith(`${name.toLowerCase()}:`)) ?? '';
  return line
    .slice(name.length + 1)
    .trim()
    .replace(/(=\?UTF-8\?[BQ]\?[^?]*\?=)\s+(?==\?)/gi, '$1')
    .replace(/=\?UTF-8\?B\?([^?]*)\?=/gi, (_, text: string) => Buffer.from(text, 'base64').toString())
    .replace(/(?:=\?UTF-8\?Q\?([^?]*)\?=)+/gi, (words) =>
      Buffer.from(
        [...words.matchAll(/\?Q\?([^?]*)\?=/gi)].map(([, text = '']) => quoted(text.replaceAll('_', ' '))).join(''),
        'latin1',
      ).toString(),
    );
}

/** The text of a mail. */
export function textOf({ source }: Mail): string {
  const [head = '', ...rest] = source.split('\r\n\r\n');
  const body = rest.join('\r\n\r\n');
  if (/content-transfer-encoding: base64/i.test(head)) return Buffer.from(body, 'base64').toString();
  if (!/quoted-printable/i.test(head)) return body;
  return Buffer.from(quoted(body.replace(/=\r\n/g, '')), 'latin1').toString();
}

const quoted = (text: string) =>
  text.replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
