// Forms of text that EPCIS documents are made of: URIs as RFC 3986 has them, times as RFC 3339.

const scheme = /^[a-z][a-z0-9+.-]*:/i;
const pathCharacters = /^(?:[a-z0-9\-._~!$&'()*+,;=:@/]|%[0-9a-f]{2})+$/i;
const queryCharacters = /^(?:[a-z0-9\-._~!$&'()*+,;=:@/?]|%[0-9a-f]{2})*$/i;
const literalHost = /^\/\/(?:[^@/]*@)?(\[[^\]]*\](?::\d*)?)(?=\/|$)/;

/** True for an absolute URI or a CURIE such as `example:word`, which has the same form; whose host it names is not looked at. */
export function isUri(text: string): boolean {
  const start = scheme.exec(text)?.[0];
  if (start === undefined) return false;
  const [beforeHash = '', ...fragments] = text.slice(start.length).split('#');
  const [place = '', ...queries] = beforeHash.split('?');
  if (!queryCharacters.test(queries.join('?')) || fragments.length > 1 || !queryCharacters.test(fragments[0] ?? '')) {
    return false;
  }
  const host = literalHost.exec(place)?.[1];
  if (host === undefined) return pathCharacters.test(place);
  return URL.canParse(`http://${host}`) && pathCharacters.test(place.replace(host, ''));
}

const day = /^(\d{4})-(\d\d)-(\d\d)$/;
const clock = /^(\d\d):(\d\d):(\d\d)(?:\.\d+)?(?:z|([+-])(\d\d)(?::?(\d\d))?)$/i;

/** True for a day and time that exist, with `Z` or an offset [RFC 3339, section 5.6]; a leap second only where one can be. */
export function isDateTime(text: string): boolean {
  const parts = text.split(/t|\s/i);
  return parts.length === 2 && isDay(parts[0] ?? '') && isClockTime(parts[1] ?? '');
}

function isDay(text: string): boolean {
  const [, year = '', month = '', date = ''] = day.exec(text) ?? [];
  const [monthNumber, dateNumber] = [Number(month), Number(date)];
  if (monthNumber < 1 || monthNumber > 12 || dateNumber < 1) return false;
  // Year 2000 + y mod 400 has the same length of February, and no year below 100 is taken for one of the 1900s.
  return dateNumber <= new Date(Date.UTC(2000 + (Number(year) % 400), monthNumber, 0)).getUTCDate();
}

function isClockTime(text: string): boolean {
  const [found, hour, minute, second, sign, offsetHour = '0', offsetMinute = '0'] = clock.exec(text) ?? [];
  if (found === undefined) return false;
  const [hours, minutes, seconds] = [Number(hour), Number(minute), Number(second)];
  if (Number(offsetHour) > 23 || Number(offsetMinute) > 59) return false;
  if (hours <= 23 && minutes <= 59 && seconds < 60) return true;
  const offset = (Number(offsetHour) * 60 + Number(offsetMinute)) * (sign === '-' ? -1 : 1);
  return hours <= 23 && minutes <= 59 && seconds === 60 && (hours * 60 + minutes - offset + 2880) % 1440 === 1439;
}
