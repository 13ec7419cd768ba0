export const runtimeErrors = {
  CONFIG_INVALID: {
    meaning: 'A configuration file has a wrong, unknown or missing field.',
    remedy: 'The message gives file:line:column and the closest known field; docs/config.md lists all.',
  },
  CONFIG_UNREADABLE: { meaning: 'A configuration file cannot be read.', remedy: 'Check the path and its permissions.' },
  QUEUE_FULL: { meaning: 'A bounded queue is full.', remedy: 'Wait and retry; the sender slows down by itself.' },
  MQTT_UNREACHABLE: { meaning: 'The MQTT broker does not answer.', remedy: 'Check address, port and network.' },
  PORT_BUSY: {
    meaning: 'Another program already listens on the address and port.',
    remedy: 'Stop it (`ss -ltnp` names it) or configure another port.',
  },
  LISTEN_FAILED: {
    meaning: 'The address and port cannot be listened on.',
    remedy: 'Use an address of this machine and a port above 1023; 127.0.0.1 always works.',
  },
  STOP_TIMEOUT: {
    meaning: 'A service did not stop in time.',
    remedy: 'Nothing durable is lost; report what it logged last.',
  },
} as const;
