export const runtimeErrors = {
  CONFIG_INVALID: {
    meaning: 'A configuration file has a wrong, unknown or missing field.',
    remedy: 'The message gives file:line:column and the closest known field; docs/config.md lists all.',
  },
  CONFIG_UNREADABLE: { meaning: 'A configuration file cannot be read.', remedy: 'Check the path and its permissions.' },
  QUEUE_FULL: { meaning: 'A bounded queue is full.', remedy: 'Wait and retry; the sender slows down by itself.' },
  MQTT_UNREACHABLE: { meaning: 'The MQTT broker does not answer.', remedy: 'Check address, port and network.' },
  STOP_TIMEOUT: { meaning: 'A service did not stop in time.', remedy: 'Nothing durable is lost; report what it logged last.' },
} as const;
