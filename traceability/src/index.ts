export { eventIdOf, hashEpcis, type HashedEvent } from './epcis/hash/event-hash.ts';
export { parseEpcis } from './epcis/parse-epcis.ts';
export type { EpcisFault, FaultCode } from './epcis/validate/fault.ts';
export { isValidEpcis, validateEpcis } from './epcis/validate/validate.ts';
