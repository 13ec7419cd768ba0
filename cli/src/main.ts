#!/usr/bin/env node
import { runCommandLine } from './command-line.ts';
import { endWithReader } from './program/closed-output.ts';

endWithReader();
process.exitCode = await runCommandLine(process.argv);
