export const wireErrors = {
  BAD_ID: {
    meaning: 'An id has characters or a length that ids may not have.',
    remedy: 'Use 1–32 of a–z, 0–9 and -, starting with a letter or digit.',
  },
  BAD_TOPIC: {
    meaning: 'An MQTT topic is not one of the Fieldlapse protocol.',
    remedy: 'See lib/contracts/src/topics.ts for the topics of protocol version 1.',
  },
  BAD_PAYLOAD: {
    meaning: 'A JSON payload does not match its schema.',
    remedy: 'The message names the field; the JSON Schemas are in lib/contracts/schemas.',
  },
  BAD_JSON: { meaning: 'A payload is not JSON in UTF-8.', remedy: 'Send the JSON text itself, or gzip of it.' },
  PAYLOAD_TOO_LARGE: {
    meaning: 'A payload is, or unpacks to, more than its limit.',
    remedy: 'Send smaller batches; the message names the limit.',
  },
  BAD_CHUNK: {
    meaning: 'A frame chunk is truncated, of another version, or fails its CRC.',
    remedy: 'Resend the range; if it repeats, check the link and the firmware.',
  },
  CHUNK_OUT_OF_RANGE: {
    meaning: 'A frame chunk lies outside the size that its metadata announced.',
    remedy: 'Send metadata and chunks of the same frame.',
  },
  NOT_AUTHORIZED: {
    meaning: 'The identity may not publish or subscribe to this topic.',
    remedy: 'Use the topics of the own site and device; shared subscriptions are refused.',
  },
  BAD_CREDENTIALS: {
    meaning: 'Client id, user name and token do not belong together.',
    remedy: 'Check the token file of the device; `fieldlapse device token` makes a new one.',
  },
  CLIENT_ID_REQUIRED: {
    meaning: 'A client connected with an empty client id and a persistent session.',
    remedy: 'Send a client id: it is the device id [MQTT-3.1.3-8].',
  },
  PACKET_TOO_LARGE: {
    meaning: 'An MQTT packet claims more bytes than the guard lets through.',
    remedy: 'Keep packets within 4 KB before CONNECT and 256 KB after.',
  },
  BAD_PACKET: {
    meaning: 'A client sent bytes that are not MQTT, or not allowed at this point of the connection.',
    remedy: 'Send CONNECT first and once, then MQTT 3.1.1 packets; check that nothing else talks to this port.',
  },
} as const;
