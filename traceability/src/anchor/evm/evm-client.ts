import { FieldlapseError, type ErrorCode } from '@fieldlapse/contracts';
import { BaseError, createPublicClient, http, HttpRequestError, TimeoutError, type PublicClient } from 'viem';

const timeoutMs = 10_000;

/** A node of a chain, with what may not be told of its address. */
export interface EvmNode {
  readonly client: PublicClient;
  /**
   * Runs a question. That the node does not answer becomes `ANCHOR_UNREACHABLE`, what it says against it an error of that
   * code: without the address, and without a cause that has it.
   */
  ask<T>(code: ErrorCode, what: string, question: () => Promise<T>): Promise<T>;
}

/** A node by its address, which may hold a token. Asks nothing yet, and nothing once the signal aborts. */
export function evmNode(rpcUrl: string, signal?: AbortSignal): EvmNode {
  const options = { timeout: timeoutMs, retryCount: 1, ...(signal && { fetchOptions: { signal } }) };
  const client = createPublicClient({ transport: http(rpcUrl, options) });
  return {
    client,
    async ask(code, what, question) {
      try {
        return await question();
      } catch (error) {
        if (error instanceof FieldlapseError) throw error;
        const said = withoutAddress(saidBy(error), rpcUrl);
        if (isSilence(error)) throw new FieldlapseError('ANCHOR_UNREACHABLE', `the node does not answer: ${said}`);
        throw new FieldlapseError(code, `${what}: ${said}`);
      }
    },
  };
}

const isSilence = (error: unknown): boolean =>
  error instanceof BaseError &&
  error.walk((one) => one instanceof HttpRequestError || one instanceof TimeoutError) !== null;

/** What a node or the network said, in one line. */
export function saidBy(error: unknown): string {
  const text = error instanceof BaseError ? error.details || error.shortMessage : (error as Error).message;
  return text.split('\n')[0]!.slice(0, 300);
}

/** A text without the address of the node and whatever in it may be a token: nodes quote them. */
export function withoutAddress(text: string, rpcUrl: string): string {
  const { host, username, password, pathname, search } = new URL(rpcUrl);
  const parts = [username, password, ...pathname.split('/'), ...new URLSearchParams(search).values(), search.slice(1)];
  const secrets = [rpcUrl, ...parts.filter(({ length }) => length >= 4).sort((a, b) => b.length - a.length)];
  return secrets.reduce((left, secret) => left.replaceAll(secret, '…'), text).replaceAll(/https?:\/\/\S+/g, host);
}
