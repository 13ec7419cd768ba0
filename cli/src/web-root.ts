import { fileURLToPath } from 'node:url';

/** Where the built web app lies; set-up builds it. */
export const webRoot = fileURLToPath(new URL('../../dashboards/web/dist', import.meta.url));
