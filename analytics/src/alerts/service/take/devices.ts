import type { DeviceStateRow, DeviceState } from '@fieldlapse/store';
import { alarmPoints, stateSeries, type StateName } from '../farm/states.ts';
import { noteDevice } from '../state/open-state.ts';
import type { Service, State } from '../state/state.ts';
import { touch, type Touched } from '../state/touched.ts';

/** Receipts closer together than this say nothing new. */
const lifeEveryMs = 60_000;
const mostAlarms = 200;

/** Something has come from a device. */
export function noteLife(
  state: State,
  touched: Touched,
  { site, device, receivedAt }: { readonly site: string; readonly device: string; readonly receivedAt: number },
): DeviceStateRow[] {
  if (noteDevice(state, site, device)) state.unplanned = true;
  if (!state.devices.get(site)?.has(device)) return [];
  const name = stateSeries({ site, kind: 'device', name: device, state: 'life' });
  const { buffer } = state.shelf.open(name);
  const last = buffer.indexAt(receivedAt);
  if (last >= 0 && receivedAt - buffer.timeAt(last) < lifeEveryMs) return [];
  return putState(state, touched, { site, device, state: 'life' }, receivedAt, 1);
}

/** What the devices' last status says, by the server's clock, and their own alarms. */
export async function takeDevices({ intake }: Service, state: State, touched: Touched): Promise<DeviceStateRow[]> {
  const rows: DeviceStateRow[] = [];
  for (const device of await intake.devices()) {
    if (!state.configs.has(device.site)) continue;
    rows.push(...statusRows(state, touched, device));
  }
  for (const site of state.configs.keys()) {
    const alarms = await intake.deviceAlerts(site, mostAlarms);
    for (const [device, own] of Map.groupBy(alarms, (alarm) => alarm.device)) {
      const points = alarmPoints(own.map(({ observedAt }) => observedAt));
      // Alarms are read again from where they are kept: nothing is to be written.
      for (const { t, value } of points) putState(state, touched, { site, device, state: 'alarm' }, t, value);
    }
  }
  return rows;
}

function statusRows(state: State, touched: Touched, { site, device, status, statusAt }: DeviceState): DeviceStateRow[] {
  if (!status || statusAt === null) return [];
  const rows: DeviceStateRow[] = [];
  // A last will is what the broker says of a device, not the device.
  if (status.online) rows.push(...noteLife(state, touched, { site, device, receivedAt: statusAt }));
  const { spool, cameras } = status;
  const put = (name: StateName, value: number) =>
    rows.push(...putState(state, touched, { site, device, state: name }, statusAt, value));
  if (spool && spool.capacityBytes > 0)
    put('cardFullPct', Math.min(100, (100 * spool.frameBytes) / spool.capacityBytes));
  if (cameras) put('cameraFaults', cameras.filter(({ error }) => error !== undefined).length);
  return rows;
}

function putState(
  state: State,
  touched: Touched,
  of: { readonly site: string; readonly device: string; readonly state: StateName },
  t: number,
  value: number,
): DeviceStateRow[] {
  const name = stateSeries({ site: of.site, kind: 'device', name: of.device, state: of.state });
  if (!state.shelf.get(name)) state.unplanned = true;
  const series = state.shelf.open(name);
  const at = series.buffer.indexAt(t);
  if (at >= 0 && series.buffer.timeAt(at) === t && series.buffer.valueAt(at) === value) return [];
  series.buffer.remove(t);
  series.buffer.insert(t, value, 0);
  touch(touched, series, t);
  return [{ series: name, t, value }];
}
