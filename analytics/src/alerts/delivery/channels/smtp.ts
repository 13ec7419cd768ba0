import { createTransport } from 'nodemailer';
import type { SmtpConfig } from '../config.ts';
import type { AlertMessage } from '../message/message.ts';
import type { Channel, SendOutcome } from './channel.ts';

const timeoutMs = 15_000;

/** E-mail through a server of one's own or a provider. A message has the same Message-ID at every try, by which mail servers know it again. */
export function openSmtp(
  { host, port, from, user, security }: SmtpConfig,
  { password, ca }: { readonly password: string; readonly ca: string | undefined },
): Channel {
  const transport = createTransport({
    ...{ host, port, secure: security === 'tls', requireTLS: security === 'starttls', ignoreTLS: security === 'none' },
    ...(user !== undefined && { auth: { user, pass: password } }),
    ...(ca !== undefined && { tls: { ca } }),
    ...{ connectionTimeout: timeoutMs, greetingTimeout: timeoutMs, socketTimeout: timeoutMs },
    // A message is text: nothing in it is ever fetched from a file or an address.
    ...{ disableFileAccess: true, disableUrlAccess: true, logger: false },
  });
  const domain = from.slice(from.lastIndexOf('@') + 1).replace(/>.*$/, '');
  return {
    async send(message, { address, name }) {
      try {
        await transport.sendMail({
          ...{ from, to: { name, address }, subject: message.title, text: message.body },
          ...{ messageId: `<${message.id}@${domain}>`, date: new Date(message.at) },
          headers: headersOf(message),
        });
        return { outcome: 'sent' };
      } catch (error) {
        return outcomeOf(error);
      }
    },
    close: async () => transport.close(),
  };
}

function headersOf({ severity, calm }: AlertMessage): Record<string, string> {
  // [RFC 3834 §5]: no out-of-office answers it.
  return { 'Auto-Submitted': 'auto-generated', Importance: severity === 'urgent' && !calm ? 'high' : 'normal' };
}

/** A 5xx to the recipient or to the message is final [RFC 5321 §4.2.1]; a wrong password, missing TLS or an unreachable server may be mended. */
function outcomeOf(error: unknown): SendOutcome {
  const { code = 'error', responseCode } = error as { code?: string; responseCode?: number };
  const fault = responseCode === undefined ? `SMTP ${code}` : `SMTP ${responseCode} (${code})`;
  const isFinal = (code === 'EENVELOPE' || code === 'EMESSAGE') && responseCode !== undefined && responseCode >= 500;
  return isFinal ? { outcome: 'refused', fault } : { outcome: 'failed', fault };
}
