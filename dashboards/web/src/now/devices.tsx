import type { DeviceAnswer, SiteAnswer } from '@fieldlapse/dashboards-server';
import { useNow, useServer } from '../api/use-server.ts';
import { Icon } from '../icon.tsx';
import { useTexts } from '../text/language.ts';
import { Empty } from './empty.tsx';

/** Every edge node: connected or not, how far its upload is, what is wrong with it. */
export function Devices({ site }: { site: SiteAnswer }) {
  const { text } = useTexts();
  const titleOf = (camera: string) => site.cameras.find(({ name }) => name === camera)?.title ?? camera;
  const concerns = (message: { kind: string; site?: string }) => message.kind === 'device' && message.site === site.id;
  const { value } = useServer<{ devices: DeviceAnswer[] }>(`api/sites/${site.id}/devices`, concerns);
  return (
    <section aria-labelledby="devices-title">
      <h2 id="devices-title">{text.devices}</h2>
      {value?.devices.length === 0 && (
        <Empty words={text.noDevices} command={`npm run fieldlapse -- device add NAME --site ${site.id}`} />
      )}
      <ul class="devices">
        {value?.devices.map((device) => (
          <Device key={device.device} device={device} titleOf={titleOf} />
        ))}
      </ul>
    </section>
  );
}

interface DeviceProps {
  readonly device: DeviceAnswer;
  /** What people call a camera. */
  readonly titleOf: (camera: string) => string;
}

function Device({ device, titleOf }: DeviceProps) {
  const { text, format } = useTexts();
  const now = useNow();
  const ago = device.statusAt === null ? undefined : (format.ago(device.statusAt, now) ?? text.justNow);
  // An import ends and is no fault.
  const resting = device.imports && !device.online;
  const seen = ago === undefined ? text.neverSeen : resting ? text.lastImport(ago) : text.lastSeen(ago);
  return (
    <li class={['device', device.online && 'online', resting && 'resting'].filter(Boolean).join(' ')}>
      <div class="device-head">
        <strong>{device.device}</strong>
        <span class="state">{device.online ? text.online : resting ? text.imported : text.offline}</span>
        {!device.online && <small>{seen}</small>}
      </div>
      <Upload device={device} titleOf={titleOf} />
      <Faults device={device} titleOf={titleOf} />
    </li>
  );
}

function Upload({ device, titleOf }: DeviceProps) {
  const { text, format } = useTexts();
  const now = useNow();
  const { spool, uplink } = device.status ?? {};
  if (!spool && !uplink) return null;
  const { sending } = uplink ?? {};
  const share = sending && sending.bytes > 0 ? sending.sent / sending.bytes : 0;
  return (
    <>
      {device.online && sending && (
        <div class="upload">
          <span>{text.sending(titleOf(sending.camera), format.percent(share))}</span>
          <progress max={1} value={share} aria-label={text.uploadOf(device.device)} />
        </div>
      )}
      <ul class="device-facts">
        {spool && spool.frames === 0 && <li class="good">{text.allSent}</li>}
        {spool && spool.frames > 0 && (
          <li>
            {text.waiting(format.number(spool.frames), format.bytes(spool.frameBytes))}
            {spool.oldestT !== undefined && `, ${text.oldestWaiting(format.ago(spool.oldestT, now) ?? text.justNow)}`}
          </li>
        )}
        {spool && spool.readings > 0 && <li>{text.waitingReadings(format.number(spool.readings))}</li>}
        {device.online && uplink && uplink.kbps > 0 && <li>{text.rate(format.number(uplink.kbps))}</li>}
        {uplink && <li>{text.storedTotal(format.number(uplink.framesStored))}</li>}
        {spool && <li>{text.card(format.bytes(spool.frameBytes), format.bytes(spool.capacityBytes))}</li>}
      </ul>
    </>
  );
}

function Faults({ device, titleOf }: DeviceProps) {
  const { text, format } = useTexts();
  const { spool, cameras = [] } = device.status ?? {};
  const faults: string[] = [];
  const notes: string[] = [];
  if (spool?.error !== undefined) faults.push(spoolFault(spool.error));
  for (const { name, error } of cameras) {
    if (error !== undefined) faults.push(`${text.cameraError(titleOf(name))}: ${error}`);
  }
  if (device.configError !== null) faults.push(`${text.configRefused}: ${device.configError}`);
  if (spool && spool.thinned > 0) notes.push(text.thinned(format.number(spool.thinned)));
  if (spool && spool.quarantined > 0) notes.push(text.quarantined(format.number(spool.quarantined)));
  if (faults.length + notes.length === 0) return null;
  return (
    <ul class="faults">
      {faults.map((fault) => (
        <li key={fault}>
          <Icon name="warning" />
          {fault}
        </li>
      ))}
      {notes.map((note) => (
        <li key={note} class="note">
          {note}
        </li>
      ))}
    </ul>
  );

  // A full card is the one that every farmer meets: said in plain words; the device's own words for the rest.
  function spoolFault(error: string): string {
    return /ENOSPC|FULL|no space/i.test(error) ? text.cardFull : `${text.spoolError}: ${error}`;
  }
}
