/** Where an anchor is. */
export interface AnchorPlace {
  readonly chainId: number;
  /** Address of the contract, `0x…`. */
  readonly contract: string;
}

/** A head of the log as it stands on the chain. */
export interface AnchoredHead {
  readonly size: number;
  readonly root: Uint8Array;
  /** The checkpoint as the log signed it; nothing of it is checked yet. */
  readonly note: string;
  readonly block: number;
  /** UTC ms, by whoever made the block. */
  readonly at: number;
  /** Hash of the transaction that wrote it. */
  readonly transaction: string;
}

/** What a chain says at one moment. */
export interface AnchorView {
  /** Its newest block. */
  readonly block: number;
  /** The newest head; undefined before the first. */
  readonly head?: AnchoredHead;
}

/** An anchor as everybody may read it. Methods throw `ANCHOR_UNREACHABLE` and `ANCHOR_MISPLACED`. */
export interface AnchorReader {
  /** Name of the log, as the contract has it. */
  readonly origin: string;
  /** Account that writes. */
  readonly writer: string;
  view(): Promise<AnchorView>;
  /** The newest heads, newest first, up to `most`; all where there are fewer, none left out. */
  heads(most: number): Promise<AnchoredHead[]>;
}

/** Price of a unit of gas, in wei. */
export interface Fees {
  readonly maxFeePerGas: bigint;
  readonly maxPriorityFeePerGas: bigint;
}

/** A transaction that is signed, and has perhaps not been sent. */
export interface SignedWrite {
  readonly hash: string;
  /** What is broadcast: public, and the same however often it is sent. */
  readonly raw: string;
  readonly nonce: number;
  readonly fees: Fees;
}

/** What the chain knows of a transaction: nothing (it waits, or was dropped), or how it ended. */
export type WriteFate = 'unknown' | 'done' | 'reverted';

/** An anchor as the log's own account writes it. */
export interface AnchorWriter extends AnchorReader {
  /** Transactions of the account that stand in blocks. */
  nonce(): Promise<number>;
  /**
   * Signs the writing of a head, at a price of now or of `atLeast`. Sends nothing. Throws `ANCHOR_REFUSED` where the contract
   * would refuse it, `ANCHOR_NO_FUNDS`, `ANCHOR_FEE_HIGH`.
   */
  sign(
    head: Pick<AnchoredHead, 'size' | 'root' | 'note'>,
    options: { readonly nonce: number; readonly atLeast?: Fees },
  ): Promise<SignedWrite>;
  /** Hands it to the node; sending it again changes nothing. Throws `ANCHOR_REFUSED`, `ANCHOR_NO_FUNDS`. */
  broadcast(raw: string): Promise<void>;
  fate(hash: string): Promise<WriteFate>;
}
