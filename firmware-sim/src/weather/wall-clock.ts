const hourMs = 3_600_000;

/** Day `YYYY-MM-DD` and time `HH:mm:ss` in the zone of that longitude in whole hours: in Việt Nam the legal time. */
export function wallClock(utcMs: number, longitude: number): { day: string; time: string } {
  const local = new Date(utcMs + Math.round(longitude / 15) * hourMs).toISOString();
  return { day: local.slice(0, 10), time: local.slice(11, 19) };
}
