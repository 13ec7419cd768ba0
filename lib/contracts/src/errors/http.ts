export const httpErrors = {
  WRONG_HOST: {
    meaning: 'A request names a host that this server does not serve.',
    remedy: 'Open the page by localhost or an IP address, or add the name to `http.allowedHosts`.',
  },
  CROSS_ORIGIN: {
    meaning: 'Another web site tried to change something through a visitor’s browser.',
    remedy: 'Send such requests from the page itself, or from a program without an Origin header.',
  },
  BAD_REQUEST: {
    meaning: 'A request has a wrong or unknown parameter.',
    remedy: 'The message names it; see /api/openapi.json.',
  },
  BAD_RANGE: {
    meaning: 'A byte range lies outside the file.',
    remedy: 'Download it from the start: the film has changed.',
  },
  REQUEST_TOO_LARGE: {
    meaning: 'A request is larger than the server reads.',
    remedy: 'Only documents of events have a large body: hand them over in parts (docs/epcis.md has the limits).',
  },
  UNSUPPORTED_TYPE: {
    meaning: 'The body of a request is of a kind that this route does not read.',
    remedy: 'Send JSON with `Content-Type: application/json` or `application/ld+json`.',
  },
  NOT_FOUND: { meaning: 'No page or route has this address.', remedy: 'See /api/openapi.json for the routes.' },
  UNKNOWN_SITE: { meaning: 'No site of that id is configured.', remedy: '/api/sites lists the sites.' },
  UNKNOWN_FRAME: {
    meaning: 'No frame of that id is stored.',
    remedy: 'The list of frames of its camera shows what is stored; thinned frames have no picture.',
  },
  METRIC_MISSING: {
    meaning: 'Nothing of that kind has been measured there yet.',
    remedy:
      'Frames are measured some seconds after they arrive; /api/sites/{site}/cameras/{camera}/metrics says what there is.',
  },
  TOO_MANY_CLIENTS: {
    meaning: 'As many clients as the server allows are watching or waiting already.',
    remedy: 'Close other pages, or try again in a few seconds.',
  },
  WEB_NOT_BUILT: { meaning: 'The web app has not been built.', remedy: 'Run: npm run build:web' },
  INTERNAL: {
    meaning: 'The server made a mistake.',
    remedy: 'The log says more under the request id of the answer; please report it.',
  },
} as const;
