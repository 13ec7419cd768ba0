import { FieldlapseError, errorTable, exportOrder } from '@fieldlapse/contracts';
import { Command, Option } from 'commander';
import { addAlertCommands } from './program/alert-commands.ts';
import { addCounterCommands } from './program/counter-commands.ts';
import { addDeviceCommands } from './program/device-commands.ts';
import { addEpcisCommands } from './program/record/epcis-commands.ts';
import { addLotCommands } from './program/record/lot-commands.ts';
import { addModelCommands } from './program/model-commands.ts';
import { count, dataOption, number, port, type Run } from './program/options.ts';
import { addRulesCommands } from './program/rules-commands.ts';
import { addSeriesCommands } from './program/series-commands.ts';
import { addTraceCommands } from './program/record/trace-commands.ts';
import { dateOrders } from './table/table-days.ts';

/** Runs the command that `argv` names and resolves to the exit code; each command's module is loaded when it is called. */
export async function runCommandLine(argv: readonly string[]): Promise<number> {
  let exitCode = 0;
  const run: Run = (command) => async () => {
    exitCode = (await command()) ?? 0;
  };
  const program = new Command('fieldlapse')
    .description('Growth films, alerts and provable records for farms.')
    .showHelpAfterError('(fieldlapse help COMMAND shows what it takes)');

  const start = program.command('start').description('start the server, with the simulated farm in a new data folder');
  start
    .addOption(dataOption())
    .option(
      '--only <services>',
      'start these alone, by comma: broker, intake, timelapse, analytics, alerts, delivery, traceability, dashboards, demo',
    )
    .option('--no-demo', 'a new data folder begins without the simulated farm')
    .option('--http-port <port>', 'port of the page, 0 takes any', port)
    .option('--mqtt-port <port>', 'port of the broker, 0 takes any', port)
    .action(run(async () => (await import('./commands/start.ts')).startCommand(start.opts())));

  const importer = program
    .command('import <folder>')
    .description('bring in existing photos, the way that a camera sends them');
  importer
    .addOption(dataOption())
    .requiredOption('--site <site>', 'the farm')
    .requiredOption('--camera <camera>', 'the camera')
    .option(
      '--time <where>',
      'where the capture time stands: exif, mtime or name:PATTERN (name:YYYY-MM-DD_HHmm)',
      'exif',
    )
    .option('--json', 'print the result as JSON')
    .action(
      run(async () => (await import('./commands/import.ts')).importCommand(importer.args[0] ?? '', importer.opts())),
    );

  const film = program
    .command('film')
    .description('write a growth film, a comparison, stills or a report of the season');
  film
    .addOption(dataOption())
    .requiredOption('--camera <camera>', 'the camera')
    .option('--site <site>', 'the farm, where two have a camera of that name')
    .addOption(new Option('--kind <kind>', 'which film').choices(['season', 'full', 'day', 'range']).default('full'))
    .option('--from <day>', 'first day, YYYY-MM-DD (the day of --kind day)')
    .option('--to <day>', 'last day, YYYY-MM-DD')
    .requiredOption('--out <file>', 'the file to write; its ending says the format where --format does not')
    .addOption(new Option('--format <format>', 'kind of file').choices(exportOrder.shape.format.unwrap().options))
    .option('--fps <number>', 'frames per second', number)
    .option('--days-per-sec <number>', 'days of the farm per second of film', number)
    .option('--duration <seconds>', 'length of the film, s', number)
    .option('--overlay <list>', 'drawn over the film, by comma: date, days, stage, series=SENSOR/QUANTITY')
    .option('--max-side <px>', 'longest side', number)
    .option('--max-bytes <bytes>', 'most bytes of a GIF or WebP', number)
    .addOption(new Option('--lang <language>', 'of what is drawn').choices(['vi', 'en']).default('vi'))
    .option('--compare-camera <camera>', 'a second film beside the first')
    .option('--compare-site <site>', 'its farm, where it is another')
    .option('--compare-kind <kind>', 'which film of it; as --kind where absent')
    .option('--compare-from <day>', 'its first day')
    .option('--compare-to <day>', 'its last day')
    .addOption(
      new Option('--align <scale>', 'what the two films share').choices(['date', 'days-after-sowing', 'degree-days']),
    )
    .option('--publish', 'put it into the record of its lot: whoever scans the label can watch it')
    .option('--json', 'print the result as JSON')
    .action(run(async () => (await import('./commands/film.ts')).filmCommand(film.opts())));

  const measure = program
    .command('measure <photos...>')
    .description('measure photos: colour, greenness and how much plants cover; no server needed');
  measure
    .addOption(dataOption())
    .option(
      '--model <name>',
      'the model to ask; index asks none; without the option the default one, where there is one',
    )
    .option('--roi <file>', 'what counts: a mask as PNG, or corners as JSON [[x,y],…], shares of width and height')
    .addOption(
      new Option('--roi-inside <colour>', 'colour of the mask that counts; of PhenoCam black')
        .choices(['white', 'black'])
        .default('white'),
    )
    .addOption(
      new Option('--threshold <kind>', 'otsu: leaves wider than a pixel; mixed: thinner, as of a field from a pole')
        .choices(['otsu', 'mixed'])
        .default('otsu'),
    )
    .option('--subject <crop>', 'which crop it is: says where a method was not measured on it')
    .option('--mask-out <dir>', 'write the plants of each photo there as PNG of its size, 255 = plant')
    .option('--json', 'print the result as JSON')
    .action(
      run(async () => (await import('./commands/growth/measure.ts')).measureCommand(measure.args, measure.opts())),
    );
  const season = program
    .command('season')
    .description(
      'cycles, transition dates and growth rates of a season, of a camera or from a table of days and values',
    );
  season
    .addOption(dataOption())
    .option('--camera <camera>', 'read what the server measured of this camera')
    .option('--site <site>', 'the farm, where two have a camera of that name')
    .option('--metric <metric>', 'what of it', 'greenCover')
    .option('--area <area>', 'which area of its picture, where not the main one')
    .option('--method <method>', 'measured by what, such as index-3; the one with most days where absent')
    .option('--csv <file>', 'read this table: a column of days and one of values')
    .option('--column <name>', 'its column of values, where it has more than one')
    .addOption(
      new Option('--dates <order>', 'how its days are written, where they do not prove it').choices(dateOrders),
    )
    .option('--sowing <day>', 'day of sowing, YYYY-MM-DD; of a camera as the configuration has it')
    .option('--bare <value>', 'value of bare ground, 0 for covers: the day of sowing counts as bare', number)
    .option('--until <day>', 'as if this were the last day, YYYY-MM-DD')
    .addOption(new Option('--lang <language>', 'of the report and the plot').choices(['vi', 'en']).default('vi'))
    .option('--json', 'print everything as JSON')
    .option('--out-csv <file>', 'write the smoothed curve there, by days')
    .option('--plot <file>', 'draw the season there, as SVG')
    .action(run(async () => (await import('./commands/growth/season.ts')).seasonCommand(season.opts())));

  const retention = program
    .command('retention')
    .description('which pictures of old days would be deleted, and why others stay');
  retention
    .addOption(dataOption())
    .option('--dry-run', 'delete nothing; the running server deletes by itself, as fieldlapse.yaml has it')
    .option('--days <days>', 'as if pictures were kept for so many days', count)
    .option('--per-day <pictures>', 'as if so many pictures of every older day stayed', count)
    .option('--json', 'print the result as JSON')
    .action(run(async () => (await import('./commands/retention.ts')).retentionCommand(retention.opts())));

  addModelCommands(program, run);
  addSeriesCommands(program, run);
  addCounterCommands(program, run);
  addRulesCommands(program, run);
  addAlertCommands(program, run);
  addTraceCommands(program, run);
  addEpcisCommands(program, run);
  addLotCommands(program, run);

  const doctor = program.command('doctor').description('look at what this machine has and what is missing');
  doctor
    .addOption(dataOption())
    .option('--json', 'print the result as JSON')
    .action(run(async () => (await import('./commands/doctor.ts')).doctorCommand(doctor.opts())));

  const edge = program.command('edge <config>').description('run the agent of an edge node');
  edge
    .option('--folder <dir>', 'where its spool lies', './spool')
    .action(run(async () => (await import('./commands/edge.ts')).edgeCommand(edge.args[0] ?? '', edge.opts())));

  const sim = program
    .command('sim [config]')
    .description('run a simulated farm: cameras and sensors to try an edge node on; or write a simulated season');
  sim
    .option('--season <folder>', 'write a troubled season there: JPEG files and truth.json')
    .option('--days <n>', 'its length, default 120')
    .option('--seed <n>', 'another seed, another season; default 7')
    .option('--width <px>', 'width of its pictures, 16:9; default 1280')
    .option('--per-day <n>', 'pictures a day; more than 11 go through the night')
    .action(run(async () => (await import('./commands/sim.ts')).simCommand(sim.args[0] ?? '', sim.opts())));

  addDeviceCommands(program, run);

  try {
    await program.parseAsync([...argv]);
    return exitCode;
  } catch (error) {
    process.stderr.write(`${describe(error)}\n`);
    return 1;
  }
}

/** What went wrong on one line, then what to do; a stack only for what we did not foresee. */
function describe(error: unknown): string {
  if (error instanceof FieldlapseError) return `${error.code}: ${error.message} → ${errorTable[error.code].remedy}`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
