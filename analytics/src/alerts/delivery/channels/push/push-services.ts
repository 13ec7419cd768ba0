/** https at a configured host or below one; plain http only on this machine, and only where it is configured. */
export function isPushService(endpoint: string, services: readonly string[]): boolean {
  const { protocol, hostname } = new URL(endpoint);
  const isLocal = hostname === '127.0.0.1' || hostname === 'localhost';
  if (protocol !== 'https:' && !(protocol === 'http:' && isLocal)) return false;
  return services.some((service) => hostname === service || hostname.endsWith(`.${service}`));
}
