import { sha256Hex, topics, type DeviceId, type SiteId } from '@fieldlapse/contracts';
import { silentLogger } from '@fieldlapse/runtime';
import { brokerConfig, startBroker, type Identity } from '../src/index.ts';
import { tokenOf } from './load.ts';

/** Our broker in a process of its own, with identity, rights and guard on; prints `{port}`. */
async function lookupIdentity(id: string): Promise<Identity> {
  const [site, device] = ['bench' as SiteId, id as DeviceId];
  const tokenSha256 = sha256Hex(tokenOf(id));
  if (id === 'intake') return { id, tokenSha256, publish: [topics.anyDown('+')], subscribe: [topics.anyUp('+')] };
  return { id, tokenSha256, publish: [topics.upOf(site, device)], subscribe: [topics.downOf(site, device)] };
}

const { port } = await startBroker({ config: brokerConfig.parse({ port: 0 }), lookupIdentity, logger: silentLogger });
console.log(JSON.stringify({ port }));
