import { Option, type Command } from 'commander';
import { dataOption, port, type Run } from '../options.ts';
import { addAnchorCommands } from './anchor-commands.ts';

const several = (value: string, before: readonly string[]) => [...before, value];
const languageOption = () => new Option('--lang <language>', 'of the report').choices(['vi', 'en']).default('vi');

/** `fieldlapse verify …` and `fieldlapse log …` */
export function addTraceCommands(program: Command, run: Run): void {
  const verify = program
    .command('verify <file>')
    .description(
      'check a lot.json or a C2SP .tlog-proof, step by step; no server needed. Exit code 0: green, 2: amber, 1: red',
    );
  verify
    .option('--policy <file>', 'whom you trust: keys of logs and witnesses, and how many must have seen it')
    .option('--qr <address>', 'what the QR code on the package says, or its 43 characters after #h=')
    .option('--entry <file>', 'the entry, for a .tlog-proof that does not carry it')
    .option('--file <file>', 'a film or paper that belongs to the lot; repeatable', several, [])
    .addOption(languageOption())
    .option('--json', 'print the result as JSON')
    .action(
      run(async () =>
        (await import('../../commands/trace/verify.ts')).verifyCommand(verify.args[0] ?? '', verify.opts()),
      ),
    );

  const log = program
    .command('log')
    .description('the transparency log: check any, and the keys and witnesses of one’s own');
  const files = async () => import('../../commands/trace/log.ts');
  const check = log
    .command('check [where]')
    .description(
      'compute a C2SP tlog-tiles log again, of whomever it is: a folder or an address; the own log where absent',
    );
  check
    .addOption(dataOption())
    .option('--policy <file>', 'keys of the log and of witnesses that you trust; the own log has its own')
    .option('--since <file>', 'a checkpoint that you saved before; repeatable', several, [])
    .option('--json', 'print the result as JSON')
    .action(run(async () => (await files()).checkCommand(check.args[0], check.opts())));
  const copy = log
    .command('copy [from]')
    .description(
      'copy the own log from a folder or an address (trace-log of the data folder where absent) to where fieldlapse.yaml says that it lies',
    );
  copy.addOption(dataOption()).action(run(async () => (await files()).copyCommand(copy.args[0], copy.opts())));
  addKeyCommands(log, run);
  addWitnessCommand(log, run);
  addAnchorCommands(log, run);
  const page = log.command('verifier').description('write the page that checks lots offline, with your policy inside');
  page
    .option('--policy <file>', 'the policy; without one the reader pastes it')
    .requiredOption('--out <file>', 'the HTML file to write')
    .action(run(async () => (await import('../../commands/trace/verifier.ts')).verifierCommand(page.opts())));
}

function addKeyCommands(log: Command, run: Run): void {
  const commands = async () => import('../../commands/trace/log-keys.ts');
  const key = log.command('key').description('keys of this server’s log');
  const create = key.command('create').description('make the keys of a new log');
  create
    .addOption(dataOption())
    .requiredOption(
      '--origin <name>',
      'name of the log: an address of yours without https://, such as trace.example.vn/log',
    )
    .action(run(async () => (await commands()).createCommand(create.opts())));
  const show = key.command('show').description('print the public keys, as a policy without witnesses');
  show.addOption(dataOption()).action(run(async () => (await commands()).showCommand(show.opts())));
  const rotate = key.command('rotate').description('begin a rotation: from now on the old and a new key sign');
  rotate.addOption(dataOption()).action(run(async () => (await commands()).rotateCommand(rotate.opts())));
  const retire = key.command('retire <id>').description('end a rotation: the key of that id (8 hex digits) is deleted');
  retire
    .addOption(dataOption())
    .action(run(async () => (await commands()).retireCommand(retire.args[0] ?? '', retire.opts())));
  const replace = log
    .command('replace')
    .description('after a key may have been stolen: close this log for good and begin a new one');
  replace
    .addOption(dataOption())
    .requiredOption('--origin <name>', 'name of the new log')
    .action(run(async () => (await commands()).replaceCommand(replace.opts())));
}

function addWitnessCommand(log: Command, run: Run): void {
  const witness = log.command('witness').description('run a witness for logs of others (C2SP tlog-witness)');
  witness
    .requiredOption('--name <name>', 'its name: an address of yours without https://')
    .requiredOption('--folder <dir>', 'where its key and its memory lie')
    .requiredOption('--log <vkey>', 'public key of a log that it watches; repeatable', several, [])
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--port <port>', 'port to listen on, 0 takes any', port, 7380)
    .action(run(async () => (await import('../../commands/trace/witness.ts')).witnessCommand(witness.opts())));
}
