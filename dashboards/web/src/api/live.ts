import type { LiveMessage } from '@fieldlapse/dashboards-server';

type Listener = (message: LiveMessage) => void;

/** The server's live feed with the server's clock. */
export interface Live {
  /** The server's time now, UTC ms; the last that it said, plus what has passed since. */
  now(): number;
  readonly connected: boolean;
  /** Calls `listener` for each change; the returned function ends it. */
  listen(listener: Listener): () => void;
}

const kinds = ['time', 'frame', 'readings', 'device', 'film', 'metric', 'alert'] as const;
const retryMs = 5000;

/** Connects once and for ever: the browser reconnects by itself, and we where it gives up. */
export function openLive(onConnection: (connected: boolean) => void): Live {
  const listeners = new Set<Listener>();
  let connected = false;
  let said = { now: Date.now(), at: performance.now() };

  const setConnected = (next: boolean) => {
    if (next !== connected) onConnection((connected = next));
  };
  const connect = () => {
    const source = new EventSource('api/live');
    source.onopen = () => setConnected(true);
    source.onerror = () => {
      setConnected(false);
      if (source.readyState === EventSource.CLOSED) setTimeout(connect, retryMs);
    };
    for (const kind of kinds) {
      source.addEventListener(kind, ({ data: text }: MessageEvent<string>) => {
        const message = JSON.parse(text) as LiveMessage & { now: number };
        said = { now: message.now, at: performance.now() };
        for (const listener of listeners) listener(message);
      });
    }
  };
  connect();
  return {
    now: () => said.now + (performance.now() - said.at),
    get connected() {
      return connected;
    },
    listen(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
