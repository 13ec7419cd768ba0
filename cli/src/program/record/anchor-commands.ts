import { Option, type Command } from 'commander';
import { count, dataOption, type Run } from '../options.ts';

/** `fieldlapse log anchor …` */
export function addAnchorCommands(log: Command, run: Run): void {
  const commands = async () => import('../../commands/trace/anchor.ts');
  const anchor = log
    .command('anchor')
    .description('checkpoints of the log on an EVM chain, as traceability.anchor says: off where it says nothing');
  const account = anchor
    .command('account')
    .description('print the address of the account that writes, with a key made now where there is none');
  account.addOption(dataOption()).action(run(async () => (await commands()).accountCommand(account.opts())));
  const deploy = anchor.command('deploy').description('deploy the contract of this log, which the account pays');
  deploy.addOption(dataOption()).action(run(async () => (await commands()).deployCommand(deploy.opts())));
  const status = anchor.command('status').description('what the chain holds, and what waits');
  status
    .addOption(dataOption())
    .option('--json', 'print the result as JSON')
    .action(run(async () => (await commands()).statusCommand(status.opts())));
  const write = anchor.command('write').description('write the newest checkpoint now, while the server is stopped');
  write
    .addOption(dataOption())
    .option('--json', 'print the result as JSON')
    .action(run(async () => (await commands()).writeCommand(write.opts())));
  const check = anchor
    .command('check <path...>')
    .description(
      'compare a chain with a log’s folder, saved checkpoints or lot.json, of whomever they are. Exit code 0: ok, 1: wrong, 2: not checked',
    );
  check
    .requiredOption('--policy <file>', 'keys of the log that you trust')
    .requiredOption('--contract <address>', 'address of the contract')
    .requiredOption('--chain-id <number>', 'number of the chain', count)
    .addOption(
      new Option('--rpc <url>', 'a node of the chain that you trust; a token is safer in the environment')
        .env('FIELDLAPSE_RPC_URL')
        .makeOptionMandatory(),
    )
    .option('--last <count>', 'compare so many heads, the newest ones', count, 1000)
    .option('--json', 'print the result as JSON')
    .action(
      run(async () =>
        (await import('../../commands/trace/anchor-check.ts')).anchorCheckCommand(check.args, check.opts()),
      ),
    );
}
