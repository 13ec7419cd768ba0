/** Why this browser cannot be told; undefined where it can. */
export type Hindrance = 'unable' | 'denied';

/** Whether this browser can be told of alerts while the page is closed. */
export function hindrance(): Hindrance | undefined {
  if (!isSecureContext || !('serviceWorker' in navigator) || !('PushManager' in window)) return 'unable';
  return Notification.permission === 'denied' ? 'denied' : undefined;
}

/** The subscription that this browser has; undefined where it has none. */
export async function currentSubscription(): Promise<PushSubscription | undefined> {
  const registration = await navigator.serviceWorker.getRegistration();
  return (await registration?.pushManager.getSubscription()) ?? undefined;
}

/** Asks the reader for permission and the browser's push service for an address. Undefined where the reader does not want to. */
export async function subscribe(publicKey: string): Promise<PushSubscription | undefined> {
  if ((await Notification.requestPermission()) !== 'granted') return undefined;
  await navigator.serviceWorker.register('sw.js');
  const { pushManager } = await navigator.serviceWorker.ready;
  const before = await pushManager.getSubscription();
  // One of another key (the server has a new one) would never be told anything.
  if (before && keyOf(before) !== publicKey) await before.unsubscribe();
  return pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: publicKey });
}

function keyOf({ options: { applicationServerKey } }: PushSubscription): string {
  const bytes = String.fromCharCode(...new Uint8Array(applicationServerKey ?? new ArrayBuffer(0)));
  return btoa(bytes).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
