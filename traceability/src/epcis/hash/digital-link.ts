// GS1 Digital Link addresses in one form, as the reference implementation of the event hash writes them: the canonical domain,
// numbers for names, no query, the finest level of identification alone.

const keyNames: Readonly<Record<string, string>> = {
  ...{ gtin: '01', itip: '8006', cpid: '8010', gln: '414', party: '417', gsrnp: '8017', gsrn: '8018', gcn: '255' },
  ...{ sscc: '00', gdti: '253', ginc: '401', gsin: '402', grai: '8003', giai: '8004', cpv: '22', lot: '10', ser: '21' },
};

const primaryKeys = '01|gtin|8006|itip|8010|cpid|414|gln|417|party|8017|gsrnp|8018|gsrn|255|gcn|00|sscc|253|gdti|401|ginc|402|gsin|8003|grai|8004|giai'; // prettier-ignore
const link = new RegExp(String.raw`^https?:[^?#]*/(?:${primaryKeys})/\d{4}[^/]+`);
const canonicalStart =
  /^https:\/\/id\.gs1\.org\/(01|8006|8010|414|417|8017|8018|255|00|253|401|402|8003|8004)\/\d{4}[^/]/;
/** In the order in which the reference looks for them in an address of another domain. */
const searched = ['00', '01', '253', '255', '401', '402', '414', '417', '8003', '8004', '8006', '8010', '8017', '8018'];

const signs = String.raw`["'\-.0-9;-?A-Z_a-z]`;
const forms: readonly RegExp[] = [
  String.raw`00/\d{18}`,
  String.raw`01/\d{14}(?:/(?:21|10)/${signs}{0,20}|/235/${signs}{0,28})?`,
  String.raw`253/\d{13}${signs}{0,17}`,
  String.raw`255/\d{13}\d{0,12}`,
  String.raw`401/${signs}{0,30}`,
  String.raw`402/\d{17}`,
  String.raw`414/\d{13}(?:/254/${signs}{0,20})?`,
  String.raw`417/\d{13}`,
  String.raw`8003/\d{14}${signs}{0,16}`,
  String.raw`8004/${signs}{0,30}`,
  String.raw`8006/\d{18}(?:/(?:21|10)/${signs}{0,20})?`,
  String.raw`8010/[#\-/0-9A-Z]{0,30}(?:/8011/\d{0,12})?`,
  String.raw`801[78]/\d{18}`,
].map((form) => new RegExp(`^https://id\\.gs1\\.org/${form}$`));

/** The one form of an address that carries a GS1 key; undefined for other text, which stays as it is. */
export function normalDigitalLink(text: string): string | undefined {
  if (!link.test(text)) return undefined;
  const named = Object.entries(keyNames).reduce(
    (address, [name, key]) => address.replaceAll(`/${name}/`, `/${key}/`),
    text.split('?', 1)[0] ?? '',
  );
  const address = finest(withoutVariant(paddedGtin(onCanonicalDomain(named))));
  return forms.some((form) => form.test(address)) ? address : undefined;
}

function onCanonicalDomain(address: string): string {
  if (canonicalStart.test(address)) return address;
  const key = searched.find((one) => address.includes(`/${one}/`));
  return key === undefined ? address : `https://id.gs1.org${address.slice(address.indexOf(`/${key}/`))}`;
}

/** GTINs of 8, 12 and 13 digits are written with 14. */
function paddedGtin(address: string): string {
  const [, digits = ''] = /^https:\/\/id\.gs1\.org\/01\/(\d{14}|\d{13}|\d{12}|\d{8})/.exec(address) ?? [];
  return digits === '' ? address : address.replace(`/01/${digits}`, `/01/${digits.padStart(14, '0')}`);
}

/** The consumer product variant says nothing about which object it is. */
function withoutVariant(address: string): string {
  return address.replace(
    new RegExp(String.raw`^(https://id\.gs1\.org/(?:01/\d{14}|8006/\d{18}))/22/${signs}{0,20}`),
    '$1',
  );
}

/** With a serial number, the lot is left out. */
function finest(address: string): string {
  const lotAndSerial = String.raw`^(https://id\.gs1\.org/(?:01/\d{14}|8006/\d{18}))/10/${signs}{0,20}(/21/${signs}{0,20})$`;
  return address.replace(new RegExp(lotAndSerial), '$1$2');
}
