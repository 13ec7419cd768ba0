export interface RetainedBooks {
  /** Asked before a message is retained; false: the share is used up. An empty payload clears the topic. */
  admit(owner: string, topic: string, bytes: number): boolean;
}

/** Keeps the books of retained messages: who owns each topic and how much; each identity has the same share. */
export function retainedBooks(share: { maxRetainedMessages: number; maxRetainedBytes: number }): RetainedBooks {
  const entries = new Map<string, { owner: string; bytes: number }>();
  const used = new Map<string, { messages: number; bytes: number }>();
  const usedBy = (owner: string) => {
    const entry = used.get(owner) ?? { messages: 0, bytes: 0 };
    used.set(owner, entry);
    return entry;
  };
  const book = (owner: string, sign: 1 | -1, bytes: number) => {
    const entry = usedBy(owner);
    entry.messages += sign;
    entry.bytes += sign * bytes;
  };
  return {
    admit(owner, topic, bytes) {
      const before = entries.get(topic);
      const mine = before?.owner === owner ? before : undefined;
      const { messages, bytes: held } = usedBy(owner);
      const fits =
        messages + (mine ? 0 : 1) <= share.maxRetainedMessages &&
        held - (mine?.bytes ?? 0) + bytes <= share.maxRetainedBytes;
      if (bytes > 0 && !fits) return false;
      if (before) book(before.owner, -1, before.bytes);
      entries.delete(topic);
      if (bytes === 0) return true; // an empty payload clears the topic [MQTT-3.3.1-10]
      entries.set(topic, { owner, bytes });
      book(owner, 1, bytes);
      return true;
    },
  };
}
