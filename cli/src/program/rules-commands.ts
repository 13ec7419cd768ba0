import { Option, type Command } from 'commander';
import { dateOrders } from '../table/table-days.ts';
import { dataOption, number, type Run } from './options.ts';

const several = (value: string, before: readonly string[]) => [...before, value];

/** `fieldlapse rules …` */
export function addRulesCommands(program: Command, run: Run): void {
  const rules = program
    .command('rules')
    .description('alert rules: those in force, own ones, and what they would have told');
  addBookCommands(rules, run);
  const test = rules
    .command('test <rules...>')
    .description('replay a history through rules: a YAML file, or rice, durian, citrus, greenhouse, cattle, …');
  test
    .option('--csv <file>', 'a table of readings; may be given several times', several, [])
    .option('--quantity <column=name>', 'what a column holds, such as "T2=airTempC"; repeatable', several, [])
    .option('--tz <zone>', 'time zone of the table; Asia/Ho_Chi_Minh where absent')
    .addOption(
      new Option('--dates <order>', 'how its days are written, where they do not prove it').choices(dateOrders),
    )
    .option('--data <dir>', 'replay what is stored in this data folder instead')
    .option('--site <site>', 'the farm', 'farm')
    .option('--subject <name>', 'what grows or lives there, such as "Sầu riêng", for rules of one crop')
    .option('--sowing <day>', 'since when, YYYY-MM-DD')
    .option('--latitude <degrees>', 'degrees north, for rules that ask for the sun', number)
    .option('--longitude <degrees>', 'degrees east', number)
    .option('--from <day>', 'first day, YYYY-MM-DD')
    .option('--to <day>', 'last day, YYYY-MM-DD')
    .addOption(new Option('--lang <language>', 'of the report').choices(['vi', 'en']).default('vi'))
    .option('--json', 'print everything as JSON')
    .action(run(async () => (await import('../rules/test-rules.ts')).testRules(test.args, test.opts())));
  const tide = rules
    .command('tide')
    .description('learn the tide in readings of salt: when the water will stay under a limit in the next 48 hours');
  tide
    .option('--csv <file>', 'a table of readings with EC at 25 °C; may be given several times', several, [])
    .option('--limit <g/L>', 'salt that the crop bears, g/L; durian 0.5', number, 0.5)
    .option('--quantity <column=name>', 'what a column holds, such as "EC=salinityDsPerM"; repeatable', several, [])
    .option('--sensor <name>', 'whose readings, where the table has a column of sensors')
    .option('--tz <zone>', 'time zone of the table; Asia/Ho_Chi_Minh where absent')
    .addOption(
      new Option('--dates <order>', 'how its days are written, where they do not prove it').choices(dateOrders),
    )
    .option('--json', 'print everything as JSON')
    .action(run(async () => (await import('../rules/learn-tide.ts')).learnTide(tide.opts())));
}

/** Rules that a server has. */
function addBookCommands(rules: Command, run: Run): void {
  const of = async () => import('../rules/rule-book.ts');
  const list = rules
    .command('list')
    .description('the rules in force, and where they come from')
    .addOption(dataOption());
  list.action(run(async () => (await of()).listRules(list.opts())));
  const put = rules
    .command('import <file>')
    .description('add rules of a YAML file, each in place of the one of its id; a running server takes them over')
    .addOption(dataOption());
  put.action(run(async () => (await of()).importRules(put.args[0]!, put.opts())));
  const take = rules
    .command('export [pack]')
    .description('imported rules as YAML, or those of a pack to change and import again')
    .addOption(dataOption())
    .option('--out <file>', 'write them there; to the terminal where absent');
  take.action(run(async () => (await of()).exportRules(take.args[0], take.opts())));
  const remove = rules.command('remove <id>').description('take an imported rule out').addOption(dataOption());
  remove.action(run(async () => (await of()).removeImported(remove.args[0]!, remove.opts())));
}
