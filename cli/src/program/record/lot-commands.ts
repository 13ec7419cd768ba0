import { Option, type Command } from 'commander';
import type { RecordArguments } from '../../commands/lots/lot-record.ts';
import { fields, verbs, aboutGoods, type FieldName, type VerbName } from '../../lots/fields.ts';
import { dateOrders } from '../../table/table-days.ts';
import { addLabelCommands } from './label-commands.ts';
import { count, dataOption, type Run } from '../options.ts';

/** `fieldlapse lot …` */
export function addLotCommands(program: Command, run: Run): void {
  const lot = program.command('lot').description('lots and what happened to them: the record that a buyer reads');
  const create = lot.command('create <number>').description('the growing lot of a season on a plot');
  create
    .addOption(dataOption())
    .requiredOption('--gtin <digits>', 'GTIN of what grows')
    .requiredOption('--plot <plot>', 'where it grows')
    .requiredOption('--season <season>', 'in which season')
    .option('--site <site>', 'the farm, where there are several')
    .option('--producer <party>', 'who grows it, as `lot party` knows it')
    .action(
      run(async () => (await import('../../commands/lots/lot.ts')).createCommand(create.args[0] ?? '', create.opts())),
    );
  const list = lot.command('list').description('the lots');
  list
    .addOption(dataOption())
    .option('--site <site>', 'of this farm')
    .option('--json', 'print the result as JSON')
    .action(run(async () => (await import('../../commands/lots/lot.ts')).listCommand(list.opts())));
  const show = lot.command('show <lot>').description('what is recorded of a lot, with the numbers of facts');
  show
    .addOption(dataOption())
    .option('--json', 'print the result as JSON')
    .option('--epcis', 'print its events as an EPCIS document')
    .action(run(async () => (await import('../../commands/lots/lot.ts')).showCommand(show.args[0] ?? '', show.opts())));
  for (const verb of Object.keys(verbs) as VerbName[]) addRecord(lot, verb, run);
  addFilm(lot, run);
  addCorrect(lot, run);
  addImport(lot, run);
  addParty(lot, run);
  addLabelCommands(lot, run);
}

function addRecord(lot: Command, verb: VerbName, run: Run): void {
  const { kind, description, fields: names } = verbs[verb];
  const command = lot.command(aboutGoods.has(kind) ? verb : `${verb} <lot>`).description(description);
  withRecordOptions(command, names);
  if (kind === 'harvest') command.option('--gtin <digits>', 'GTIN of what was harvested, where LOT is no GTIN/LOT');
  command
    .option('--site <site>', 'the farm, where there are several')
    .option('--note <text>', 'a remark for yourselves: kept apart, in no event')
    .action(run(async () => (await import('../../commands/lots/lot-record.ts')).recordCommand(verb, command.args[0], argumentsOf(command)))); // prettier-ignore
}

function addFilm(lot: Command, run: Run): void {
  const command = lot
    .command('film <lot> <files...>')
    .description('record a published film, and what belongs to it, by hash');
  command
    .addOption(dataOption())
    .action(run(async () => (await import('../../commands/lots/lot-film.ts')).filmCommand(command.args[0] ?? '', command.args.slice(1), command.opts()))); // prettier-ignore
}

function addCorrect(lot: Command, run: Run): void {
  const command = lot
    .command('correct <fact>')
    .description('a fact was wrong: without options it did not happen; with them it was otherwise. Both stay visible');
  withRecordOptions(command, Object.keys(fields) as FieldName[]);
  command.action(
    run(async () =>
      (await import('../../commands/lots/lot-record.ts')).correctCommand(
        count(command.args[0] ?? ''),
        argumentsOf(command),
      ),
    ),
  );
}

function withRecordOptions(command: Command, names: readonly FieldName[]): void {
  command.addOption(dataOption()).option('--at <time>', 'when, by the clock of the farm: 2026-03-18 06:30; now where absent'); // prettier-ignore
  for (const name of names) command.option(fields[name].flag, fields[name].description);
  command.option('--json', 'print the result as JSON');
}

/** Flags by the names that fields have in a fact. */
function argumentsOf(command: Command): RecordArguments {
  const options = command.opts<Record<string, string>>();
  const given = (Object.keys(fields) as FieldName[]).flatMap((name) => {
    const attribute = new Option(fields[name].flag).attributeName();
    return options[attribute] === undefined ? [] : [[name, options[attribute]]];
  });
  return { ...(options as unknown as RecordArguments), fields: Object.fromEntries(given) as RecordArguments['fields'] };
}

function addImport(lot: Command, run: Run): void {
  const command = lot
    .command('import <table>')
    .description('record a table of field records (CSV): all of it or, where a row is wrong, nothing');
  command
    .addOption(dataOption())
    .option('--dry-run', 'try it and tell what is wrong; write nothing')
    .option('--lot <lot>', 'the lot of every row, where no column names it')
    .addOption(new Option('--what <what>', 'what every row is, where no column says it').choices(Object.keys(verbs)))
    .option('--site <site>', 'the farm, where there are several')
    .addOption(new Option('--dates <order>', 'how its days are written, where they do not prove it').choices(dateOrders))
    .option('--json', 'print the result as JSON')
    .action(run(async () => (await import('../../commands/lots/lot-import.ts')).lotImportCommand(command.args[0] ?? '', command.opts()))); // prettier-ignore
}

function addParty(lot: Command, run: Run): void {
  const command = lot.command('party [id]').description('who somebody is: private, in no event, erasable');
  command
    .addOption(dataOption())
    .addOption(
      new Option('--kind <kind>', 'what it is').choices(['household', 'cooperative', 'company']).default('household'),
    ) // prettier-ignore
    .option('--name <name>', 'its name')
    .option('--gln <digits>', 'its GLN')
    .option('--cooperative <party>', 'shown instead of a household that does not want to be named')
    .option('--address <text>', 'its address')
    .option('--phone <number>', 'its phone')
    .option('--consent <list>', 'what it agreed to show, by comma: name, area-code')
    .option('--erase', 'take it out of the records for good')
    .action(
      run(async () => (await import('../../commands/lots/lot.ts')).partyCommand(command.args[0], command.opts())),
    );
}
