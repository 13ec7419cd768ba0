// Messages of a Zalo Official Account to people who follow it. Copy it into DATA/channels.
// settings: appId; tokenFile: path of a file {"refreshToken": "…"} that only the server can read: each refresh token works once, so
//   the next one is written there; api and oauth where they are others than Zalo's.
// secretFile: the secret key of the app. The address of a contact is the Zalo user id at this account.
import { readFile, rename, writeFile } from 'node:fs/promises';

const zalo = { api: 'https://openapi.zalo.me', oauth: 'https://oauth.zaloapp.com' };
/** An access token lives for 25 hours; it is renewed an hour before. */
const renewBeforeMs = 3_600_000;
const invalidToken = -216;

export function openChannel({ settings, secret }) {
  const { api, oauth } = { ...zalo, ...settings };
  let access = { token: '', until: 0 };

  async function renew(signal) {
    const { refreshToken } = JSON.parse(await readFile(settings.tokenFile, 'utf8'));
    const form = { app_id: settings.appId, grant_type: 'refresh_token', refresh_token: refreshToken };
    const answer = await post(`${oauth}/v4/oa/access_token`, { secret_key: secret }, new URLSearchParams(form), signal);
    if (!answer.access_token) throw new Error('Zalo gave no access token');
    await writeFile(`${settings.tokenFile}.new`, JSON.stringify({ refreshToken: answer.refresh_token }), {
      mode: 0o600,
    });
    await rename(`${settings.tokenFile}.new`, settings.tokenFile);
    access = { token: answer.access_token, until: Date.now() + Number(answer.expires_in) * 1000 - renewBeforeMs };
  }

  async function deliver(message, to, signal) {
    if (Date.now() >= access.until) await renew(signal);
    const headers = { access_token: access.token, 'content-type': 'application/json' };
    const text = `${message.title}\n${message.body}`.slice(0, 2000);
    const body = JSON.stringify({ recipient: { user_id: to.address }, message: { text } });
    return post(`${api}/v3.0/oa/message/cs`, headers, body, signal);
  }

  return {
    async send(message, to, signal) {
      let answer = await deliver(message, to, signal);
      if (answer.error === invalidToken) {
        access = { token: '', until: 0 };
        answer = await deliver(message, to, signal);
      }
      if (answer.error === 0) return { outcome: 'sent' };
      // Zalo takes such messages for a limited time after the follower last wrote, and within a quota: it may work later.
      return { outcome: 'failed', fault: `Zalo ${answer.error}` };
    },
  };
}

async function post(url, headers, body, signal) {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(15_000)]);
  const response = await fetch(url, { method: 'POST', headers, body, redirect: 'error', signal: limit });
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  return response.json();
}
