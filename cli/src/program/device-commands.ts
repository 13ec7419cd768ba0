import type { Command } from 'commander';
import { dataOption, type Run } from './options.ts';

/** `fieldlapse device …` */
export function addDeviceCommands(program: Command, run: Run): void {
  const device = program.command('device').description('register devices and their tokens');
  for (const [verb, text] of [
    ['add', 'register a device and print its token, once'],
    ['token', 'give a device a new token; the old one ends'],
    ['remove', 'end a device’s right to connect'],
  ] as const) {
    const command = device.command(`${verb} <device>`).description(text).addOption(dataOption());
    if (verb === 'add') command.requiredOption('--site <site>', 'the farm that it stands on');
    command.action(
      run(async () =>
        (await import('../commands/device.ts')).deviceCommand(verb, command.args[0] ?? '', command.opts()),
      ),
    );
  }
  const list = device.command('list').description('the registered devices').addOption(dataOption());
  list.action(run(async () => (await import('../commands/device.ts')).listDevices(list.opts())));
}
