import type { Command } from 'commander';
import { dataOption, type Run } from './options.ts';

/** `fieldlapse model …` */
export function addModelCommands(program: Command, run: Run): void {
  const model = program
    .command('model')
    .description('ONNX models: those that are here, and whether a folder holds a good one');
  const checkModel = model
    .command('check <folder>')
    .description('try the model in a folder: hash, card, tensors, golden test, time')
    .option('--json', 'print the result as JSON');
  checkModel.action(
    run(async () =>
      (await import('../commands/growth/model.ts')).checkModel(checkModel.args[0] ?? '', checkModel.opts()),
    ),
  );
  const listModels = model
    .command('list')
    .description('the models that come with Fieldlapse and those in DATA/models')
    .addOption(dataOption())
    .option('--json', 'print the result as JSON');
  listModels.action(run(async () => (await import('../commands/growth/model.ts')).listModels(listModels.opts())));
}
