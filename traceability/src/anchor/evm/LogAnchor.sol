// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity 0.8.37;

/// @title Heads of one transparency log, each larger than the one before.
/// @notice What stands here nobody can change, replace or take away, whoever runs the log neither: there is no owner, no
/// upgrade and no way to end it, and a head is only ever followed by a larger one. The contract does not know whether the
/// larger one continues the smaller; the signed note of every head stands in an event, so that anybody can find out.
contract LogAnchor {
    /// @param size Entries of the log.
    /// @param root Root of its Merkle tree (RFC 6962).
    /// @param previousSize Size of the head before, 0 for the first: one that a node keeps back is missed.
    /// @param previousBlock Block of the head before, that of the deployment for the first: leads back from head to head.
    /// @param note The checkpoint as the log signed it (C2SP tlog-checkpoint).
    event Anchored(uint64 indexed size, bytes32 root, uint64 previousSize, uint64 previousBlock, string note);

    error NotTheWriter();
    error NotLarger(uint64 held);

    /// @notice The one account that writes. It cannot be changed: another account needs another contract.
    address public immutable writer;
    /// @notice Name of the log.
    string public origin;

    uint64 private size;
    uint64 private inBlock;
    bytes32 private root;

    constructor(string memory origin_) {
        writer = msg.sender;
        origin = origin_;
        inBlock = uint64(block.number);
    }

    /// @notice The newest head and the block that it was written in; size 0 before the first, with the block of the deployment.
    function head() external view returns (uint64, bytes32, uint64) {
        return (size, root, inBlock);
    }

    function anchor(uint64 newSize, bytes32 newRoot, string calldata note) external {
        if (msg.sender != writer) revert NotTheWriter();
        if (newSize <= size) revert NotLarger(size);
        emit Anchored(newSize, newRoot, size, inBlock, note);
        size = newSize;
        inBlock = uint64(block.number);
        root = newRoot;
    }
}
