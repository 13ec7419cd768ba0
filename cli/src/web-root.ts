import { fileURLToPath } from 'node:url';

/** Where the built web app lies; set-up builds it. */
export const webRoot = fileURLToPath(new URL('../../dashboards/web/dist', import.meta.url));

/** The built page that checks lots offline, without a policy in it. */
export const verifierPage = fileURLToPath(new URL('../../dashboards/web/verifier/dist/verify.html', import.meta.url));
