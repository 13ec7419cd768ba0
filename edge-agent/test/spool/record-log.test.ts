import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeRecord, scanRecords } from '../../src/spool/record-log.ts';

const payloads = fc.array(fc.record({ n: fc.integer(), text: fc.string() }), { minLength: 1, maxLength: 20 });

describe('a log of records', () => {
  it('gives back what was written', () => {
    fc.assert(
      fc.property(payloads, (written) => {
        expect(scanRecords(Buffer.concat(written.map(encodeRecord)))).toEqual({ payloads: written, torn: [] });
      }),
    );
  });

  it('loses one record at most to one flipped bit, wherever it is', () => {
    fc.assert(
      fc.property(payloads, fc.double({ min: 0, max: 0.999, noNaN: true }), fc.nat(7), (written, where, bit) => {
        const log = Buffer.concat(written.map(encodeRecord));
        log[Math.floor(where * log.length)]! ^= 1 << bit;
        const { payloads: found } = scanRecords(log);
        expect(found.length).toBe(written.length - 1);
        expect(written.map((one) => JSON.stringify(one))).toEqual(
          expect.arrayContaining(found.map((one) => JSON.stringify(one))),
        );
      }),
    );
  });

  it('survives anything', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 500 }), (bytes) => void scanRecords(Buffer.from(bytes))));
  });
});
