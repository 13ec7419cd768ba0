import type { Command } from 'commander';
import type { Run } from '../options.ts';

/** `fieldlapse epcis …` */
export function addEpcisCommands(program: Command, run: Run): void {
  const epcis = program
    .command('epcis')
    .description('EPCIS 2.0 documents of anybody: are they valid, which ids have events');
  const validate = epcis
    .command('validate <files...>')
    .description('every fault with its place and what to write instead');
  validate
    .option('--json', 'print one line of JSON for each file')
    .action(
      run(async () => (await import('../../commands/trace/epcis.ts')).validateCommand(validate.args, validate.opts())),
    );
  const hash = epcis
    .command('hash <files...>')
    .description('the standard id of each event (ni:///sha-256;…), one a line');
  hash
    .option('--prehash', 'print what the ids are made of instead')
    .action(run(async () => (await import('../../commands/trace/epcis.ts')).hashCommand(hash.args, hash.opts())));
}
