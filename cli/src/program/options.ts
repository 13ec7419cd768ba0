import { FieldlapseError } from '@fieldlapse/contracts';
import { Option } from 'commander';

/** Makes an action of a command that resolves to its exit code; 0 where to nothing. */
export type Run = (command: () => Promise<number | void>) => () => Promise<void>;

/** Where the data folder is. */
export const dataOption = () =>
  new Option('--data <dir>', 'data folder').default('./fieldlapse-data').env('FIELDLAPSE_DATA');
export const port = (text: string) => {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 0 && value <= 65_535) return value;
  throw new FieldlapseError('BAD_ARGUMENT', `"${text}" is not a port (0–65535)`);
};
export const count = (text: string) => {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new FieldlapseError('BAD_ARGUMENT', `"${text}" is not a whole number above 0`);
};

export const number = (text: string) => {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value)) return value;
  throw new FieldlapseError('BAD_ARGUMENT', `"${text}" is not a number`);
};
