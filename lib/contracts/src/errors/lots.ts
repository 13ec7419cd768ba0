export const lotErrors = {
  EPCIS_UNREADABLE: {
    meaning: 'A file is no JSON, or nested or large beyond what EPCIS documents are.',
    remedy: 'The message says where; give an EPCIS 2.0 document in JSON or JSON-LD, UTF-8.',
  },
  EPCIS_INVALID: {
    meaning: 'An EPCIS document or event breaks a rule of the standard.',
    remedy:
      'The message names the place; `fieldlapse epcis validate FILE` lists every fault and what to write instead.',
  },
} as const;
