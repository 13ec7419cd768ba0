import { describe, expect, it } from 'vitest';
import { lifecycle } from '@fieldlapse/runtime';

describe('lifecycle', () => {
  it('closes in reverse order, each after the one before', async () => {
    const closed: string[] = [];
    const services = lifecycle();
    for (const name of ['store', 'broker', 'intake']) {
      services.add(name, async () => {
        await new Promise((resolve) => setImmediate(resolve));
        closed.push(name);
      });
    }
    await services.close();
    expect(closed).toEqual(['intake', 'broker', 'store']);
  });

  it('closes the others when one fails or throws, then throws the first error', async () => {
    const closed: string[] = [];
    const services = lifecycle();
    services.add('store', () => void closed.push('store'));
    services.add('broker', () => Promise.reject(new Error('broker failed')));
    services.add('intake', () => {
      throw new Error('intake failed');
    });
    await expect(services.close()).rejects.toThrow('intake failed');
    expect(closed).toEqual(['store']);
  });

  it('leaves one that hangs after its time and says which', async () => {
    const closed: string[] = [];
    const services = lifecycle(20);
    services.add('store', () => void closed.push('store'));
    services.add('intake', () => new Promise(() => {}));
    await expect(services.close()).rejects.toMatchObject({
      code: 'STOP_TIMEOUT',
      message: 'intake did not stop within 20 ms',
    });
    expect(closed).toEqual(['store']);
  });

  it('closes once, however often it is asked', async () => {
    let count = 0;
    const services = lifecycle();
    services.add('store', () => void (count += 1));
    await Promise.all([services.close(), services.close()]);
    await services.close();
    expect(count).toBe(1);
  });

  it('also closes what was started while it was closing', async () => {
    const closed: string[] = [];
    const services = lifecycle();
    services.add('store', () => services.add('late', () => void closed.push('late')));
    await services.close();
    expect(closed).toEqual(['late']);
  });
});
