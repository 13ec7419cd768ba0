import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export interface Heard {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Stands for an answer that never arrives, though the message did. */
export const lostAnswer = 0;

/** A server on this machine that hears POSTs and answers as it is told: the statuses in order, then 201, and the answers as JSON. */
export async function openEar(...statuses: number[]) {
  const heard: Heard[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      heard.push({ path: request.url ?? '', headers: request.headers, body: Buffer.concat(parts) });
      const status = ear.statuses.shift() ?? 201;
      if (status === lostAnswer) return void response.destroy();
      response.writeHead(status, ear.headers).end(JSON.stringify(ear.answers.shift() ?? 'noted'));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const ear = {
    url: `http://127.0.0.1:${port}`,
    heard,
    statuses,
    headers: {} as Record<string, string>,
    answers: [] as unknown[],
  };
  return ear;
}
