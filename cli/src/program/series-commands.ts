import { Option, type Command } from 'commander';
import { dataOption, type Run } from './options.ts';

/** `fieldlapse series …` */
export function addSeriesCommands(program: Command, run: Run): void {
  const copy = program
    .command('series')
    .description('where the numbers of sensors and pictures lie')
    .command('copy')
    .description('copy history between series stores; goes on where an earlier copy was stopped');
  const store = (flag: string, text: string) =>
    new Option(`${flag} <store>`, text).choices(['sqlite', 'influxdb']).makeOptionMandatory();
  copy
    .addOption(dataOption())
    .addOption(store('--from', 'the store to copy from'))
    .addOption(store('--to', 'the store to copy to; series.influxdb of fieldlapse.yaml says where InfluxDB is'))
    .option('--series <prefix>', 'only series whose name starts so: farm/ or ~farm/cam/', '')
    .option('--since <day>', 'only points from this day (UTC) or time on')
    .option('--json', 'print the result as JSON')
    .action(run(async () => (await import('../series/series-copy.ts')).seriesCopyCommand(copy.opts())));
}
