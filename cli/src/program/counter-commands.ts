import type { Command } from 'commander';
import { dataOption, number, type Run } from './options.ts';

/** `fieldlapse counter …` */
export function addCounterCommands(program: Command, run: Run): void {
  const counter = program.command('counter').description('count animals or eggs in the photos of one fixed view');
  const counterTrain = counter.command('train').description('learn to count from photos that a person counted');
  counterTrain
    .addOption(dataOption())
    .requiredOption('--view <name>', 'a name for what is counted where, such as eggs-coop')
    .requiredOption(
      '--csv <file>',
      'table with header: photo, count and, if you like, blocked (something hides the view) and day',
    )
    .requiredOption('--photos <dir>', 'where the photos of the table lie')
    .option('--roi <file>', 'where objects can be: JSON [[x, y], …], shares of width and height')
    .requiredOption('--object-width <share>', 'width of an object over the width of the photo, such as 0.05', number)
    .option('--file-column <name>', 'column of the photos, where it is not found by its name')
    .option('--count-column <name>', 'column of the counts')
    .option('--blocked-column <name>', 'column that says whether something hides the view')
    .option('--day-column <name>', 'column of the day, where the photos’ names hold none')
    .option('--as <version>', 'version of the counter', '1.0.0')
    .option('--site <site>', 'the farm of the camera')
    .option('--camera <camera>', 'the camera whose view it is')
    .option('--out <file>', 'where to write it; without: DATA/models/VIEW/VERSION/counter.json')
    .option('--json', 'print the result as JSON')
    .action(run(async () => (await import('../commands/growth/counter.ts')).counterTrainCommand(counterTrain.opts())));
  const counterCount = counter.command('count <photo...>').description('count in photos of that view');
  counterCount
    .requiredOption('--model <file>', 'counter.json of the view')
    .option('--json', 'print one line of JSON for each photo')
    .action(
      run(async () =>
        (await import('../commands/growth/counter.ts')).counterCountCommand(counterCount.args, counterCount.opts()),
      ),
    );
}
