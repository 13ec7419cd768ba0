// SMS by eSMS.vn: one of many gateways that take a JSON POST. Copy it into DATA/channels and change what your gateway does otherwise.
// settings: brandname (registered with the gateway); url where it is another than eSMS.vn's.
// secretFile: the API key on the first line, the secret key on the second.

const url = 'https://rest.esms.vn/MainService.svc/json/SendMultipleMessage_V4_post_json/';

/** An SMS with accents holds 70 characters instead of 160 and costs more: `Nước quá mặn` goes as `Nuoc qua man`. */
const plain = (text) =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replaceAll('đ', 'd')
    .replaceAll('Đ', 'D')
    .replaceAll('…', '...')
    .replace(/[^\n -~]/g, ' ');

export function openChannel({ settings, secret }) {
  const [ApiKey, SecretKey] = secret.split(/\s+/);
  return {
    async send(message, to, signal) {
      const response = await fetch(settings.url ?? url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          ApiKey,
          SecretKey,
          Phone: to.address,
          Content: plain(message.short),
          Brandname: settings.brandname,
          SmsType: '2',
          IsUnicode: '0',
          // The gateway sends one id only once, however often it is asked.
          RequestId: message.id,
        }),
        redirect: 'error',
        signal: AbortSignal.any([signal, AbortSignal.timeout(15_000)]),
      });
      if (!response.ok) return { outcome: 'failed', fault: `HTTP ${response.status}` };
      const { CodeResult } = await response.json();
      if (CodeResult === '100') return { outcome: 'sent' };
      // 99 is an error of the gateway's own; the others name what is wrong with the request or the account.
      return { outcome: CodeResult === '99' ? 'failed' : 'refused', fault: `eSMS ${CodeResult}` };
    },
  };
}
