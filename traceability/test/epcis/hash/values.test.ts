import { expect, it } from 'vitest';
import { canonicalTime, canonicalValue } from '../../../src/epcis/hash/values.ts';

it.each([
  ['812.50', '812.5'],
  ['+007', '7'],
  ['1e3', '1000'],
  ['.5', '0.5'],
  ['0.00001', '1e-05'],
  ['0.0001', '0.0001'],
  ['12345678901234567890', '12345678901234567168'],
  ['1_000', '1000'],
  ['-0.0', '0'],
  ['1.2.3', '1.2.3'],
  ['nan', 'nan'],
  ['7 kg', '7 kg'],
])('%s is hashed as %s', (text, canonical) => {
  expect(canonicalValue(text)).toBe(canonical);
});

it.each([
  ['2026-01-15T13:20:05.250+07:00', '2026-01-15T06:20:05.250Z'],
  ['2023-02-02T11:04:03.1415Z', '2023-02-02T11:04:03.142Z'],
  ['2023-02-02T11:04:03.1425Z', '2023-02-02T11:04:03.142Z'],
  ['2023-02-02T11:04:03.9996Z', '2023-02-02T11:04:04.000Z'],
  ['2023-02-02t11:04:03-0530', '2023-02-02T16:34:03.000Z'],
  ['2023-02-02', undefined],
  ['2023-02-30T99:00:00Z', undefined],
])('the time %s is %s', (text, canonical) => {
  expect(canonicalTime(text)).toBe(canonical);
});

// Keys of GS1's example prefixes; the addresses are what the Digital Link standard writes for them.
it.each([
  ['urn:epc:id:sgtin:0614141.107346.2017', 'https://id.gs1.org/01/10614141073464/21/2017'],
  ['urn:epc:id:sscc:5200001.0111111146', 'https://id.gs1.org/00/052000011111111461'],
  ['urn:epc:id:sgln:0614141.07346.1234', 'https://id.gs1.org/414/0614141073467/254/1234'],
  ['urn:epc:id:sgln:4012345.00005.0', 'https://id.gs1.org/414/4012345000054'],
  ['urn:epc:id:pgln:5200001.00000', 'https://id.gs1.org/417/5200001000008'],
  ['urn:epc:id:giai:4000001.111', 'https://id.gs1.org/8004/4000001111'],
  ['urn:epc:id:gdti:0614141.06012.1234', 'https://id.gs1.org/253/06141410601221234'],
  ['urn:epc:class:lgtin:4054739.099914.2016+07', 'https://id.gs1.org/01/04054739999148/10/2016%2B07'],
  ['urn:epc:idpat:sgtin:4012345.066666.*', 'https://id.gs1.org/01/04012345666663'],
  ['https://id.example.com/gtin/9520000010010/lot/L1/ser/7', 'https://id.gs1.org/01/09520000010010/21/7'],
  ['https://shop.example/x/01/09520000010010/10/L1?a=b', 'https://id.gs1.org/01/09520000010010/10/L1'],
  ['https://id.gs1.org/01/09520000010010/22/2A', 'https://id.gs1.org/01/09520000010010'],
  ['urn:epcglobal:cbv:bizstep:shipping', 'https://ref.gs1.org/cbv/BizStep-shipping'],
  // Neither a key nor a URN of the right form: it stays.
  ['https://id.gs1.org/8004/952CAM0001', 'https://id.gs1.org/8004/952CAM0001'],
  ['urn:epc:id:sgtin:0614141.10734.2017', 'urn:epc:id:sgtin:0614141.10734.2017'],
  ['https://example.com/page', 'https://example.com/page'],
])('%s is the object %s', (text, canonical) => {
  expect(canonicalValue(text)).toBe(canonical);
});
