/// A data key as the store keeps it: encrypted under the key that is derived from the master key.
package struct WrappedDataKey: Hashable, Sendable {
  /// 1, 2, 3 … Never used again.
  package var id: Int64
  /// `MasterKey.id` of the master key that opens it.
  package var masterKeyID: String
  /// Nonce, ciphertext and tag.
  package var wrapped: [UInt8]
  /// How many secrets it has sealed, as far as the store knows.
  package var uses: Int
  package var state: State

  package init(id: Int64, masterKeyID: String, wrapped: [UInt8], uses: Int, state: State) {
    self.id = id
    self.masterKeyID = masterKeyID
    self.wrapped = wrapped
    self.uses = uses
    self.state = state
  }

  /// What the key is still used for.
  package enum State: Int, Hashable, Sendable, CaseIterable {
    /// Seals new secrets; there is one.
    case primary = 0
    /// Opens what it sealed, until all of that is sealed anew.
    case decryptOnly = 1
  }
}
