/// Why a file with a secret cannot be used.
///
/// Names paths and modes, never content.
package enum SecretFileProblem: Error, Hashable, Sendable, CustomStringConvertible {
  case cannotRead(String, reason: String)
  case cannotWrite(String, reason: String)
  case notAFile(String)
  /// Its mode lets others read or change it.
  case tooOpen(String, mode: UInt32)
  /// It belongs to another user.
  case wrongOwner(String, owner: UInt32)
  case tooLarge(String, limitBytes: Int)
  /// It holds no master key.
  case notAKey(String)
  case exists(String)
  /// Not usable as the name of a credential.
  case badName(String)

  /// What happened, where, and what to do.
  package var description: String {
    switch self {
    case .cannotRead(let path, let reason): "cannot read \(path): \(reason)"
    case .cannotWrite(let path, let reason): "cannot write \(path): \(reason)"
    case .notAFile(let path): "\(path) is not a regular file"
    case .tooOpen(let path, let mode):
      "\(path) has mode \(SecretFileProblem.octal(mode)), so others may use it; "
        + "run: chmod 0600 \(path)"
    case .wrongOwner(let path, let owner):
      "\(path) belongs to user \(owner); it must belong to root or to the user that runs belfry"
    case .tooLarge(let path, let limit):
      "\(path) has more than \(limit) bytes; is it the right file?"
    case .notAKey(let path):
      "\(path) holds no master key: 64 hexadecimal digits, Base64 of 32 bytes, or 32 bytes; "
        + "make one with: belfry keys init"
    case .exists(let path): "\(path) exists already and is never overwritten"
    case .badName(let name): "\"\(name)\" cannot be the name of a credential"
    }
  }

  private static func octal(_ mode: UInt32) -> String {
    let digits = String(mode, radix: 8)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }
}

extension SecretFileProblem {
  /// There is a file already, which is never overwritten.
  package var isExisting: Bool {
    if case .exists = self { true } else { false }
  }
}
