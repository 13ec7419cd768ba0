import { gateVersion, lightVersion } from '@fieldlapse/imaging';

/** Rises whenever the same picture would be measured otherwise; segments of another version are encoded anew. */
export const measureVersion = `1 ${lightVersion} ${gateVersion}`;
