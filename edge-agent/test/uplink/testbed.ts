import { silentLogger } from '@fieldlapse/runtime';
import type { Spool } from '../../src/spool/spool.ts';
import { startUplink, type UplinkOptions } from '../../src/uplink/uplink.ts';
import { device, site } from '../server.ts';
import { cleanup, temporaryFolder } from '../testbed.ts';
import { openTestSpool } from '../spool/testbed.ts';

export async function openNode(folder?: string): Promise<Spool> {
  const spool = await openTestSpool(folder ?? (await temporaryFolder()));
  cleanup(() => spool.close());
  return spool;
}

export function startTestUplink(spool: Spool, port: number, options: Partial<UplinkOptions> = {}) {
  const uplink = startUplink({
    site,
    device,
    boot: spool.boot,
    host: '127.0.0.1',
    port,
    token: 'secret',
    spool,
    maxKbps: undefined,
    window: 8,
    reconnectSpreadMs: 20,
    alwaysAsk: false,
    logger: silentLogger,
    ...options,
  });
  cleanup(() => uplink.close());
  return uplink;
}
