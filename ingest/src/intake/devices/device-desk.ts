import {
  configSignature,
  decodeJson,
  deviceAlert,
  encodeJson,
  FieldlapseError,
  report,
  status,
  topics,
  type DeviceId,
  type SiteId,
  type Status,
} from '@fieldlapse/contracts';
import type { MqttSession } from '@fieldlapse/runtime';
import { observedTimeOf, type DeviceRow, type IntakeTables } from '@fieldlapse/store';
import type { Kysely } from 'kysely';
import type { GroupCommit, Trx } from '../commit/group-commit.ts';
import type { Quarantine } from '../quarantine.ts';
import type { Origin, Replies } from '../replies.ts';
import type { StoreGate } from '../commit/store-gate.ts';
import { noteStamps } from './run-clock.ts';

export interface DeviceDeskParts {
  readonly db: Kysely<IntakeTables>;
  readonly commits: GroupCommit;
  readonly replies: Replies;
  readonly quarantine: Quarantine;
  readonly gate: StoreGate;
  readonly session: () => MqttSession;
  /** Hex SHA-256 of a device's token, which signs its configuration; undefined for an unknown device. */
  readonly tokenSha256Of: (device: string) => string | undefined | Promise<string | undefined>;
  /** Server time, UTC ms. */
  readonly now: () => number;
  readonly zoneOf: (site: string) => string;
}

/** Where devices speak of themselves, and where their desired configuration goes out. Message methods never reject. */
export interface DeviceDesk {
  message(kind: 'status' | 'report' | 'alert', origin: Origin, payload: Buffer, retained: boolean): Promise<void>;
  /**
   * Stores the configuration that a device should have and publishes it, retained and signed. Returns its revision: that
   * of an equal one already stored, else the next. Rejects with `STORE_FULL` and the like.
   */
  publishDesired(site: SiteId, device: DeviceId, config: Record<string, unknown>): Promise<number>;
  /** Publishes all stored desired configurations: after each connection. */
  publishAll(): Promise<void>;
}

interface Desired {
  readonly rev: number;
  readonly config: Record<string, unknown>;
}

export function openDeviceDesk(parts: DeviceDeskParts): DeviceDesk {
  const { db, commits, gate } = parts;

  async function storeStatus(origin: Origin, payload: Buffer, retained: boolean): Promise<void> {
    const said = decodeJson(status, payload, 'status');
    const statusAt = parts.now();
    await commits.run(async (trx) => {
      const { t, mono, clk, boot } = said;
      if (t !== undefined && mono !== undefined && clk !== undefined) {
        await noteStamps(trx, { ...origin, boot, timeZone: parts.zoneOf(origin.site) }, [{ t, mono, clk }], statusAt);
      }
      const before = await rowOf(trx, origin);
      // A last will says little: what the device said before is still the last that is known of it.
      const known = !said.online && before?.status ? (JSON.parse(before.status) as Status) : {};
      const text = JSON.stringify({ ...known, ...said });
      // The broker repeats a retained status on every connection: that is no news of the device.
      if (retained && before?.status === text) return;
      await upsert(trx, origin, { status: text, statusAt });
    });
  }

  async function storeReport(origin: Origin, payload: Buffer): Promise<void> {
    const text = JSON.stringify(decodeJson(report, payload, 'report'));
    await commits.run((trx) => upsert(trx, origin, { report: text }));
  }

  async function storeAlert(origin: Origin, payload: Buffer): Promise<void> {
    const { id, kind, t, mono, boot, clk, text = null } = decodeJson(deviceAlert, payload, 'alert');
    const receivedAt = parts.now();
    await commits.run(async (trx) => {
      const run = { ...origin, boot, timeZone: parts.zoneOf(origin.site) };
      const clock = await noteStamps(trx, run, [{ t, mono, clk }], receivedAt);
      const time = observedTimeOf({ t, mono, clk }, receivedAt, clock);
      await trx
        .insertInto('deviceAlerts')
        .values({ id, ...origin, kind, boot, mono, clk, capturedAt: t, ...time, receivedAt, text })
        .onConflict((conflict) => conflict.columns(['site', 'device', 'id']).doNothing())
        .execute();
    });
  }

  async function publish(site: string, device: string, { rev, config }: Desired): Promise<void> {
    const tokenSha256 = await parts.tokenSha256Of(device);
    if (tokenSha256 === undefined) return;
    const signature = configSignature(tokenSha256, { rev, config });
    const topic = topics.down(site as SiteId, device as DeviceId, 'config');
    await parts.session().publish(topic, encodeJson({ v: 1, rev, config, signature }), { retain: true });
  }

  return {
    async message(kind, origin, payload, retained) {
      try {
        if (kind === 'status') await storeStatus(origin, payload, retained);
        else if (kind === 'report') await storeReport(origin, payload);
        else await storeAlert(origin, payload);
      } catch (error) {
        if (!(error instanceof FieldlapseError) || !refusals.has(error.code)) return gate.failed(error);
        const { code, message } = error;
        parts.quarantine.keep({ origin, what: kind, code, message, receivedAt: parts.now(), bytes: payload });
        parts.replies.ack(origin, { topic: `up/${kind}`, s: 'denied', code, message: message.slice(0, 500) });
      }
    },
    async publishDesired(site, device, config) {
      const desired = await commits.run(async (trx): Promise<Desired> => {
        const known = await rowOf(trx, { site, device });
        const before = known?.desired ? (JSON.parse(known.desired) as Desired) : { rev: 0, config: {} };
        if (before.rev > 0 && JSON.stringify(before.config) === JSON.stringify(config)) return before;
        const after = { rev: before.rev + 1, config };
        await upsert(trx, { site, device }, { desired: JSON.stringify(after) });
        return after;
      });
      await publish(site, device, desired);
      return desired.rev;
    },
    async publishAll() {
      const rows = await db.selectFrom('devices').selectAll().where('desired', 'is not', null).execute();
      for (const { site, device, desired } of rows) await publish(site, device, JSON.parse(desired ?? '{}') as Desired);
    },
  };
}

function rowOf(trx: Trx, { site, device }: Origin) {
  const row = trx.selectFrom('devices').selectAll().where('site', '=', site).where('device', '=', device);
  return row.executeTakeFirst();
}

async function upsert(trx: Trx, origin: Origin, known: Partial<DeviceRow>): Promise<void> {
  await trx
    .insertInto('devices')
    .values({ ...origin, status: null, statusAt: null, report: null, desired: null, ...known })
    .onConflict((conflict) => conflict.columns(['site', 'device']).doUpdateSet(known))
    .execute();
}

/** What a payload can be refused for; anything else is a failure of ours. */
const refusals: ReadonlySet<string> = new Set(['BAD_JSON', 'BAD_PAYLOAD', 'PAYLOAD_TOO_LARGE']);
