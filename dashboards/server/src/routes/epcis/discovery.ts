import { captureLimits } from '@fieldlapse/contracts';
import type { App } from '../../app.ts';

/** Sent with every answer of the EPCIS interfaces [EPCIS 2.0, section 12.7]. */
export const discovery = {
  'gs1-epcis-version': '2.0.0',
  'gs1-epcis-min': '2.0.0',
  'gs1-epcis-max': '2.0.0',
  'gs1-cbv-version': '2.0.0',
  'gs1-vendor-version': '1',
};

/** Told beside them where events may be handed over. */
const limits = {
  'gs1-epcis-capture-limit': String(captureLimits.events),
  'gs1-epcis-capture-file-size-limit': String(captureLimits.documentBytes),
};

/** What may be done at an address, and by which versions. */
export function discoveryRoute(app: App, path: string, methods: string, takesEvents: boolean): void {
  app.options(path, { schema: { hide: true } }, async (_request, reply) =>
    reply
      .headers({ ...discovery, ...(takesEvents && limits), allow: `${methods}, OPTIONS` })
      .code(204)
      .send(),
  );
}
