import { errorTables } from '@fieldlapse/contracts';

const cell = (text: string) => text.replaceAll('|', '\\|');

/** The text of docs/errors.md. */
export function errorsPage(): string {
  const sections = Object.entries(errorTables)
    .filter(([, table]) => Object.keys(table).length > 0)
    .map(([owner, table]) => {
      const rows = Object.entries(table).map(
        ([code, { meaning, remedy }]) => `| \`${code}\` | ${cell(meaning)} | ${cell(remedy)} |`,
      );
      return [
        `## ${owner[0]!.toUpperCase()}${owner.slice(1)}`,
        '',
        '| code | what it means | what to do |',
        '|---|---|---|',
        ...rows,
        '',
      ].join('\n');
    });
  return `# Error codes

Written by \`node tools/docs.ts\` from the error tables in \`lib/contracts/src/errors\`; a test compares.

Every error of Fieldlapse has a stable code: in logs (\`code\`), in answers to devices (\`down/ack\`), in HTTP problem details and on the command line. The message
beside it says where; this page says what to do. The sections are the parts of Fieldlapse that raise them.

${sections.join('\n')}`;
}
