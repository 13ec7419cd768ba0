import { topicMatches } from '@fieldlapse/contracts';

/** Who a client is and what it may do; filters as in MQTT, with `+` and `#`. */
export interface Identity {
  /** Also the MQTT client id and user name. */
  readonly id: string;
  /** SHA-256 of the token, hex. */
  readonly tokenSha256: string;
  readonly publish: readonly string[];
  readonly subscribe: readonly string[];
}

export interface Rights {
  mayPublish(topic: string): boolean;
  maySubscribe(filter: string): boolean;
}

/** The rights of an identity, compiled: one check costs a `startsWith` for filters such as `a/b/#`. */
export function rightsOf(identity: Pick<Identity, 'publish' | 'subscribe'>): Rights {
  const publish = identity.publish.map(compileFilter);
  return {
    mayPublish: (topic) => !unsafeLevel.test(topic) && publish.some((matches) => matches(topic)),
    maySubscribe: (filter) => !isShared(filter) && identity.subscribe.some((allowed) => filterCovers(allowed, filter)),
  };
}

/** A topic that no client may publish to: NUL, bytes that were not UTF-8, wildcards [MQTT-1.5.3] [MQTT-3.3.2-2]. */
export function isMalformedTopic(topic: string): boolean {
  return malformed.test(topic);
}

// Topics are opaque to MQTT, but a level `..` is one careless path.join away from another device's folder.
const unsafeLevel = /(?:^|\/)\.{1,2}(?:\/|$)/;
const malformed = /[\u0000\ufffd+#]/;

// aedes grants shared subscriptions and then delivers nothing to them.
const isShared = (filter: string) => filter.startsWith('$share/') || filter.startsWith('$queue/');

function compileFilter(filter: string): (topic: string) => boolean {
  const prefix = filter.slice(0, -1);
  const parent = filter.slice(0, -2);
  if (filter.endsWith('/#') && !/[+#]/.test(prefix)) return (topic) => topic.startsWith(prefix) || topic === parent;
  return (topic) => reachesReserved(filter, topic) && topicMatches(filter, topic);
}

/** Wildcards in the first level do not reach `$SYS` and its like [MQTT-4.7.2-1]. */
const reachesReserved = (filter: string, topic: string) => !topic.startsWith('$') || filter.startsWith('$');

/** True where every topic that `asked` can match is matched by `allowed`. */
export function filterCovers(allowed: string, asked: string): boolean {
  if (!reachesReserved(allowed, asked)) return false;
  const have = allowed.split('/');
  const want = asked.split('/');
  for (const [index, level] of have.entries()) {
    if (level === '#') return true;
    const other = want[index];
    // `a/+` does not cover `a/#`: the latter also matches `a` and `a/b/c`.
    if (other === undefined || other === '#') return false;
    if (level !== '+' && level !== other) return false;
  }
  return want.length === have.length;
}
