/** A progress line on stderr: redrawn on a terminal, a line every 10 % elsewhere. */
export interface Progress {
  at(done: number, total: number, note?: string): void;
  end(): void;
}

const width = 24;

export function startProgress(label: string, output: NodeJS.WriteStream = process.stderr): Progress {
  let drawn = false;
  let lastTenth = -1;
  return {
    at(done, total, note = '') {
      const share = total > 0 ? Math.min(1, done / total) : 0;
      const figures = `${label} ${done}/${total}${note && ` · ${note}`}`;
      if (output.isTTY) {
        const bar = '█'.repeat(Math.round(share * width)).padEnd(width, '░');
        output.write(`\r\u001b[K${bar} ${Math.floor(share * 100)} % ${figures}`.slice(0, (output.columns ?? 80) + 4));
        drawn = true;
      } else if (Math.floor(share * 10) > lastTenth) {
        lastTenth = Math.floor(share * 10);
        output.write(`${Math.floor(share * 100)} % ${figures}\n`);
      }
    },
    end() {
      if (drawn) output.write('\n');
    },
  };
}
