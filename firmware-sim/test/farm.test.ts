import { manualClock, silentLogger } from '@fieldlapse/runtime';
import { describe, expect, it, onTestFinished } from 'vitest';
import { demoFarmConfig, simConfig, startSimFarm } from '../src/index.ts';
import { at, startFarm } from './farm.ts';

describe('simulated farm', () => {
  it('starts the demo farm: the rice camera with digest authentication, and every sensor', async () => {
    const config = demoFarmConfig('2026-08-01');
    const farm = await startSimFarm({ config, clock: manualClock(at(60, 9)), logger: silentLogger });
    expect(farm.cameras.map(({ name }) => name)).toEqual(['ruong-lua']);
    expect((await fetch(farm.cameras[0]!.url)).headers.get('www-authenticate')).toMatch(/^Digest .*SHA-256/);
    expect(farm.modbus!.registers).toHaveLength(9);
    expect(farm.truth.truthAt('ruong-lua', at(60, 9)).daysAfterSowing).toBeCloseTo(60.375);
    await farm.close();
    await expect(fetch(farm.cameras[0]!.url)).rejects.toThrow();
  });

  it('lets the demo lose three days late in its season and fogs some mornings, so that films have both to show', async () => {
    const demo = demoFarmConfig('2026-08-01');
    // Small, because the truth of a day costs the painting of its plants.
    const config = {
      ...demo,
      cameras: demo.cameras.map((camera) => ({ ...camera, auth: 'none' as const, width: 160, height: 120 })),
    };
    const clock = manualClock(at(62, 9));
    const farm = await startSimFarm({ config, clock, logger: silentLogger });
    onTestFinished(() => farm.close());
    await expect(fetch(farm.cameras[0]!.url)).rejects.toThrow();
    await clock.advance(2 * 86_400_000);
    expect((await fetch(farm.cameras[0]!.url)).status).toBe(200);
    const mornings = Array.from({ length: 40 }, (_, day) => farm.truth.truthAt('ruong-lua', at(day, 6)));
    const foggy = mornings.filter(({ faults }) => faults.includes('fog'));
    expect(foggy.length).toBeGreaterThanOrEqual(2);
    expect(foggy.length).toBeLessThan(6);
  });

  it('refuses unknown settings and two cameras of one name', () => {
    const sownOn = '2026-08-01';
    expect(simConfig.safeParse({ sownOn, colour: 'green' }).success).toBe(false);
    expect(simConfig.safeParse({ sownOn, cameras: [{ name: 'a' }, { name: 'a' }] }).success).toBe(false);
  });

  it('names the camera whose port is taken, and leaves nothing running', async () => {
    const first = await startFarm({ cameras: [{ name: 'one', auth: 'none' }] });
    const port = Number(new URL(first.cameras[0]!.url).port);
    await expect(startFarm({ cameras: [{ name: 'two', port }] })).rejects.toMatchObject({ code: 'SIM_LISTEN_FAILED' });
  });

  it('knows no truth about a camera that it does not have', async () => {
    const farm = await startFarm({});
    expect(() => farm.truth.truthAt('nowhere', at(1, 1))).toThrow(/nowhere/);
  });
});
