import { Option, type Command } from 'commander';
import { count, dataOption, type Run } from '../options.ts';

/** `fieldlapse lot label|release|bundle|erase-event`: what stands between the record and the buyer. */
export function addLabelCommands(lot: Command, run: Run): void {
  const commands = () => import('../../commands/lots/lot-label.ts');
  const label = lot
    .command('label <lot>')
    .description(
      'the QR code of a harvest lot: it fixes all that was recorded before; refused while a harvest came too early',
    );
  label
    .addOption(dataOption())
    .option('--out <file>', 'write the code as a picture')
    .addOption(new Option('--format <format>', 'of the picture').choices(['svg', 'png', 'pdf']).default('svg'))
    .option('--count <count>', 'stickers on the sheets of a PDF (A4, 24 a sheet)', count, 24)
    .option('--json', 'print the label as JSON')
    .action(run(async () => (await commands()).labelCommand(label.args[0] ?? '', label.opts())));
  const release = lot
    .command('release <lot>')
    .description('close a lot that has a label: what comes later is marked late');
  release
    .addOption(dataOption())
    .action(run(async () => (await commands()).releaseCommand(release.args[0] ?? '', release.opts())));
  const bundle = lot
    .command('bundle <lot>')
    .description('everything that proves a lot, in one file for `fieldlapse verify`');
  bundle
    .addOption(dataOption())
    .option('--out <file>', 'where to', 'lot.json')
    .option('--proofs <folder>', 'also a C2SP .tlog-proof of each entry of the lot')
    .action(run(async () => (await commands()).bundleCommand(bundle.args[0] ?? '', bundle.opts())));
  const erase = lot
    .command('erase-event <fact>')
    .description('forget what was recorded, for good: the log goes on saying that something was erased');
  erase
    .addOption(dataOption())
    .action(run(async () => (await commands()).eraseEventCommand(count(erase.args[0] ?? ''), erase.opts())));
}
