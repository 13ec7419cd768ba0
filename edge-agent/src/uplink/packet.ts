/** One MQTT publish. */
export interface Packet {
  readonly topic: string;
  readonly payload: Buffer;
  readonly qos: 0 | 1;
  readonly retain?: boolean;
}

/** Bytes that a publish takes on the wire [MQTT-3.3]: fixed header, topic, packet id, payload. */
export function wireBytes({ topic, payload, qos }: Packet): number {
  return 5 + 2 + topic.length + (qos === 1 ? 2 : 0) + payload.length;
}
