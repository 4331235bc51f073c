import Domain

/// Why the store could not do what it was asked to do.
///
/// Its text names what was attempted and what SQLite said; it never holds a bound value.
package struct StoreError: LedgerRefusal, Hashable, Sendable, CustomStringConvertible {
  package var kind: Kind
  /// SQLite's primary result code; 0 when SQLite was not involved.
  package var code: Int32
  /// SQLite's extended result code.
  package var extendedCode: Int32
  /// What was being done, in words.
  package var attempted: String
  /// What went wrong, and where something can be done about it, what to do.
  package var message: String

  /// What follows from the error.
  package enum Kind: Hashable, Sendable {
    /// The folder or a file of the store cannot be used as it is.
    case unusable
    /// Another process has the store open.
    case locked
    /// The file was written by a newer version of this program.
    case newer
    /// A rule of the schema refused the change; nothing of it was carried out.
    case refused
    /// The disk is full; the turn was rolled back.
    case full
    /// The file is damaged or the disk fails: end the process and restore.
    case damaged
    /// It is unknown whether the turn is on disk: end the process; the next start finds the truth.
    case mustEnd
    /// Anything else that SQLite refuses: a defect of this program.
    case other
  }

  /// Nothing of the store can be trusted until the next start has looked at it.
  package var endsProcess: Bool { kind == .damaged || kind == .mustEnd }

  /// The turn can go on without the change.
  package var isRuleOfSchema: Bool { kind == .refused }

  package init(_ kind: Kind, _ attempted: String, _ message: String) {
    self.init(kind, code: 0, extendedCode: 0, attempted, message)
  }

  init(
    _ kind: Kind, code: Int32, extendedCode: Int32, _ attempted: String, _ message: String
  ) {
    self.kind = kind
    self.code = code
    self.extendedCode = extendedCode
    self.attempted = attempted
    self.message = message
  }

  package var description: String {
    code == 0 ? "\(attempted): \(message)" : "\(attempted): \(message) (SQLite \(extendedCode))"
  }
}
