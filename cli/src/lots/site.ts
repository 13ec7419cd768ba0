import { FieldlapseError } from '@fieldlapse/contracts';
import type { ServerConfig } from '../server-config.ts';

/** The farm that a command is about: the only one where none is named. Throws `BAD_ARGUMENT`. */
export function siteOf({ sites }: ServerConfig, named: string | undefined): string {
  const names = sites.map(({ id }) => id);
  if (named !== undefined && (names.length === 0 || names.includes(named))) return named;
  if (named === undefined && names.length === 1 && names[0] !== undefined) return names[0];
  throw new FieldlapseError('BAD_ARGUMENT', `say which farm with --site: ${names.join(', ') || 'none is configured'}`);
}
