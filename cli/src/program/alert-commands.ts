import { Option, type Command } from 'commander';
import { dataOption, type Run } from './options.ts';

const language = () => new Option('--lang <language>', 'of the texts').choices(['vi', 'en']).default('vi');

/** `fieldlapse alerts …` */
export function addAlertCommands(program: Command, run: Run): void {
  const alerts = program.command('alerts').description('alerts: what stands, who was told, and who takes care of it');
  const load = () => import('../commands/alerts.ts');
  const list = alerts.command('list').description('alerts that stand, the newest first');
  list
    .addOption(dataOption())
    .option('--all', 'those that are over or were withdrawn too, at most 200')
    .option('--site <site>', 'of this farm only')
    .addOption(language())
    .option('--json', 'print the result as JSON')
    .action(run(async () => (await load()).listAlerts(list.opts())));
  const show = alerts.command('show <alert>').description('one alert: its changes, who was told, what people decided');
  show
    .addOption(dataOption())
    .addOption(language())
    .option('--json', 'print the result as JSON')
    .action(run(async () => (await load()).showAlert(show.args[0] ?? '', show.opts())));
  const tryOut = alerts.command('try <contact>').description('send a test message to a contact, on each channel');
  tryOut.addOption(dataOption()).action(run(async () => (await load()).tryAlerts(tryOut.args[0] ?? '', tryOut.opts())));
  const by = () => new Option('--by <name>', 'who says so: id of a contact, or a name').makeOptionMandatory();
  const acknowledge = alerts
    .command('ack <alert>')
    .description('say that you take care of it: no reminders, nobody else is called');
  acknowledge
    .addOption(dataOption())
    .addOption(by())
    .option('--note <text>', 'what was done')
    .action(run(async () => (await load()).acknowledgeAlert(acknowledge.args[0] ?? '', acknowledge.opts())));
  const snooze = alerts.command('snooze <alert>').description('tell nobody of it for a while, unless it gets worse');
  snooze
    .addOption(dataOption())
    .addOption(by())
    .option('--for <duration>', 'how long, such as 6h or 2d; 0h ends a snooze', '6h')
    .option('--note <text>', 'why')
    .action(run(async () => (await load()).snoozeAlert(snooze.args[0] ?? '', snooze.opts())));
}
